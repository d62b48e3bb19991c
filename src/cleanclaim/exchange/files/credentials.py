"""Whether a clinician may treat and bill, as the practice enters it: licenses, enrollments, screenings.

They are entered under the clinician they belong to, as `[[clinicians.licenses]]` and so on. All may be left out;
then nobody can say whether the clinician is licensed or enrolled, and the review says so.
"""

from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.practice_entries import ENROLLMENT, LICENSE, SCREENING
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.model.practice import Enrollment, License, Screening


def licenses(clinician: Entries) -> tuple[License, ...] | None:
    """The licenses of a clinician; None where none are entered."""
    tables = clinician.under("licenses", LICENSE)
    return None if tables is None else tuple(license_of(table) for table in tables)


def enrollments(clinician: Entries) -> tuple[Enrollment, ...] | None:
    """The enrollments of a clinician with payers; None where none are entered."""
    tables = clinician.under("enrollments", ENROLLMENT)
    return None if tables is None else tuple(enrollment_of(table) for table in tables)


def screenings(clinician: Entries) -> tuple[Screening, ...] | None:
    """The looks into the lists of excluded persons; None where none are entered."""
    tables = clinician.under("screenings", SCREENING)
    return None if tables is None else tuple(screening_of(table) for table in tables)


def license_of(table: Entries) -> License:
    """A license, as its table or row has it."""
    entry = License(
        state=table.need("state", read.state),
        number=table.need("number", read.text(30)),
        begins=table.have("begins", values.date),
        ends=table.have("ends", values.date),
        compact=table.flag("compact") or False,
        temporary=table.flag("temporary") or False,
        clear=table.flag("clear"),
    )
    in_order(table, "begins", "ends")
    return entry


def enrollment_of(table: Entries) -> Enrollment:
    """An enrollment, as its table or row has it."""
    enrollment = Enrollment(
        payer=table.need("payer", values.payer),
        begins=table.have("begins", values.date),
        ends=table.have("ends", values.date),
        denied=table.flag("denied") or False,
        group_npi=table.have("group_npi", read.npi),
        places=table.listed("places", values.place),
        revalidate_by=table.have("revalidate_by", values.date),
    )
    in_order(table, "begins", "ends")
    if enrollment.ends and not enrollment.begins:
        table.fail("ends", "there is no begins.", "Enter the day the enrollment took effect too.")
    return enrollment


def screening_of(table: Entries) -> Screening:
    """A look into the lists, as its table or row has it."""
    on, clear = table.need("on", values.date), table.flag("clear")
    if clear is None:
        table.fail("clear", "is missing.", "Enter true if the name was not on the lists, else false.")
    return Screening(on=on, clear=clear)


def in_order(table: Entries, first: str, last: str) -> None:
    """Pass unless both days are entered and the last comes before the first."""
    begins, ends = table.have(first, values.date), table.have(last, values.date)
    if begins and ends and ends < begins:
        table.fail(last, f"{ends} is before {begins}, the day in {first}.", "Correct one of the two days.")
