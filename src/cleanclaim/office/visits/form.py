"""What the page of a visit sends, as the visit it makes of the stored one: read as a file's visit is."""

import json

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.exchange.files.to_objects import visit_object
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.minutes import form as visit_form
from cleanclaim.office.minutes.form import Block, VisitForm
from cleanclaim.office.shared.query import read_text
from cleanclaim.office.visits.writing import with_note

LONGEST_NOTE = 40_000


class VisitPage(Struct, frozen=True, kw_only=True):
    """What stands on the page: the blocks, the note, and what is said of the visit beside them."""

    blocks: list[Block]
    discipline: str
    note: str
    diagnoses: str
    place_of_service: str
    necessity_documented: str
    compared_with: str


def fill_page(value: Visit) -> VisitPage:
    """A stored visit as its page shows it."""
    entered = visit_form.fill_form(structs.replace(value, history=None, note=None))
    about = visit_object(structs.replace(value, history=None, note=None, services=()))
    attested = value.necessity_documented
    return VisitPage(
        blocks=entered.blocks,
        discipline=value.discipline or "",
        note=value.note.text if value.note else "",
        diagnoses=" ".join(value.diagnoses),
        place_of_service=str(about.get("place_of_service", "")),
        necessity_documented="" if attested is None else "yes" if attested else "no",
        compared_with=value.secondary_payer or "",
    )


def parse_page(sent: QueryDict) -> VisitPage:
    """What the page sent. Raises UserError where it was not our page that did."""
    return VisitPage(
        blocks=visit_form.parse_form(sent).blocks,
        discipline=sent.get("discipline", ""),
        note=read_text(sent.get("note", "").replace("\r\n", "\n"), "The note", LONGEST_NOTE),
        diagnoses=" ".join(sent.get("diagnoses", "").upper().split()),
        place_of_service=sent.get("place_of_service", "").strip(),
        necessity_documented=sent.get("necessity_documented", ""),
        compared_with=sent.get("beside", ""),
    )


def read_page(page: VisitPage, value: Visit) -> Visit:
    """The visit with what the page says. Raises UserError, naming block and field, for what cannot be read."""
    texts = {name: getattr(page, name) for name in ("place_of_service", "necessity_documented", "diagnoses")}
    texts["discipline"] = page.discipline or value.discipline or ""
    about = visit_form.read_fields(texts, "The visit")
    diagnoses = about.pop("diagnoses")
    changed = diagnoses != value.diagnoses
    if about["discipline"] is None and any(block.who for block in page.blocks):
        raise UserError("Discipline", "who gave a block is not known while it is not", "Choose the discipline.")
    entered = VisitForm(
        payer="",
        second_payer="",
        service_date=value.service_date.isoformat() if value.service_date else "",
        discipline=about["discipline"] or "",
        about=json.dumps({"visit_id": value.visit_id}),
        choice="",
        blocks=[_with_diagnoses(block, page.diagnoses, changed=changed) for block in page.blocks],
    )
    read = visit_form.read_visit(entered)
    services = read.services if read else ()
    value = structs.replace(value, **about, services=services, visit_diagnoses=() if services else diagnoses)
    return with_note(value, page.note)


def _with_diagnoses(block: Block, diagnoses: str, *, changed: bool) -> Block:
    """The block with the visit's diagnoses, unless it has its own and nobody wrote others."""
    rest = visit_form.carried_object(block.rest)
    if changed or not rest.get("diagnoses"):
        rest = {name: one for name, one in rest.items() if name != "diagnoses"}
        rest |= {"diagnoses": diagnoses} if diagnoses else {}
    return structs.replace(block, rest=json.dumps(rest))


def describe_blocks(page: VisitPage) -> str:
    """The blocks of a page in one line, for people: `97110 23 min therapist; ...`."""
    return "; ".join(
        " ".join(filter(None, (block.code, f"{block.minutes} min" if block.minutes else "", block.who)))
        for block in page.blocks
    )
