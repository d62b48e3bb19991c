"""`cleanclaim read` and `cleanclaim validate`: what an X12 file says, what is wrong in it, how both are told."""

import json
import subprocess
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.exchange.x12.located import values
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedClaim
from tests.cli.calling import Json, call, command, one_of, process, refused, surroundings
from tests.exchange.x12.files import CLAIM_837P, ISA, REMITTANCE_835, changed, recounted, written

UNBALANCED = changed(CLAIM_837P, "CLM*", "CLM*PT1*127.51***11:B:7*Y*A*Y*Y")
INSTITUTIONAL = [line.replace("005010X222A1", "005010X223A2") for line in CLAIM_837P]
QUESTION = [
    ISA,
    "GS*HS*RIVERBEND*ACME*20260302*1200*1*X*005010X279A1",
    "ST*270*0001*005010X279A1",
    "BHT*0022*13*Q1*20260302*1200",
    "HL*1**20*1",
    "NM1*PR*2*ACME HEALTH PLAN*****PI*60054",
    "HL*2*1*21*1",
    "NM1*1P*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000012",
    "HL*3*2*22*0",
    "NM1*IL*1*SMITH*JANE****MI*W123456789",
    "DMG*D8*19580514",
    "EQ*30",
    "SE*11*0001",
    "GE*1*1",
    "IEA*1*000000001",
]


def kept(folder: Path, lines: list[str], name: str = "file.x12") -> Path:
    path = folder / name
    path.write_bytes(written(lines))
    return path


def of_kind(answer: Json, kind: str) -> list[Json]:
    return [item for item in answer["items"] if item["kind"] == kind]


