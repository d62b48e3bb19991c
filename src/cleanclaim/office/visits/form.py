"""What the page of a visit sends, as the visit it makes of the stored one: read as a file's visit is, part by part.

What can be read is the visit; what cannot is stored as typed (`typed`) and named. Nothing that was typed is lost for
something else that is missing.
"""

import json

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.exchange.files.to_objects import visit_object
from cleanclaim.explanations.typed_lines.tokens import LONGEST_BLOCK
from cleanclaim.law.notes.reading import read_note
from cleanclaim.model.errors import UserError
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.minutes import form as visit_form
from cleanclaim.office.minutes.cells import is_out_of_reach, read_code_cell
from cleanclaim.office.minutes.form import Block, VisitForm
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import read_text
from cleanclaim.office.visits.diagnoses import WrongDiagnosis, read_diagnoses
from cleanclaim.office.visits.typed import Entered, PageRead, TypedElsewhere, TypedParts, Unread, unread_of
from cleanclaim.reference.diagnosis_successors import with_point

LONGEST_NOTE = 40_000
LONGEST_LINE = 4_000
LONGEST_FIELD = 400
MOST_LINES = 40


class VisitPage(Struct, frozen=True, kw_only=True):
    """What stands on the page: the blocks, the note, what is said of the visit beside them, and lines not added yet.

    `line` stands in the field of typed lines, `lines` were entered there and not understood. `elsewhere` is what
    another page typed instead of what stands on this one.
    """

    blocks: list[Block]
    discipline: str
    note: str
    diagnoses: str
    place_of_service: str
    necessity_documented: str
    compared_with: str
    line: str = ""
    lines: tuple[str, ...] = ()
    elsewhere: tuple[TypedElsewhere, ...] = ()


def fill_page(entered: Entered) -> VisitPage:
    """A stored visit as its page shows it."""
    value, typed = entered.value, entered.typed
    filled = visit_form.fill_form(structs.replace(value, history=None, note=None))
    about = visit_object(structs.replace(value, history=None, note=None, services=()))
    attested = value.necessity_documented
    return VisitPage(
        blocks=list(typed.blocks) or filled.blocks,
        discipline=value.discipline or "",
        note=value.note.text if value.note else "",
        diagnoses=typed.diagnoses or " ".join(map(with_point, value.diagnoses)),
        place_of_service=typed.place_of_service or str(about.get("place_of_service", "")),
        necessity_documented="" if attested is None else "yes" if attested else "no",
        compared_with=value.secondary_payer or "",
        line=typed.line,
        lines=typed.lines,
        elsewhere=typed.elsewhere,
    )


def parse_page(sent: QueryDict) -> VisitPage:
    """What the page sent. Raises UserError where it was not our page that did."""
    lines = sent.getlist("lines")
    if len(lines) > MOST_LINES:
        raise UserError("The lines", f"there are more than {MOST_LINES}", "Correct them, or leave some out.")
    return VisitPage(
        blocks=visit_form.parse_form(sent).blocks,
        discipline=sent.get("discipline", ""),
        note=read_text(sent.get("note", "").replace("\r\n", "\n"), "The note", LONGEST_NOTE),
        diagnoses=read_text(" ".join(sent.get("diagnoses", "").split()), "Diagnoses", LONGEST_FIELD),
        place_of_service=read_text(sent.get("place_of_service", "").strip(), "Place of service", LONGEST_FIELD),
        necessity_documented=sent.get("necessity_documented", ""),
        compared_with=sent.get("beside", ""),
        line=read_text(sent.get("line", "").strip(), "What is typed", LONGEST_LINE),
        lines=tuple(read_text(one, "A line", LONGEST_LINE) for one in lines if one.strip()),
    )


def read_page(page: VisitPage, value: Visit) -> PageRead:
    """The visit with what the page says, what of it cannot be read, and why.

    Raises UserError only for what no page of ours sends.
    """
    texts = {"necessity_documented": page.necessity_documented, "discipline": page.discipline or value.discipline or ""}
    about = visit_form.read_fields(texts, "The visit")
    unread: list[Unread] = []
    differing = tuple(one for one in page.elsewhere if not _stands_in(page, one))
    typed = TypedParts(line=page.line, lines=page.lines, elsewhere=differing)
    try:
        about |= visit_form.read_fields({"place_of_service": page.place_of_service}, "The visit")
    except UserError as error:
        unread.append(unread_of("place_of_service", error))
        about["place_of_service"] = None
        typed = structs.replace(typed, place_of_service=page.place_of_service)
    basis = build_basis()
    found = read_diagnoses(page.diagnoses, value.service_date or basis.today, basis)
    if found.wrong:
        unread += map(_wrong_diagnosis, found.wrong)
        typed = structs.replace(typed, diagnoses=page.diagnoses)
    changed = found.codes != value.diagnoses
    blocks = [_with_diagnoses(block, " ".join(found.codes), changed=changed) for block in page.blocks]
    services, faults = _read_blocks(blocks, value, about["discipline"])
    if faults:
        unread = [*faults, *unread]
        typed = structs.replace(typed, blocks=tuple(page.blocks))
    unread += [_not_added(line) for line in (*page.lines, page.line) if line]
    unread += map(_not_chosen, differing)
    read = structs.replace(value, **about, services=services, visit_diagnoses=() if services else found.codes)
    return PageRead(Entered(with_note(read, page.note), typed), tuple(unread))


