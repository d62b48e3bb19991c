"""What a claim takes from the practice's own file: its payer, its patient with the coverage, and its clinician.

Asked wherever the practice is given and claims are to be made of the visits; of what the patient pays, nothing is asked
here but who treated. What `cleanclaim review` calls clean, `cleanclaim claim` writes.

    payer    | patient_id | practice_payers | patients | coverage_by    | code  | minutes | units || broken
    aetna    | P1         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     ||
    -
    cigna    | P1         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     || payer_missing
    -
    aetna    | P2         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     || patient_missing
    -
    aetna    | P1         | aetna medicare  | P1       | medicare       | 97110 | 15      | 1     || coverage_missing
    -
    cigna    | P2         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     || payer_missing patient_missing
    -
    aetna    | P1         | aetna medicare= | P1       | aetna          | 97110 | 15      | 1     ||
    -
    aetna    | P1         | aetna= medicare | P1       | aetna          | 97110 | 15      | 1     || payer_id_missing
    -
    self_pay | P2         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     ||   # no claim is made
    -
             | P1         | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     || payer_missing?
    -
    aetna    |            | aetna medicare  | P1       | aetna          | 97110 | 15      | 1     || patient_missing?

The first payer is billed first, and a Medicare claim names who certified the plan of care. What a payer is only said to want
holds no claim:

    payer              | coverage_by                  | code  | minutes | units || broken
    aetna              | aetna order=primary          | 97110 | 15      | 1     ||
    -
    aetna              | aetna order=secondary        | 97110 | 15      | 1     || not_first
    -
    medicare           | medicare referred=true       | 97110 | 15      | 1     ||
    -
    medicare           | medicare                     | 97110 | 15      | 1     || referrer_missing
    -
    aetna              | aetna                        | 97110 | 15      | 1     ||
    -
    medicaid_tx        | medicaid_tx                  | 97110 | 15      | 1     || referrer_missing    # said of it, and a note
    -
    acme               | acme                         | 97110 | 15      | 1     || referrer_missing? medicare_number_wrong?

The patient was born by the day of service:

    payer | service_date | coverage_by | code  | minutes | units || broken
    aetna | 2026-03-02   | aetna       | 97110 | 15      | 1     ||
    -
    aetna | 1959-12-30   | aetna       | 97110 | 15      | 1     || service_before_birth referrer_missing? medicare_number_wrong?   # born in 1960
    -
    aetna |              | aetna       | 97110 | 15      | 1     || service_before_birth?

Medicare knows a patient by a number of eleven signs, whatever separates them on the card:

    payer    | coverage_by                                       | code  | minutes | units || broken
    medicare | medicare referred=true member_id=1EX0XX0XX02      | 97110 | 15      | 1     ||
    -
    medicare | medicare referred=true member_id=1ex0-xx0-xx02    | 97110 | 15      | 1     ||
    -
    medicare | medicare referred=true member_id=123456789A       | 97110 | 15      | 1     || medicare_number_wrong   # as until 2019
    -
    medicare | medicare referred=true member_id=1SX0XX0XX02      | 97110 | 15      | 1     || medicare_number_wrong   # no S in it
    -
    aetna    | aetna member_id=123456789A                        | 97110 | 15      | 1     ||
    -
    acme     | acme member_id=123456789A referred=true           | 97110 | 15      | 1     || medicare_number_wrong?

A payer that approves treatment beforehand wants the number of its approval on the claim, from the coverage or from the
chart. An empty cell: no chart says which approvals there are; what a chart says is asked by the rules on authorizations.

    payer           | earlier                            | authorizations | coverage_by                                         | code  | minutes | units || broken
    medicaid_ca     | none                               |                | medicaid_ca referred=true prior_authorization=A1    | 97110 | 15      | 1     ||
    -
    medicaid_ca     | none                               |                | medicaid_ca referred=true prior_authorization=      | 97110 | 15      | 1     || authorization_missing
    -
    medicaid_ca     | none                               | number=A1 payer=medicaid_ca begins=2026-02-02 | medicaid_ca referred=true prior_authorization= | 97110 | 15 | 1 ||
    -
    medicaid_ca     | none                               | none           | medicaid_ca referred=true prior_authorization=      | 97110 | 15      | 1     ||   # the chart's rules say so
    -
    workers_comp_tx | payer=workers_comp_tx 2026-02-02*5 |                | workers_comp_tx referred=true prior_authorization=  | 97110 | 15      | 1     ||   # the sixth visit
    -
    workers_comp_tx | payer=workers_comp_tx 2026-02-02*6 |                | workers_comp_tx referred=true prior_authorization=  | 97110 | 15      | 1     || authorization_missing
    -
    workers_comp_tx |                                    |                | workers_comp_tx referred=true prior_authorization=  | 97110 | 15      | 1     || authorization_missing?   # the visit's number is not known
    -
    aetna           | none                               |                | aetna prior_authorization=                          | 97110 | 15      | 1     || authorization_missing?   # each plan decides
    -
    medicare        | none                               |                | medicare referred=true prior_authorization=         | 97110 | 15      | 1     ||

A practice with several offices says which it was:

    payer | place_of_service | practice_sites    | site  | coverage_by | code  | minutes | units || broken
    aetna | 11               | 11:North 11:South | North | aetna       | 97110 | 15      | 1     ||
    -
    aetna | 11               | 11:North 11:South |       | aetna       | 97110 | 15      | 1     || site_unknown
    -
    aetna | 11               | 11:North 11:South | East  | aetna       | 97110 | 15      | 1     || site_unknown
    -
    aetna | 11               | 11:North          |       | aetna       | 97110 | 15      | 1     ||
    -
    aetna | 11               | 62:North 62:South |       | aetna       | 97110 | 15      | 1     ||   # at the billing address

Who treats is one of the practice's own:

    provider_npi | credential | code  | minutes | units || broken
    1234567893   | PT         | 97110 | 15      | 1     ||
    -
    1000000004   | PT         | 97110 | 15      | 1     || clinician_missing
    -
                 | PT         | 97110 | 15      | 1     || clinician_missing?

A claim names the clinician with a taxonomy code, which an office may enter later (open):

    taxonomy   | code  | minutes | units || broken
    225100000X | 97110 | 15      | 1     ||
    -
    open       | 97110 | 15      | 1     || taxonomy_missing
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.model.chart import Authorization
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import Clinician, Coverage, Patient, PayerId
from cleanclaim.reference.element_notes import element_note
from cleanclaim.reference.medicare_number import describe_wrong_number

NEEDS = "practice"
MEDICARE = "MB"


@rule(
    title="Payer not in the practice's file",
    cite="fcso-1500",
    when="payer_takes_claims",
    message='The practice\'s file has no payer "{payer}".',
    remedy="Add [payers.{payer}] with its name, id and claim_filing, or bill the patient if no insurer pays.",
    required=True,
)
def payer_missing(payer: str, payer_record: PayerId | None = None) -> bool:
    """A claim names its payer by the id under which the clearinghouse knows it."""
    return bool(payer) and payer_record is None


def _whose_id_is_missing(later_payers: tuple[PayerId, ...], payer_record: PayerId | None = None) -> str:
    """The payers of the claim of which nobody entered where their claims go."""
    lacking = [one.name for one in _payers_without_id(payer_record, later_payers)]
    return f"Nobody entered the id by which claims find their way to {' and '.join(lacking)}."


def _payers_without_id(payer_record: PayerId | None, later_payers: tuple[PayerId, ...]) -> list[PayerId]:
    named = (*((payer_record,) if payer_record is not None else ()), *later_payers)
    return [one for one in named if one.takes_claims and not one.can_be_sent_to]


@rule(
    title="Payer's id not entered",
    cite="fcso-1500",
    when="payer_takes_claims",
    message=_whose_id_is_missing,
    remedy="Enter id under the payer in the practice's file; the clearinghouse's list of payers has it.",
    required=True,
)
def payer_id_missing(later_payers: tuple[PayerId, ...], payer_record: PayerId | None = None) -> bool:
    """A claim names its payer, and those that pay after it, by the id under which the receiver routes."""
    return bool(_payers_without_id(payer_record, later_payers))


@rule(
    title="Patient not in the practice's file",
    cite="fcso-1500",
    when="payer_takes_claims",
    message='Patient "{patient_id}" is not in the patients file, or a row of this patient was set aside.',
    remedy="Add the patient, correct the row that was set aside, or correct the visit.",
    required=True,
)
def patient_missing(patient_id: str, patient_record: Patient | None = None) -> bool:
    """A claim says who was treated: name, birth date, sex and address."""
    return bool(patient_id) and patient_record is None


@fact
def is_a_known_patient(payer_takes_claims: bool, patient_record: Patient | None = None) -> bool:
    """Whether a claim is made, and the practice's file has its patient."""
    return payer_takes_claims and patient_record is not None


