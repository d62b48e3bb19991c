"""What the page holds of a visit: read from the form it sends, turned into a visit by the reader of files.

A field of the page is text, as in a file, so it is read, and refused, just as there. What an opened file says beyond
the fields shown is carried along unseen in `about` and in each block's `rest`. Units and what goes with them are
carried only while the blocks are those that they were counted for.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from django.http import QueryDict
from msgspec import Struct, field, structs

from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.json_visits import json_visits
from cleanclaim.exchange.files.to_objects import visit_object
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.minutes.cells import read_code_cell, read_start_cell
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import parse_day, read_number

PAGE = "the page"
MOST_BLOCKS = 100
PERFORMED_BY = {
    "therapist": "therapist",
    "assistant": "assistant",
    "together": "therapist and assistant together",
    "group": "therapist, to a group",
    "assistant-group": "assistant, to a group",
    "": "not recorded",
}
"""Who gave a block: what the form says, and the word people read."""
ASSISTANTS = ("assistant", "assistant-group")
LABELS = {
    "code": "Code",
    "minutes": "Minutes",
    "performed_by": "Given by",
    "start": "Began",
    "diagnoses": "Diagnoses",
    "discipline": "Discipline",
    "place_of_service": "Place of service",
    "necessity_documented": "The chart supports care past the threshold",
    "service_date": "Date of service",
    "payer": "Who pays",
}
"""What the pages call the fields."""
_MODES = {"together": "together", "group": "group", "assistant-group": "group"}
_BLOCK_FIELDS = ("code", "minutes", "performed_by", "mode", "start")
COUNTED_FOR = "counted_for"
"""Where a block's `rest` says of which block, and of which visit, its units, modifiers and amounts are."""
_AMOUNTS = ("units", "charge", "allowed")


class Block(Struct, frozen=True, kw_only=True):
    """One intervention as typed. `rest` is JSON: what else an opened file says of it."""

    code: str
    minutes: str
    who: str
    start: str
    rest: str = "{}"


class VisitForm(Struct, frozen=True, kw_only=True):
    """A visit as typed; `second_payer` is the one to compare with, empty for none.

    `about` is JSON: what else an opened file says of the visit. `choice`: the allocation picked.
    """

    payer: str
    second_payer: str = field(name="beside")
    service_date: str
    discipline: str
    about: str
    choice: str
    blocks: list[Block]


def parse_form(form: QueryDict) -> VisitForm:
    """What the page's form sent. Raises UserError where it was not our page that filled it in."""
    columns = [form.getlist(name) for name in ("code", "minutes", "who", "start", "rest")]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_BLOCKS:
        raise UserError(PAGE, f"the blocks do not fit together, or are more than {MOST_BLOCKS}", "Reload it.")
    blocks = [
        Block(code=code, minutes=minutes, who=who, start=start, rest=rest)
        for code, minutes, who, start, rest in zip(*columns, strict=True)
    ]
    named = {name: form.get(name, "") for name in ("payer", "service_date", "discipline", "about", "choice")}
    return VisitForm(blocks=blocks, second_payer=form.get("beside", ""), **named)


def fill_form(visit: Visit, second_payer: str = "") -> VisitForm:
    """A visit of a file as the page shows it."""
    about = visit_object(visit)
    services = about.pop("services")
    columns = {name: about.pop(name, "") for name in ("payer", "service_date", "discipline")}
    blocks = [
        Block(
            code=service["code"],
            minutes=str(service.get("minutes", "")),
            who=_who(service),
            start=service.get("start", ""),
            rest=json.dumps({name: value for name, value in service.items() if name not in _BLOCK_FIELDS}),
        )
        for service in services
    ]
    counted = [_remember(block, blocks) for block in blocks]
    return VisitForm(**columns, second_payer=second_payer, about=json.dumps(about), choice="", blocks=counted)


def decode_form(text: str) -> VisitForm:
    """What such a JSON text holds. Raises UserError where our page did not write it."""
    try:
        entered = msgspec.json.decode(text, type=VisitForm)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise UserError("The address", "what it holds of a visit is damaged", "Open the page without it.") from None
    if len(entered.blocks) > MOST_BLOCKS:
        raise UserError("The address", f"it holds more than {MOST_BLOCKS} blocks", "Open the page without it.")
    return entered


