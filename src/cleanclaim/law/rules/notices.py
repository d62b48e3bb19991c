"""Notices: who pays where Medicare may not, said by GA, GX, GY and GZ.

GA: the patient signed an advance notice that the service may be found unnecessary. GZ: it may, and no notice was
signed. GY: the law excludes it. GX: a notice was given by choice, for a service that is excluded anyway. KX says the
opposite of all of them: that the care is covered and necessary. (Medicare Claims Processing Manual, ch. 30)

    payer    | code  | minutes | units | modifiers || broken
    medicare | 97110 |      15 |     1 | GP GA     ||
    -
    medicare | 97037 |      15 |     1 | GP GY GX  ||                             # excluded, and the patient was told
    -
    medicare | 97110 |      15 |     1 | GP GY     || excluded_benefit            # a benefit is not excluded by law
    -
    medicare | 97110 |      15 |     1 | GP GA GZ  || given_and_not
    -
    medicare | 97110 |      15 |     1 | GP KX GA  || necessary_and_not           # KX: necessary; GA: perhaps not
    -
    medicare | 97110 |      15 |     1 | GP KX GY  || necessary_and_not excluded_benefit
    -
    uhc      | 97110 |      15 |     1 | GP KX GA  || not_this_payers?            # a mark of its own members' consent
    -
    medicare | 97110 |      15 |     1 | GP GY GZ  || excluded_and_doubted excluded_benefit
    -
    medicare | 97110 |      15 |     1 | GP GX     || choice_without_exclusion
    -
    medicare | 97110 |      15 |     1 | GP GX GA  || choice_without_exclusion    # given by choice, and because it was required

The notice is Original Medicare's own:

    payer              | code  | minutes | units | modifiers || broken
    medicare_advantage | 97110 |      15 |     1 | GP GA     || not_this_payers
    -
    aetna              | 97110 |      15 |     1 | GP GA     || not_this_payers?
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.law.rules._fixes import take_off
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.fee_status import treatment
from cleanclaim.reference.tables import Tables

NOTICES = frozenset({"GA", "GX", "GY", "GZ"})
DOUBTED = frozenset({"GA", "GZ"})


@fact
def has_notice(billed: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line says with GA, GX, GY or GZ that Medicare may not pay it."""
    return billed and not NOTICES.isdisjoint(modifiers)


@rule(
    title="Notice signed and not signed",
    cite="cms-100-04-30",
    when="has_notice",
    message="The line says {modifiers:written}: GA that a notice was signed, GZ that none was.",
    remedy="Keep GA if the signed notice is on file, else GZ.",
    carc="4",
    verified=False,
    id="notices.given_and_not",
)
def signed_and_unsigned(modifiers: tuple[str, ...]) -> bool:
    """GA makes the patient liable and GZ the practice; a line that says both is returned."""
    return DOUBTED.issubset(modifiers)


@fact
def has_medicares_notice(has_notice: bool, liability_notice: bool | None = None) -> bool:
    """The same for a payer that goes by Medicare's advance notice."""
    return has_notice and liability_notice is True


@rule(
    title="Necessary, and not to be paid",
    cite="ngs-abn",
    when="has_medicares_notice",
    message="The line says {modifiers:written}: KX that the care is covered and necessary, the other that it may not be.",
    remedy="Keep KX alone if the chart supports the care; else take KX off.",
    carc="4",
)
def necessary_and_not(modifiers: tuple[str, ...]) -> bool:
    """KX attests necessity. A line that doubts it as well is denied, and the attestation is worth nothing on appeal."""
    return "KX" in modifiers


@rule(
    title="Excluded by law, and only doubted",
    cite="cms-100-04-30",
    when="has_notice",
    message="The line says {modifiers:written}: GY that the law excludes the service, the other that it may be unnecessary.",
    remedy="Keep GY for what is never a benefit; for a benefit that may be found unnecessary keep GA or GZ.",
    carc="4",
    verified=False,
)
def excluded_and_doubted(modifiers: tuple[str, ...]) -> bool:
    """What is never a benefit needs no notice, and what is one is not excluded; the line is returned."""
    return "GY" in modifiers and not DOUBTED.isdisjoint(modifiers)


@fact
def is_benefit(
    is_therapy: bool,
    code: str,
    tables: Tables,
    has_medicares_notice: bool,
    entry: Code | None = None,
    dry_needling_covered: bool | None = None,
) -> bool:
    """Whether the line says to Medicare that it may not pay therapy which the fee schedule pays."""
    if not has_medicares_notice or not is_therapy or treatment(tables.status(code)) != "paid":
        return False
    return entry is None or entry.kind != "needling" or dry_needling_covered is True


@rule(
    title="Excluded by law, and a benefit",
    cite="cms-100-04-30",
    when="is_benefit",
    severity="warn",
    message="The line says {modifiers:written}: GY that the law excludes the service; {code} is a benefit.",
    remedy="Keep GY only if this care is none, such as care outside any plan; if it may be found unnecessary, GA with a signed notice or GZ.",
    carc="4",
    verified=False,
)
def excluded_benefit(modifiers: tuple[str, ...]) -> bool:
    """GY has a covered service denied unread, and the patient pays for what Medicare would have."""
    return "GY" in modifiers


@rule(
    title="Notice by choice for a service that is not excluded",
    cite="cms-100-04-30",
    when="has_notice",
    severity="warn",
    message="The line says {modifiers:written}: GX goes with GY, for what the law excludes.",
    remedy="Add GY if the law excludes the service; if it may be found unnecessary, use GA instead of GX.",
    carc="4",
    verified=False,
)
def choice_without_exclusion(modifiers: tuple[str, ...]) -> bool:
    """A line with GX is denied unread as not covered, which a benefit does not deserve."""
    return "GX" in modifiers and "GY" not in modifiers


@rule(
    title="Medicare's notice for another payer",
    cite="cms-100-04-30",
    when="has_notice",
    severity="warn",
    unknown="info",
    message="The line says {modifiers:written}; this payer does not go by Medicare's advance notice.",
    remedy="Take the modifier off. Whether the patient owes what the payer does not pay, its own rules say.",
    field="modifiers",
    fix=take_off(*NOTICES),
    verified=False,
)
def not_this_payers(liability_notice: bool) -> bool:
    """Under another payer a signed Medicare notice does not make the patient liable."""
    return not liability_notice