@rule(
    title="Service before the patient was born",
    cite="fcso-1500",
    when="is_a_known_patient",
    message='The visit is dated {service_date:date}; patient "{patient_id}" is entered as born on {birth_date:date}.',
    remedy="Correct the date of service, or the patient's birth_date.",
    carc="16",
    required=True,
)
def service_before_birth(service_date: date, birth_date: date) -> bool:
    """One of the two dates is wrong, and payers find the patient by the date of birth."""
    return service_date < birth_date


@fact
def birth_date(patient_record: Patient) -> date:
    """The patient's date of birth, as the practice's file has it."""
    return patient_record.birth_date


@fact
def may_be_covered(
    payer_takes_claims: bool, patient_record: Patient | None = None, payer_record: PayerId | None = None
) -> bool:
    """Whether patient and payer are both entered, so that a coverage can join them."""
    return payer_takes_claims and patient_record is not None and payer_record is not None


@rule(
    title="Coverage not entered",
    cite="fcso-1500",
    when="may_be_covered",
    message='Patient "{patient_id}" has no coverage by {payer}.',
    remedy="Add a row for the patient with payer {payer}, or correct the visit's payer.",
    carc="31",
    required=True,
)
def coverage_missing(coverage_record: Coverage | None = None) -> bool:
    """The payer finds the patient by the member id of the coverage."""
    return coverage_record is None


