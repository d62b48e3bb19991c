"""No screen is wider than the terminal: every command that prints for people, at 60, 80 and 120 columns."""

from pathlib import Path

import pytest

from cleanclaim.cli import reference_docs
from cleanclaim.cli.screen import fold, say_table, say_text, visible_length
from cleanclaim.cli.terminal import screen_width
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.files.write_visits import encode_visits
from tests.claims.stories import remittance as remittance_of
from tests.cli.audits import audited, write_rows
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, REPO, THE_DAY, call, visits_file
from tests.cli.practices import practice_with
from tests.cli.remits import remittance
from tests.money.book.folders import fill
from tests.money.denials.refused import refused
from tests.reference import published as made

VISITS = "visits.csv"
DAY = (VISITS, *THE_DAY[1:])
PLACE = ("--practice", PRACTICE)
CREDENTIALS = str(REPO / "examples" / "credentialing")
SCREENS: list[tuple[str, ...]] = [
    ("aging", "."),
    ("appeal", "refused", "PT1"),
    ("appeal", "refused", "PT1", "--way", "correction"),
    ("ask", "eligibility", *PLACE, "-o", "new.270"),
    ("ask", "status", "claims.837", *PLACE, "-o", "new.276"),
    ("audit", "copies", VISITS, "--notes", str(CLINIC_DAY / "notes.json")),
    ("audit", "defend", "audited/audit/worksheet.csv", "--frame", "audited/frame.csv", "--demand", "99.00"),
    ("audit", "disclose", "audited/audit", "--identified", "2026-11-30", "--as-of", "2026-12-01"),
    ("audit", "estimate", "audited/audit"),
    ("audit", "frame", *DAY, "--zip", "78701", "-o", "new.csv"),
    ("audit", "nightly", "night", *DAY[3:]),
    ("audit", "patterns", VISITS),
    ("audit", "sample", "audited/frame.csv", "--kind", "stratified", "--by", "clinician", "-o", "drawn", "--force"),
    ("audit", "score", "audited/audit"),
    ("audit", "worksheet", "charts", *DAY),
    ("balances", "."),
    ("book", "."),
    ("bulk", "price", "book.parquet", "-o", "book-prices", "--processes", "1", "--zip", "60601"),
    ("bulk", "reaudit", "book.parquet", "--since", "2025-06-01", "-o", "book-again", "--processes", "1", *PLACE),
    ("bulk", "review", "book.parquet", "-o", "book-tables", "--processes", "1"),
    ("bulk", "simulate", "book.parquet", "--with", "MPFS RVU26C", "-o", "book-new", "--processes", "1", *PLACE),
    ("claim", *DAY, "-o", "new.837"),
    ("code", VISITS),
    ("code", VISITS, "--payer", "medicare", "--payer", "aetna", "--payer", "cigna"),
    ("codes", "check", "97530", "97116", "--on", "2026-03-02"),
    ("codes", "search", "pain", "--on", "2026-03-02"),
    ("codes", "show", "97110", "--on", "2026-03-02"),
    ("codes", "show", "CO-97"),
    ("columns", VISITS),
    ("credentialing", "check", CREDENTIALS, "--as-of", "2026-03-02"),
    ("credentialing", "expiring", CREDENTIALS, "--as-of", "2026-03-02"),
    ("credentialing", "hold", CREDENTIALS, "--visits", f"{CREDENTIALS}/week/visits.csv", "--as-of", "2026-03-02"),
    ("credentialing", "nppes", CREDENTIALS, "--file", f"{CREDENTIALS}/lists/nppes.csv", "--as-of", "2026-03-02"),
    ("credentialing", "roster", CREDENTIALS, "--for", "caqh", "--as-of", "2026-03-02"),
    ("credentialing", "screen", CREDENTIALS, "--leie", f"{CREDENTIALS}/lists/leie.csv", "--as-of", "2026-03-02"),
    ("credentialing", "pipeline", CREDENTIALS, "--as-of", "2026-03-02"),
    ("credentialing", "matrix", CREDENTIALS, "--on", "2026-03-02"),
    ("conformance", "check", "/dev/null"),
    ("demo", "-o", "demo"),
    ("denials", "answers"),
    ("denials", ".", "--all"),
    ("denials", ".", "--causes"),
    ("denials", "refused", "--claim", "PT1"),
    ("estimate", VISITS, "--visit", "17", *PLACE, *FILED, "--requested-on", "2026-03-02", "-o", "estimate.pdf"),
    ("explain", VISITS, "17", *DAY[1:]),
    ("explain", VISITS, "17", *DAY[1:], "--diff-as-of", "2024-03-02"),
    ("fix", *DAY),
    ("kpi", "."),
    ("kpi", "answers", "--by", "month", "--kpi", "denial_ct"),
    ("match", "claims.837", *(f"answers/{name}" for name in ("claims.277ca", "claims.835"))),
    ("paper", *DAY, "-o", "new.txt"),
    ("patterns", VISITS),
    ("payer", "--inbox", "inbox", "--outbox", "outbox", "--on", "2026-03-17"),
    ("policy", "check", "acme.toml"),
    ("post", "."),
    ("post", "answers", "--payment", "1"),
    ("price", VISITS, *PLACE),
    ("price", VISITS, *PLACE, "--working"),
    ("read", "answers/claims.835"),
    ("read", "claims.837"),
    ("reference", "diff", "MPFS RVU25D", "MPFS RVU26C"),
    ("reference", "simulate", "MPFS RVU26C", "--on", VISITS, *PLACE),
    ("reference", "status", "--on", "2026-03-02"),
    ("review", *DAY),
    ("review", *DAY, "--show-notes"),
    ("rules", "coverage"),
    ("rules", "coverage", "--payer", "aetna"),
    ("rules", "list"),
    ("rules", "search", "units"),
    ("rules", "show", "minutes.overbilled"),
    ("rules", "show", "pairs.needs_modifier"),
    ("statements", "."),
    ("superbill", VISITS, "--visit", "17", *PLACE, *FILED, "-o", "new.pdf"),
    ("second-opinion", "answers", "--as-of", "2026-06-01"),
    ("train", "attest", "--as", "kim"),
    ("train", "denials", "refused", "--in", "2026-04-01"),
    ("train", "list"),
    ("train", "mastery"),
    ("train", "sheet", "--role", "biller", "-o", "sheet.pdf", "--force"),
    *(("train", "session", "--as", "kim", "--competency", one, "--on", "2026-12-01") for one in ("T1", "T6", "T9")),
    ("trend", "answers"),
    ("validate", "claims.837", "broken.837"),
    ("variance", ".", *PLACE),
    ("variance", ".", *PLACE, "--claim", "NONE"),
]
OF_A_FOLDER = {
    "init": (
        "--name",
        "Riverbend Physical Therapy and Sports Medicine PLLC",
        "--payer",
        "aetna",
        "--payer",
        "medicare",
    ),
    "check": (),
    "void": ("week.837", "CLAIM=1", "-o", "void.837"),
    "secondary": ("week.837", "--paid", "paid.835", "--practice", "practice/practice.toml", "-o", "second.837"),
    "reference import": ("MUE_Eff_10-01-2026.csv", "--library", "library"),
    "reference remove": ("MUE 2026Q4", "--library", "library"),
}
"""Commands that need a folder of their own, since they change what is in it, in the order in which they are called."""
NOT_SCREENS = {
    "api": "speaks with programs",
    "backup": "runs in a process of its own: tests/office/stored/test_commands.py",
    "completion": "a script for a shell, not for people",
    "conformance answer": "for programs",
    "conformance questions": "for programs",
    "conformance run": "as conformance check",
    "mcp": "speaks with programs",
    "office add-owner": "as backup",
    "office check": "as backup",
    "office export-organization": "as backup",
    "office import-organization": "as backup",
    "office import-patients": "as backup",
    "office restored": "as backup",
    "restore": "as backup",
    "serve": "does not end",
    "synth": "half a minute, and two lines",
    "worker": "does not end",
}
SOME = (*range(3, 20), *range(28, 34))
"""Visits of the example day that have something to say of every kind."""
ACME = """name = "Acme Health of the Three Rivers and the Neighboring Counties"
kind = "commercial"
extends = "commercial"
about = "By our contract of 2025, which says a good deal more than one line of a narrow terminal has room for at all."

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { unknown = true, why = "No contract before 2025" }
"2025-01-01" = { value = "cms", cite = "payer-contract", standing = "contract", note = "Exhibit B, section 3" }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with claims, a test payer's answers to them, a broken file and a payer of one's own."""
    here = tmp_path_factory.mktemp("wide")
    assert call("demo", "-o", here / "made").code == 0
    head, *rows = (CLINIC_DAY / "visits.csv").read_text(encoding="utf-8").splitlines()
    some = [line for line in rows if int(line.partition(",")[0]) in SOME]
    (here / "visits.csv").write_text("\n".join([head, *some, ""]), encoding="utf-8")
    made = (here / "made" / "claims.837").read_text(encoding="ascii")
    (here / "claims.837").write_text(made, encoding="ascii")
    (here / "book.parquet").write_bytes(encode_visits("book.parquet", read_visits(here / "visits.csv")))
    (here / "broken.837").write_text(made.replace("*HC:", "*HX:").replace("CLM*", "CLM**"), encoding="ascii")
    (here / "inbox").mkdir()
    (here / "inbox" / "claims.837").write_text(made, encoding="ascii")
    (here / "answers").mkdir()
    for path in (here / "made" / "answers").iterdir():
        (here / "answers" / f"claims{path.suffix}").write_bytes(path.read_bytes())
    (here / "acme.toml").write_text(ACME, encoding="utf-8")
    (here / "audited").mkdir()
    audited(here / "audited")
    (here / "night").mkdir()
    for name in ("visits.csv", "notes.json"):
        (here / "night" / name).write_bytes((CLINIC_DAY / name).read_bytes())
    charts = [{"item": f"C{at:04}", "question": "A01", "answer": "yes"} for at in range(120)]
    write_rows(here / "audited" / "audit" / "checklist.csv", charts)
    frame = write_rows(here / "some.csv", [{"item": str(at), "paid": "50.00"} for at in SOME])
    assert call("audit", "sample", frame, "--size", "9", "-o", here / "charts").code == 0
    fill(here / "refused", [remittance_of(0, "Q1", refused({0: "CO 197", 1: "CO 399", 2: "PR 27"}))])
    return here