def _read_blocks(blocks: list[Block], value: Visit, discipline: str | None) -> tuple[tuple[Service, ...], list[Unread]]:
    """The services; where one block cannot be read those of the others, and why not."""
    entered = VisitForm(
        payer="",
        second_payer="",
        service_date=value.service_date.isoformat() if value.service_date else "",
        discipline=discipline or "",
        about=json.dumps({"visit_id": value.visit_id}),
        choice="",
        blocks=blocks,
    )
    faults: list[Unread] = []
    if not discipline and any(block.who for block in blocks):
        problem, remedy = "who gave a block is not known while it is not", "Choose the discipline."
        faults.append(Unread(part="discipline", place="Discipline", problem=problem, remedy=remedy))
        entered = structs.replace(entered, blocks=[structs.replace(block, who="") for block in blocks])
    wrong = [_wrong_cell(number, block, value, discipline) for number, block in enumerate(blocks, 1)]
    of_all: list[Unread] = []
    if not any(wrong):
        try:
            whole = visit_form.read_visit(entered)
            return (whole.services if whole else ()), faults
        except UserError as error:
            of_all = [unread_of("blocks", error)]
    services, before = list[Service](), len(faults)
    for number, (block, fault) in enumerate(zip(entered.blocks, wrong, strict=True), 1):
        if fault:
            faults.append(fault)
            continue
        try:
            alone = visit_form.read_visit(structs.replace(entered, blocks=[block]))
            services += alone.services if alone else ()
        except UserError as error:
            place = error.place.replace("block 1", f"block {number}", 1)
            faults.append(unread_of("blocks", UserError(place, error.problem, error.remedy)))
    return tuple(services), faults if len(faults) > before else [*faults, *of_all]


def _wrong_cell(number: int, block: Block, value: Visit, discipline: str | None) -> Unread | None:
    """What of a block the line of typed minutes would refuse too. What the visit came with is not ours to refuse."""
    code = read_code_cell(block.code, value.service_date or build_basis().today, discipline or "")
    if block.code.strip() and not code.code and block.code not in {one.code for one in value.services}:
        problem, remedy = f'"{block.code}": {code.why}', "Type the code, or what it is called, such as TE."
        return Unread(part="blocks", place=f"block {number}, Code", problem=problem, remedy=remedy)
    if is_out_of_reach(block.minutes) and block.minutes not in {str(one.minutes) for one in value.services}:
        problem = f'"{block.minutes}": minutes of a block are 1 to {LONGEST_BLOCK}'
        return Unread(part="blocks", place=f"block {number}, Minutes", problem=problem, remedy="Correct them.")
    return None


def _wrong_diagnosis(wrong: WrongDiagnosis) -> Unread:
    remedy = "Choose a code next to the field, or type one." if wrong.near else "Type the code, such as M25.561."
    place, problem = "Diagnoses", f'"{wrong.text}": {wrong.why}'
    return Unread(part="diagnoses", place=place, problem=problem, remedy=remedy, diagnosis=wrong)


def _not_added(line: str) -> Unread:
    problem = f'"{line}" is typed and is no block yet'
    return Unread(part="lines", place="Minutes", problem=problem, remedy="Add it, correct it, or leave it out.")


def _not_chosen(one: TypedElsewhere) -> Unread:
    who = f"by {one.by} " if one.by else ""
    problem, remedy = f"it was typed {who}on another page too", "Choose which of both stays, at its field."
    return Unread(part=one.part, place=one.name, problem=problem, remedy=remedy, elsewhere=one)


def _stands_in(page: VisitPage, one: TypedElsewhere) -> bool:
    """Whether what was typed elsewhere stands on the page by now."""
    here = describe_part(page, one.part)
    return " ".join(one.text.split()) in " ".join(here.split()) if one.part == "note" else one.text == here


def _with_diagnoses(block: Block, diagnoses: str, *, changed: bool) -> Block:
    """The block with the visit's diagnoses, unless it has its own and nobody wrote others."""
    rest = visit_form.carried_object(block.rest)
    if changed or not rest.get("diagnoses"):
        rest = {name: one for name, one in rest.items() if name != "diagnoses"}
        rest |= {"diagnoses": diagnoses} if diagnoses else {}
    return structs.replace(block, rest=json.dumps(rest))


def with_note(value: Visit, text: str) -> Visit:
    """The visit with another text as its note; with none where the text is empty and nothing else is recorded.

    Minutes that were recorded beside the old text give way to those that the new one states; where the old one stated
    them too they were its own, and go with it.
    """
    note = value.note
    if note is None:
        return structs.replace(value, note=Note(text=text)) if text.strip() else value
    if text == note.text:
        return value
    if not text.strip() and note == Note(text=note.text):
        return structs.replace(value, note=None)
    stated, before = read_note(text), read_note(note.text)
    timed = note.timed_minutes if stated.timed is None and before.timed is None else None
    total = note.total_minutes if stated.total is None and before.total is None else None
    return structs.replace(value, note=structs.replace(note, text=text, timed_minutes=timed, total_minutes=total))


def describe_part(page: VisitPage, part: str) -> str:
    """A part of a page in a text, for people: the blocks as `97110 23 min therapist; ...`."""
    if part == "blocks":
        return "; ".join(map(describe_block, page.blocks))
    if part == "lines":
        return "; ".join(filter(None, (*page.lines, page.line)))
    found: str = getattr(page, part)
    return found


def describe_block(block: Block) -> str:
    """`97110 23 min therapist`; with when it began where that is recorded."""
    minutes, start = f"{block.minutes} min" if block.minutes else "", f"at {block.start}" if block.start else ""
    return " ".join(filter(None, (block.code, minutes, visit_form.PERFORMED_BY.get(block.who, ""), start)))
