"""Many mistakes in one practice's file: each is named with its line, all at once, and in the order of the lines."""

from pathlib import Path

from cleanclaim.exchange.files.intake import SeveralFaultsError
from tests.exchange.files.test_practice import PRACTICE, ROWS, refused

SEVERAL = """\
patients = "patients.csv"

[billing]
name = "北京"
npi = "1000000021"
ein = "74-1234567"
ssn = "900-12-3456"
taxonomy = '''
[receiver]
id = 7'''
address = "P.O. Box 7"
city = "Austin"
state = "TX"
zip = "78701-1234"
contact = "Billing office"
phone = "1"

[[clinicians]]
npi = "1000000038"
last_name = "Rivera"
first_name = "Ana"
credential = "PT"
taxonomy = "225100000X"

[[clinicians]]
npi = "1000000046"
first_name = "Kit"
credential = "RN"
taxonomy = "225200000X"

[[clinicians.licenses]]
state = "TX"
number = "1"

[[clinicians.licenses]]
state = "Teksas"
number = "2"

[payers.medicare]
name = "Medicare Part B"
id = "04412"
address.city = "Austin"
city = "Austin"
state = "TX"
zip = "78701"

[receiver]
name = "Example Clearinghouse"

[fees]
"""


def test_all_that_is_wrong_is_listed_by_line(tmp_path: Path) -> None:
    error = refused(tmp_path, SEVERAL, ROWS["zoe"])
    assert isinstance(error, SeveralFaultsError)
    places = [one.place.removeprefix(str(tmp_path / "practice.toml")) for one in error.errors]
    assert places == [
        ", line 4, [billing], name",
        ", line 5, [billing], npi",
        ", line 7, [billing], ssn",
        ", line 8, [billing], taxonomy",
        ", line 11, [billing], address",
        ", line 16, [billing], phone",
        ", line 28, [[clinicians]] 2, credential",
        ", line 25, [[clinicians]] 2, last_name",
        ", line 36, [[clinicians]] 2, licenses 2, state",
        ", line 42, [payers.medicare], address",
        ", line 47, [receiver], id",
        ", usage",
        ", [submitter]",
    ]
    remedies = {one.place.rpartition(", ")[2]: one.remedy for one in error.errors}
    assert remedies["last_name"] == "Enter last_name."
    assert "once the receiver has accepted the test files" in remedies["usage"]


def test_a_group_is_asked_for_no_persons_name(tmp_path: Path) -> None:
    named = 'name = "Riverbend Physical Therapy PLLC"\n'
    for written, problem in (
        (f'name = "{"x" * 61}"\n', "is longer than"),
        ('name = ""\n', "is empty."),
        ("", "is missing."),
    ):
        error = refused(tmp_path, PRACTICE.replace(named, written))
        assert not isinstance(error, SeveralFaultsError)
        assert error.place.endswith("[billing], name")
        assert problem in error.problem
    assert "a sole proprietor" in error.remedy
    error = refused(tmp_path, PRACTICE.replace(named, 'first_name = "Ana"\n'))
    assert error.place.endswith("[billing], last_name")
