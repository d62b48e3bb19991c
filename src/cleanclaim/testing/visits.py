"""The visits of an example: its rows read, and what a table does not say filled in so that the visit is complete."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from cleanclaim.exchange.files.credentials import enrollments, licenses, screenings
from cleanclaim.exchange.files.fields import FIELDS, Field
from cleanclaim.exchange.files.history import PARTS, history_parts
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.notes import note_of
from cleanclaim.exchange.files.rows_to_visits import Table, visits_of
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.law.policies.keys import former_names, keys
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.model.note import Note
from cleanclaim.model.practice import (
    CHARGE_CHECK,
    Address,
    Billing,
    Clinician,
    Coverage,
    Name,
    Patient,
    PayerId,
    Practice,
    Receiver,
    Referrer,
    Site,
    Submitter,
)
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.nearest import did_you_mean
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.testing.columns import OF_CLINICIAN, OF_EXAMPLE, OF_NOTE, OF_PRACTICE, OF_VISIT, SPELLINGS
from cleanclaim.testing.examples import Example

COMPLETE = {
    "visit_id": "1",
    "patient_id": "P1",
    "payer": "medicare",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1234567893",
    "place_of_service": "11",
    "charge": "50.00",
    "diagnoses": "M54.50",
    "spent": "0.00",
}
"""What stands in a column that a table does not have. The modifier of the discipline stands on lines given units."""

Cells = Mapping[str, str]


class ExampleVisits(Struct, frozen=True, kw_only=True):
    """The visits of an example, the day they are filed, whose they are, and what the payer is made to answer.

    `practice` is None where no column describes it or its clinician.
    """

    visits: list[Visit]
    filed_on: date | None
    practice: Practice | None
    answers: dict[str, Any]


def example_visits(place: str, example: Example, complete: Cells = COMPLETE, rows_before: int = 0) -> ExampleVisits:
    """The visits of an example, in order; `complete` fills in the columns a table does not have.

    Raises UserError, naming `place`, the row (numbered from `rows_before`) and the column, for what cannot be read.
    """
    rows = [{SPELLINGS.get(name, name): cell for name, cell in row.inputs.items()} for row in example.rows]
    numbered = list(enumerate(rows, rows_before + 1))
    table = Table(numbered, lambda row: tuple(_cell(field, row, complete) for field in FIELDS))
    visits = visits_of(table, Intake(place))
    of_each = [[row for row in rows if _cell("visit_id", row, complete) == visit.visit_id] for visit in visits]
    about = [_agreed(place, of_visit, OF_VISIT) for of_visit in of_each]
    of_all = _agreed(place, rows, OF_EXAMPLE)
    return ExampleVisits(
        visits=[_with_papers(place, visit, cells, complete) for visit, cells in zip(visits, about, strict=True)],
        filed_on=_filed_on(place, of_all, visits[0]),
        practice=_practice(place, of_all, complete, visits[0]),
        answers=_answers(place, of_all.get("policy", "")),
    )


def _cell(field: str, row: Cells, complete: Cells) -> str:
    """What stands in a cell: what the table says, else what makes the visit complete."""
    if field in row:
        return row[field]
    discipline = row.get("discipline", complete.get("discipline", "")) or "PT"
    if field == "performed_by":
        return discipline
    if field == "modifiers" and row.get("units"):
        return DISCIPLINE.get(discipline, "")
    return complete.get(field, "")


def _agreed(place: str, rows: Sequence[Cells], names: Sequence[str]) -> dict[str, str]:
    """What the first row says in some columns; the others say the same there or nothing."""
    agreed = {name: rows[0][name] for name in names if name in rows[0]}
    for name, cell in agreed.items():
        if any(row[name] not in ("", cell) for row in rows):
            raise UserError(f"{place}, column {name}", "the rows of one visit differ", "Say it in the first row.")
    return agreed


def _filed_on(place: str, cells: Cells, first: Visit) -> date | None:
    """The day the visits are filed: without a column the day after the first of them, unknown where it is empty."""
    if "filed_on" not in cells:
        return first.service_date + timedelta(days=1) if first.service_date else None
    found: date | None = _read("service_date", "filed_on", cells["filed_on"], place)
    return found


def _read(like: str, name: str, cell: str, place: str) -> Any:
    """A cell of a column that no visits file has, written like the field `like`."""
    try:
        return Field(like)[cell]
    except UnreadableError as wrong:
        wrong.field = name
        raise wrong.at(place, "column") from None


# -- the chart, earlier visits, the note -------------------------------------------------------------------------------


def _with_papers(place: str, visit: Visit, cells: Cells, complete: Cells) -> Visit:
    chart: dict[str, Any] = {name: _entries(cells[name]) for name in PARTS if cells.get(name)}
    if cells.get("spent_elsewhere"):
        chart["spent_elsewhere"] = _entries(cells["spent_elsewhere"])[0]
    if cells.get("discharged_on"):
        chart["discharged_on"] = [] if cells["discharged_on"] == "none" else cells["discharged_on"].split()
    chart["spent"] = cells.get("spent", complete.get("spent"))
    history = History(**history_parts(chart, place), visits=_earlier(place, cells))
    return structs.replace(visit, history=history, note=_note(place, visit, cells))


def _entries(cell: str) -> list[dict[str, Any]]:
    """The entries of a cell: `begins=2026-01-05 through=2026-04-04`, with `;` between them; `none`: known to be none.

    A value with commas is a list; a list of one is written with a comma after it: `codes=97140,`.
    """
    if cell == "none":
        return []
    pairs = ((pair.partition("=") for pair in entry.split()) for entry in cell.split(";"))
    return [{name: _one_or_several(value) for name, _, value in entry} for entry in pairs]


def _one_or_several(value: str) -> str | list[str]:
    return [one for one in value.split(",") if one] if "," in value else value


def _earlier(place: str, cells: Cells) -> tuple[Visit, ...] | None:
    """The visits before: as `earlier` says, or one of three days before whose note is `earlier_note`."""
    if cells.get("earlier_note"):
        (before,) = earlier_visits("2026-02-27", place)
        return (structs.replace(before, note=Note(text=cells["earlier_note"])),)
    return earlier_visits(cells["earlier"], place) if cells.get("earlier") else None


def earlier_visits(cell: str, place: str = "") -> tuple[Visit, ...]:
    """Earlier visits: `2026-02-02 97110 97140; 2026-02-04*3 97110`, where *3 means that weekday and the two after.

    An entry may name its payer, `payer=aetna 2026-02-02`, its discipline, `discipline=OT`, the dollars allowed for each
    service, `each=80`, and a modifier of each, `mark=Q6`. `none`: there are known to be none.
    """
    visits: list[Visit] = []
    for entry in cell.split(";") if cell != "none" else ():
        words = entry.split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        first, *codes = (word for word in words if "=" not in word)
        begin, _, times = first.partition("*")
        visits += _on_weekdays(_read("service_date", "earlier", begin, place), int(times or 1), codes, options)
    return tuple(visits)


def _on_weekdays(day: date, times: int, codes: Sequence[str], options: Cells) -> list[Visit]:
    visits: list[Visit] = []
    services = tuple(
        Service(
            code=code,
            minutes=15,
            units=1,
            performed_by="PT",
            allowed=cents(options["each"]) if "each" in options else None,
            modifiers=(options["mark"],) if "mark" in options else (),
        )
        for code in codes or ["97110"]
    )
    while len(visits) < times:
        if day.weekday() < 5:
            visits.append(
                Visit(
                    visit_id=f"before {day}",
                    patient_id=COMPLETE["patient_id"],
                    payer=options.get("payer", COMPLETE["payer"]),
                    service_date=day,
                    discipline=_read("discipline", "earlier", options.get("discipline", "PT"), ""),
                    provider_npi=COMPLETE["provider_npi"],
                    services=services,
                )
            )
        day += timedelta(days=1)
    return visits


def _note(place: str, visit: Visit, cells: Cells) -> Note | None:
    """The note of the visit: its text under `note`, its fields under their names.

    Fields without a column are those of a whole note, written and signed on the day by the therapist.
    """
    if not cells.get("note"):
        return None
    timed = sum(one.minutes or 0 for one in visit.services if _is_timed(one.code))
    day = str(visit.service_date or COMPLETE["service_date"])
    whole = {"written_on": day, "signed_on": day, "signed_by": "P. Sample", "credential": visit.discipline or "PT"}
    whole |= {"timed_minutes": str(timed), "total_minutes": str(timed + 45)}
    entered = {field: cells[name] for name, field in OF_NOTE.items() if name in cells}
    return note_of({name: cell for name, cell in (whole | entered).items() if cell}, place)


def _is_timed(code: str) -> bool:
    entry = catalogue().get(code)
    return entry is not None and entry.unit_minutes == QUARTER


# -- the clinician and the payer ---------------------------------------------------------------------------------------


PRACTICE = Practice(
    usage="test",
    billing=Billing(
        name="Example Way Therapy",
        npi="1000000004",
        tax_id="000000001",
        tax_id_kind="EIN",
        taxonomy="261QP2000X",
        address=Address(line1="100 Example Way", city="Exampleton", state="TX", zip_code="787990001"),
        contact="Billing Example",
        phone="5125550100",
    ),
    submitter=Submitter(name="Example Way Therapy", id="EXAMPLEWAY", contact="Billing Example", phone="5125550100"),
    receiver=Receiver(name="Example Clearinghouse", id="EXAMPLECH"),
    clinicians={},
    payers={},
    sites=(),
    patients={},
    fees={},
)
"""A made-up practice, to which the clinician of an example belongs."""
SAMPLE = Name(last="SAMPLE", first="PAT")
THERAPIST = Clinician(npi="1000000012", name=SAMPLE, credential="PT", taxonomy="225100000X")
REFERRER = Referrer(name=SAMPLE, npi="1000000020")
PATIENT = Patient(
    patient_id="", name=SAMPLE, birth_date=date(1960, 1, 2), sex="U", address=PRACTICE.billing.address, coverages={}
)


def _practice(place: str, cells: Cells, complete: Cells, first: Visit) -> Practice | None:
    """The practice of the example, where its columns describe it or its clinician.

    What they leave out is there as a claim wants it: a second therapist, who may supervise, the patient, and a coverage
    by the visit's payer that names a referrer and has the number of an authorization.
    """
    if not any(cells.get(name) for name in OF_CLINICIAN) and not any(name in cells for name in OF_PRACTICE):
        return None
    clinician = _clinician(place, cells, complete)
    payer, *about = cells.get("coverage_by", f"{first.payer or ''} referred=true").split() or [""]
    coverage = Coverage(payer=payer, relationship="self", member_id="1EX0XX0XX01", prior_authorization="EXAMPLE1")
    for pair in about:
        key, _, value = pair.partition("=")
        changed = {"referrer": REFERRER} if key == "referred" else {key: value}
        coverage = structs.replace(coverage, **changed)
    fees = dict(one.split("=", 1) for one in cells.get("fees", "").split())
    return structs.replace(
        PRACTICE,
        charge_check=int(fees.pop("times", CHARGE_CHECK)),
        fees={code: cents(fee) for code, fee in fees.items()},
        clinicians={one.npi: one for one in (clinician, THERAPIST)},
        payers={
            name: PayerId(policy=name, name=name.title(), id="" if lacks_id else "EX1", claim_filing="CI")
            for name, lacks_id, _ in (one.partition("=") for one in cells.get("practice_payers", payer).split())
        },
        sites=tuple(
            Site(name=name, place_of_service=code, address=PRACTICE.billing.address)
            for code, _, name in (one.partition(":") for one in cells.get("practice_sites", "").split())
        ),
        patients={
            name: structs.replace(PATIENT, patient_id=name, coverages={payer: coverage})
            for name in cells.get("patients", complete["patient_id"]).split()
        },
    )


def _clinician(place: str, cells: Cells, complete: Cells) -> Clinician:
    """The clinician of the example: a therapist of whom nothing more is entered, unless its columns say so."""
    entered = {name: cells[name] for name in OF_CLINICIAN if cells.get(name)}
    tables = ("licenses", "enrollments", "screenings")
    entries = Entries(place, {name: _entries(cell) if name in tables else cell for name, cell in entered.items()})
    return structs.replace(
        THERAPIST,
        npi=complete["provider_npi"],
        credential=_read("performed_by", "credential", entered.get("credential", "PT"), place),
        supervised_by=entered.get("supervised_by"),
        taxonomy="" if entered.get("taxonomy") == "open" else THERAPIST.taxonomy,
        hired=_day("hired", entered, place),
        left=_day("left", entered, place),
        licenses=licenses(entries),
        enrollments=enrollments(entries),
        screenings=screenings(entries),
    )


def _day(name: str, entered: Cells, place: str) -> date | None:
    found: date | None = _read("service_date", name, entered[name], place) if name in entered else None
    return found


def _answers(place: str, cell: str) -> dict[str, Any]:
    """What the payer of the example is made to answer, where no payer of ours does: `visit_limit=24`,
    `day_value_limit=8.00` or `relative_values=97110:2.00,97140:2.50`.
    """
    answers: dict[str, Any] = {}
    for written, _, value in (pair.partition("=") for pair in cell.split()):
        key = former_names().get(written, written)
        if key not in keys().keys:
            remedy = "The questions are listed in docs/reference/payers.md."
            raise UserError(
                f"{place}, column policy", f"no policy has a key {key!r}.{did_you_mean(key, keys().keys)}", remedy
            )
        answers[key] = _answer(value)
    return answers


def _answer(value: str) -> bool | int | str | dict[str, int]:
    """True or false, a word to choose, a whole number, a relative value, or relative values by code."""
    if value in ("true", "false"):
        return value == "true"
    if value.isalpha():
        return value
    if ":" in value:
        return {code: cents(one) for code, one in (pair.split(":") for pair in value.split(","))}
    return cents(value) if "." in value else int(value)
