"""The tasks of an import: reading, taking in, undoing. What a file says of patients stays in the import's own rows."""

from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django_tasks import task
from django_tasks.base import TaskContext
from msgspec import structs

from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.day import today
from cleanclaim.office.files.store import file_on_disk
from cleanclaim.office.imports.chart_taking import ChartOfFile, take_charts
from cleanclaim.office.imports.choices import ImportChoices, heading_key
from cleanclaim.office.imports.file_read import FileRead
from cleanclaim.office.imports.models import ColumnMap, ImportBatch, ImportState
from cleanclaim.office.imports.older import OlderVisits, find_older, find_oldest_month
from cleanclaim.office.imports.preview import ImportPreview, build_preview
from cleanclaim.office.imports.reading import read_file, read_headings
from cleanclaim.office.imports.taking import (
    AT_ONCE,
    TakePlan,
    VisitTaker,
    in_parts,
    take_appointments,
    take_patients,
)
from cleanclaim.office.imports.twins import find_merged, settle_twins
from cleanclaim.office.imports.undoing import UndoPlan, undo_items
from cleanclaim.office.imports.word_choices import say_as_before
from cleanclaim.office.imports.wording import in_words_of_page
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.payer_names import list_policies_of
from cleanclaim.office.practices.stored import find_practice_version, read_practice_of
from cleanclaim.office.tasks.ending import task_transaction
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitState
from cleanclaim.office.visits.schedule import in_order

MOST_NAMED = 50


@task(takes_context=True)
def read_batch(context: TaskContext, organization: str, batch: str) -> None:
    """Read the file of an import and say what taking it would do."""
    found, choices, practice, version = _begin(UUID(organization), UUID(batch))
    preview, state = ImportPreview(kind=""), ImportState.READ
    try:
        if not found.preview:
            choices = _choices_of_like_files(found, choices)
        read = _read(found, choices, practice)
        completed, older = _complete(found, read, choices, practice)
        if completed != choices:
            choices, read = completed, _read(found, completed, practice)
        with organization_transaction([UUID(organization)], writes=False):
            preview = build_preview(read, _plan(read, choices, practice), find_merged(), found.reads)
        preview = structs.replace(preview, older=older)
    except UserError as error:
        preview, state = (
            structs.replace(
                preview,
                of=found.reads,
                problem=in_words_of_page(f"{error.place}: {error.problem}"),
                remedy=in_words_of_page(error.remedy),
            ),
            ImportState.FAILED,
        )
    before = msgspec.json.decode(bytes(found.preview), type=ImportPreview).practice if found.preview else version
    preview = structs.replace(preview, practice=version, by_another_practice=before != version)
    with task_transaction(context, UUID(organization)):
        # Where something was said since, another reading follows, and its is the word.
        ImportBatch.objects.filter(pk=found.pk, reads=found.reads).update(
            state=state, preview=msgspec.json.encode(preview), choices=msgspec.json.encode(choices)
        )


@task(takes_context=True)
def take_batch(context: TaskContext, organization: str, batch: str, user: str) -> None:
    """Take in what was read."""
    actor = Actor(UUID(user), UUID(organization))
    found, choices, practice, _version = _begin(actor.organization, UUID(batch))
    read = _read(found, choices, practice)
    plan = TakePlan()
    with organization_transaction([actor.organization], writes=False):
        taker = _taker(read, choices, plan, found)
        settled = settle_twins(read.patients, choices.twins)
    plan.twins = settled.twins
    for part in in_parts(settled.patients):
        with organization_transaction([actor.organization]):
            take_patients(part, plan, choices, actor, found)
    for part in in_parts(read.visits):
        with organization_transaction([actor.organization]):
            taker.take(part, actor, found)
    for part in in_parts(in_order(read.appointments)):
        with organization_transaction([actor.organization]):
            take_appointments(part, plan, actor, found)
    for part in in_parts(_charts(read)):
        with organization_transaction([actor.organization]):
            take_charts(part, plan, choices, _payers(practice), actor, found)
    outcome = build_preview(read, plan, of=found.reads)
    with task_transaction(context, actor.organization):
        added, changed = (found.items.filter(before=0).count(), found.items.exclude(before=0).count())
        ImportBatch.objects.filter(pk=found.pk).update(
            state=ImportState.TAKEN,
            added=added,
            changed=changed,
            as_before=max(plan.added + plan.changed + plan.as_before - added - changed, 0),
            set_aside=outcome.rows_aside,
            notes=_named(read, plan),
            preview=msgspec.json.encode(outcome),
        )
        _remember(found, read, choices)
        log(actor, "import.taken", found.pk, added=added, changed=changed)


@task(takes_context=True)
def undo_batch(context: TaskContext, organization: str, batch: str, user: str) -> None:
    """Undo what an import did."""
    actor = Actor(UUID(user), UUID(organization))
    plan = UndoPlan()
    with organization_transaction([actor.organization], writes=False):
        found = ImportBatch.objects.get(pk=UUID(batch))
        items = list(found.items.order_by("-id"))  # visits before the patients whose they are
    for start in range(0, len(items), AT_ONCE):
        with organization_transaction([actor.organization]):
            undo_items(items[start : start + AT_ONCE], plan, actor)
    with task_transaction(context, actor.organization):
        ImportBatch.objects.filter(pk=found.pk).update(
            state=ImportState.UNDONE,
            added=plan.added,
            changed=plan.changed,
            notes="\n".join(
                [
                    f"{plan.withdrawn:,} taken out again, {plan.back:,} brought back to what they said before.",
                    *(_listed(reason, numbers) for reason, numbers in plan.stay.items()),
                ]
            ),
        )
        log(actor, "import.undone", found.pk, withdrawn=plan.withdrawn, back=plan.back)


