"""The practice as files: `practice.toml` with its clinicians' papers, and the patients file."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from cleanclaim.model.money import dollars
from cleanclaim.model.practice import Clinician
from cleanclaim.sandbox.synth.care import Episode
from cleanclaim.sandbox.synth.people import PAYERS
from cleanclaim.sandbox.synth.visits import FEES

HEAD = """# A made-up practice. Nobody in it exists; the numbers pass their check digits and were never issued.

usage = "test"
patients = "patients.csv"
time_zone = "America/Chicago"

[billing]
name = "Example Valley Therapy PLLC"
npi = "1000000004"
ein = "00-0000001"
taxonomy = "261QP2000X"
address = "1 Example Valley Road"
city = "Austin"
state = "TX"
zip = "78701-0001"
contact = "Billing Example"
phone = "512-555-0100"

[submitter]
name = "Example Valley Therapy"
id = "EXAMPLEVALLEY"
contact = "Billing Example"
phone = "512-555-0100"

[receiver]
name = "Example Clearinghouse"
id = "EXAMPLECH"
"""


def practice_toml(staff: Iterable[Clinician]) -> str:
    """The practice's file."""
    parts = [HEAD, *map(_clinician, staff)]
    for number, (payer, (name, kind, _weight)) in enumerate(PAYERS.items(), 1):
        parts.append(f'[payers.{payer}]\nname = "{name}"\nid = "EX{number:03d}"\nclaim_filing = "{kind}"\n')
    parts.append("[fees]\n" + "".join(f'{code} = "{dollars(cents)}"\n' for code, cents in FEES.items()))
    return "\n".join(parts)


def _clinician(one: Clinician) -> str:
    lines = [
        "[[clinicians]]",
        f'npi = "{one.npi}"',
        f'last_name = "{one.name.last}"',
        f'first_name = "{one.name.first}"',
        f'credential = "{one.credential}"',
        f'taxonomy = "{one.taxonomy}"',
    ]
    if one.supervised_by:
        lines.append(f'supervised_by = "{one.supervised_by}"')
    lines += [f"{name} = {day}" for name, day in (("hired", one.hired), ("left", one.left)) if day]
    for entry in one.licenses or ():
        lines += ["", "[[clinicians.licenses]]", f'state = "{entry.state}"', f'number = "{entry.number}"']
        lines += [f"begins = {entry.begins}", f"ends = {entry.ends}", "clear = true"]
    for enrollment in one.enrollments or ():
        lines += ["", "[[clinicians.enrollments]]", f'payer = "{enrollment.payer}"', f"begins = {enrollment.begins}"]
    for screening in one.screenings or ():
        lines += ["", "[[clinicians.screenings]]", f"on = {screening.on}", f"clear = {str(screening.clear).lower()}"]
    return "\n".join(lines) + "\n"


def patients_csv(courses: Iterable[Episode]) -> str:
    """The patients, each with the payer's card and the referrer of the first course."""
    firsts: dict[str, Episode] = {}
    for course in courses:
        firsts.setdefault(course.person.patient_id, course)
    text = io.StringIO(newline="")
    rows = [_patient(at, course) for at, course in enumerate(firsts.values(), 1)]
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _member_id(number: int, payer: str) -> str:
    """A number as the payer's cards have it, that nobody has: Medicare's has eleven signs."""
    if payer != "medicare":
        return f"EX{number:07d}"
    thousands, rest = divmod(number, 1_000)
    return f"1EX{thousands % 10}XX{rest // 100}XX{rest % 100:02d}"


def _patient(number: int, course: Episode) -> dict[str, str | date]:
    person = course.person
    return {
        "patient_id": person.patient_id,
        "last_name": person.name.last,
        "first_name": person.name.first,
        "birth_date": person.born,
        "sex": person.sex,
        "address": f"{100 + number} Example Way",
        "city": "Austin",
        "state": "TX",
        "zip": "78701",
        "payer": person.payer,
        "relationship": "self",
        "member_id": _member_id(number, person.payer),
        "referring_last_name": "Exemplar",
        "referring_first_name": "Max",
        "referring_npi": course.referrer,
        "onset_date": course.begins,
    }
