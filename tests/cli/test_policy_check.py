"""`cleanclaim policy check`: a payer's own file told back, tried on its examples, refused where it cannot be used."""

from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies import policy as policies
from cleanclaim.law.review.review import review
from tests.cli.calling import Answer, call
from tests.clinic import visit

HEAD = 'name = "Acme Health"\nkind = "commercial"\nextends = "commercial"\nabout = "By our contract of 2025."\n'
METHOD = """
[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { unknown = true, why = "We had no contract" }
"2025-01-01" = { value = "cms", cite = "payer-contract", verified = true, note = "Exhibit B" }
"""
UNITS = """
service_date | code  | minutes || earned | coded
2026-03-02   | 97110 |      33 ||      2 | GP       # 40 minutes together are 3 units
2026-03-02   | 97140 |       7 ||      1 | GP
"""


def check(folder: Path, text: str, *options: str, name: str = "acme.toml") -> Answer:
    """The answer on a file of this text, in a folder of its own: what was read of a folder is remembered."""
    file = Path(mkdtemp(dir=folder)) / name
    file.write_text(text, encoding="utf-8")
    return call("policy", "check", file, *options)


def examples(**tables: str) -> str:
    return "\n[examples]\n" + "".join(f'{name} = """{text}"""\n' for name, text in tables.items())


def differences(answer: Answer) -> list[tuple[int, str, str, str]]:
    return [
        (one["row"], one["column"], one["expected"], one["found"])
        for example in answer.json["examples"]
        for one in example["differences"]
    ]


def test_a_sound_file_is_told_back_beside_the_payer_it_extends(tmp_path: Path) -> None:
    answer = check(tmp_path, HEAD + METHOD + examples(units=UNITS))
    assert answer.code == 0
    for words in (
        "Acme Health · commercial",
        "Extends commercial: ",
        "? from Jan 1, 2020 to Dec 31, 2024: unknown, not looked up",
        "We had no contract",
        "■ from Jan 1, 2025: cms, verified",
        "payer-contract, Exhibit B",
        "commercial: cpt",
        "Your contract with the payer",
        "holds     40 minutes together are 3 units",
        "1 of 1 example holds.",
    ):
        assert words in answer.out


def test_a_file_without_examples_is_sound_and_told_so(tmp_path: Path) -> None:
    answer = check(tmp_path, HEAD + METHOD)
    assert answer.code == 0
    assert "No examples." in answer.out


def test_as_json_the_whole_report_is_there(tmp_path: Path) -> None:
    answer = check(tmp_path, HEAD + METHOD + examples(units=UNITS), "--format", "json")
    assert answer.code == 0
    policy = answer.json["policy"]
    assert policy["extends"] == "commercial"
    assert [(entry["answer"], entry["state"]) for entry in policy["entries"]] == [
        ("?", "not_looked_up"),
        ("cms", "verified"),
    ]
    assert "unit_method" not in policy["inherited"]
    assert policy["coverage"]["topics"]["units"]["unit_method"] == "verified"
    assert [example["holds"] for example in answer.json["examples"]] == [True]


def test_units_that_come_out_otherwise_are_named(tmp_path: Path) -> None:
    wrong = UNITS.replace("33 ||      2", "33 ||      3")
    answer = check(tmp_path, HEAD + METHOD + examples(units=wrong), "--format", "json")
    assert answer.code == 1
    assert differences(answer) == [(1, "earned", "3", "2")]
    assert "earned is 2; the table says 3" in check(tmp_path, HEAD + METHOD + examples(units=wrong)).out


def test_an_example_takes_the_payers_answer_of_its_day(tmp_path: Path) -> None:
    before = "\nservice_date | code | minutes || earned\n2024-12-30 | 97110 | 33 ||\n"
    assert check(tmp_path, HEAD + METHOD + examples(units=before)).code == 0
    assert check(tmp_path, HEAD + METHOD + examples(units=before.replace("2024", "2025"))).code == 1


FILING = """
service_date | filed_on   | code  | minutes | units || broken
2026-03-02   | {}         | 97110 |      30 |     2 || {}
"""