def _begin(organization: UUID, batch: UUID) -> tuple[ImportBatch, ImportChoices, Practice | None, int | None]:
    with organization_transaction([organization], writes=False):
        found = ImportBatch.objects.select_related("file").get(pk=batch)
        choices = msgspec.json.decode(bytes(found.choices), type=ImportChoices)
        return found, choices, read_practice_of(), find_practice_version()


def _read(found: ImportBatch, choices: ImportChoices, practice: Practice | None) -> FileRead:
    with file_on_disk(found.file) as path:
        if begins_as_x12(path):  # claims name patients by their cards
            with organization_transaction([found.organization_id], writes=False):
                practice = read_practice_of(read_values(PatientRecord.objects.all()))
        try:
            return read_file(path, choices, practice, Path(settings.PAYERS) if settings.PAYERS else None)
        except UserError as error:
            raise UserError(error.place.replace(str(path), found.name), error.problem, error.remedy) from None


def _choices_of_like_files(found: ImportBatch, choices: ImportChoices) -> ImportChoices:
    """What was said of a file with the same heading before, where somebody did."""
    with file_on_disk(found.file) as path:
        headings = read_headings(path)
    with organization_transaction([found.organization_id], writes=False):
        before = ColumnMap.objects.filter(heading=heading_key(headings)).first() if headings else None
    return msgspec.json.decode(bytes(before.choices), type=ImportChoices) if before else choices


def _complete(
    found: ImportBatch, read: FileRead, choices: ImportChoices, practice: Practice | None
) -> tuple[ImportChoices, OlderVisits | None]:
    """The choices with what is known without asking: who payers are by earlier files, and whether visits are to be
    billed; and the visits that may have been billed before, for which it is asked.
    """
    open_before = msgspec.json.decode(bytes(found.preview), type=ImportPreview).words if found.preview else {}
    with organization_transaction([found.organization_id], writes=False):
        choices = say_as_before(read.kind, read.words, open_before, practice, choices)
        older = find_older(read.all_visits, find_oldest_month(), today())
    if choices.billed is None and read.all_visits and (older is None or older.all_past_limit):
        choices = structs.replace(choices, billed=older is not None)
    return choices, older


def _remember(found: ImportBatch, read: FileRead, choices: ImportChoices) -> None:
    """Keep what was said of the columns and words for the next file with this heading."""
    headings = [column.heading for column in read.columns]
    lasting = choices.for_like_files()
    if not headings or lasting == ImportChoices():
        return
    ColumnMap.objects.update_or_create(
        organization_id=found.organization_id,
        heading=heading_key(headings),
        defaults={"name": found.name, "choices": msgspec.json.encode(lasting)},
    )


def _charts(read: FileRead) -> list[ChartOfFile]:
    return [ChartOfFile(patient, chart, read.rows_of.get(patient, 1)) for patient, chart in read.charts.items()]


def _payers(practice: Practice | None) -> dict[str, str]:
    """How payers are called where a chart's differences are named."""
    return dict(list_policies_of(practice, today()))


def _plan(read: FileRead, choices: ImportChoices, practice: Practice | None) -> TakePlan:
    plan = TakePlan()
    taker = _taker(read, choices, plan)
    settled = settle_twins(read.patients, choices.twins)
    plan.twins = settled.twins
    for part in in_parts(settled.patients):
        take_patients(part, plan, choices)
    for part in in_parts(read.visits):
        taker.take(part)
    take_appointments(read.appointments, plan)
    for part in in_parts(_charts(read)):
        take_charts(part, plan, choices, _payers(practice))
    return plan


def _taker(read: FileRead, choices: ImportChoices, plan: TakePlan, batch: ImportBatch | None = None) -> VisitTaker:
    claims = read.kind == "claims"
    otherwise = VisitState.BILLED if choices.billed or claims else VisitState.SIGNED
    before = choices.billed_before
    billed = [one.visit_id for one in read.visits if before and one.service_date and one.service_date < before]
    mine = frozenset(batch.items.values_list("visit_id", flat=True)) if batch and claims else frozenset()
    states = {**dict.fromkeys(billed, VisitState.BILLED), **dict.fromkeys(read.unsigned, VisitState.OPEN)}
    return VisitTaker(plan, states, otherwise, mine, claims=claims, choices=choices, whose=read.whose)


def _named(read: FileRead, plan: TakePlan) -> str:
    """What stayed out, and why; what was replaced."""
    out = set(plan.out)
    return "\n".join(
        filter(
            None,
            (
                _listed("Signed here and different in the file, so not changed", plan.signed),
                _listed("Sent from here and different in the file, so not changed", plan.sent),
                _listed("Different in the file, and left as they are", [one for one in plan.differing if one in out]),
                _listed("Replaced by what the file says", sorted(plan.replaced & plan.differing.keys())),
                _listed("Already here", [f"{number} ({here})" for number, here in plan.here.items() if number in out]),
                _listed("Of patients who are not here", plan.strangers),
                _listed("Of numbers whose patients here are called otherwise", plan.misnamed),
                _listed(
                    "May be here already, and set aside",
                    [f"{one.number} ({one.name}, who may be {one.of})" for one in plan.twins if not one.choice],
                ),
                _listed("Without a patient or a date of service", plan.unusable),
                *read.waiting[:MOST_NAMED],
            ),
        )
    )


def _listed(what: str, numbers: list[str]) -> str:
    more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
    return f"{what}: {', '.join(numbers[:MOST_NAMED])}{more}." if numbers else ""
