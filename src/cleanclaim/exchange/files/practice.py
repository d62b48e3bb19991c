"""Read the practice: `practice.toml`, and the patients file that it names.

The tables and entries it may have are those named below; how each is written, `practice_values` says.
Everything a claim needs is required here, so that a wrong entry is found before a claim is made.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from sys import maxsize
from unicodedata import normalize

from msgspec import structs

from cleanclaim.exchange.files import practice_entries as known
from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.credentials import enrollments, in_order, licenses, screenings
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.exchange.files.patients import (
    parse_patient_rows,
    patients,
    read_patient_rows,
    usable_patients,
)
from cleanclaim.exchange.files.project import PROJECT_FILE
from cleanclaim.exchange.files.toml_entries import Entries, LinesOfFile, address, name
from cleanclaim.exchange.files.wrong_rows import note_wrong_rows, several_faults
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.practice import (
    CHARGE_CHECK,
    CLAIM_FILING_CODES,
    CREDENTIALS,
    NO_CLAIMS,
    SELF_PAY,
    USAGES,
    Billing,
    Clinician,
    Name,
    OpenEntry,
    Patient,
    PayerId,
    Practice,
    Receiver,
    Site,
    Submitter,
)
from cleanclaim.model.supervision import find_supervisor
from cleanclaim.reference.element_notes import element_note
from cleanclaim.whole_file import MOST_OF_TOML, list_toml_lines, parse_toml, read_whole_text

# Kinds of id that name the sender and the receiver of a file (X12 element I05, as the 005010 guides allow them).
_QUALIFIERS = ("01", "14", "20", "27", "28", "29", "30", "33", "ZZ")


def read_practice(
    path: str | Path,
    *,
    dropped: Mapping[str, Path] | None = None,
    patients_file: Path | None = None,
    payer_words: Mapping[str, str] | None = None,
    strict: bool = True,
) -> Practice:
    """The practice described by the TOML file at `path`, with its patients.

    The patients are `[[patients]]` tables in it, or the CSV file beside it that `patients` names, or where it says
    neither, `patients_file`. A project file has the practice under `[practice]`. `dropped` as for `practice_files`.
    `payer_words` are the names of payers that a mapping tells (`values["payer"]` of it), which patients may have too.
    Raises UserError, naming the file, the table or row, the entry and what to do, for all that is missing, misspelled
    or wrong. Unless `strict`, patients of whom a row of the patients file cannot be used are set aside: `readings`
    names the rows, `patients_set_aside` the patients; where no patient is left, it raises too.

        >>> import cleanclaim
        >>> practice = cleanclaim.read_practice("examples/clinic-day/practice.toml")
        >>> practice.billing.name, len(practice.clinicians)
        ('Example Way Therapy PLLC', 4)
    """
    path = Path(path)
    document = _document(path)
    file = _PatientsFile(strict=strict)
    practice = _practice(
        document,
        lambda payers: file.patients(_patient_rows(path, document, dropped, file, patients_file), payers, payer_words),
    )
    return structs.replace(practice, readings=tuple(file.readings), patients_set_aside=file.set_aside)


class _PatientsFile:
    """The patients as they are read, and what is set aside of their file."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.readings: list[FileReading] = []
        self.set_aside: dict[str, str] = {}

    def patients(
        self, rows: list[Entries], payers: Mapping[str, PayerId], words: Mapping[str, str] | None
    ) -> dict[str, Patient]:
        """The patients of the rows. Raises UserError for a row that cannot be used, where none may be set aside."""
        found, wrong = usable_patients(rows, payers, words)
        if wrong and (self.strict or not found or not self.readings):
            raise several_faults(wrong)
        self.readings = [note_wrong_rows(reading, wrong) for reading in self.readings]
        self.set_aside = {
            row.patient_id: f"{row.faults[0].place}: {row.faults[0].problem}" for row in wrong if row.patient_id
        }
        return found


