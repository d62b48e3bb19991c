"""`cleanclaim columns`: what each column of an export is read as, before anything is, and the mapping to correct it."""

from pathlib import Path

from tests.cli.calling import FILED, PRACTICE, call, one_of, process, refused, row, visits_file

EXPORT = (
    "Charges of March;;;;;;;;;;\n"
    "Chart #;DOS;Ins 1;Therapist;POS;CPT;Mins;Mod 1;Fee;Dx 1;Case manager\n"
    "P05;3/2/2026;Aetna;{};Office;97110;30 mins;GP;90.00;M25.511;Ada Doe\n"
)


def export(folder: Path, clinician: str = "1000000012") -> Path:
    path = folder / "export.csv"
    path.write_text(EXPORT.format(clinician), encoding="utf-8")
    return path


def test_each_column_is_shown_with_what_it_is_read_as(tmp_path: Path) -> None:
    answer = call("columns", export(tmp_path))
    assert answer.code == 0
    lines = {line.split("  ")[1]: " ".join(line.split()) for line in answer.out.splitlines() if line.startswith("  ")}
    assert lines["DOS"] == "DOS service_date (known name) 3/2/2026"
    assert lines["Fee"] == "Fee not used; may be charge 90.00"
    assert lines["Case manager"] == "Case manager not used Ada Doe"
    assert "export.csv   11 columns, 9 used" in answer.out


def test_a_mapping_is_written_corrected_and_used(tmp_path: Path) -> None:
    mapping = tmp_path / "emr.toml"
    file = export(tmp_path)
    answer = call("columns", file, "-o", mapping, "--format", "json").json
    assert answer["written"] == str(mapping)
    assert one_of(answer["columns"], heading="Fee")["may_be"] == "charge"
    text = mapping.read_text(encoding="utf-8")
    assert "Ada Doe" not in text
    text = text.replace('"Fee" = ""', '"Fee" = "charge"') + '\n[always]\ndiscipline = "PT"\nperformed_by = "PT"\n'
    mapping.write_text(text, encoding="utf-8")
    more = ("--map", mapping, "--practice", PRACTICE, "-o", tmp_path / "out.837", *FILED)
    claimed = call("claim", file, *more, "--format", "json").json
    assert claimed["inputs"][0]["columns"]["used"]["Fee"] == "charge"
    assert claimed["inputs"][0]["columns"]["not_used"] == ["Case manager"]
    assert [one["charge"] for one in claimed["claims"]] == ["90.00"]


def test_the_mapping_of_a_source_reads_its_history_too(tmp_path: Path) -> None:
    mapping = tmp_path / "emr.toml"
    mapping.write_text('[columns]\n"Chart #" = "patient_id"\n"Fee" = "charge"\n', encoding="utf-8")
    earlier = tmp_path / "earlier.csv"
    earlier.write_text(export(tmp_path).read_text(encoding="utf-8").replace("3/2/2026", "2/2/2026"), encoding="utf-8")
    answer = call("review", export(tmp_path), "--history", earlier, "--map", mapping, *FILED, "--format", "json").json
    assert [read["columns"]["used"]["Fee"] for read in answer["inputs"]] == ["charge", "charge"]
    own = visits_file(tmp_path, row(visit_id="0", service_date="2026-02-02"), name="own.csv")
    answer = call("review", export(tmp_path), "--history", own, "--map", mapping, *FILED, "--format", "json").json
    assert answer["inputs"][1]["notes"] == []


def test_every_verb_on_visits_says_what_it_did_not_use(tmp_path: Path) -> None:
    file = export(tmp_path)
    more: dict[str, tuple[str | Path, ...]] = {
        "code": (), "review": FILED, "price": ("--zip", "78701"), "fix": FILED, "patterns": (), "explain": FILED,
        "claim": ("--practice", PRACTICE, "-o", tmp_path / "a.837", *FILED),
        "paper": ("--practice", PRACTICE, "-o", tmp_path / "a.pdf", *FILED),
        "superbill": ("--practice", PRACTICE, "-o", tmp_path / "b.pdf", *FILED),
    }  # fmt: skip
    for verb, options in more.items():
        told = call(verb, file, *options)
        said = "export.csv: 9 columns used; 2 not used: Fee, Case manager; left out as no service (title): row 1. "
        assert said + "`cleanclaim columns export.csv` shows how." in told.out, (verb, told)
        assert "Read: " not in told.out, (verb, told)
        answer = call(verb, file, *options, "--format", "json")
        assert answer.json["inputs"][0]["columns"]["not_used"] == ["Fee", "Case manager"], verb


def test_clinicians_and_payers_are_known_by_the_names_in_the_practices_file(tmp_path: Path) -> None:
    practice = Path(PRACTICE).read_text(encoding="utf-8")
    block = practice.split("[[clinicians]]")[1]
    named = {key: value.strip().strip('"') for key, _, value in (line.partition(" = ") for line in block.splitlines())}
    file = export(tmp_path, f"{named['last_name']}, {named['first_name']} {named['credential']}")
    (tmp_path / "by number").mkdir()
    by_number = export(tmp_path / "by number", named["npi"])
    ids = [call("code", one, "--practice", PRACTICE, "--format", "json").json["visits"] for one in (file, by_number)]
    assert ids[0][0]["visit_id"] == ids[1][0]["visit_id"]
    assert ids[0][0]["visit_id"].startswith("P05-260302-")


def test_a_file_that_cannot_be_read_yet_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Patient;Visit;CPT\nAda;1;97110\n", encoding="utf-8")
    answer = call("columns", file)
    assert answer.code == 0
    assert "No column is visit_id yet, nor patient_id and service_date" in answer.out
    refused(call("code", file), "there is no column visit_id", '"Patient" may be patient_id', "--map")


def test_a_mapping_that_is_none_is_refused(tmp_path: Path) -> None:
    refused(call("code", export(tmp_path), "--map", "webtp"), "no ready mapping of this name", "Ready are")
    refused(call("code", export(tmp_path), "--map", tmp_path / "none.toml"), "there is no such file")


def test_strict_refuses_what_is_else_set_aside(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(), row(visit_id="2", patient_id="P08", minutes="x"))
    assert process("code", file).code == 3
    refused(process("code", file, "--strict"), "row 3, column minutes")


def test_a_mapping_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text("# by hand\n", encoding="utf-8")
    refused(call("columns", export(tmp_path), "-o", mapping), str(mapping), "is there already", "--force")
    assert mapping.read_text(encoding="utf-8") == "# by hand\n"
    assert call("columns", export(tmp_path), "-o", mapping, "--force").code == 0
    assert "[columns]" in mapping.read_text(encoding="utf-8")