@pytest.mark.parametrize(
    ("filed_on", "broken", "code"),
    [
        ("2026-05-30", "", 0),
        ("2026-12-30", "visits.late", 0),
        ("2026-12-30", "", 1),  # a fault the table does not name
        ("2026-05-30", "visits.late", 1),  # one that it names and nobody finds
    ],
)
def test_the_faults_found_are_those_named(tmp_path: Path, filed_on: str, broken: str, code: int) -> None:
    assert check(tmp_path, HEAD + METHOD + examples(filing=FILING.format(filed_on, broken))).code == code


def test_what_is_left_open_may_be_named(tmp_path: Path) -> None:
    table = "\nservice_date | code | minutes | units || broken\n2026-03-02 | 97110 | | 2 || {}\n"
    assert check(tmp_path, HEAD + METHOD + examples(units=table.format("minutes.overbilled?"))).code == 0
    assert check(tmp_path, HEAD + METHOD + examples(units=table.format(""))).code == 0
    assert check(tmp_path, HEAD + METHOD + examples(units=table.format("visits.late?"))).code == 1


def test_what_was_spent_this_year_may_be_given(tmp_path: Path) -> None:
    head = HEAD.replace('"commercial"\nabout', '"medicare"\nabout')
    table = "\nservice_date | code | minutes | units | allowed | spent || broken\n"
    row = "2026-03-02 | 97110 | 30 | 2 | 58.00 | {} || {}\n"
    past = row.format("2480.00", "threshold.missing")
    assert check(tmp_path, head + examples(kx=table + row.format("100.00", "") + "-\n" + past)).code == 0


def test_a_file_may_extend_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(HEAD + METHOD, encoding="utf-8")
    heir = tmp_path / "acme_gold.toml"
    text = HEAD.replace('extends = "commercial"', 'extends = "acme"') + examples(units=UNITS)
    heir.write_text(text, encoding="utf-8")
    answer = call("policy", "check", heir)
    assert answer.code == 0
    assert "Extends acme: " in answer.out
    coverage = call("policy", "check", heir, "--format", "json").json["policy"]["coverage"]
    assert coverage["topics"]["units"]["unit_method"] == "verified"  # a practice's files keep their standing


def test_a_file_named_like_one_of_ours_says_what_the_contract_changes(tmp_path: Path) -> None:
    answer = check(tmp_path, HEAD.replace('"commercial"\nabout', '"uhc"\nabout') + METHOD, name="uhc.toml")
    assert answer.code == 0
    assert "uhc: cms" in answer.out
    assert "uhc: cms" in answer.out
    ours = call("policy", "check", Path(policies.__file__).parent / "payers" / "uhc.toml", "--format", "json")
    theirs = check(tmp_path, HEAD.replace('"commercial"\nabout', '"uhc"\nabout'), "--format", "json", name="uhc.toml")
    verified = [one.json["policy"]["coverage"]["verified"] for one in (ours, theirs)]
    assert verified[0] == verified[1]  # what we verified for the payer itself


def test_verified_by_a_source_nobody_read_is_a_fault(tmp_path: Path) -> None:
    answer = check(tmp_path, HEAD + METHOD.replace("payer-contract", "31-usc-3729"))
    assert answer.code == 1
    assert "verified by 31-usc-3729, which nobody has read" in answer.out


