"""Denials out of 837P and 835 files: what is one, for how much, how it goes on and ends, what people wrote of it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.ledger_entry import Account
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.causes import root_causes
from tests.claims.stories import AETNA, CHARGES, MEDICARE, decision, remittance, story
from tests.conftest import tries
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import TODAY, by_codes, denials_in, refused

ALL = {0: "CO 197", 1: "CO 197", 2: "CO 197"}
PAID = {0: 4500, 1: 2500, 2: 2000}


def test_a_denial_has_everything_a_person_needs(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 16", 1: "CO 16"}, paid={2: 2000}, remarks=("N285", "MA130")))])
    (one,) = denials_in(tmp_path).denials
    assert (one.claim_id, one.payer, one.payment, one.payer_claim_number) == ("PT1", "MEDICARE PART B", "Q1", "ICN1")
    assert (one.lines, one.procedures, one.service) == (("1", "2"), ("97110",), date(2026, 3, 2))
    assert (one.cents, one.open_cents, one.recovered) == (CHARGES[0] + CHARGES[1],) * 2 + (0,)
    assert (one.codes, one.play.name, one.state, one.stage) == ("CO 16 MA130 N285", "referrer", "new", "to do")
    assert [(each.way, each.on) for each in one.deadlines] == [("new claim", date(2027, 3, 2))]
    assert (one.appealable, one.unlisted, one.is_unknown) == (False, (), False)
    assert "practice.referrer_missing" in one.rules
    assert str(one.source).startswith("00.835, segment ")
    assert one.days_left(TODAY) == 305


def test_days_left_count_to_the_last_day_to_send_it(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL))])
    (found,) = denials_in(tmp_path).denials
    weekend = structs.replace(found.deadlines[0], on=date(2026, 11, 30), send_by=date(2026, 11, 27))
    one = structs.replace(found, deadlines=(weekend,))
    assert [one.days_left(date(2026, 11, on)) for on in (25, 27, 30)] == [2, 0, -3]
    assert [one.is_overdue(on) for on in (date(2026, 11, 30), date(2026, 12, 1))] == [False, True]


def test_denied_cents_are_those_of_the_ledger(tmp_path: Path) -> None:
    codes = {0: "CO 197", 1: "OA 18", 2: "CO 50"}
    fill(tmp_path, [remittance(0, "Q1", refused(codes, paid={0: 3000}))])
    ledger = read_book(tmp_path).ledger()
    denied = sum(one.open_cents for one in denials_in(tmp_path).denials)
    assert denied == ledger.balances()[Account("denied", "MEDICARE PART B")] == sum(CHARGES) - 3000


@tries(30)
@given(data=st.data())
def test_of_any_story_as_many_cents_are_denied_as_in_the_ledger(data: st.DataObject) -> None:
    made, _ = data.draw(st.composite(story)(MEDICARE, "1"))
    denied = [structs.replace(one, claims=tuple(map(denying, one.claims))) for one in made]
    with TemporaryDirectory() as name:
        folder = fill(
            Path(name), data.draw(st.permutations(denied)), cuts=data.draw(st.sets(st.integers(0, len(made))))
        )
        found = denials_in(folder).denials
        ledger = read_book(folder).ledger()
    assert sum(one.open_cents for one in found) == ledger.total("denied")
    assert all(one.open_cents == 0 for one in found if one.stage == "closed")


def denying(claim: PaidClaim) -> PaidClaim:
    """The claim with what was taken off by contract refused instead."""
    off = {"45": Adjustment("CO", "197", 0)}
    lines = tuple(
        structs.replace(
            line,
            adjustments=tuple(
                structs.replace(off[one.reason], amount=one.amount) if one.reason in off else one
                for one in line.adjustments
            ),
        )
        for line in claim.lines
    )
    return structs.replace(claim, lines=lines)


def test_expected_reductions_are_no_denials_and_a_line_may_be_denied_in_part(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 151", 1: "PR 1", 2: "CO 253"}, paid={0: 4000}))])
    (one,) = denials_in(tmp_path).denials
    assert (one.codes, one.lines, one.cents) == ("CO 151", ("1",), CHARGES[0] - 4000)


def test_what_is_put_to_the_patient_for_want_of_coverage_is_worked_first(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "PR 27", 1: "PR 2", 2: "PR 3"}))])
    (one,) = denials_in(tmp_path).denials
    assert (one.codes, one.to_patient, one.state, one.open_cents) == ("PR 27", True, "new", CHARGES[0])
    whole = "".join(
        f'[[patient_payment]]\non = 2026-05-0{at + 1}\nclaim = "PT1"\namount = "{cents / 100:.2f}"\n'
        for at, cents in enumerate(CHARGES)
    )
    (tmp_path / "money.toml").write_text(whole)
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.open_cents) == ("settled", 0)


def test_what_the_payer_does_next_ends_it(tmp_path: Path) -> None:
    first = remittance(0, "Q1", refused(ALL))
    back = remittance(9, "Q2", refused(ALL, status="22"))
    stories = {
        "won": [first, remittance(9, "Q2", refused(ALL, status="22"), decision(PAID, "ICN2"))],
        "taken back": [first, back],
        "denied otherwise": [first, remittance(9, "Q2", refused(dict.fromkeys(range(3), "CO 50"), "ICN2"))],
        "decided anew": [first, remittance(9, "Q2", decision(dict.fromkeys(range(3), 0), "ICN2"))],
    }
    for state, remittances in stories.items():
        one = by_codes(fill(tmp_path / state.replace(" ", ""), remittances))["CO 197"]
        assert (one.state, one.open_cents) == (state, 0)
        assert one.recovered == (9000 if state == "won" else 0)
        assert one.history[-1].on == date(2026, 4, 11)


def test_a_line_that_is_paid_leaves_the_rest_denied(tmp_path: Path) -> None:
    again = refused({1: "CO 197", 2: "CO 197"}, "ICN2", paid={0: 5000})
    fill(tmp_path, [remittance(0, "Q1", refused(ALL)), remittance(9, "Q2", again)])
    one = by_codes(tmp_path)["CO 197"]
    assert (one.state, one.lines, one.cents, one.recovered) == ("new", ("2", "3"), 9300, 5000)
    assert (one.first_on, one.counted_on) == (date(2026, 4, 2), date(2026, 4, 11))  # a decision under another number


def test_the_same_denial_sent_again_counts_from_the_first(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL)), remittance(30, "Q2", refused(ALL))])
    (one,) = denials_in(tmp_path).denials
    assert (one.counted_on, one.payment, one.cents) == (date(2026, 4, 2), "Q2", sum(CHARGES))


def test_the_order_and_the_number_of_files_do_not_matter(tmp_path: Path) -> None:
    made = [remittance(0, "Q1", refused(ALL)), remittance(9, "Q2", refused({0: "CO 50"}, "ICN2", paid=PAID | {0: 0}))]
    one, other = fill(tmp_path / "one", made), fill(tmp_path / "other", made[::-1], cuts=[1])
    found = [
        [structs.replace(each, source=None, history=()) for each in denials_in(folder).denials]
        for folder in (one, other)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 2


def sent_again(name: str, frequency: str, on: str) -> bytes:
    """The claim again, with the number of the first decision, in a file of another day."""
    made = claim_file(name).replace(b"11:B:1*", f"11:B:{frequency}*".encode())
    if frequency != "1":
        made = claim_file(name, CHARGES, **{"11:B:1*": f"11:B:{frequency}*", "DTP*431": "REF*F8*ICN1~DTP*431"})
    day = made.split(b"*")[9]
    return made.replace(b"*" + day + b"*", b"*" + on.encode() + b"*", 1)


@pytest.mark.parametrize(
    ("name", "frequency", "state"),
    [("PT1", "7", "billed again"), ("PT2", "1", "billed again"), ("PT1", "8", "voided")],
)
def test_what_was_sent_since_is_found(tmp_path: Path, name: str, frequency: str, state: str) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL))])
    (tmp_path / "again.837").write_bytes(sent_again(name, frequency, "260420"))
    one = by_codes(tmp_path)["CO 197"]
    assert one.state == state
    assert one.history[-1].on == date(2026, 4, 20)
    (tmp_path / "again.837").write_bytes(sent_again(name, frequency, "260320"))  # before the denial
    found = by_codes(tmp_path)
    assert found == {} if state == "voided" else found["CO 197"].state == "new"


def test_denied_again_after_it_was_billed_again_it_is_new(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL)), remittance(40, "Q2", refused(ALL, "ICN2"))])
    (tmp_path / "again.837").write_bytes(sent_again("PT1", "7", "260420"))
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.counted_on) == ("new", date(2026, 5, 12))


STEP = """
[[denial]]
on = 2026-04-20
claim = "PT1"
state = "{state}"
by = "Dana Ortiz"
note = "spoke with Ann"
{more}
"""


def step(folder: Path, state: str, *more: str) -> None:
    (folder / "money.toml").write_text(STEP.format(state=state, more="\n".join(more)))


@pytest.mark.parametrize(
    ("state", "more", "standing"),
    [
        ("working", (), "to do"),
        ("appealed", ("level = 1",), "waiting"),
        ("billed onward", (), "waiting"),
        ("lost", (), "closed"),
    ],
)
def test_what_people_wrote_and_its_undoing(tmp_path: Path, state: str, more: tuple[str, ...], standing: str) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL))])
    step(tmp_path, state, *more)
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.stage, one.level) == (state, standing, len(more))
    assert "spoke with Ann (Dana Ortiz)" in one.history[-1].what
    (tmp_path / "money.toml").write_text("")
    (one,) = denials_in(tmp_path).denials
    assert (one.state, len(one.history)) == ("new", 1)


def test_an_appeal_that_was_lost_goes_on_at_the_next_level(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(dict.fromkeys(range(3), "CO 50")))])
    step(tmp_path, "lost", "level = 1")
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.level, one.stage) == ("working", 1, "to do")
    (deadline,) = one.deadlines
    assert (deadline.level, deadline.on) == (2, date(2026, 10, 22))  # 180 days from April 25
    step(tmp_path, "lost", "level = 5")
    (one,) = denials_in(tmp_path).denials
    assert one.state == "lost"


def test_a_step_is_about_the_codes_that_it_names_and_one_about_nothing_is_said(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 197", 1: "CO 50", 2: "CO 50"}))])
    step(tmp_path, "working", 'codes = "co-50"')
    found = by_codes(tmp_path)
    assert (found["CO 197"].state, found["CO 50"].state) == ("new", "working")
    step(tmp_path, "working", 'codes = "CO 4"')
    assert [one.claim_id for one in denials_in(tmp_path).unplaced] == ["PT1"]
    (tmp_path / "money.toml").write_text(STEP.format(state="working", more="").replace("PT1", "PT7"))
    assert [one.claim_id for one in denials_in(tmp_path).unplaced] == ["PT7"]


WRITE_OFF = """
[[write_off]]
on = 2026-06-01
claim = "PT1"
amount = "{amount}"
owed_by = "MEDICARE PART B"
denied = true
reason = "no authorization"
by = "Dana Ortiz"
"""


def test_what_was_written_off_is_open_no_more(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused(ALL))])
    (tmp_path / "money.toml").write_text(WRITE_OFF.format(amount="89.00"))
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.open_cents) == ("new", 10000)
    (tmp_path / "money.toml").write_text(WRITE_OFF.format(amount="189.00"))
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.open_cents, one.stage) == ("written off", 0, "closed")
    (tmp_path / "money.toml").write_text(
        WRITE_OFF.format(amount="9.00").replace("write_off", "transfer") + 'to = "x"\n'
    )
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.open_cents) == ("new", 18000)  # the rest is still to be worked
    moved = WRITE_OFF.format(amount="189.00").replace("write_off", "transfer") + 'to = "patient"\n'
    (tmp_path / "money.toml").write_text(moved)
    (one,) = denials_in(tmp_path).denials
    assert (one.state, one.open_cents) == ("billed onward", 0)


def test_remarks_close_ways(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 4", 1: "CO 50", 2: "CO 29"}, remarks=("MA130", "N211")))])
    found = {one.code: one for one in denials_in(tmp_path).denials}
    assert [each.way for each in found["4"].deadlines] == ["new claim"]
    assert [each.way for each in found["50"].deadlines] == ["new claim"]
    assert any("nothing to appeal" in why for why in found["50"].ways_changed)
    assert found["29"].play.name == "late_without_appeal"


def test_codes_that_no_list_has_stand_in_a_queue_of_their_own(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 399", 1: "CO 197", 2: "CO 197"}, remarks=("N9999",)))])
    found = by_codes(tmp_path)
    assert found["CO 399 N9999"].is_unknown
    assert found["CO 399 N9999"].unlisted == ("399", "N9999")
    assert not found["CO 197 N9999"].is_unknown
    assert found["CO 197 N9999"].unlisted == ("N9999",)


def test_a_second_payer_s_denial_is_its_own(tmp_path: Path) -> None:
    first = refused({0: "PR 2", 1: "PR 2", 2: "PR 2"})
    second = refused(dict.fromkeys(range(3), "CO 16"), "S1", remarks=("MA04",), status="2")
    fill(tmp_path, [remittance(0, "Q1", first), remittance(20, "Q2", second, payer=AETNA)])
    (one,) = denials_in(tmp_path).denials
    assert (one.payer, one.play.name, one.cents) == ("AETNA", "earlier_payer", sum(CHARGES))


def test_notices_are_said_once_for_all_their_claims(tmp_path: Path) -> None:
    held = structs.replace(decision(PAID, "ICN1"), remarks=("N550",))
    fill(tmp_path, [remittance(0, "Q1", held), remittance(9, "Q2", structs.replace(held, claim_id="PT2"))])
    found = denials_in(tmp_path)
    assert found.denials == ()
    (notice,) = found.notices
    assert (notice.remark, notice.play.name, notice.claim_ids) == ("N550", "revalidate", ("PT1", "PT2"))
    assert notice.last_on == date(2026, 4, 11)


def test_the_work_list_is_in_order_of_money_for_each_day_left(tmp_path: Path) -> None:
    codes = {0: "CO 197", 1: "CO 181", 2: "OA 18"}
    fill(tmp_path, [remittance(0, "Q1", refused(codes, remarks=("N522",)))])
    found = denials_in(tmp_path).denials
    order = [one.code for one in sorted(found, key=lambda one: one.urgency(TODAY))]
    assert order == ["197", "181", "18"]  # 18 with N522 has no deadline: one waits
    late = [one.code for one in sorted(found, key=lambda one: one.urgency(date(2026, 9, 1)))]
    assert late == ["197", "181", "18"]  # the appeal is past, a reopening is not
    past = [one.code for one in sorted(found, key=lambda one: one.urgency(date(2028, 9, 1)))]
    assert past == ["18", "197", "181"]


def test_root_causes_add_up_to_every_denial(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 197", 1: "CO 399", 2: "CO 50"}))])
    found = denials_in(tmp_path).denials
    causes = root_causes(found)
    assert sum(one.cents for one in causes) == sum(one.cents for one in found) == sum(CHARGES)
    assert [(one.category, one.cents) for one in causes] == [
        ("authorization", 9600),
        ("necessity", 4800),
        ("unknown", 4500),
    ]
    assert causes[0].rules == ("authorizations.none",)


def test_remittances_alone_have_denials_too(tmp_path: Path) -> None:
    """Somebody has only the 835s: the payer, its kind and the lines stand in them."""
    made = [remittance(0, "Q1", refused({0: "CO 197", 1: "CO 45"}, paid={1: 2500, 2: 2000}, claim_id="ELSE"))]
    (one,) = denials_in(fill(tmp_path, made)).denials
    assert (one.claim_id, one.payer, one.lines, one.procedures) == ("ELSE", "MEDICARE PART B", ("1",), ("97110",))
    assert (one.cents, one.state) == (CHARGES[0], "new")
    assert {each.way: each.on for each in one.deadlines}["appeal"] == date(2026, 8, 5)
    (tmp_path / "money.toml").write_text(STEP.format(state="working", more="").replace("PT1", "ELSE"))
    found = denials_in(tmp_path)
    assert [(each.state, each.stage) for each in found.denials] == [("working", "to do")]
    assert found.unplaced == ()
