"""What a block carries unseen: its units, modifiers and amounts, only while it is what they were counted for."""

import json
from datetime import date

import pytest
from msgspec import structs

from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.minutes.form import Block, VisitForm, fill_form, read_visit
from cleanclaim.office.minutes.presenter import build_minutes_view

BILLED = Visit(
    visit_id="V1",
    payer="medicare",
    service_date=date(2026, 3, 2),
    discipline="PT",
    services=(
        Service(
            code="97110", minutes=23, performed_by="PT", units=2, modifiers=("GP",), charge=9600, allowed=5512,
            diagnoses=("M25561",),
        ),
        Service(code="97140", minutes=10, performed_by="PT", units=1, modifiers=("GP", "59"), charge=4800),
    ),
)  # fmt: skip
EXERCISE, MANUAL = BILLED.services


def changed(to: dict[str, str], visit: Visit = BILLED) -> VisitForm:
    """The visit as its page sends it, its first block changed."""
    form = fill_form(visit)
    blocks = [structs.replace(form.blocks[0], **to), *form.blocks[1:]]
    return structs.replace(form, blocks=blocks)


def services(form: VisitForm) -> tuple[Service, ...]:
    read = read_visit(form)
    assert read is not None
    return read.services


def test_what_nobody_changed_stays_as_it_came() -> None:
    assert services(fill_form(BILLED)) == BILLED.services
    assert services(changed({"start": "09:30"}))[1:] == BILLED.services[1:]


@pytest.mark.parametrize("to", [{"minutes": "45"}, {"minutes": "4"}, {"code": "97530"}, {"who": "assistant"}])
def test_a_changed_block_has_the_visit_counted_anew(to: dict[str, str]) -> None:
    first, second = services(changed(to))
    for one in (first, second):
        assert (one.units, one.modifiers, one.charge, one.allowed) == (None, (), None, None)
    assert first.diagnoses == ("M25561",)
    assert (second.code, second.minutes) == ("97140", 10)
    again = services(changed({name: getattr(fill_form(BILLED).blocks[0], name) for name in to}))
    assert again == BILLED.services, "put back as it was, it is what was counted"


def test_a_block_that_goes_or_comes_has_the_visit_counted_anew() -> None:
    form = fill_form(BILLED)
    (left,) = services(structs.replace(form, blocks=form.blocks[:1]))
    more = Block(code="97112", minutes="15", who="therapist", start="")
    added = services(structs.replace(form, blocks=[*form.blocks, more]))
    assert {(one.units, one.modifiers, one.charge) for one in (left, *added)} == {(None, (), None)}


def test_modifiers_typed_with_a_code_stay_with_it_and_amounts_with_its_minutes() -> None:
    typed = structs.replace(BILLED, services=(structs.replace(MANUAL, units=None), EXERCISE))
    assert services(changed({"minutes": "12"}, typed))[0].modifiers == ("GP", "59")
    assert services(changed({"minutes": "12"}, typed))[0].charge is None
    for to in ({"code": "97124"}, {"who": "assistant"}):
        assert services(changed(to, typed))[0].modifiers == ()


def test_what_a_block_carries_is_never_read_as_a_field() -> None:
    form = fill_form(BILLED)
    damaged = json.dumps({"counted_for": "x"})
    blocks = [structs.replace(form.blocks[0], rest=damaged)]
    assert services(structs.replace(form, blocks=blocks))[0].units is None


def test_the_allocations_that_are_not_shown_are_named_one_by_one() -> None:
    three = [Service(code=code, minutes=8, performed_by="PT") for code in ("97110", "97140", "97112")]
    view = build_minutes_view(fill_form(structs.replace(BILLED, services=tuple(three))))
    assert view is not None
    assert len(view.choices) == 3
    assert len(view.other_choices) == 2
    assert {one.text for one in view.choices} > set(view.other_choices)