def too_wide(text: str, width: int) -> list[str]:
    """The lines with words past the edge; one word that is longer than a screen, such as an address, cannot help it."""
    return [line for line in text.splitlines() if len(line) > width and len(line.split()) > 1]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", SCREENS, ids=lambda words: " ".join(words[:2]))
def test_no_line_is_longer_than_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], width: int
) -> None:
    if "screen" in words:
        pytest.importorskip("jellyfish")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", str(width))
    answer = call(*words)
    assert answer.code in {0, 1, 3}, answer.err
    assert answer.out
    assert too_wide(answer.out, width) == []


def test_every_command_is_measured() -> None:
    commands = {context.command_path.removeprefix("cleanclaim ") for context in reference_docs.list_commands()}
    measured = {command for command in commands for words in SCREENS if " ".join(words).startswith(command)}
    assert commands - measured - set(OF_A_FOLDER) == set(NOT_SCREENS)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nor_where_a_folder_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(width))
    for command, words in OF_A_FOLDER.items():
        if command == "void":
            (tmp_path / "cleanclaim.toml").unlink()
            practice_with(tmp_path, {"order": "primary"}, {"payer": "cigna", "member_id": "C77", "order": "secondary"})
            call("claim", visits_file(tmp_path), "--practice", "practice/practice.toml", *FILED, "-o", "week.837")
            remittance(Path("week.837"), tmp_path).rename("paid.835")
            claim_id = Path("week.837").read_text(encoding="ascii").partition("CLM*")[2].partition("*")[0]
            (tmp_path / "MUE_Eff_10-01-2026.csv").write_bytes(made.quoted(made.limits()))
        answer = call(
            *command.split(), *(one.replace("CLAIM", claim_id) if command == "void" else one for one in words)
        )
        assert answer.code in {0, 1}, (command, answer)
        assert answer.out
        assert too_wide(answer.out, width) == [], command