def test_an_answer_that_only_repeats_is_remarked(tmp_path: Path) -> None:
    table = (
        "\n[timely_filing_days]\nreviewed = 2026-03-01\n"
        '"2020-01-01" = { value = 90, cite = "timely-filing-guides", standing = "contract" }\n'
    )
    answer = check(tmp_path, HEAD + table)
    assert answer.code == 0
    assert "timely_filing: the file says what commercial says" in answer.out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (HEAD + METHOD.replace("unit_method", "unit_metod"), ("unit_metod", "Did you mean 'unit_method'?")),
        (HEAD.replace('"commercial"\nabout', '"comercial"\nabout'), ("extends", "Did you mean 'commercial'?")),
        (HEAD + METHOD.replace('"payer-contract"', '"payer-contrakt"'), ("Did you mean 'payer-contract'?",)),
        (HEAD + METHOD.replace('"2020-01-01"', '"2021-01-01"'), ("from 2020-01-01 to 2020-12-31",)),
        (HEAD + "[examples]\nunits = 4\n", ("$.examples",)),
        (HEAD + examples(units="no table"), ("examples.units", "no example was found")),
        (HEAD + examples(units=UNITS.replace("minutes", "minuts")), ("examples.units", "Did you mean minutes?")),
        (HEAD + examples(units=UNITS.replace("earned", "earnd")), ("examples.units", "'earnd'", "'earned'")),
        (HEAD + examples(units=UNITS.replace("minutes", "shoes")), ("'shoes'", "There may stand")),
        (HEAD + examples(units=UNITS.replace("33", "2o")), ("row 1, column minutes", "is not a number of minutes")),
        (HEAD + examples(units=UNITS.replace("  7 ||", "  7 | 1 ||")), ("cells",)),
        (HEAD + examples(units=UNITS.replace("service_date", "start       ").replace("2026-03-02", "09:00")),
         ("no date of service",)),
        (HEAD + examples(filing=FILING.format("soon", "")), ("column filed_on",)),
        (HEAD + examples(filing=FILING.format("2026-03-03", "") + "2026-03-02 | 2026-03-09 | 97140 | 15 | 1 ||\n"),
         ("column filed_on", "the rows of one visit differ")),
        (HEAD + examples(filing=FILING.format("2026-03-03", "late")), ("'late'", "Did you mean 'visits.late'?")),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_where_and_what_was_meant(
    tmp_path: Path, text: str, parts: tuple[str, ...]
) -> None:
    answer = check(tmp_path, text)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for part in ("acme.toml", *parts):
        assert part in answer.err


@pytest.mark.parametrize(
    ("name", "part"),
    [("acme.txt", "TOML"), ("Acme Health.toml", "Rename the file to acme_health.toml")],
)
def test_a_file_that_no_visit_can_name_is_refused(tmp_path: Path, name: str, part: str) -> None:
    answer = check(tmp_path, HEAD + METHOD, name=name)
    assert answer.code == 2
    assert part in answer.err


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    answer = call("policy", "check", tmp_path / "acme.toml")
    assert answer.code == 2
    assert "there is no such file" in answer.err


def test_our_own_files_are_sound() -> None:
    folder = Path(policies.__file__).parent / "payers"
    for file in sorted(folder.glob("*.toml")):
        assert call("policy", "check", file, "--format", "json").json["policy"]["faults"] == [], file.name


def test_the_tables_of_the_how_to_hold(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-payer.md"
    shown = page.read_text(encoding="utf-8").partition("```toml\n[examples]")[2].partition("```")[0]
    limit = '\n[timely_filing_days]\nreviewed = 2026-03-01\n"2020-01-01" = { value = 120, cite = "payer-contract" }\n'
    answer = check(tmp_path, HEAD + METHOD + limit + "\n[examples]" + shown)
    assert answer.code == 0, answer
    assert "2 of 2 examples hold." in answer.out


def test_a_contract_stops_a_claim_from_the_practices_own_file_and_nowhere_else(tmp_path: Path) -> None:
    limit = '[timely_filing]\nreviewed = 2026-03-01\n"2020-01-01" = { value = 30, cite = "payer-contract", '
    extends = {"acme": "commercial", "gold": "acme", "other": "aetna"}
    for name, parent in extends.items():
        head = HEAD.replace('"commercial"\nabout', f'"{parent}"\nabout')
        text = head + limit + 'standing = "contract" }\n' if name == "acme" else head
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    basis = Basis(payers=tmp_path, filed_on=date(2026, 10, 2))
    severities = {}
    for payer in (*extends, "aetna"):
        (claim,) = review([visit(payer=payer, service_date=date(2026, 1, 2))], basis).claims
        severities[payer] = [one.severity for one in claim.findings if one.rule == "visits.late"]
    assert severities == {"acme": ["stop"], "gold": ["stop"], "other": ["warn"], "aetna": ["warn"]}
