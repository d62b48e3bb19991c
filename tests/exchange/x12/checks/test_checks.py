"""Every check has an id that stays, a failing and a passing example that hold, and a reason and remedy to show."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.exchange.x12.checks.check import Check, CheckError, CheckExample, check, place_of
from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.compiled import FileChecks, compile_checks
from cleanclaim.exchange.x12.checks.examples import failing, passing
from cleanclaim.exchange.x12.checks.registry import by_id, check_named, checks
from cleanclaim.exchange.x12.checks.subjects import LINE_835, Subject
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.stream import read_stream
from tests.cli.calling import REPO

RELEASED = (Path(__file__).parent / "released_check_ids.txt").read_text(encoding="utf-8").split()


def found_in(file: bytes) -> list[Diagnostic]:
    return [item for item in read_stream(BytesIO(file)) if isinstance(item, Diagnostic)]


@pytest.mark.parametrize("one", checks().values(), ids=checks())
def test_the_failing_example_fails_and_the_passing_one_has_nothing_wrong(one: Check) -> None:
    diagnostics = [found for found in found_in(failing(one.example)) if found.check == one.id]
    assert diagnostics
    assert {(found.level, found.severity) for found in diagnostics} == {(one.level, one.severity)}
    assert found_in(passing(one.example)) == []


class Counting(FileChecks):
    """Checks that note which of them were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def of(self, subject: Subject) -> Callable[..., Any]:
        members = [self._noted(one) for one in checks().values() if one.subject is subject]
        return compile_checks(subject, members)(CodeLists(), 0)

    def _noted(self, one: Check) -> Check:
        def noting(*values: Any) -> Any:
            self.asked.add(one.id)
            assert one.function is not None
            return one.function(*values)

        return structs.replace(one, function=noting)


@pytest.mark.parametrize("one", [one for one in checks().values() if one.function], ids=lambda one: one.id)
def test_the_passing_example_is_one_of_which_the_check_is_asked(one: Check) -> None:
    counting = Counting()
    list(read_stream(BytesIO(passing(one.example)), counting))
    assert one.id in counting.asked


@pytest.mark.parametrize("one", checks().values(), ids=checks())
def test_a_check_says_what_why_and_what_to_do(one: Check) -> None:
    assert one.title
    assert not one.title.endswith(".")
    for sentence in (one.why, one.remedy):
        assert sentence.endswith(".")


def test_every_released_id_still_names_a_check() -> None:
    assert [check_id for check_id in RELEASED if check_named(check_id) is None] == []
    assert sorted(set(RELEASED)) == RELEASED


def unlisted(changelog: str, ids: set[str]) -> list[str]:
    """The checks of a release that are not on the list: none before the release."""
    newest = next(line for line in changelog.splitlines() if line.startswith("## "))
    return [] if "not yet released" in newest else sorted(ids - set(RELEASED))


def test_a_release_lists_the_ids_of_its_checks() -> None:
    assert unlisted((REPO / "CHANGELOG.md").read_text(encoding="utf-8"), set(checks())) == []
    assert unlisted("## 2.0.0 (not yet released)", {"837p.new"}) == []
    assert unlisted("## 2.0.0 (1 Mar 2027)", {"837p.new", "837p.npi"}) == ["837p.new"]


def example_check(check_id: str, aliases: tuple[str, ...] = ()) -> Check:
    @check(
        check_id,
        of=LINE_835,
        level=3,
        title="A line paid more than charged",
        remedy="Ask the payer.",
        example=CheckExample("835", "CLP*", fails=""),
        aliases=aliases,
    )
    def too_much(charge: int, paid: int) -> str | None:
        """Money that has to go back."""
        return "Too much." if paid > charge else None

    return too_much


def test_an_old_id_names_the_check_that_has_it_as_an_alias() -> None:
    new = example_check("835.too-much", ("835.overpaid",))
    assert by_id([new]) == {"835.too-much": new, "835.overpaid": new}


def test_two_checks_cannot_have_one_name_be_it_an_old_one() -> None:
    for second in (example_check("835.too-much"), example_check("835.overpaid")):
        with pytest.raises(CheckError, match="Two checks are called"):
            by_id([example_check("835.too-much", ("835.overpaid",)), second])


def test_a_check_cannot_read_what_its_subject_does_not_have() -> None:
    with pytest.raises(CheckError, match=r"reads 'chrage', which a line .* does not have. Did you mean 'charge'"):

        @check(
            "835.mistyped",
            of=LINE_835,
            level=3,
            title="",
            remedy="",
            example=CheckExample("835", "CLP*", fails=""),
        )
        def mistyped(chrage: int) -> str | None:
            return str(chrage)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2300.CLM05-3", ("2300.CLM", 5, 3, "")),
        ("2400.SV1", ("2400.SV1", None, None, "")),
        ("2400.SV107", ("2400.SV1", 7, None, "")),
        ("1000B.N104", ("1000B.N1", 4, None, "")),
        (".BPR02", (".BPR", 2, None, "")),
        ("2300.DTP[454]03", ("2300.DTP", 3, None, "454")),
        ("2300.HI12-2", ("2300.HI", 12, 2, "")),
    ],
)
def test_a_place_is_written_as_billers_do(text: str, place: tuple[str, int | None, int | None, str]) -> None:
    assert place_of(text) == place


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(CheckError, match=r"Write 2300\.CLM"):
        place_of("CLM05")
