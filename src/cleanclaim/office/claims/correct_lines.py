"""The fields of a line in Correct: what stands in each, and what was typed in it, read; refused where only who treated
could state it.
"""

from collections.abc import Mapping

from msgspec import structs

from cleanclaim.law.coding.modifiers import ATTESTS_NECESSITY, DISTINCT, SLOTS
from cleanclaim.model.claim_text import is_diagnosis_code, is_modifier
from cleanclaim.model.money import cents, dollars, in_proportion
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims.open_fields import BILLED, read_open
from cleanclaim.office.claims.work import ENTERED
from cleanclaim.office.shared.query import read_number
from cleanclaim.reference.diagnosis_successors import with_point

LINE_FIELDS = ("code", "units", "modifiers", "charge", "diagnoses", "billed")
UNITS_DIGITS = 3


def write_line(service: Service) -> dict[str, str]:
    """What stands in the fields of a line, by name."""
    return {
        "code": service.code,
        "billed": BILLED,
        "units": "" if service.units is None else str(service.units),
        "modifiers": " ".join(service.modifiers),
        "charge": "" if service.charge is None else dollars(service.charge),
        "diagnoses": " ".join(map(with_point, service.diagnoses)),
    }


def read_line(
    service: Service,
    place: str,
    before: Mapping[str, str],
    typed: Mapping[str, str],
    errors: dict[str, str],
    visit: Visit,
) -> Service:
    """A line as typed: `place` begins the names of its fields, `before` is what stood in them. What is wrong goes to
    `errors`, by the field's name.
    """
    changed: dict[str, object] = {}
    for name in (*ENTERED, *(one for one in LINE_FIELDS if one != "billed")):
        text = typed.get(f"{place}.{name}", before.get(name, ""))
        if text == before.get(name, text):
            continue
        known = {name: value for name, value in changed.items() if name in ENTERED}
        try:
            reader = _READ.get(name)
            changed[name] = reader(text, structs.replace(service, **known), visit) if reader else read_open(name, text)
        except ValueError as wrong:
            errors[f"{place}.{name}"] = str(wrong)
    units = changed.get("units")
    if isinstance(units, int) and service.units and service.charge is not None and "charge" not in changed:
        changed["charge"] = in_proportion(service.charge, units, service.units)
        if changed["charge"] is None:
            errors[f"{place}.charge"] = "Write the charge of so many units; it does not divide to the cent."
    if "code" in changed and "charge" not in changed:
        changed["charge"] = None
    if changed.keys() & {"code", "units", "modifiers", "charge", "minutes"} and "allowed" not in changed:
        changed["allowed"] = None
    return structs.replace(service, **changed) if changed else service


def _code(text: str, _service: Service, _visit: Visit) -> str:
    if not text:
        raise ValueError("Write the code that is billed, or take the line off the bill.")
    code: str = read_open("code", text)
    return code


def _units(text: str, _service: Service, _visit: Visit) -> int | None:
    if not text:
        return None
    units = read_number(text, UNITS_DIGITS)
    if units is None:
        raise ValueError("Write a whole number; 0 for documented and not billed.")
    return units


def _modifiers(text: str, service: Service, visit: Visit) -> tuple[str, ...]:
    found = tuple(text.upper().replace(",", " ").split())
    if not all(map(is_modifier, found)) or len(found) > SLOTS or len(set(found)) < len(found):
        raise ValueError(f"Write up to {SLOTS} modifiers of two characters, each once.")
    added = set(found) - set(service.modifiers)
    if added & DISTINCT and service.separate is not True:
        raise ValueError("Only who treated can say that it was given in a block of its own. Ask for an addendum.")
    if ATTESTS_NECESSITY in added and visit.necessity_documented is not True:
        raise ValueError("Only who treated can attest that it is necessary. Ask for it on the visit.")
    return found


def _charge(text: str, _service: Service, _visit: Visit) -> int | None:
    if not text:
        return None
    try:
        return cents(text)
    except ValueError:
        raise ValueError("Write dollars, such as 128.00.") from None


def _diagnoses(text: str, _service: Service, _visit: Visit) -> tuple[str, ...]:
    found = text.upper().replace(",", " ").split()
    wrong = next((code for code in found if not is_diagnosis_code(code)), None)
    if wrong:
        raise ValueError(f"{wrong} is no ICD-10 code.")
    return tuple(code.replace(".", "") for code in found)


_READ = {"code": _code, "units": _units, "modifiers": _modifiers, "charge": _charge, "diagnoses": _diagnoses}
