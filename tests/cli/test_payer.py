"""`cleanclaim payer` and `cleanclaim match`: two folders, what a person sees, and what is left in them."""

from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, THE_DAY, Answer, call, refused
from tests.exchange.x12.files import CLAIM_837P, changed, written
from tests.sandbox.payer.post import MEDICARE

ON = ("--on", "2026-03-20")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def payer(inbox: Path, *more: str | Path, outbox: Path | None = None) -> Answer:
    return call("payer", "--inbox", inbox, "--outbox", outbox or inbox.parent / "out", *ON, *more)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_empty_inbox_is_said_to_be_empty(inbox: Path) -> None:
    answer = payer(inbox)
    assert (answer.code, answer.err) == (0, "")
    assert f"The inbox {inbox} is empty. Put 837P files into it" in answer.out
    assert not (inbox.parent / "out").exists()


def test_a_file_is_answered_and_told_in_a_line(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    answer = payer(inbox)
    assert answer.code == 0
    (told,) = [line for line in answer.out.splitlines() if line.startswith("monday.837")]
    assert told.split() == ["monday.837", "1", "1", "0", "$58.03", "monday.999,", "monday.277ca,", "monday.835"]
    assert names(inbox.parent / "out") == ["monday.277ca", "monday.835", "monday.999", "payer.json"]
    assert names(inbox) == ["monday.837"]
    again = payer(inbox)
    assert f"Nothing new in {inbox}: 1 file taken before." in again.out


def test_what_cannot_be_used_is_named_and_stops_nothing(inbox: Path) -> None:
    (inbox / "a.837").write_bytes(written(MEDICARE)[:700])
    (inbox / "b\x1b[2J.txt").write_text("hello", encoding="utf-8")
    (inbox / "c.837.part").write_bytes(written(MEDICARE)[:700])
    (inbox / ".hidden").write_bytes(written(MEDICARE))
    (inbox / "d.837").write_bytes(written(MEDICARE))
    (inbox / "folder").mkdir()
    answer = payer(inbox)
    assert answer.code == 1
    assert "rejected: The file ends without the" in answer.out
    assert "b?[2J.txt" in answer.out
    assert "unread: is no X12 file" in answer.out
    assert "c.837" not in answer.out
    assert "hidden" not in answer.out
    assert names(inbox.parent / "out") == ["a.ta1", "d.277ca", "d.835", "d.999", "payer.json"]


def test_answers_are_written_all_or_none(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    out = inbox.parent / "out"
    out.mkdir()
    (out / "payer.json").symlink_to(Path("no folder", "payer.json"))
    refused(payer(inbox), "payer.json: cannot be written")
    assert names(out) == ["payer.json"]


def test_programs_are_told_the_same(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    answer = payer(inbox, "--format", "json").json
    (file,) = answer["files"]
    assert (file["file"], file["verdict"], file["claims"], file["accepted"], file["paid"]) == (
        "monday.837",
        "accepted",
        1,
        1,
        "58.03",
    )
    assert answer["answers"] == file["answers"] == ["monday.999", "monday.277ca", "monday.835"]
    assert payer(inbox, "--format", "json").json == {"files": [], "taken_before": 1, "sent": [], "answers": []}


def test_habits_are_read_from_a_file(inbox: Path) -> None:
    habits = inbox.parent / "habits.toml"
    habits.write_text('name = "Slow Mutual"\ndelay_days = 10\n[denials]\n50 = 1.0\n', encoding="utf-8")
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    answer = payer(inbox, "--config", habits)
    assert "Slow Mutual" in answer.out
    assert "monday.999, monday.277ca, 835 on Mar 30, 2026" in answer.out
    assert names(inbox.parent / "out") == ["monday.277ca", "monday.999", "payer.json"]
    later = call("payer", "--inbox", inbox, "--outbox", inbox.parent / "out", "--config", habits, "--on", "2026-03-30")
    assert "Sent on its day: monday.835" in later.out
    assert "CAS*CO*50*85~" in (inbox.parent / "out" / "monday.835").read_text(encoding="ascii")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("nam = 'x'", ["habits.toml", "nam", "Its entries are name,"]),
        ("lost = 2", ["habits.toml, lost", "is no share"]),
        ("[denials]\n50 = -1", ["habits.toml, denials, 50", "is no share"]),
        ("[denials]\nX99 = 0.1", ["habits.toml, denials, X99", "is no adjustment reason"]),
        ("percent = 101", ["habits.toml, percent", "is no percentage"]),
        ("delay_days = -1", ["habits.toml, delay_days", "cannot be"]),
        ("policy = 'nobody'", ["habits.toml, policy", "is no payer"]),
        ("prices_at = 'Austin'", ["habits.toml, prices_at", "is no ZIP code"]),
        ("id = ''", ["habits.toml, id", "is empty"]),
        ("id = 'EX003'", ["habits.toml, id", "no number of a payer on its remittance"]),
        (f"name = '{'A' * 61}'", ["habits.toml, name", "is too long", "at most 60 characters"]),
        ("name = [", ["habits.toml", "is not TOML"]),
    ],
)
def test_habits_that_cannot_be_are_named(inbox: Path, content: str, parts: list[str]) -> None:
    habits = inbox.parent / "habits.toml"
    habits.write_text(content, encoding="utf-8")
    refused(payer(inbox, "--config", habits), *parts)
    assert not (inbox.parent / "out").exists()


def test_folders_that_cannot_serve_are_named(inbox: Path) -> None:
    refused(payer(inbox.parent / "none"), "none: there is no such folder")
    refused(payer(inbox, "--config", inbox.parent / "none.toml"), "none.toml: there is no such file")
    refused(payer(inbox, outbox=inbox), "is the inbox too")
    file = inbox.parent / "file"
    file.write_text("x", encoding="utf-8")
    refused(payer(inbox, outbox=file), "file: is no folder")
    refused(payer(file), "file: is no folder")
    out = inbox.parent / "out"
    out.mkdir()
    (out / "payer.json").write_text("{", encoding="utf-8")
    refused(payer(inbox), "payer.json: cannot be read")


def test_the_example_day_is_claimed_answered_and_matched(inbox: Path) -> None:
    call("claim", *THE_DAY, "-o", inbox / "day.837")
    out = inbox.parent / "out"
    assert payer(inbox).code == 0
    files = [inbox / "day.837", *(out / f"day.{kind}" for kind in ("277ca", "835"))]
    answer = call("match", *files, "--practice", CLINIC_DAY / "practice.toml")
    assert (answer.code, answer.err) == (3, "")  # of payers other than Medicare no prices are held
    assert "11 claims    $1,502.00 billed      $609.31 paid   paid to the cent as expected" in answer.out
    told = call("match", *files, "--practice", CLINIC_DAY / "practice.toml", "--format", "json").json
    assert {one["outcome"] for one in told["claims"]} == {"as expected", "not compared"}
    assert (told["paid"], told["payments"], told["unknown"], told["twice"]) == ("1405.15", 1, [], [])
    assert (told["claims"][0]["lines"][0]["expected_paid"], told["claims"][0]["lines"][0]["paid"]) == ("39.72", "39.72")


def test_medicare_alone_is_matched_without_a_question(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    payer(inbox)
    asked = ("match", inbox / "monday.837", inbox.parent / "out" / "monday.835")
    assert call(*asked, "--zip", "78701").code == 0
    assert call(*asked).code == 3


def test_a_difference_is_shown_with_its_claim_and_line(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(MEDICARE))
    payer(inbox)
    paid = inbox.parent / "out" / "monday.835"
    less = paid.read_text(encoding="ascii").replace("AMT*B6*52.45", "AMT*B6*50").replace("*85*41.12*", "*85*39.2*")
    paid.write_text(less, encoding="ascii")
    answer = call("match", inbox / "monday.837", paid, paid, "--zip", "78701")
    assert answer.code == 1
    assert "claim PT1   paid otherwise than expected   $127.50 billed, $58.03 paid" in answer.out
    assert "    line 1   97110   allowed $50.00, $2.45 less than the $52.45 expected" in answer.out
    assert "    line 1   97110   paid $39.20, $1.92 less than the $41.12 expected" in answer.out
    assert "came twice; it counts once." in answer.out


def test_a_remittance_alone_cannot_be_matched(inbox: Path) -> None:
    (inbox / "monday.837").write_bytes(written(changed(MEDICARE, "CLM*", "CLM*PT1*127.5***11:B:1*Y*A*Y*Y")))
    payer(inbox)
    refused(call("match", inbox.parent / "out" / "monday.835"), "no claim (837P)", "Name the file of claims")


def test_a_payer_of_ones_own_is_known_where_its_folder_is_named(inbox: Path) -> None:
    habits, payers = inbox.parent / "habits.toml", inbox.parent / "payers"
    habits.write_text('policy = "acme"\n', encoding="utf-8")
    payers.mkdir()
    text = 'name = "Acme"\nkind = "commercial"\nabout = "Ours."\nextends = "medicare"\n'
    (payers / "acme.toml").write_text(text, encoding="utf-8")
    (inbox / "monday.837").write_bytes(written(CLAIM_837P))
    refused(payer(inbox, "--config", habits), '"acme" is no payer')
    assert "$58.03" in payer(inbox, "--config", habits, "--payers", payers).out


def test_claims_we_void_and_replace_are_reversed_and_paid_anew(inbox: Path) -> None:
    day, out = inbox / "day.837", inbox.parent / "out"
    call("claim", *THE_DAY, "-o", day)
    payer(inbox)
    paid = out / "day.835"
    void, replaced = [
        line.split("*")[1] for line in day.read_text(encoding="ascii").splitlines() if line.startswith("CLM*")
    ][:2]
    call("void", day, void, "--paid", paid, *FILED, "-o", inbox / "void.837")
    call("claim", *THE_DAY, "--replace", replaced, "--sent", day, "--paid", paid, "-o", inbox / "corrected.837")
    answer = call("payer", "--inbox", inbox, "--outbox", out, "--on", "2026-03-27")
    assert answer.code == 0, answer.out
    assert names(out)[:3] == ["corrected.277ca", "corrected.835", "corrected.999"]
    files = [day, inbox / "corrected.837", *sorted(out.glob("*.835"))]
    told = call("match", *files, "--practice", CLINIC_DAY / "practice.toml", "--format", "json").json
    outcomes = {one["claim_id"]: one["outcome"] for one in told["claims"]}
    assert [number for number, outcome in outcomes.items() if outcome == "taken back"] == [void, replaced]
    assert len(outcomes) == 23
    assert set(outcomes.values()) == {"taken back", "as expected", "not compared"}
