"""The law has no holes: every payer answers every key on every quarter, with a source that is in the bibliography.

It asserts no amounts. A year that nobody has entered, or a span somebody deletes, fails here by name.
"""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.law.policies import policy as policies
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, payer_file, payer_names, policy
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.model.errors import UserError

PAYERS = Path(policies.__file__).parent / "payers"
BEGINNINGS = [value.since for name in payer_names() for spans in payer_file(name).spans.values() for value in spans]
YEARS = range(keys().covers_from.year, max(BEGINNINGS).year + 1)
"""The years that any payer's file speaks of."""
THRESHOLDS = [value.since.year for value in payer_file("medicare").spans["kx_threshold"]]
QUARTERS = [date(year, month, 1) for year in YEARS for month in (1, 4, 7, 10)]


def holes(payer: str, days: list[date], folder: Path | None = None) -> list[str]:
    """What `payer` leaves unanswered, or answers without saying on what it rests, on each of the days."""
    found = []
    for day in days:
        described = policy(payer, day, folder=folder)
        assert described is not None
        for name, value in described.values.items():
            holds = value.since <= day and (value.until is None or day <= value.until)
            answered = value.cite is not None if value.value is not None else bool(value.why)
            if not (holds and answered and value.reviewed):
                found.append(f"{payer} {name} {day}")
    return found


@pytest.mark.parametrize("payer", payer_names())
def test_every_key_is_answered_on_every_quarter(payer: str) -> None:
    assert holes(payer, QUARTERS) == []
    described = policy(payer, QUARTERS[0])
    assert described is not None
    assert set(described.values) == set(keys().keys)


@pytest.mark.parametrize("payer", payer_names())
def test_the_days_of_each_key_follow_each_other_without_gap_or_overlap(payer: str) -> None:
    for day in QUARTERS:
        today = policy(payer, day)
        assert today is not None
        for name, value in today.values.items():
            if value.until is None:
                continue
            after = policy(payer, date.fromordinal(value.until.toordinal() + 1))
            assert after is not None
            assert after.value(name).since.toordinal() == value.until.toordinal() + 1


def test_the_days_before_the_law_begins_count_as_holes() -> None:
    assert len(holes("medicare", [date(2018, 1, 1)])) == len(keys().keys)


@pytest.mark.parametrize("year", THRESHOLDS)
def test_a_deleted_year_is_noticed(year: int, tmp_path: Path) -> None:
    lines = (PAYERS / "medicare.toml").read_text(encoding="utf-8").splitlines()
    at = lines.index("[kx_threshold]")
    gone = next(i for i in range(at, len(lines)) if lines[i].startswith(f'"{year}-01-01"'))
    (tmp_path / "medicare.toml").write_text("\n".join(lines[:gone] + lines[gone + 1 :]), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        policy("medicare", date(2026, 3, 2), folder=tmp_path)
    assert caught.value.place == "medicare.toml, kx_threshold"
    assert f"{year}-01-01" in caught.value.problem


def test_the_policys_attributes_are_the_keys_in_their_order() -> None:
    fields = [field.name for field in structs.fields(Policy)]
    own = ["payer", "name", "kind", "on", "unverified", "values", "known_on", "own_payers"]
    assert fields == [*own, *keys().keys]


@pytest.mark.parametrize("payer", payer_names())
def test_nothing_is_verified_by_a_source_nobody_read(payer: str) -> None:
    for day in QUARTERS:
        described = policy(payer, day)
        assert described is not None
        for name, value in described.values.items():
            if value.standing == "verified":
                assert value.cite is not None
                assert sources()[value.cite.id].read, f"{payer} {name} cites {value.cite.id}"


@pytest.mark.parametrize("payer", payer_names())
def test_our_own_files_verify_nothing_by_a_contract_or_a_state_manual(payer: str) -> None:
    described = policy(payer, QUARTERS[-1])
    assert described is not None
    by_practice = {"payer-contract", "state-manual"}
    assert [
        k for k, v in described.values.items() if v.standing == "verified" and v.cite and v.cite.id in by_practice
    ] == []


def test_every_key_and_source_is_described_in_words() -> None:
    assert [name for name, key in keys().keys.items() if len(key.meaning.split()) < 4] == []
    assert [name for name, key in keys().keys.items() if (key.type == "choice") != bool(key.choices)] == []
    assert [name for name, source in sources().items() if not source.title] == []
    assert [name for name, source in sources().items() if source.url and not source.url.startswith("https://")] == []


def test_keys_of_a_payer_stand_in_the_order_of_the_questions() -> None:
    order = list(keys().keys)
    for path in PAYERS.glob("*.toml"):
        written = [line[1:-1] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("[")]
        written = [name for name in written if name != "examples"]
        assert all(order.index(one) < order.index(next_one) for one, next_one in pairwise(written)), path.name


ANSWERED_BY_EACH = ("unit_method", "assistant_modifiers", "timely_filing", "appeal")
"""What no payer takes over from another in silence: how minutes count, assistants' marks, days to file and appeal."""


@pytest.mark.parametrize("payer", [one for one in payer_names() if "generic" not in payer_file(one).head.name])
def test_a_named_payer_answers_for_itself_what_no_other_payer_can_answer_for_it(payer: str) -> None:
    read = payer_file(payer)
    assert [key for key in ANSWERED_BY_EACH if key not in read.own and not _only_a_contract_says(read.spans[key])] == []


def _only_a_contract_says(spans: tuple[PolicyValue, ...]) -> bool:
    return all(span.standing == "contract" for span in spans)


def test_most_of_what_the_large_payers_ask_is_read_or_a_contracts() -> None:
    """A gauge, so that what was found once is not lost."""
    large = ("medicare", "uhc", "aetna", "cigna", "humana", "anthem", "bcbs_ne")
    for payer in large:
        described = policy(payer, date(2026, 11, 29))
        assert described is not None
        settled = [key for key, value in described.values.items() if value.standing in ("verified", "contract")]
        assert len(settled) >= 0.6 * len(keys().keys), payer


def test_most_cells_of_the_twelve_payers_are_read_or_a_contracts() -> None:
    """The same gauge with those that stand on laws and manuals of their own."""
    twelve = (
        *("medicare", "uhc", "aetna", "cigna", "humana", "anthem", "bcbs_ne"),
        *("tricare", "va", "medicaid_tx", "medicaid_ne", "medicaid_ca"),
    )
    described = [policy(payer, date(2026, 11, 29)) for payer in twelve]
    cells = [value for one in described if one is not None for value in one.values.values()]
    assert len(cells) == len(twelve) * len(keys().keys)
    assert sum(value.standing in ("verified", "contract") for value in cells) >= 0.6 * len(cells)


def test_what_was_looked_for_in_vain_says_when() -> None:
    described = policy("humana", date(2026, 11, 29))
    assert described is not None
    assert described.value("appeal").looked_for == date(2026, 11, 29)
