"""One 837P of several clients, each a billing provider of its own, and a file a receiver; each project remembers."""

import json
import shutil
from pathlib import Path

import pytest

from cleanclaim.claims.sent_log import read_sent_log
from cleanclaim.exchange.x12.claim_files import read_claims
from tests.cli.calling import CLINIC_DAY, call
from tests.cli.oracle import refusal

PROJECT = """
practice = "practice.toml"
visits = "visits.csv"
history = "history.json"
filed-on = 2026-03-03
"""
BOTH = ("north/cleanclaim.toml", "south/cleanclaim.toml")
AETNA = '[payers.aetna]\nname = "Aetna"\nid = "EX003"\nclaim_filing = "CI"\n'
AT_AETNA = f"""{AETNA}[payers.aetna.receiver]
name = "Aetna Direct"
id = "AET/1"
qualifier = "30"
submitter_id = "AETSENDER"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clients of one billing company, and we beside them."""
    for name in ("north", "south"):
        shutil.copytree(CLINIC_DAY, tmp_path / name)
        (tmp_path / name / "cleanclaim.toml").write_text(PROJECT)
    change(tmp_path / "south", 'name = "Example Way Therapy PLLC"', 'name = "South Way Therapy PLLC"')
    south = tmp_path / "south" / "visits.csv"
    south.write_text("".join(south.read_text().splitlines(keepends=True)[:3]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "practice.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def elements(file: Path, name: str) -> list[list[str]]:
    found = (segment.strip().split("*") for segment in file.read_text().split("~"))
    return [one for one in found if one[0] == name]


def test_clients_of_one_submitter_and_receiver_are_in_one_file(folder: Path) -> None:
    answer = call("claim", *BOTH, "-o", "all.837", "--format", "json")
    assert answer.code == 1
    north, south = answer.json["projects"]
    claims = len(north["claims"]) + len(south["claims"])
    (file,) = answer.json["files"]
    assert (file["file"], file["claims"], file["billing_providers"]) == ("all.837", claims, 2)
    written = folder / "all.837"
    assert refusal(written.read_text()) == ""
    levels = elements(written, "HL")
    assert [level[1] for level in levels] == [str(number) for number in range(1, len(levels) + 1)]
    billers = [level[1] for level in levels if level[3] == "20"]
    assert len(billers) == 2
    assert {level[2] for level in levels if level[3] == "22"} == set(billers)
    names = [one[3] for one in elements(written, "NM1") if one[1] == "85"]
    assert names == ["EXAMPLE WAY THERAPY PLLC", "SOUTH WAY THERAPY PLLC"]
    assert len(list(read_claims(written))) == claims
    assert call("validate", "all.837").code == 0


def test_each_project_remembers_its_own_claims_alone(folder: Path) -> None:
    answer = call("claim", *BOTH, "-o", "all.837", "--format", "json").json
    for name, of_project in zip(("north", "south"), answer["projects"], strict=True):
        log = read_sent_log(folder / name / "sent")
        (file,) = log.files
        ids = {one["claim_id"] for one in of_project["claims"]}
        assert {one.claim_id for one in file.claims} == ids
        assert {one.claim_id for one in read_claims(log.path(file))} == ids
        assert file.control_numbers == (answer["files"][0]["control_number"],)
        assert refusal(log.path(file).read_text()) == ""
    again = call("claim", *BOTH, "-o", "again.837", "--format", "json").json
    assert again["files"] == []
    assert "It was billed before" in json.dumps(again)


def test_control_numbers_repeat_in_no_project(folder: Path) -> None:
    assert call("claim", BOTH[1], "-o", "one.837", "--format", "json").json["projects"]
    call("claim", *BOTH, "--force", "-o", "two.837")
    numbers = [file.control_numbers for file in read_sent_log(folder / "south" / "sent").files]
    assert numbers == [(1,), (2,)]
    assert [file.control_numbers for file in read_sent_log(folder / "north" / "sent").files] == [(2,)]


def test_those_of_another_receiver_have_a_file_of_their_own_and_it_is_said(folder: Path) -> None:
    change(folder / "south", 'id = "EXAMPLECH"', 'id = "OTHERCH"')
    answer = call("claim", *BOTH, "-o", "all.837")
    assert "all-EXAMPLECH.837" in answer.out
    assert "all-OTHERCH.837   1 claim to Example Clearinghouse" in answer.out
    assert not (folder / "all.837").exists()
    assert [one[8].strip() for one in elements(folder / "all-OTHERCH.837", "ISA")] == ["OTHERCH"]


def test_a_payer_may_have_a_receiver_of_its_own(folder: Path) -> None:
    change(folder / "north", AETNA, AT_AETNA)
    answer = call("claim", BOTH[0], "-o", "week.837", "--format", "json").json["projects"][0]
    first, second = sorted(answer["files"], key=lambda one: one["file"])
    assert [first["file"], second["file"]] == ["week-AET-1.837", "week-EXAMPLECH.837"]
    assert answer["written"] is None
    aetna = folder / "week-AET-1.837"
    (isa,) = elements(aetna, "ISA")
    assert [one.strip() for one in isa[6:9]] == ["AETSENDER", "30", "AET/1"]
    assert [one[9] for one in elements(aetna, "NM1") if one[1] in ("40", "41")] == ["AETSENDER", "AET/1"]
    assert {one[9] for one in elements(aetna, "NM1") if one[1] == "PR"} == {"EX003"}
    assert "EX003" not in {one[9] for one in elements(folder / "week-EXAMPLECH.837", "NM1") if one[1] == "PR"}
    assert refusal(aetna.read_text()) == ""
    log = read_sent_log(folder / "north" / "sent")
    assert sorted(file.output for file in log.files) == [first["file"], second["file"]]
    assert len({file.control_numbers for file in log.files}) == 2
    screen = call("claim", BOTH[0], "-o", "other.837", "--force").out
    assert f"other-AET-1.837   {first['claims']} claims to Aetna Direct" in screen
    assert first["claims"] + second["claims"] == len(answer["claims"])


def test_questions_and_voids_go_to_the_receiver_of_the_payer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(folder / "north", AETNA, AT_AETNA)
    monkeypatch.chdir(folder / "north")
    claimed = call("claim", "-o", "week.837", "--format", "json").json
    asked = call("ask", "status", "-o", "week.276", "--format", "json").json
    assert sorted(one["file"] for one in asked["files"]) == ["week-AET-1.276", "week-EXAMPLECH.276"]
    covered = call("ask", "eligibility", "-o", "who.270")
    assert "who-AET-1.270" in covered.out
    for file in ("week-AET-1.276", "who-AET-1.270"):
        (isa,) = elements(Path(file), "ISA")
        assert [one.strip() for one in isa[6:9]] == ["AETSENDER", "30", "AET/1"]
        assert {one[9] for one in elements(Path(file), "NM1") if one[1] == "PR"} == {"EX003"}
        assert call("validate", file).code == 0
    numbers = {one["payer"]: f"{one['claim_id']}=ICN{one['claim_id']}" for one in claimed["claims"]}
    other = next(one for payer, one in numbers.items() if payer not in {"aetna", "medicare"})  # Medicare takes no void
    void = call("void", numbers["aetna"], other, "-o", "void.837", "--format", "json").json
    assert sorted(void["files"]) == ["void-AET-1.837", "void-EXAMPLECH.837"]
    assert void["written"] is None
    assert [isa[8].strip() for isa in elements(Path("void-AET-1.837"), "ISA")] == ["AET/1"]
    log = read_sent_log(folder / "north" / "sent")
    drawn = [number for file in log.files for number in file.control_numbers]
    assert len(set(drawn)) == len(drawn)


def test_a_receiver_with_a_fault_is_named(folder: Path) -> None:
    change(folder / "north", AETNA, f'{AETNA}receiver = {{ name = "Aetna Direct", idd = "A" }}\n')
    answer = call("claim", BOTH[0], "-o", "week.837")
    assert answer.code == 2
    assert "idd: there is no such entry. Did you mean id?" in answer.err


def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "all.837").write_text("ISA*other claims~")
    answer = call("claim", *BOTH, "-o", "all.837")
    assert answer.code == 2
    assert "all.837: is there already, with other claims" in answer.err
    assert not read_sent_log(folder / "north" / "sent").files
    assert (folder / "all.837").read_text() == "ISA*other claims~"


@pytest.mark.usefixtures("folder")
def test_one_file_for_several_projects_is_for_claims_alone() -> None:
    assert "is one file, and several projects are named" in call("fix", *BOTH, "-o", "fixed.csv").err
    assert "is named twice" in call("claim", BOTH[0], BOTH[0], "-o", "all.837").err