@pytest.mark.parametrize("command", ["read", "validate"])
@pytest.mark.parametrize("shape", ["table", "json"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [(CLAIM_837P, 0), (REMITTANCE_835, 0), (QUESTION, 0), (UNBALANCED, 1), (INSTITUTIONAL, 3)],
    ids=["claims", "remittance", "question", "a fault", "no guide"],
)
def test_the_exit_code_tells_what_was_found(
    tmp_path: Path, command: str, shape: str, lines: list[str], expected: int
) -> None:
    assert call(command, kept(tmp_path, lines), "--format", shape).code == expected


def test_claims_are_read_as_json_with_amounts_in_dollars(tmp_path: Path) -> None:
    answer = call("read", kept(tmp_path, UNBALANCED), "--format", "json").json
    (claim,) = of_kind(answer, "claim")
    assert (claim["claim_id"], claim["charge"], claim["lines"][0]["charge"]) == ("PT1", "127.51", "85.00")
    (around,) = of_kind(answer, "interchange")
    assert (around["sender"], around["receiver"], around["on"]) == ("RIVERBEND", "EXAMPLECH", "2026-03-02")
    balance = one_of(of_kind(answer, "diagnostic"), level=3)
    assert (balance["place"]["claim"], balance["place"]["segment"], balance["place"]["byte"]) == ("PT1", "CLM", 666)
    assert answer["summary"]["by_level"] == {"1": 0, "2": 0, "3": 1, "4": 1, "5": 0, "6": 0}
    assert (answer["summary"]["claims"], answer["summary"]["lines"], answer["summary"]["charge"]) == (1, 2, "127.51")


def test_a_remittance_is_read_as_json(tmp_path: Path) -> None:
    answer = call("read", kept(tmp_path, REMITTANCE_835), "--format", "json").json
    (claim,), (payment,) = of_kind(answer, "paid_claim"), of_kind(answer, "payment")
    assert (claim["paid"], claim["lines"][1]["adjustments"][1]["amount"]) == ("80.00", "10.00")
    assert (payment["amount"], payment["claims_paid"], payment["on"]) == ("70.00", "80.00", "2026-04-02")
    assert answer["summary"]["paid"] == "80.00"


def test_a_question_about_coverage_is_read_loop_by_loop_and_nothing_is_lost(tmp_path: Path) -> None:
    answer = call("read", kept(tmp_path, QUESTION), "--format", "json").json
    levels = of_kind(answer, "loop")
    assert [level["loop"] for level in levels] == ["", "2000A", "2000B", "2000C"]
    (subscriber,) = levels[3]["loops"]
    assert subscriber["segments"][1] == ["DMG", "D8", "19580514"]
    assert [loop["loop"] for loop in subscriber["loops"]] == ["2110C"]

    def segments(loop: Json) -> list[str]:
        own = ["*".join(elements) for elements in loop["segments"]]
        return [*own, *(text for inner in loop["loops"] for text in segments(inner))]

    assert [text for level in levels for text in segments(level)] == QUESTION[3:-3]


def test_a_transaction_without_a_guide_keeps_its_segments(tmp_path: Path) -> None:
    answer = call("read", kept(tmp_path, INSTITUTIONAL), "--format", "json").json
    assert ["*".join(one["elements"]) for one in of_kind(answer, "segment")] == INSTITUTIONAL[3:-3]
    assert [one["severity"] for one in of_kind(answer, "diagnostic")] == ["undetermined"]


def test_a_segment_out_of_place_is_kept_beside_its_diagnostic(tmp_path: Path) -> None:
    lines = recounted(changed(CLAIM_837P, "REF*6R", "ZZZ*1"))
    answer = call("read", kept(tmp_path, lines), "--format", "json").json
    assert [one["elements"] for one in of_kind(answer, "segment")] == [["ZZZ", "1"]]


def test_standard_input_is_read() -> None:
    answer = process("read", "-", given=written(CLAIM_837P))
    assert answer.code == 0
    assert "1 claim   2 lines   $127.50 charged" in answer.out
    assert call("validate", "-", given=written(UNBALANCED)).code == 1


def test_an_overview_names_place_level_and_remedy(tmp_path: Path) -> None:
    out = call("read", kept(tmp_path, UNBALANCED)).out
    for part in (
        "interchange 000000001   RIVERBEND to EXAMPLECH   Mar 2, 2026   test",
        "837 0001   claims, 005010X222A1",
        "claim PT1, CLM02",
        "level 3, balance",
        "segment 21, byte 666",
        "CLM02 is 127.51, but the lines' charges come to 127.50.",
        "1 interchange   1 transaction   2 faults",
    ):
        assert part in out


def test_an_overview_of_many_problems_says_where_the_rest_is(tmp_path: Path) -> None:
    lines = recounted([*CLAIM_837P[:30], *["ZZZ*1"] * 30, *CLAIM_837P[30:]])
    file = kept(tmp_path, lines)
    answer = call("read", file)
    assert answer.out.count("ZZZ has no place") == 20
    assert "and 10 problems more" in answer.out
    assert call("validate", file).out.count("ZZZ has no place") == 30


def test_validation_stops_at_the_level_asked_for(tmp_path: Path) -> None:
    file = kept(tmp_path, UNBALANCED)
    assert call("validate", file, "--level", "2").code == 0
    third = call("validate", file, "--level", "3", "--format", "json")
    assert third.code == 1
    assert [one["level"] for one in third.json["files"][0]["diagnostics"]] == [3]
    assert call("validate", file, "--level", "7").code == 2


def test_several_files_are_validated_and_the_gravest_tells_the_exit_code(tmp_path: Path) -> None:
    files = [kept(tmp_path, CLAIM_837P, "a.837"), kept(tmp_path, INSTITUTIONAL, "b.837")]
    assert call("validate", *files).code == 3
    answer = call("validate", *files, kept(tmp_path, UNBALANCED, "c.837"), "--format", "json")
    assert answer.code == 1
    assert [len(one["diagnostics"]) for one in answer.json["files"]] == [0, 1, 2]
    table = call("validate", *files, tmp_path / "c.837").out
    assert "3 files   2 faults: 1 of level 3 (balance), 1 of level 4 (between segments)   1 not checked" in table


def test_codes_are_held_against_what_was_known_on_a_day(tmp_path: Path) -> None:
    file = kept(tmp_path, changed(CLAIM_837P, "HI*", "HI*ABK:M5450*ABF:M2556"))
    assert call("validate", file).code == 1
    assert call("validate", file, "--known-on", "2010-01-01").code == 0


@pytest.mark.parametrize("content", [b"", b"visit_id,patient_id\n1,2\n", b"\x00\xff" * 50])
@pytest.mark.parametrize("command", ["read", "validate"])
@pytest.mark.parametrize("shape", ["table", "json"])
def test_what_is_no_x12_file_is_refused(tmp_path: Path, content: bytes, command: str, shape: str) -> None:
    file = tmp_path / "visits.csv"
    file.write_bytes(content)
    refused(call(command, file, "--format", shape), f"{file}: is no X12 file", "Name an X12 file")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    refused(call("read", tmp_path / "none.837"), "there is no such file")
    refused(call("read", tmp_path), "is a directory")
    assert call("validate", tmp_path / "none.837").code == 2


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    lines = changed(CLAIM_837P, "CLM*", "CLM*\x1b[31m1*127.51***11:B:1*Y*A*Y*Y")
    for name in ("read", "validate"):
        assert "\x1b" not in call(name, kept(tmp_path, lines)).out


def test_the_library_reads_as_the_command_does(tmp_path: Path) -> None:
    items = list(cleanclaim.read(kept(tmp_path, CLAIM_837P)))
    (claim,) = values(items, SubmittedClaim)
    assert claim.charge == 12750
    with pytest.raises(UserError, match="there is no such file"):
        next(cleanclaim.read(tmp_path / "none"))


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    file = kept(tmp_path, CLAIM_837P)
    told: list[int] = []
    list(cleanclaim.read(file, progress=told.append))
    assert told[-1] == file.stat().st_size
    assert told == sorted(told)


def test_json_is_utf_8_whatever_the_terminal_shows(tmp_path: Path) -> None:
    file = kept(tmp_path, changed(CLAIM_837P, "NM1*IL", "NM1*IL*1*MÜLLER*ZOË****MI*W123456789"))
    done = subprocess.run(
        command("read", file, "--format", "json"),
        capture_output=True,
        env=surroundings(PYTHONIOENCODING="ascii"),
        check=False,
        timeout=60,
    )
    (claim,) = of_kind(json.loads(done.stdout), "claim")
    assert claim["around"]["patient"]["last_or_organization"] == "MÜLLER"


OVERRIDES = """
[[override]]
rule = "837p.line-charges"
reason = "By the letter of the clearinghouse"
author = "B. Example"
expires = 2026-12-31

[[override]]
rule = "minutes.overbilled"
reason = "By contract"
author = "B. Example"
expires = 2026-12-31
payer = "cigna"
"""


def test_a_diagnostic_names_its_check_on_screen_and_for_programs(tmp_path: Path) -> None:
    file = kept(tmp_path, UNBALANCED)
    for name in ("read", "validate"):
        assert "837p.line-charges" in call(name, file).out
    (first, _) = call("validate", file, "--format", "json").json["files"][0]["diagnostics"]
    assert first["check"] == "837p.line-charges"


def test_counts_say_how_often_each_check_found_something(tmp_path: Path) -> None:
    files = [kept(tmp_path, UNBALANCED, "a.837"), kept(tmp_path, UNBALANCED, "b.837")]
    answer = call("validate", *files, "--summary")
    assert answer.code == 1
    assert answer.out.count("        1   837p.line-charges") == 2
    assert answer.out.count("        2   837p.line-charges") == 1
    assert "CLM02 is 127.51" not in answer.out
    shown = call("validate", *files, "--summary", "--format", "json").json["files"]
    assert [one["summary"]["by_check"] for one in shown] == [{"837p.line-charges": 1, "837p.payer-claim-number": 1}] * 2
    assert all("diagnostics" not in one for one in shown)


def test_a_check_is_let_pass_by_the_file_that_lets_rules_pass(tmp_path: Path) -> None:
    overrides = tmp_path / "overrides.toml"
    overrides.write_text(OVERRIDES, encoding="utf-8")
    off = kept(tmp_path, changed(CLAIM_837P, "CLM*", "CLM*PT1*127.51***11:B:1*Y*A*Y*Y"))
    options = ("--overrides", overrides, "--filed-on", "2026-03-03")
    answer = call("validate", off, *options)
    assert answer.code == 0
    assert "Let pass by B. Example until Dec 31, 2026: By the letter of the clearinghouse" in answer.out
    assert "no fault   1 let pass" in answer.out
    whole = call("validate", off, *options, "--format", "json").json["files"][0]
    (found,) = whole["diagnostics"]
    assert (found["severity"], found["overridden"]["author"]) == ("info", "B. Example")
    assert (whole["summary"]["faults"], whole["summary"]["overridden"]) == (0, 1)
    assert call("validate", off, "--overrides", overrides, "--filed-on", "2027-01-01").code == 1
    assert call("validate", kept(tmp_path, UNBALANCED), *options).code == 1


def test_an_override_of_what_is_neither_a_rule_nor_a_check_is_refused(tmp_path: Path) -> None:
    overrides = tmp_path / "overrides.toml"
    overrides.write_text(OVERRIDES.replace("line-charges", "line-charge"), encoding="utf-8")
    message = "no rule or check is called '837p.line-charge'. Did you mean '837p.line-charges'?"
    refused(call("validate", kept(tmp_path, CLAIM_837P), "--overrides", overrides), message)


def test_rules_show_explains_a_check_too() -> None:
    out = call("rules", "show", "837p.line-charges").out
    for part in (
        "The lines' charges do not come to the claim's charge",
        "837p.line-charges",
        "CLM02 is 127.51, but the lines' charges come to 127.50.",
        "3, balance",
        "CLM*PT1*127.51***11:B:1*Y*A*Y*Y~   <- found",
    ):
        assert part in out
    assert call("rules", "show", "837p.line-charges", "--format", "json").json["level"] == 3
    refused(call("rules", "show", "837p.line-charge"), "Did you mean '837p.line-charges'?")