def parse_practice(text: str, patients_text: str) -> Practice:
    """The practice that the texts of a practice's file and of its patients file describe. Raises as `read_practice`."""
    return _practice(
        _parse("practice.toml", text),
        lambda payers: patients(parse_patient_rows("patients.csv", patients_text), payers),
    )


def parse_practice_alone(text: str) -> Practice:
    """The practice that the text of a practice's file describes, without patients, who are recorded elsewhere.

    A patients file that it names is not read. What only sending needs may come later: `open_entries` names what is
    missing of it. Raises UserError as `read_practice` does for all else, and where the text itself has patients, so
    that none is passed over in silence.
    """
    document = _parse("The practice's file", text)
    left_open: list[OpenEntry] = []
    document.leave_open(left_open)
    if "patients" in document and not document.is_text("patients"):
        document.fail("patients", "patients are recorded elsewhere.", "Take these tables out, and import the patients.")
    return structs.replace(_practice(document, lambda _payers: {}), open_entries=tuple(left_open))


def read_practice_alone(path: Path) -> Practice:
    """The practice of a file, without its patients, whose file is not opened. Raises UserError as `read_practice`."""
    return _practice(_document(path), lambda _payers: {})


def _practice(document: Entries, patients_of: Callable[[Mapping[str, PayerId]], dict[str, Patient]]) -> Practice:
    faults: list[UserError] = []
    document.collect(faults)
    document.only(known.TOP)
    document.describe(known.PRACTICE)
    payers = document.attempt(
        lambda: {
            policy: _payer(policy, table)
            for policy, table in document.named("payers", values.payer, known.PAYER).items()
        }
    )
    practice = Practice(
        usage=document.need("usage", read.one_of(USAGES)),
        billing=document.attempt(lambda: billing_of(document.table("billing", known.BILLING))),
        submitter=document.attempt(lambda: _submitter(document.table("submitter", known.SUBMITTER))),
        receiver=document.attempt(lambda: _receiver(document.table("receiver", known.RECEIVER))),
        clinicians=document.attempt(
            lambda: _clinicians(document, document.numbered("clinicians", known.CLINICIAN), payers or {})
        ),
        payers=payers,
        sites=document.attempt(lambda: _sites(document)),
        patients=document.attempt(lambda: patients_of(payers or {})),
        time_zone=document.have("time_zone", read.time_zone),
        charge_check=document.have("charge_check", read.times) or CHARGE_CHECK,
        fees=document.attempt(lambda: document.table("fees", None).every(read.procedure, read.fee)),
    )
    if faults:
        faults.sort(key=lambda fault: fault.line or maxsize)  # then tables that are missing, and rows of patients
        raise faults[0] if len(faults) == 1 else SeveralFaultsError(faults, len(faults), len(faults), "place")
    return practice


def practice_files(
    path: Path, *, dropped: Mapping[str, Path] | None = None, patients_file: Path | None = None
) -> list[Path]:
    """The files a practice is read from: the TOML file, and the patients file it names.

    `dropped` are the files that somebody dropped together with it, by name, for one that came from elsewhere: it may
    name one of these by its plain name, and nothing else on this machine. Without `dropped` it is its owner's own file
    and may name any. Raises UserError where it names another, or what is no name of a file.
    """
    document = _document(path)
    if path.is_fifo():
        _pipes_read[path] = document
    named = _patients_file(path, document, dropped, patients_file)
    return [path, named] if named else [path]


