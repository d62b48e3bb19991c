"""The pages that enter the practice's file in fields: its beginning, and a table of it; the text stays as it was."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import CREDENTIALS, Practice
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import CHANGED_MEANWHILE, read_seen
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.practices.section_text import write_section
from cleanclaim.office.practices.sections import (
    LISTS,
    SECTIONS,
    SectionField,
    build_fields,
    find_path,
    read_entries,
    read_fees,
    read_sent,
    read_table,
    sort_errors,
)
from cleanclaim.office.practices.stored import parse_new, read_practice_of
from cleanclaim.office.practices.views import FILE, add_link
from cleanclaim.office.shared.query import read_text
from cleanclaim.whole_file import TomlPath

BEGINNING = 'usage = "test"  # what is sent is marked as a test until this says "production"\n'
"""The text of a file in which nothing is entered yet."""
FIRST_FIELDS: Sequence[tuple[str, str, str, str]] = (
    ("billing", "name", "The practice's name", "the legal name by which it bills"),
    ("billing", "npi", "The practice's NPI", "ten digits; a sole proprietor's own"),
    ("clinicians", "first_name", "First name", ""),
    ("clinicians", "last_name", "Last name", ""),
    ("clinicians", "npi", "The clinician's NPI", "ten digits"),
    ("clinicians", "credential", "Credential", "PT, PTA, OT, OTA or SLP"),
)
"""What a visit is written and signed with: table, entry, label, hint."""
LONGEST = 200
MOST_OF_FEES = 20_000
"""Characters of the fees that are read."""


@organization_page("practice.change")
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """The form that begins the file: who bills and one who treats, which is all that writing and signing need."""
    if PracticeRecord.objects.exists():
        return redirect("practices:page")
    if request.method != "POST":
        return _render_beginning(request, member, {}, {}, ())
    typed = {
        f"{table}.{entry}": read_text(" ".join(request.POST.get(f"{table}.{entry}", "").split()), label, LONGEST)
        for table, entry, label, _hint in FIRST_FIELDS
    }
    of_table = {
        table: {entry: typed[f"{table}.{entry}"] for name, entry, *_rest in FIRST_FIELDS if name == table}
        for table in ("billing", "clinicians")
    }
    if request.POST.get("sole") == "on":
        own = {entry: of_table["clinicians"][entry] for entry in ("first_name", "last_name")}
        of_table["billing"] = {**of_table["billing"], "name": "", **own}
    text = write_section(BEGINNING, ("billing",), of_table["billing"])
    text = write_section(text, ("clinicians", 1), of_table["clinicians"])
    try:
        practice = parse_new(text)
        with transaction.atomic():
            changes.add(PracticeRecord(), PracticeFile(text), member.actor)
            if request.POST.get("mine") == "on" and member.may("people.change"):
                ClinicianUser.objects.filter(user=member.user).delete()
                add_link(member, member.user, next(iter(practice.clinicians.values())))
    except UserError as error:
        faults = getattr(error, "errors", (error,))
        return _render_beginning(request, member, typed, *_sort_beginning(faults), status=400)
    except IntegrityError:  # somebody else began it at the same moment
        return redirect("practices:page")
    return redirect("practices:page")


def _sort_beginning(faults: Sequence[UserError]) -> tuple[dict[str, str], list[UserError]]:
    """What is wrong with the fields of the beginning, and what is wrong elsewhere."""
    errors: dict[str, str] = {}
    for table in ("billing", "clinicians"):
        of_fields, faults = sort_errors(faults, table)
        errors |= {f"{table}.{entry}": error for entry, error in of_fields.items()}
    return errors, list(faults)


@organization_page("practice.change")
def section(request: HttpRequest, member: Member, name: str, key: str = "") -> HttpResponse:
    """The form of a table of the file, and its answer: the same file, with these entries in its text."""
    practice, record = read_practice_of(), PracticeRecord.objects.first()
    if record is None or practice is None or name not in SECTIONS:
        raise Http404
    policy = read_text(request.POST.get("policy", "").strip(), "The payer", LONGEST)
    path = find_path(name, key, practice, new=policy)
    if path is None:
        raise Http404
    text = changes.newest(record).read().text
    before = read_entries(text, name, path) if key or name not in LISTS else {}
    form = _SectionForm(request, practice, name, key, path)
    if request.method != "POST":
        return form.render(before)
    typed = read_sent(request.POST, name)
    changed = {entry: value for entry, value in typed.items() if value != before.get(entry, "")}
    if name == "payers" and not key:
        changed.pop("policy", None)
        if not policy or policy in practice.payers:
            problem = f"{practice.payers[policy].name} is here already." if policy else "Choose one."
            return form.render(typed, {"policy": problem}, status=400)
    try:
        if changed or not key:
            new = write_section(text, path, changed)
            parse_new(new)
            with transaction.atomic():
                changes.change(record, PracticeFile(new), member.actor, seen=read_seen(request, FILE))
    except UserError as error:
        return form.render(typed, *sort_errors(getattr(error, "errors", (error,)), name), status=400)
    except changes.ChangedMeanwhile as conflict:
        return form.render(typed, newest=conflict.newest, status=CHANGED_MEANWHILE)
    return redirect(f"{reverse('practices:page')}#{name}")


@organization_page("practice.change")
def fees(request: HttpRequest, member: Member) -> HttpResponse:
    """The form of the fees, a line a code, and its answer."""
    practice, record = read_practice_of(), PracticeRecord.objects.first()
    if record is None or practice is None:
        raise Http404
    text = changes.newest(record).read().text
    before = read_table(text, ("fees",))
    context: dict[str, object] = {"record": record}
    if request.method != "POST":
        typed = "\n".join(f"{code} {dollars}" for code, dollars in before.items())
        return render(request, "practices/fees.html", context | {"typed": typed})
    context["typed"] = typed = request.POST.get("fees", "")[:MOST_OF_FEES].replace("\r\n", "\n")
    status = 400
    try:
        wanted = read_fees(typed)
        changed = {code: wanted.get(code, "") for code in (*wanted, *before) if wanted.get(code) != before.get(code)}
        if changed:
            new = write_section(text, ("fees",), changed)
            parse_new(new)
            with transaction.atomic():
                changes.change(record, PracticeFile(new), member.actor, seen=read_seen(request, FILE))
        return redirect(f"{reverse('practices:page')}#fees")
    except UserError as error:
        faults = getattr(error, "errors", (error,))
        context |= {"faults": faults, "wrong": len(faults)}
    except changes.ChangedMeanwhile as conflict:
        context["newest"], status = conflict.newest, CHANGED_MEANWHILE
    return render(request, "practices/fees.html", context | {"record": PracticeRecord.objects.get()}, status=status)


class _SectionForm:
    """The page of a table's form."""

    def __init__(self, request: HttpRequest, practice: Practice, name: str, key: str, path: TomlPath) -> None:
        self.request, self.practice, self.name, self.key, self.path = request, practice, name, key, path

    def render(
        self,
        typed: Mapping[str, str],
        errors: Mapping[str, str] | None = None,
        faults: Sequence[UserError] = (),
        newest: object = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form with what is typed, what is wrong with it, and who changed the file meanwhile."""
        about = SECTIONS[self.name]
        title = about.title if self.key or self.name not in LISTS else f"Add a {about.title.lower()}"
        context = {
            "record": PracticeRecord.objects.get(),
            "title": f"{title} {typed.get('name') or self.key}".strip() if self.key else title,
            "anchor": self.name,
            "fields": build_fields(self.name, self.path, typed, self.practice, today(), errors or {}),
            "faults": faults,
            "wrong": len(errors or ()) + len(faults),
            "newest": newest,
        }
        return render(self.request, "practices/section.html", context, status=status)


def _render_beginning(
    request: HttpRequest,
    member: Member,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    faults: Sequence[UserError],
    status: int = 200,
) -> HttpResponse:
    fields = [
        SectionField(
            f"{table}.{entry}",
            label,
            hint,
            typed.get(f"{table}.{entry}", ""),
            tuple((word, word) for word in CREDENTIALS) if entry == "credential" else (),
            (table, entry) != ("billing", "name"),
            error=errors.get(f"{table}.{entry}", ""),
        )
        for table, entry, label, hint in FIRST_FIELDS
    ]
    context = {
        "bills": fields[:2],
        "treats": fields[2:],
        "faults": faults,
        "wrong": len(errors) + len(faults),
        "sole": request.POST.get("sole") == "on",
        "mine": request.method != "POST" or request.POST.get("mine") == "on",
        "may_link": member.may("people.change"),
    }
    return render(request, "practices/begin.html", context, status=status)
