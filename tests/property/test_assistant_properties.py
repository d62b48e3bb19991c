"""What holds of the assistant's share whatever the visit: every unit is somebody's, and nobody's is invented."""

from hypothesis import given
from hypothesis import strategies as st
from made_up import DAY, MINUTES, TIMED, UNTIMED, service, services, visit
from msgspec import structs

import cleanclaim
from cleanclaim.law.coding.assistants import exceeds
from cleanclaim.law.coding.coded import CodedLine
from cleanclaim.law.policies import policy
from cleanclaim.model.visit import Performer, Service


def lines_of(given_services: list[Service], payer: str = "medicare") -> list[CodedLine]:
    return cleanclaim.code([visit(given_services, payer)]).visits[0].lines


def units_by_code(lines: list[CodedLine]) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in lines:
        assert line.units is not None
        total[line.code] = total.get(line.code, 0) + line.units
    return total


def assistants_units(lines: list[CodedLine]) -> int:
    return sum(line.units or 0 for line in lines if "CQ" in line.modifiers)


@given(services())
def test_who_gave_it_moves_units_between_lines_and_makes_none(mixed: list[Service]) -> None:
    # An evaluation is left out: given by an assistant alone it earns nothing.
    without_evaluations = [one for one in mixed if one.code != "97162"]
    by_therapist = [structs.replace(one, performed_by="PT") for one in without_evaluations]
    assert units_by_code(lines_of(without_evaluations)) == units_by_code(lines_of(by_therapist))


@given(services())
def test_minutes_of_a_split_code_are_the_minutes_given(mixed: list[Service]) -> None:
    lines = lines_of(mixed)
    for code in {one.code for one in mixed}:
        minutes = sum(one.minutes or 0 for one in mixed if one.code == code)
        assert sum(line.minutes or 0 for line in lines if line.code == code) == minutes


@given(services())
def test_given_together_with_the_therapist_nothing_is_the_assistants(mixed: list[Service]) -> None:
    together = [structs.replace(one, mode="together") for one in mixed]
    assert assistants_units(lines_of(together)) == 0


@given(services())
def test_given_by_the_assistant_alone_everything_billed_is_the_assistants(mixed: list[Service]) -> None:
    alone = [structs.replace(one, performed_by="PTA", mode="individual") for one in mixed]
    lines = lines_of(alone)
    assert assistants_units(lines) == sum(line.units or 0 for line in lines)


@given(st.sampled_from(TIMED), MINUTES, MINUTES)
def test_a_unit_is_the_therapists_where_the_therapist_gave_eight_minutes_of_it(
    code: str, therapist: int, assistant: int
) -> None:
    lines = lines_of([service(code, therapist), service(code, assistant, "PTA")])
    units, theirs = sum(line.units or 0 for line in lines), assistants_units(lines)
    own = units - theirs
    # Neither can have more than a unit for each full 15 minutes and one more; the therapist's one more takes 8.
    assert therapist // 15 <= own <= (therapist + 7) // 15
    assert assistant // 15 <= theirs <= assistant // 15 + 1
    # And where the therapist has the 8 minutes for one more, no unit over the assistant's full ones is the assistant's
    # before the therapist has it.
    if therapist % 15 >= 8 and units > therapist // 15 + assistant // 15:
        assert own == therapist // 15 + 1


@given(services(), st.sampled_from(TIMED), st.sampled_from(["PT", "PTA"]), st.integers(1, 60))
def test_minutes_given_to_a_group_make_no_one_on_one_unit_anybodys(
    mixed: list[Service], code: str, performer: Performer, minutes: int
) -> None:
    to_group = structs.replace(service(code, minutes, performer), mode="group")
    without, with_group = lines_of(mixed), lines_of([*mixed, to_group])
    assert assistants_units(with_group) == assistants_units(without)


@given(st.sampled_from(TIMED), MINUTES, MINUTES)
def test_another_minute_of_the_therapist_never_makes_more_of_the_assistants_minutes_count(
    code: str, therapist: int, assistant: int
) -> None:
    def own(minutes: int) -> int:
        lines = lines_of([service(code, minutes), service(code, assistant, "PTA")])
        return sum(line.units or 0 for line in lines) - assistants_units(lines)

    assert own(therapist + 1) >= own(therapist)


@given(services())
def test_a_payer_without_assistant_modifiers_gets_none(mixed: list[Service]) -> None:
    assert policy("aetna", DAY).assistant_modifiers is False
    assert assistants_units(lines_of(mixed, "aetna")) == 0


@given(st.sampled_from(["simple", "percentage"]), st.integers(1, 240), st.data())
def test_the_share_is_passed_once_and_stays_passed(method: str, total: int, data: st.DataObject) -> None:
    assistant = data.draw(st.integers(0, total))
    passed = exceeds(assistant, total, 10, method)
    assert not passed or exceeds(assistant + 1, total, 10, method)
    # Rounding moves the limit by half a percent, or by half a minute and one, and no further.
    if 10 * assistant <= total:
        assert not passed
    if 10 * assistant > total + 15:
        assert passed


@given(st.sampled_from(sorted(set(UNTIMED) - {"97162"})), st.integers(1, 60), st.integers(1, 60))
def test_an_untimed_service_is_one_clinicians_as_a_whole(code: str, therapist: int, assistant: int) -> None:
    lines = lines_of([service(code, therapist), service(code, assistant, "PTA")])
    assert [line.units for line in lines] == [1]
    assert ("CQ" in lines[0].modifiers) == exceeds(assistant, therapist + assistant, 10, "simple")
