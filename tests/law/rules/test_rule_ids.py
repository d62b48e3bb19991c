"""Rule ids are stored names: findings, overrides and payers' examples are kept under them for years.

`released_rule_ids.txt` lists every id that was ever released. A rule that is renamed keeps its id (`id=`) or its old
one as an alias (`aliases=`); the rules of a release are added to the list with it.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.compliance.training.bank import kinds
from cleanclaim.exchange.files.overrides import read_overrides
from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.apply_fixes import fix
from cleanclaim.law.review.review import review
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.override import Override
from cleanclaim.office.audit_log.event_types import EVENT_TYPES
from cleanclaim.office.organizations.roles import PERMISSIONS
from tests.cli.calling import REPO, call
from tests.clinic import FILED, billed, visit

RELEASED = (Path(__file__).parent / "released_rule_ids.txt").read_text(encoding="utf-8").split()


def test_every_released_id_still_names_a_rule() -> None:
    assert [rule_id for rule_id in RELEASED if rule_set().named(rule_id) is None] == []


def unlisted(changelog: str, rules: set[str]) -> list[str]:
    """The rules of a release that are not on the list: none before the release."""
    newest = next(line for line in changelog.splitlines() if line.startswith("## "))
    return [] if "not yet released" in newest else sorted(rules - set(RELEASED))


def test_a_release_lists_the_ids_of_its_rules() -> None:
    assert unlisted((REPO / "CHANGELOG.md").read_text(encoding="utf-8"), set(rule_set().rules)) == []
    assert unlisted("## 2.0.0 (not yet released)", {"minutes.new"}) == []
    assert unlisted("## 2.0.0 (1 Mar 2027)", {"minutes.new", "minutes.overbilled"}) == ["minutes.new"]


def test_the_list_is_in_order_and_names_each_id_once() -> None:
    assert sorted(set(RELEASED)) == RELEASED


def test_an_id_written_anywhere_in_the_code_is_one_that_a_rule_has() -> None:
    families = "|".join(sorted({rule_id.partition(".")[0] for rule_id in rule_set().rules}))
    written = re.compile(rf"""["']((?:{families})\.[a-z_]+)["']""")
    named = {*rule_set().ids, *PERMISSIONS, *EVENT_TYPES, *kinds()}
    files = re.compile(r"\.(csv|json|ndjson|md|toml|parquet)$")
    unknown = [
        f"{path.name}: {rule_id}"
        for path in (REPO / "src").rglob("*.py")
        if path.parent.name != "migrations"  # which name tables
        for rule_id in written.findall(path.read_text(encoding="utf-8"))
        if rule_id not in named and not files.search(rule_id)
    ]
    assert unknown == []


@pytest.fixture
def _renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if `minutes.overbilled` had been called `minutes.too_many` before."""
    monkeypatch.setitem(rule_set().ids, "minutes.too_many", "minutes.overbilled")


OVER = visit(billed(units=2))


@pytest.mark.usefixtures("_renamed")
def test_an_old_id_overrides_fixes_and_shows_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "overrides.toml"
    file.write_text(
        "[[override]]\nrule = 'minutes.too_many'\nreason = 'By contract'\n"
        "author = 'B. Example'\nexpires = 2026-12-31\n",
        encoding="utf-8",
    )
    (override,) = read_overrides(file, rule_set().ids)
    basis = Basis(filed_on=FILED)
    assert override == Override(
        rule="minutes.too_many", reason="By contract", author="B. Example", expires=date(2026, 12, 31)
    )
    assert review([OVER], basis).claims[0].status == "failed"
    assert review(Case(visits=[OVER], overrides=[override]), basis).claims[0].status == "clean"
    assert len(fix([OVER], basis, rules=["minutes.too_many"]).steps) == 1
    assert build_rule_page("minutes.too_many") == build_rule_page("minutes.overbilled")


@pytest.mark.usefixtures("_renamed")
def test_the_commands_take_an_old_id() -> None:
    assert "Units beyond the minutes documented" in call("rules", "show", "minutes.too_many").out
    assert call("rules", "show", "minutes.too_may").code == 2
