"""Rules of others, checked as ours are: a module that is sound passes, and each thing wrong with one is named."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cleanclaim.kernel import RuleSetError
from cleanclaim.law.review.rule_set import rule_modules
from cleanclaim.model.errors import UserError
from cleanclaim.testing import check_rules, examples, outcomes

SOUND = '''"""Devices of ours: a code that our insurer never pays.

    payer    | code  | minutes | units || our_units | broken
    medicare | 97110 |      30 |     2 ||           |
    -
    medicare | 97022 |      15 |     1 ||         1 | never_paid   # a whirlpool
    -
    medicare | 97022 |      15 |       ||         1 | never_paid   # units are counted
"""

from cleanclaim import fact, rule


@fact
def our_units(code: str, units: int) -> int | None:
    """The units of the code that is never paid."""
    return units if code == "97022" else None


@rule(
    title="Whirlpool is never paid",
    cite="payer-contract",
    severity="warn",
    message="{units:units} of {code} will be denied.",
    remedy="Take {code} off.",
    verified=False,
)
def never_paid(code: str, units: int) -> bool:
    """The insurer denies it, whatever the units."""
    return code == "97022"
'''

Made = Callable[[str], ModuleType]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """What makes a module of rules of somebody's own out of a text."""

    def make(text: str) -> ModuleType:
        name = f"ours_{len(list(tmp_path.iterdir()))}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        module = __import__(name)
        del sys.modules[name]  # the next test makes another of this name
        return module

    return make


def test_rules_of_others_are_run_by_their_own_tables(made: Made) -> None:
    module = made(SOUND)
    check_rules(module)
    assert [str(example) for example in examples(module)] == [f"{module.__name__}-{number}" for number in (1, 2, 3)]
    assert outcomes(module) == {f"{module.__name__}.never_paid": {"failed", "did not object"}}


def test_our_own_rules_pass_the_check_we_give_to_others() -> None:
    (sound,) = (module for module in rule_modules() if module.__name__.endswith(".group"))
    check_rules(sound)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "1 | never_paid   # a",
            "1 |              # a",
            "-2: row 1, 97022: broken is never_paid; the table says nothing",
        ),
        ("2 ||           |\n", "2 ||           | never_paid\n", "broken is nothing; the table says never_paid"),
        ("1 ||         1 | never_paid   # a", "1 ||         2 | never_paid   # a", "our_units is 1; the table says 2"),
        ('title="Whirlpool', 'title="whirlpool', "the title begins with a capital"),
        ('remedy="Take {code} off."', 'remedy="Take {code} off"', "the remedy is a sentence"),
        ("    verified=False,\n", "", "what is verified cites a source that was read"),
        ('return code == "97022"', 'return code in ("97022", "97110")', "objects in every example"),
        ('return code == "97022"\n', "return False\n", "objects in no example"),
        ('"""The insurer denies it, whatever the units."""', '"""No sentence"""', "says why the fault matters"),
        ('message="{units:units} of {code} will', 'message="{minutes} of {code} of {provider_npi} None will', "None"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(made: Made, old: str, new: str, problem: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new).replace("payer-contract", "31-usc-3729" if "verified" in old else "payer-contract")
    with pytest.raises(AssertionError) as failed:
        check_rules(made(text))
    assert problem in str(failed.value)


def test_a_module_without_rules_is_no_module_of_rules(made: Made) -> None:
    with pytest.raises(AssertionError, match="has no rule"):
        check_rules(made('"""Nothing."""\n'))


def test_what_a_rule_reads_is_checked_with_the_likeliest_correction(made: Made) -> None:
    with pytest.raises(RuleSetError, match="minutes"):
        check_rules(
            made(SOUND.replace("def never_paid(code: str, units: int)", "def never_paid(code: str, minuts: int)"))
        )


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("minutes |", "minuts  |", ("example 1", "Did you mean minutes?")),
        ("our_units |", "our_unit  |", ("'our_unit'", "right of ||")),
        ("    30 |", "    2o |", ("example 1", "column minutes", "is not a number of minutes")),
    ],
)
def test_a_table_that_cannot_be_read_says_where(made: Made, old: str, new: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(UserError) as refused:
        check_rules(made(SOUND.replace(old, new)))
    for part in parts:
        assert part in str(refused.value)
