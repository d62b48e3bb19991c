"""What holds of the assistant's share whatever the visit: every unit is somebody's, and nobody's is invented."""

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs

import cleanclaim
from cleanclaim.law.coding.assistants import exceeds_de_minimis
from cleanclaim.law.policies.policy import policy
from cleanclaim.law.review.coded import CodedLine
from cleanclaim.model.visit import Performer, Service
from tests.made_up import DAY, EVALUATION, MINUTES, TIMED, UNTIMED, group, service, services, together, visit


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
    by_therapist = [structs.replace(one, performed_by="PT") for one in mixed]
    assert units_by_code(lines_of(mixed)) == units_by_code(lines_of(by_therapist))


@given(services())
def test_minutes_of_a_split_code_are_the_minutes_given(mixed: list[Service]) -> None:
    lines = lines_of(mixed)
    for code in {one.code for one in mixed}:
        minutes = sum(one.minutes or 0 for one in mixed if one.code == code)
        assert sum(line.minutes or 0 for line in lines if line.code == code) == minutes


@given(services(), st.sampled_from(["PT", "PTA"]))
def test_given_together_everything_is_the_therapists_whoever_wrote_it_down(
    mixed: list[Service], who: Performer
) -> None:
    as_one = [together(structs.replace(one, performed_by=who)) for one in mixed]
    by_therapist = [structs.replace(one, mode="individual", performed_by="PT") for one in mixed]
    assert lines_of(as_one) == lines_of(by_therapist)


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


@given(services(), st.data(), st.sampled_from(["PT", "PTA"]), st.integers(1, 60))
def test_minutes_given_to_a_group_decide_nobodys_one_on_one_units(
    mixed: list[Service], data: st.DataObject, performer: Performer, minutes: int
) -> None:
    one_on_one = [one for one in mixed if one.code in TIMED and one.mode != "group"]
    assume(one_on_one)
    code = data.draw(st.sampled_from(sorted({one.code for one in one_on_one})))
    to_group = group(service(code, minutes, performer))
    assert assistants_units(lines_of([*mixed, to_group])) == assistants_units(lines_of(mixed))


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
    commercial = policy("commercial", DAY)
    assert commercial is not None
    assert commercial.assistant_modifiers is False
    assert assistants_units(lines_of(mixed, "commercial")) == 0


@given(st.sampled_from(["simple", "percentage"]), st.integers(1, 240), st.data())
def test_the_share_is_passed_once_and_stays_passed(method: str, total: int, data: st.DataObject) -> None:
    assistant = data.draw(st.integers(0, total))
    passed = exceeds_de_minimis(assistant, total, 10, method)
    assert not passed or exceeds_de_minimis(assistant + 1, total, 10, method)
    # Rounding moves the limit by half a percent, or by half a minute and one, and no further.
    if 10 * assistant <= total:
        assert not passed
    if 10 * assistant > total + 15:
        assert passed


@given(st.sampled_from(sorted(set(UNTIMED) - {EVALUATION})), st.integers(1, 60), st.integers(1, 60))
def test_an_untimed_service_is_one_clinicians_as_a_whole(code: str, therapist: int, assistant: int) -> None:
    lines = lines_of([service(code, therapist), service(code, assistant, "PTA")])
    assert [line.units for line in lines] == [1]
    assert ("CQ" in lines[0].modifiers) == exceeds_de_minimis(assistant, therapist + assistant, 10, "simple")