@pytest.mark.parametrize("width", [60, 80])
def test_help_fits_too(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for words in ((), ("review",), ("claim",), ("codes",), ("reference", "import")):
        text = call(*words, "--help").out
        prose = [line for line in text.splitlines() if not line.startswith("  cleanclaim ")]
        assert too_wide("\n".join(prose), width) == []
        assert too_wide(text, 80) == []  # an example is a line that can be copied


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("120", 100), ("10", 40), ("0", 100), ("x", 100)])
def test_the_width_is_that_of_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen_width() == width


def test_a_long_line_goes_on_below_in_its_color() -> None:
    red = "\x1b[31mone two three four\x1b[0m five"
    assert fold(red, 12) == ["\x1b[31mone two\x1b[0m", "  \x1b[31mthree four\x1b[0m", "  five"]
    assert max(map(visible_length, fold(red, 12))) <= 12
    assert fold("short", 12) == ["short"]
    assert fold("averyverylongword and", 12) == ["averyverylongword", "  and"]


def test_a_paragraph_stands_under_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    say_text("one two three four five six seven eight", 12, lead="  where")
    say_text("far too far in for so narrow a screen, where it begins in the middle", 60)
    assert capsys.readouterr().out.splitlines() == [
        "  where     one two three four five six",
        "            seven eight",
        " " * 20 + "far too far in for",
        " " * 20 + "so narrow a screen,",
        " " * 20 + "where it begins in",
        " " * 20 + "the middle",
    ]


def test_a_table_gives_its_last_column_the_lines_it_wants(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    say_table(
        ("rule", "times", "title"),
        [("a.b", "7", "one"), ("c.d", "12", "one two three four five six seven")],
        right=" r",
    )
    assert capsys.readouterr().out.splitlines() == [
        "rule  times  title",
        "a.b       7  one",
        "c.d      12  one two three four five six",
        "             seven",
    ]
