"""Where in the office is entered what a rule wants and nobody said: a field of Correct, or a page.

Each thing that can be missing has its place here, by the name under which a finding lists it. A test holds that none is
left out, and that each field of Correct is there.
"""

from functools import cache

from django.urls import reverse
from msgspec import Struct

from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.lacking import find_missing_name
from cleanclaim.law.review.missing import OF_POLICY
from cleanclaim.law.review.overrides import lines_of
from cleanclaim.law.review.rule_set import needs, rule_set
from cleanclaim.model.finding import Finding
from cleanclaim.office.charts.where import PART_OF
from cleanclaim.office.claims.correct import LABELS, find_lines
from cleanclaim.office.claims.correct_lines import LINE_FIELDS
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.work import ENTERED
from cleanclaim.office.shared.stored_remedies import find_field, find_page

CORRECT = {
    **{name: name for name in LABELS},
    "insurer": "payer",
    "assistant_share": "performed_by",
    "diagnosis": "diagnoses",
    "modifier": "modifiers",
}
"""What Correct has a field for, by the name of what is missing."""
PAGES: dict[str, tuple[str, ...]] = {
    "charts:chart": tuple(PART_OF),
    "": (
        *("note", "note_kind", "credential", "written_on", "newest_addition", "evaluation_findings"),
        *("written_report", "discharge_report", "minutes_or_feet"),
    ),
    "practices:page": ("clinician", "payer_record", "own_fee"),
    "patients:patient": ("patient_record", "coverage_record", "patient_id", "other_visits"),
    "imports:page": ("all_visits", "clinician_day", "service_date"),
    "rules:page": (
        *(OF_POLICY, "relative_value", "second_payer", "second_policy", "weekend_of_the_limit"),
        *("timely_filing_weekend", "medical_policy", *keys().keys),
    ),
    "updates:page": ("tables",),
}
"""What is entered on a page, by the page's name; without one, what only who treated can write, on the visit's page."""
SECTIONS = {**PART_OF, "coverage_record": "coverages"}
"""The section of its page in which it stands, where that has several."""
OF_PATIENT = ("charts:chart", "patients:patient")
"""The pages of a patient."""
PAGE_LABELS = {
    "charts:chart": "Open the chart",
    "": "For who treated, on the visit's page",
    "practices:page": "Open the practice's file",
    "patients:patient": "Open the patient",
    "imports:page": "Import them",
    "rules:page": "See what is known of payers",
    "updates:page": "Open Updates",
}
PAPERS = "Open the clinician's papers"
"""What leads to the papers of who treated."""
ALWAYS_KNOWN = ("filed_on", "known_on", "own_payers")
"""What the office itself knows, or nobody wants of it."""


class MissingPlace(Struct, frozen=True):
    """A page by its address, a field of Correct, or who has to be asked."""

    label: str
    href: str = ""
    field: str = ""

    @property
    def is_correct(self) -> bool:
        """Whether it is a field of Correct."""
        return bool(self.field)


def find_place(judged: JudgedClaim, one: JudgedVisit, finding: Finding) -> MissingPlace | None:
    """Where what a finding on a visit lacks, or its remedy names, is entered: a page or a field of Correct, of the
    finding's own line where it is of one. None where it is neither, nor of a line.
    """
    record, name = judged.record, find_missing_name(finding)
    if name in CORRECT:
        return MissingPlace(LABELS[CORRECT[name]], field=_name_field(judged, one, finding, CORRECT[name]))
    if name in ("", "clinician") and _asks_for_papers(finding) and record.clinician:
        return MissingPlace(PAPERS, f"{reverse('practices:page')}#clinician-{record.clinician}")
    page = next((page for page, names in PAGES.items() if name in names), None)
    if page is None:
        return (
            _find_field(finding, record)
            or _find_line_field(judged, one, finding)
            or _find_part(finding, record)
            or _find_practice(finding)
        )
    about = [record.patient_id] if page in OF_PATIENT else []
    part = f"#{SECTIONS[name]}" if name in SECTIONS else ""
    return MissingPlace(PAGE_LABELS[page], reverse(page, args=about) + part if page else "")


def _asks_for_papers(finding: Finding) -> bool:
    """Whether a finding is about the papers of who treated: licenses, enrollments, days of work."""
    return finding.rule in rule_set().rules and needs(finding.rule.partition(".")[0]) == "clinician"


def _find_practice(finding: Finding) -> MissingPlace | None:
    """The practice's file, where the remedy is to enter something there."""
    page = "practices:page"
    return MissingPlace(PAGE_LABELS[page], reverse(page)) if find_page(finding.remedy) == "practice" else None


def _find_part(finding: Finding, record: ClaimRecord) -> MissingPlace | None:
    """The part of the patient's chart that a fault of the chart is about: what its rule reads, of its family first."""
    family = finding.rule.partition(".")[0]
    if finding.rule not in rule_set().rules or needs(family) != "chart":
        return None
    read = [name for name in PART_OF if name in rule_set().inputs_behind(finding.rule)]
    if not read:
        return None
    part = PART_OF[min(read, key=lambda name: not name.startswith(family))]
    return MissingPlace(PAGE_LABELS["charts:chart"], f"{reverse('charts:chart', args=[record.patient_id])}#{part}")


def _find_line_field(judged: JudgedClaim, one: JudgedVisit, finding: Finding) -> MissingPlace | None:
    """The field of Correct that a fault on a line is about."""
    entry = rule_set().named(finding.rule)
    if entry is None or not lines_of(finding):
        return None
    field = find_field_of(entry.id)
    name = _name_field(judged, one, finding, field)
    return MissingPlace(LABELS[field], field=name) if name != field else None


@cache
def find_field_of(rule_id: str) -> str:
    """The field of a line that a rule on lines is about: the one it names; else what it reads of the line itself; else
    the code.
    """
    entry = rule_set().rules[rule_id]
    read = [READS[parameter.name] for parameter in entry.parameters if parameter.name in READS]
    return entry.field or min(read, key=list(READS.values()).index, default="code")


READS = {
    "diagnoses": "diagnoses",
    "charge": "charge",
    "modifiers": "modifiers",
    "units": "units",
    "units_of_code": "units",
}
"""The field of a line that a rule is about which reads this of it, the plainest first."""


def _name_field(judged: JudgedClaim, one: JudgedVisit, finding: Finding, field: str) -> str:
    """A field of Correct by its whole name, with its visit and line, where the finding is of a line; else as it is."""
    numbers, lines = lines_of(finding), find_lines(judged, one)
    if field not in (*LINE_FIELDS, *ENTERED) or not numbers or numbers[0] > len(lines):
        return field
    return f"{judged.visits.index(one)}.{lines[numbers[0] - 1]}.{field}"


def _find_field(finding: Finding, record: ClaimRecord) -> MissingPlace | None:
    """The field that the remedy of a fault names: of Correct, else of the patient's form."""
    field = find_field(finding.remedy)
    if field in CORRECT:
        return MissingPlace(LABELS[CORRECT[field]], field=CORRECT[field])
    address = reverse("patients:edit", args=[record.patient_id], query={"field": field}) if field else ""
    return MissingPlace(PAGE_LABELS["patients:patient"], address) if field else None