def read_visit(entered: VisitForm) -> Visit | None:
    """The visit; None while it has no block. Raises UserError, naming block and field, for what cannot be read."""
    if not entered.blocks:
        return None
    about = {"visit_id": "1", **carried_object(entered.about)}
    about |= {
        "payer": entered.payer,
        "service_date": entered.service_date,
        "discipline": entered.discipline,
        "services": [_service(block, entered) for block in entered.blocks],
    }
    try:
        return json_visits(json.dumps([about]), Intake(PAGE))[0]
    except UserError as error:
        place = error.place.replace(f"{PAGE}, visit 1, service", "block").replace(", visit 1", "")
        raise UserError(_labeled(place), error.problem, error.remedy) from None


def read_fields(texts: Mapping[str, str], what: str) -> dict[str, Any]:
    """The values of fields of a visit or a service, read as a file's. Raises UserError for what cannot be read."""
    intake = Intake(PAGE)
    try:
        return {name: intake.field(name)[text] for name, text in texts.items()}
    except UnreadableError as error:
        raise UserError(_labeled(error.at(what, "field").place), error.problem, error.remedy) from None


def _labeled(place: str) -> str:
    """A place of a reader with the label of its field: `block 1, Minutes`."""
    before, comma, name = place.rpartition(", field ")
    return f"{before}, {LABELS.get(name, name)}" if comma else place


def parse_choice(entered: VisitForm) -> dict[str, int]:
    """The allocation picked, by code; empty where none is."""
    found = {}
    for pair in entered.choice.split():
        code, _, units = pair.partition(":")
        number = read_number(units, 3)
        if number is None:
            raise UserError(PAGE, "the allocation that was picked cannot be read", "Reload it.")
        found[code] = number
    return found


def _service(block: Block, entered: VisitForm) -> dict[str, Any]:
    discipline, on = entered.discipline, parse_day(entered.service_date) or build_basis().today
    if block.who not in PERFORMED_BY:
        raise UserError(PAGE, "who gave a block is none of the choices", "Choose one.")
    therapist = discipline.strip().upper()
    if not therapist and block.who in ASSISTANTS:
        problem = "which assistant gave a block is not known while the discipline is not"
        raise UserError("Discipline", problem, "Choose the discipline.")
    by = {"": "", **dict.fromkeys(ASSISTANTS, f"{therapist}A")}.get(block.who, therapist)
    return {
        **_still_true(block, entered.blocks),
        "code": read_code_cell(block.code, on, therapist).code or block.code,
        "minutes": block.minutes,
        "performed_by": by,
        "mode": _MODES.get(block.who, "individual"),
        "start": read_start_cell(block.start),
    }


def _remember(block: Block, blocks: Sequence[Block]) -> Block:
    """The block with what its units, modifiers and amounts were counted for, where it has any."""
    rest = carried_object(block.rest)
    if not rest.keys() & {*_AMOUNTS, "modifiers"}:
        return block
    counted = {"block": [block.code, block.minutes, block.who], "visit": _digest(blocks)}
    return structs.replace(block, rest=json.dumps(rest | {COUNTED_FOR: counted}))


def _still_true(block: Block, blocks: Sequence[Block]) -> dict[str, Any]:
    """What the block carries, without what was counted for another code, other minutes or another person; and without
    its units where they were counted with other blocks.
    """
    rest = carried_object(block.rest)
    counted = rest.pop(COUNTED_FOR, None)
    if not isinstance(counted, dict):
        return rest
    others: set[str] = set()
    if counted.get("block") != [block.code, block.minutes, block.who]:
        others |= {*_AMOUNTS}
    if counted.get("block") != [block.code, counted.get("block", ["", ""])[1], block.who]:
        others |= {"modifiers"}
    if "units" in rest and counted.get("visit") != _digest(blocks):
        others |= {*_AMOUNTS, "modifiers"}
    return {name: value for name, value in rest.items() if name not in others}


def _digest(blocks: Sequence[Block]) -> str:
    """What was done in a visit, by whom, and for how long, in a few letters."""
    done = sorted([block.code, block.minutes, block.who] for block in blocks)
    return sha256(json.dumps(done).encode()).hexdigest()[:16]


def _who(service: dict[str, Any]) -> str:
    assistant = service.get("performed_by", "").endswith("A")
    match service.get("mode"):
        case "group":
            return "assistant-group" if assistant else "group"
        case "together":
            return "together"
    return "" if "performed_by" not in service else "assistant" if assistant else "therapist"


def carried_object(text: str) -> dict[str, Any]:
    """A JSON object the page carried. What is no such object was not written by our page."""
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UserError(PAGE, "what it carried along is damaged", "Reload it, or open the file again.")
    return value