def _patients_file(
    path: Path, document: Entries, dropped: Mapping[str, Path] | None, otherwise: Path | None = None
) -> Path | None:
    """The patients file that the practice's file names; where it says nothing of patients, the one that is otherwise
    known; None where they are tables in it.
    """
    if not document.is_text("patients"):
        return None if "patients" in document else otherwise
    named = document.require("patients", values.text)
    if dropped is None:
        return path.parent / named
    if {PurePosixPath(named).name, PureWindowsPath(named).name} != {named}:
        problem = f"{values.quoted(named)} is a path. A practice that is dropped may name only what is dropped with it."
        document.fail("patients", problem, "Enter the plain name of the patients file, and drop both together.")
    found = dropped.get(normalize("NFC", named))  # a Mac sends names with their accents apart
    if found is None or found == path or found.is_symlink():
        raise UserError(named, "the practice's file names it, and it was not dropped", "Drop it too.")
    return found


_pipes_read: dict[Path, Entries] = {}
"""The pipes of which the files were named and that nobody has read yet: they cannot be read twice."""


def _document(path: Path) -> Entries:
    if path in _pipes_read:
        return _pipes_read.pop(path)
    text = read_whole_text(path, most=MOST_OF_TOML)
    return _parse(str(path), text, project=path.name == PROJECT_FILE)


def _parse(place: str, text: str, *, project: bool = False) -> Entries:
    """The entries of a file's text; of a project's file those under [practice], where it has them."""
    document = parse_toml(text, place)
    lines = LinesOfFile(place, list_toml_lines(text))
    if project and isinstance(document.get("practice"), dict):
        return Entries(f"{place}, [practice]", document["practice"], lines=lines.under("practice"))
    return Entries(place, document, lines=lines)


def billing_of(table: Entries) -> Billing:
    """Who bills, as its table or row has it."""
    who = table.attempt(lambda: _who_bills(table))
    with table.noting():
        if "ein" in table and "ssn" in table:
            table.fail("ssn", "there is an ein too.", "Keep the one under which the payers pay the practice.")
    own_number = "ssn" in table and "ein" not in table
    where = address(table, full_zip=True, later=True)
    street = element_note("street")
    with table.noting():
        if not all(street.accepts(line) for line in (where.line1, where.line2) if line):
            table.fail("address", "a post office box is not allowed here.", "Enter the street address of the practice.")
    return Billing(
        name=who,
        npi=table.need("npi", read.npi),
        tax_id=table.need("ssn", read.digits(9)) if own_number else table.later("ein", read.noted("ein")),
        tax_id_kind="SSN" if own_number else "EIN",
        taxonomy=table.later("taxonomy", read.taxonomy),
        address=where,
        contact=table.later("contact", read.text(60)),
        phone=table.later("phone", read.digits(10)),
        pay_to=address(table, "pay_to_") if any(f"pay_to_{entry}" in table for entry in known.ADDRESS) else None,
        accepts_assignment=table.flag("accepts_assignment") is not False,
    )


def _who_bills(table: Entries) -> str | Name:
    """A group's name, or a person's where that is what is entered."""
    if "name" in table and "last_name" in table:
        table.fail("last_name", "there is a name too.", "Enter a group's name, or a sole proprietor's names.")
    person = "name" not in table and ("last_name" in table or "first_name" in table)
    return name(table) if person else table.require("name", read.text(60))


def _submitter(table: Entries) -> Submitter:
    return Submitter(
        name=table.later("name", read.text(60)),
        id=table.later("id", read.identifier(15)),
        qualifier=table.have("qualifier", read.one_of(_QUALIFIERS)) or "ZZ",
        contact=table.later("contact", read.text(60)),
        phone=table.later("phone", read.digits(10)),
    )


def _receiver(table: Entries) -> Receiver:
    return Receiver(
        name=table.later("name", read.text(60)),
        id=table.later("id", read.identifier(15)),
        qualifier=table.have("qualifier", read.one_of(_QUALIFIERS)) or "ZZ",
        submitter_id=table.have("submitter_id", read.identifier(15)),
    )