@fact
def is_covered(may_be_covered: bool, coverage_record: Coverage | None = None) -> bool:
    """Whether the patient's coverage by the visit's payer is entered."""
    return may_be_covered and coverage_record is not None


@rule(
    title="Entered as a later payer",
    cite="fcso-1500",
    when="is_covered",
    message='{payer_record.name} is entered as the {coverage_record.order} payer of patient "{patient_id}".',
    remedy="Bill the primary payer first, then this one with `cleanclaim secondary`, or correct the order.",
    carc="22",
    required=True,
)
def not_first(coverage_record: Coverage | None = None) -> bool:
    """A later payer pays what the first has left, and wants to see what that one decided."""
    return coverage_record is not None and coverage_record.order not in (None, "primary")


@fact
def lacks_referrer(is_covered: bool, coverage_record: Coverage | None = None) -> bool:
    """Whether the coverage does not say who referred the patient."""
    return is_covered and coverage_record is not None and coverage_record.referrer is None


@rule(
    title="Who certified the plan of care is not entered",
    cite="noridian-referrer",
    when="lacks_referrer",
    unknown="info",
    message="{payer_record.name} wants to know who certified the plan of care.",
    remedy='Enter referring_npi, referring_last_name and referring_first_name for patient "{patient_id}".',
    carc="16",
)
def referrer_missing(certifying_referrer_required: bool) -> bool:
    """Medicare returns a therapy claim that does not name the certifying physician as referring provider."""
    return certifying_referrer_required


@fact
def lacks_authorization(
    is_covered: bool,
    coverage_record: Coverage | None = None,
    authorizations: tuple[Authorization, ...] | None = None,
) -> bool:
    """Whether neither the coverage has the number of an approval nor any chart says which approvals there are."""
    number = coverage_record.prior_authorization if coverage_record is not None else None
    return is_covered and not number and authorizations is None


@rule(
    title="No authorization entered",
    cite="payer-policy",
    when="lacks_authorization",
    unknown="info",
    message="{payer_record.name} approves treatment beforehand, and the claim would go out without an authorization.",
    remedy='Enter the number (prior_authorization) at the coverage of patient "{patient_id}", or the authorization in '
    "the patient's chart (--charts); if there is none, ask the payer for one that reaches back to the visit.",
    carc="197",
)
def authorization_missing(authorization_due: bool) -> bool:
    """Treatment without the payer's approval is denied, and in most contracts the patient may not be billed for it."""
    return authorization_due


@fact
def member_id(is_covered: bool, coverage_record: Coverage | None = None) -> str:
    """The number under which the payer knows the patient; empty where no coverage is entered."""
    return coverage_record.member_id if is_covered and coverage_record is not None else ""


def _why_no_medicare_number(patient_id: str | None, member_id: str) -> str:
    """Whose number it is, and which place of it is wrong."""
    return f'Patient "{patient_id or "unknown"}": the number {member_id} {describe_wrong_number(member_id)}.'


@rule(
    title="Not a Medicare number",
    cite="cms-mbi",
    when="is_covered",
    message=_why_no_medicare_number,
    remedy="Copy it from the patient's card, such as 1EG4-TE5-MK73.",
    carc="31",
    required=True,
)
def medicare_number_wrong(member_id: str, claim_filing: str) -> bool:
    """Medicare finds nobody by any other number, and rejects the claim before it is read."""
    return claim_filing == MEDICARE and not element_note("mbi").accepts(member_id)


@rule(
    title="Office not known",
    cite="fcso-1500",
    when="payer_takes_claims",
    message="The practice has several places for this visit, or none of the name it gives.",
    remedy="Enter the office in the column site, by its name under [[sites]] in the practice's file.",
    required=True,
)
def site_unknown(possible_sites: int) -> bool:
    """The claim names where treatment was given, and Medicare pays by its ZIP code."""
    return possible_sites != 1


@rule(
    title="Clinician not in the practice's file",
    cite="fcso-1500",
    when="payer_takes_claims",
    message="Clinician {provider_npi} is not in the practice's file.",
    remedy="Add the clinician under [[clinicians]], or correct the visit.",
    carc="208",
    required=True,
)
def clinician_missing(provider_npi: str, clinician: Clinician | None = None) -> bool:
    """A claim names who treated, with a taxonomy code; the practice bills for its own staff alone."""
    return npi_is_valid(provider_npi) and clinician is None


def _whose_taxonomy_is_missing(renders: Clinician) -> str:
    """Of whom nobody entered the taxonomy code."""
    return (
        f"Nobody entered the taxonomy code of {renders.name.first} {renders.name.last}, whose number the claim bears."
    )


@rule(
    title="Clinician's taxonomy not entered",
    cite="fcso-1500",
    when="payer_takes_claims",
    message=_whose_taxonomy_is_missing,
    remedy="Enter taxonomy under the clinician in the practice's file; the NPI registry has it.",
    required=True,
)
def taxonomy_missing(renders: Clinician | None = None) -> bool:
    """The claim says by its taxonomy code what whoever renders the visit is."""
    return renders is not None and not renders.taxonomy
