"""Numbers that are none, or have no end, and digits of other scripts: user errors wherever they are written."""

from pathlib import Path

import pytest

from cleanclaim.exchange.x12.values import cents_of, number_of
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.sandbox.payer.behavior import read_behavior
from cleanclaim.whole_file import parse_toml
from tests.cli.calling import call


@pytest.mark.parametrize(
    "number", ["9" * 5000, "9" * 40, "-" + "9" * 30, "nan", "inf", "-inf", "1e999999999", "0." + "1" * 400]
)
@pytest.mark.parametrize("form", ["port = {}", "[serve]\nport = {}", "[[a.b]]\nc = [1, {}]"])
def test_a_toml_number_without_end_is_a_user_error(number: str, form: str) -> None:
    with pytest.raises(UserError, match="number"):
        parse_toml(form.format(number), "x.toml")


def test_the_numbers_that_people_write_are_read() -> None:
    assert parse_toml("a = 9223372036854775807\nb = 12.50\nc = [0, -1, 0.0]", "x.toml")["a"] == 2**63 - 1


def test_a_project_with_such_a_port_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cleanclaim.toml").write_text(f"[serve]\nport = {'9' * 5000}\n")
    monkeypatch.chdir(tmp_path)
    answer = call("check")
    assert answer.code in {1, 2}
    assert "number of more digits" in " ".join((answer.out + answer.err).split())


@pytest.mark.parametrize("entry", ["delay_days", "takeback_days", "deductible"])
@pytest.mark.parametrize("number", ["9999999", "-1", "9" * 30])
def test_a_payer_of_practice_waits_no_thousand_years(tmp_path: Path, entry: str, number: str) -> None:
    (tmp_path / "payer.toml").write_text(f"{entry} = {number}\n")
    with pytest.raises(UserError):
        read_behavior(tmp_path / "payer.toml")


@pytest.mark.parametrize(
    "words",
    [("--years", "nan"), ("--years", "inf"), ("--seed", "9" * 400), ("--clinicians", "1e9")],
)
def test_synth_wants_numbers(tmp_path: Path, words: tuple[str, str]) -> None:
    assert call("synth", *words, "-o", tmp_path / "made").code == 2


@pytest.mark.parametrize("digits", ["٤٨", "\uff14\uff18", "४८"])
def test_digits_are_those_of_ascii(digits: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        cents(digits)
    assert cents_of(digits) is None
    assert cents_of(f"1.{digits}") is None
    assert number_of(digits) is None
