"""The tables and entries that a practice file may have, and the columns of a patients file, each with what it means.

The readers refuse every other name, and the page of columns is made from these.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """What an entry means. `needed`: without it the table cannot be used; `when` says so where that depends.

    `alias` is another spelling of its name that files may have.
    """

    meaning: str
    needed: bool = False
    when: str = ""
    alias: str = ""


EntryTable = dict[str, Entry]


def aliases(table: EntryTable) -> dict[str, str]:
    """The other spellings that names of the table may have, each with the name."""
    return {entry.alias: name for name, entry in table.items() if entry.alias}


PERSON: EntryTable = {
    "last_name": Entry("last name", needed=True),
    "first_name": Entry("first name", needed=True),
    "middle_name": Entry("middle name"),
    "suffix": Entry("what follows the name: Jr, III"),
}
ADDRESS: EntryTable = {
    "address": Entry("street and number", needed=True),
    "address_2": Entry("suite or apartment"),
    "city": Entry("city", needed=True),
    "state": Entry("state, two letters", needed=True),
    "zip": Entry("ZIP, five or nine digits", needed=True),
}
_NINE_DIGITS: EntryTable = ADDRESS | {"zip": Entry("ZIP, nine digits", needed=True)}
_QUALIFIER = Entry("the kind of that id, as the receiver says: ZZ unless entered")

PRACTICE: EntryTable = {
    "usage": Entry("`test`, or `production` once the receiver has accepted the test files", needed=True),
    "patients": Entry(
        "the name of the patients file, in the same folder; or tables `[[patients]]` instead", needed=True
    ),
    "time_zone": Entry(
        "the time zone in which people read times, such as America/Chicago: the browser's unless entered"
    ),
    "charge_check": Entry("a charge so many times its fee, or so small a part of it, is looked at: 5 unless entered"),
}
BILLING: EntryTable = {
    "name": Entry("a group's legal name", when="unless a sole proprietor's names are entered"),
    **{name: entry._replace(needed=False, when="of a sole proprietor") for name, entry in PERSON.items()},
    "npi": Entry("NPI under which the practice bills", needed=True),
    "ein": Entry("employer identification number, nine digits", when="this or ssn"),
    "ssn": Entry("a sole proprietor's social security number", when="this or ein"),
    "taxonomy": Entry("taxonomy code, ten characters", needed=True),
    **_NINE_DIGITS,
    "contact": Entry("whom payers call", needed=True),
    "phone": Entry("ten digits", needed=True),
    "accepts_assignment": Entry(
        "`false` where the practice does not take what payers allow as payment in full", when="`true` unless entered"
    ),
    **{
        f"pay_to_{name}": Entry(f"where payments go: {entry.meaning}", when="if elsewhere; may be a post office box")
        for name, entry in ADDRESS.items()
    },
}
SUBMITTER: EntryTable = {
    "name": Entry("who sends the file", needed=True),
    "id": Entry("the id that the receiver gave you", needed=True),
    "qualifier": _QUALIFIER,
    "contact": Entry("whom the receiver calls", needed=True),
    "phone": Entry("ten digits", needed=True),
}
RECEIVER: EntryTable = {
    "name": Entry("who takes the file in: a clearinghouse, or a payer directly", needed=True),
    "id": Entry("its id", needed=True),
    "qualifier": _QUALIFIER,
}
PAYER_RECEIVER: EntryTable = {
    **RECEIVER,
    "submitter_id": Entry("the id that this receiver gave you", when="if another than the submitter's"),
}
LICENSE: EntryTable = {
    "state": Entry("state, two letters", needed=True),
    "number": Entry("its number", needed=True),
    "begins": Entry("its first day"),
    "ends": Entry("its last day"),
    "compact": Entry("`true` for a compact privilege"),
    "temporary": Entry("`true` for a temporary license"),
    "clear": Entry("`true` where no restriction stands on it; left out: nobody looked"),
}
ENROLLMENT: EntryTable = {
    "payer": Entry("the payer, by its name under `[payers]`", needed=True),
    "begins": Entry("the day it took effect; left out: applied for"),
    "ends": Entry("its last day"),
    "denied": Entry("`true` where the payer refused"),
    "group_npi": Entry("the group under which it holds"),
    "places": Entry("the places of service it is limited to"),
    "revalidate_by": Entry("the day by which the payer wants it confirmed"),
}
SCREENING: EntryTable = {
    "on": Entry("the day of the look into the lists of excluded persons", needed=True),
    "clear": Entry("`true` where the name was not on them", needed=True),
}
CLINICIAN: EntryTable = {
    "npi": Entry("NPI", needed=True),
    **PERSON,
    "credential": Entry("PT, PTA, OT, OTA or SLP", needed=True),
    "taxonomy": Entry("taxonomy code, ten characters", needed=True),
    "supervised_by": Entry("an assistant's supervising therapist, by NPI"),
    "hired": Entry("first day of work"),
    "left": Entry("last day of work"),
    "licenses": Entry("tables `[[clinicians.licenses]]`", alias="licences"),
    "enrollments": Entry("tables `[[clinicians.enrollments]]`", alias="enrolments"),
    "screenings": Entry("tables `[[clinicians.screenings]]`"),
}
PAYER: EntryTable = {
    "name": Entry("the name on the claim", needed=True),
    "id": Entry("the id by which the receiver routes", needed=True, when="unless the patient pays"),
    "policy": Entry("the policy it pays by, where that is not its name here: several payers may share one"),
    "claim_filing": Entry(
        "the kind of insurance by X12: MB Medicare Part B, MC Medicaid, CI commercial, WC; `none`: the patient pays",
        when="where its policy does not say it",
    ),
    "receiver": Entry(
        "a table `[payers.NAME.receiver]`: who takes this payer's files in",
        when="if another than the practice's receiver",
    ),
    "accepts_assignment": Entry(
        "`true` or `false`: whether what it allows is payment in full", when="if otherwise than under [billing]"
    ),
    "benefits_assigned": Entry(
        "`true` or `false`: whether patients let it pay the practice", when="as accepts_assignment unless entered"
    ),
    "provider_id": Entry("the number that this payer gave the practice, if it wants it on claims"),
    **{
        name: Entry(f"where its paper claims go: {entry.meaning}", when="all or none")
        for name, entry in ADDRESS.items()
    },
}
SITE: EntryTable = {
    "name": Entry("the name of the place, as the visits' column `site` has it", needed=True),
    "place_of_service": Entry("its place of service, such as 11"),
    "npi": Entry("its NPI"),
    **_NINE_DIGITS,
}

_SUBSCRIBER = Entry("", when="unless relationship is self or employee")
PATIENT: EntryTable = {
    "patient_id": Entry("the patient's number, as in the visits", needed=True),
    **PERSON,
    "birth_date": Entry("date of birth", needed=True),
    "sex": Entry("F, M or U", needed=True),
    **ADDRESS,
    "payer": Entry("the payer, by its name under `[payers]`", needed=True),
    "relationship": Entry("to the subscriber: self, spouse, child, employee or other", needed=True),
    "member_id": Entry(
        "the number on the card; for injuries what the insurer says", needed=True, when="unless the patient pays"
    ),
    "group_number": Entry("the group's number on the card"),
    "employer": Entry("the employer's name", when="if relationship is employee"),
    "subscriber_last_name": _SUBSCRIBER._replace(meaning="the subscriber's last name"),
    "subscriber_first_name": _SUBSCRIBER._replace(meaning="the subscriber's first name"),
    "subscriber_middle_name": Entry("the subscriber's middle name"),
    "subscriber_suffix": Entry("what follows the subscriber's name"),
    "subscriber_birth_date": Entry("the subscriber's date of birth"),
    "subscriber_sex": Entry("the subscriber's sex"),
    **{
        f"subscriber_{name}": Entry(f"the subscriber's {entry.meaning}", when="all or none of the subscriber's address")
        for name, entry in ADDRESS.items()
    },
    **{
        f"referring_{name}": Entry(f"who referred the patient: {entry.meaning}", when="with the other names")
        for name, entry in PERSON.items()
    },
    "referring_npi": Entry(
        "who referred the patient, by NPI; for Medicare who certified the plan of care", when="with a name"
    ),
    "prior_authorization": Entry("the number of the payer's approval"),
    "onset_date": Entry("when the illness or injury began"),
    "accident": Entry("employment, auto or other"),
    "accident_date": Entry("the day of the accident", when="if accident is auto or other"),
    "accident_state": Entry("the state of the accident", when="if accident is auto"),
    "claim_number": Entry("the case's number, of an insurer of injuries"),
    "unable_to_work_from": Entry("first day the patient could not work"),
    "unable_to_work_to": Entry("last day the patient could not work"),
    "order": Entry("primary, secondary or tertiary, where there are several payers"),
    "medicare_second": Entry(
        "why Medicare pays second: 12 working past 65, 43 disabled, 15 workers' compensation, ..."
    ),
}

TABLES: dict[str, EntryTable] = {
    "": PRACTICE,
    "[billing]": BILLING,
    "[submitter]": SUBMITTER,
    "[receiver]": RECEIVER,
    "[[clinicians]]": CLINICIAN,
    "[[clinicians.licenses]]": LICENSE,
    "[[clinicians.enrollments]]": ENROLLMENT,
    "[[clinicians.screenings]]": SCREENING,
    "[payers.NAME]": PAYER,
    "[payers.NAME.receiver]": PAYER_RECEIVER,
    "[[sites]]": SITE,
}
"""The tables of a practice file by their headings; the first has none. `[fees]` has a code and dollars a line."""
TOP = tuple(
    dict.fromkeys([*PRACTICE, "fees", *(heading.strip("[]").partition(".")[0] for heading in TABLES if heading)])
)
"""What may stand at the top of a practice file."""