def _clinicians(document: Entries, tables: list[Entries], payers: Collection[str]) -> dict[str, Clinician]:
    clinicians: dict[str, Clinician] = {}
    supervised: list[tuple[Entries, Clinician]] = []
    for table in tables:
        with document.noting():
            clinician = clinician_of(table)
            if clinician.npi in clinicians:
                table.fail("npi", f"{clinician.npi} is another clinician's too.", "Give each clinician their own NPI.")
            if clinician.npi:
                clinicians[clinician.npi] = clinician
            supervised.append((table, clinician))
            for enrollment in clinician.enrollments or ():
                _check_payer(table, enrollment.payer, payers)
    for table, clinician in supervised:
        if clinician.supervised_by and find_supervisor(clinician, clinicians) is None:
            problem = f"{clinician.supervised_by} is not a therapist of this practice."
            with document.noting():
                table.fail("supervised_by", problem, "Enter the NPI of a therapist under [[clinicians]].")
    return clinicians


def clinician_of(table: Entries) -> Clinician:
    """A clinician, as its table or row has it."""
    clinician = Clinician(
        npi=table.need("npi", read.npi),
        name=name(table),
        credential=table.need("credential", read.one_of(CREDENTIALS)),
        taxonomy=table.later("taxonomy", read.taxonomy),
        supervised_by=table.have("supervised_by", read.npi),
        hired=table.have("hired", values.date),
        left=table.have("left", values.date),
        licenses=licenses(table),
        enrollments=enrollments(table),
        screenings=screenings(table),
    )
    in_order(table, "hired", "left")
    return clinician


def _check_payer(table: Entries, payer: str, payers: Collection[str]) -> None:
    if payer and payer not in payers:
        meant = read.nearest(payer, payers)
        hint = f" Did you mean {meant}?" if meant else ""
        problem = f"{values.quoted(payer)} is no payer of this practice.{hint}"
        table.fail("enrollments", problem, "Enter a payer that has a table [payers.NAME].")


def _payer(key: str, table: Entries) -> PayerId:
    policy = table.have("policy", values.payer) or key
    written = table.have("claim_filing", read.one_of((*CLAIM_FILING_CODES, NO_CLAIMS)))
    filing = written or (NO_CLAIMS if policy == SELF_PAY else "")
    routed = table.have if filing == NO_CLAIMS else table.later
    return PayerId(
        policy=policy,
        name=table.need("name", read.text(60)),
        id=routed("id", read.identifier(80)) or "",
        claim_filing=filing,
        address=address(table) if any(entry in table for entry in known.ADDRESS) else None,
        provider_id=table.have("provider_id", read.text(50)),
        receiver=table.attempt(lambda: _receiver(table.table("receiver", known.PAYER_RECEIVER)))
        if "receiver" in table
        else None,
        accepts_assignment=table.flag("accepts_assignment"),
        benefits_assigned=table.flag("benefits_assigned"),
    )


def _sites(document: Entries) -> tuple[Site, ...]:
    sites: dict[str, Site] = {}
    for table in document.numbered("sites", known.SITE) if "sites" in document else ():
        with document.noting():
            site = site_of(table)
            if site.name and values.word_key(site.name) in sites:
                table.fail("name", "another site is called so.", "Give each site a name of its own.")
            sites[values.word_key(site.name or "")] = site
    return tuple(sites.values())


def site_of(table: Entries) -> Site:
    """A place of treatment, as its table or row has it."""
    return Site(
        name=table.need("name", read.text(60)),
        place_of_service=table.have("place_of_service", values.place),
        npi=table.have("npi", read.npi),
        address=address(table, full_zip=True),
    )


def _patient_rows(
    path: Path,
    document: Entries,
    dropped: Mapping[str, Path] | None,
    reader: _PatientsFile,
    otherwise: Path | None,
) -> list[Entries]:
    file = _patients_file(path, document, dropped, otherwise)
    if file is None:
        return document.numbered("patients", known.PATIENT)
    rows, reading = read_patient_rows(file, strict=reader.strict)
    reader.readings.append(reading)
    return rows
