"""Inputs are never outputs: of every command, by whatever name or link the file is known."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cleanclaim.cli.call import Output
from cleanclaim.cli.reference_docs import list_commands
from tests.claims.stories import remittance as remittance_of
from tests.cli.audits import audited, write_rows
from tests.cli.calling import CLINIC_DAY, FILED, REPO, call, command, process, refused, row, visits_file
from tests.cli.practices import practice_with
from tests.cli.remits import remittance
from tests.money.book.folders import fill
from tests.money.denials.refused import refused as denied

FILES = {"FILE", "SENT", "OLD", "NEW"}
"""How a parameter that is a file calls itself."""


def kind(parameter: click.Parameter) -> str:
    return (parameter.metavar or "").removesuffix("...")


WRITING = [context for context in list_commands() if any(isinstance(one, Output) for one in context.command.params)]
PAIRS = [
    pytest.param(context, one, id=f"{context.command_path.removeprefix('cleanclaim ')} {one.name}")
    for context in WRITING
    for one in context.command.params
    if kind(one) in FILES and not isinstance(one, Output)
]


def itself(path: Path) -> Path:
    return path


def another_spelling(path: Path) -> Path:
    (path.parent / "sub").mkdir()
    return path.parent / "sub" / ".." / path.name


def a_symbolic_link(path: Path) -> Path:
    link = path.with_name(f"link-{path.name}")
    link.symlink_to(path.name)
    return link


def a_hard_link(path: Path) -> Path:
    link = path.with_name(f"linked-{path.name}")
    os.link(path, link)
    return link


def written(parameter: click.Parameter, value: Path) -> list[str]:
    """The parameter as it is written on a command line."""
    return [str(value)] if isinstance(parameter, click.Argument) else [parameter.opts[0], str(value)]


def arguments(command: click.Command, given: click.Parameter, path: Path, output: Path) -> list[str]:
    """A call of the command in which one parameter is `path`; others that it needs are files of no importance."""
    words = []
    for one in command.params:
        if one is given:
            words += written(one, path)
        elif isinstance(one, Output):
            words += written(one, output)
        elif one.required and kind(one) in FILES:
            words += written(one, CLINIC_DAY / ("practice.toml" if one.name == "practice" else "visits.csv"))
        elif one.required:
            words += [*one.opts[: isinstance(one, click.Option)], "2026-11-02" if kind(one) == "DATE" else "1"]
    return words


def test_commands_that_write_are_found() -> None:
    names = {context.command_path for context in WRITING}
    assert {"cleanclaim claim", "cleanclaim fix", "cleanclaim ask status", "cleanclaim reference diff"} <= names
    outputs = {"-o", "--output", "--html"}
    for context in list_commands():
        for one in context.command.params:
            if outputs & set(one.opts) and kind(one) != "DIR":
                assert isinstance(one, Output), context.command_path


@pytest.mark.parametrize("known_as", [itself, another_spelling, a_symbolic_link, a_hard_link])
@pytest.mark.parametrize(("context", "given"), PAIRS)
def test_no_command_writes_over_a_file_it_reads(
    tmp_path: Path, context: click.Context, given: click.Parameter, known_as: Callable[[Path], Path]
) -> None:
    for name in ("practice.toml", "patients.csv"):
        shutil.copy(CLINIC_DAY / name, tmp_path)
    path = tmp_path / ("practice.toml" if given.name == "practice" else "given.csv")
    if given.name != "practice":
        path.write_bytes(b"theirs")
    before = path.read_bytes()
    words = context.command_path.removeprefix("cleanclaim ").split()
    answer = call(*words, *arguments(context.command, given, path, known_as(path)))
    refused(answer, "is one of the files this command reads")
    assert path.read_bytes() == before


@pytest.mark.parametrize("known_as", [itself, another_spelling, a_symbolic_link, a_hard_link])
def test_nor_over_the_patients_that_the_practices_file_names(tmp_path: Path, known_as: Callable[[Path], Path]) -> None:
    for name in ("practice.toml", "patients.csv", "visits.csv"):
        shutil.copy(CLINIC_DAY / name, tmp_path)
    before = (tmp_path / "patients.csv").read_bytes()
    output = known_as(tmp_path / "patients.csv")
    practice = ("--practice", tmp_path / "practice.toml")
    for words in (("claim", tmp_path / "visits.csv"), ("ask", "eligibility"), ("fix", tmp_path / "visits.csv")):
        refused(call(*words, *practice, "-o", output), "is one of the files this command reads")
    assert (tmp_path / "patients.csv").read_bytes() == before


def test_nor_over_the_file_behind_standard_input_or_output(tmp_path: Path) -> None:
    book = visits_file(tmp_path, row(payer="medicare", units="3", modifiers="GP"))
    before = book.read_bytes()
    claims = tmp_path / "claims.837"
    with book.open("rb") as stdin:
        done = subprocess.run(command("fix", "-", "-o", book), stdin=stdin, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"is the file that standard input comes from" in done.stderr
    assert book.read_bytes() == before
    with claims.open("wb") as stdout:
        words = command("claim", book, "--practice", CLINIC_DAY / "practice.toml", "-o", claims)
        done = subprocess.run(words, stdout=stdout, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"is the file that standard output goes to" in done.stderr
    assert claims.read_bytes() == b""


def test_a_practice_on_a_pipe_is_read_once(tmp_path: Path) -> None:
    """Whether or not the output is there already, for then the patients file is looked up first."""
    text = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")
    text = text.replace('"patients.csv"', f'"{CLINIC_DAY / "patients.csv"}"')
    book, output, pipe = visits_file(tmp_path, row()), tmp_path / "claims.837", tmp_path / "pipe"
    os.mkfifo(pipe)
    for _ in range(2):
        writer = threading.Thread(target=pipe.write_text, args=(text,), daemon=True)
        writer.start()
        assert process("claim", book, "--practice", pipe, "-o", output, *FILED).code == 0
        writer.join(timeout=10)
    patients = tmp_path / "patients.csv"
    shutil.copy(CLINIC_DAY / "patients.csv", patients)
    threading.Thread(target=pipe.write_text, args=(text.replace(str(CLINIC_DAY), str(tmp_path)),), daemon=True).start()
    refused(
        process("claim", book, "--practice", pipe, "-o", patients, *FILED), "is one of the files this command reads"
    )


def test_nor_over_payers_files_or_the_library(tmp_path: Path) -> None:
    payers = tmp_path / "payers"
    payers.mkdir()
    (payers / "acme.toml").write_text('name = "Acme"\nkind = "commercial"\nextends = "commercial"\nabout = "Acme."\n')
    (payers / "claims.837").write_text("ours", encoding="utf-8")
    library = tmp_path / "library"
    library.mkdir()
    (library / "releases.json").write_text("[]", encoding="utf-8")
    call_of = ("claim", visits_file(tmp_path, row()), "--practice", CLINIC_DAY / "practice.toml", *FILED)
    for output in (payers / "acme.toml", library / "releases.json"):
        before = output.read_bytes()
        more = ("--payers", payers, "--library", library)
        refused(call(*call_of, *more, "-o", output), "is one of the files this command reads")
        assert output.read_bytes() == before
    assert call(*call_of, "--payers", payers, "-o", payers / "claims.837", "--force").code == 0


def test_nor_into_a_folder_of_publishers_files_that_it_reads(tmp_path: Path) -> None:
    folder = tmp_path / "download"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "table.csv").write_text("theirs", encoding="utf-8")
    answer = call("reference", "diff", "NCCI 2026Q3", folder, "--html", folder / "deep" / "table.csv")
    refused(answer, "is one of the files this command reads")


def test_a_page_or_packet_may_lie_in_the_folder_that_is_read_as_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, [remittance_of(0, "Q1", denied({0: "CO 197"}))])
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert call("book", "--html", "book.html", "--force").code == 1
        assert call("appeal", "PT1", "-o", "packet.pdf").code == 1
    refused(call("book", "--html", "claims.837", "--force"), "is one of the files this command reads")


def test_a_file_named_like_an_unfinished_one_is_read_and_stays(tmp_path: Path) -> None:
    book = visits_file(tmp_path, row(payer="medicare", units="3", modifiers="GP"), name="book.csv.part")
    before = book.read_bytes()
    assert call("fix", book, "-o", tmp_path / "book.csv", *FILED).code in {0, 3}
    assert book.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.csv", "book.csv.part"]
    assert (tmp_path / "book.csv").stat().st_mode & 0o777 == 0o600


def test_an_inbox_is_no_outbox_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").symlink_to("in", target_is_directory=True)
    refused(call("payer", "--inbox", tmp_path / "in", "--outbox", tmp_path / "out"), "is the inbox too")


CREDENTIALS = (str(REPO / "examples" / "credentialing"),)
STRANGERS = {
    "aging": ("book", "--html", "out.html"),
    "appeal": ("book", "PT1", "-o", "out.pdf"),
    "audit disclose": ("audit", "--identified", "2026-11-30", "--as-of", "2026-12-01", "-o", "out.pdf"),
    "audit frame": ("visits.csv", *FILED, "-o", "out.csv"),
    "audit score": ("audit", "--html", "out.html"),
    "balances": ("book", "--html", "out.html"),
    "book": ("book", "--html", "out.html"),
    "credentialing check": (*CREDENTIALS, "--html", "out.html"),
    "credentialing expiring": (*CREDENTIALS, "--ics", "out.ics"),
    "credentialing hold": (*CREDENTIALS, "--visits", "visits.csv", "--html", "out.html"),
    "credentialing matrix": (*CREDENTIALS, "--html", "out.html"),
    "credentialing nppes": (*CREDENTIALS, "--file", f"{CREDENTIALS[0]}/lists/nppes.csv", "--html", "out.html"),
    "credentialing pipeline": (*CREDENTIALS, "--html", "out.html"),
    "credentialing roster": (*CREDENTIALS, "--payer", "uhc", "--as-of", "2026-03-02", "-o", "out.csv"),
    "credentialing screen": (
        *(*CREDENTIALS, "--leie", f"{CREDENTIALS[0]}/lists/leie.csv"),
        *("--as-of", "2026-03-02", "-o", "out.json"),
    ),
    "denials": ("book", "--html", "out.html"),
    "estimate": ("visits.csv", "--visit", "1", "-o", "out.pdf"),
    "claim": ("visits.csv", *FILED, "-o", "out"),
    "paper": ("visits.csv", *FILED, "-o", "out.txt"),
    "superbill": ("visits.csv", "--visit", "1", "-o", "out"),
    "fix": ("visits.csv", "-o", "out.csv"),
    "columns": ("visits.csv", "-o", "out"),
    "ask eligibility": ("--patient", "P05", "-o", "out"),
    "ask status": ("week.837", "-o", "out"),
    "void": ("week.837", "CLAIM=1", "-o", "out"),
    "kpi": ("book", "--html", "out.html"),
    "read": ("paid.835", "-o", "out.pdf"),
    "second-opinion": ("book", "--html", "out.html"),
    "secondary": ("week.837", "--paid", "paid.835", "-o", "out"),
    "reference diff": ("MPFS RVU25D", "MPFS RVU26C", "--html", "out"),
    "statements": ("book", "--html", "out.html"),
    "train sheet": ("-n", "2", "-o", "out.pdf"),
    "trend": ("book", "--html", "out.html"),
    "reference simulate": ("MPFS RVU26C", "--on", "visits.csv", "-o", "out.csv"),
}
WITH_PRACTICE = {"claim", "estimate", "paper", "superbill", "ask eligibility", "ask status", "secondary"}


def test_every_command_that_writes_is_tried_with_a_strangers_file() -> None:
    stored = {"office export-organization"}  # it reads no files: tests/office/stored/test_commands.py
    assert STRANGERS.keys() | stored == {context.command_path.removeprefix("cleanclaim ") for context in WRITING}


@pytest.mark.parametrize("words", STRANGERS)
def test_a_strangers_file_is_replaced_by_force_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    visits_file(tmp_path)
    practice = practice_with(
        tmp_path, {"order": "primary"}, {"payer": "cigna", "member_id": "C77", "order": "secondary"}
    )
    call("claim", "visits.csv", "--practice", practice, *FILED, "-o", "week.837")
    remittance(Path("week.837"), tmp_path).rename("paid.835")
    fill(tmp_path / "book", [remittance_of(0, "Q1", denied({0: "CO 197"}))])
    if words.startswith("audit"):
        write_rows(audited(tmp_path) / "checklist.csv", [{"item": "C0001", "question": "A01", "answer": "yes"}])
    claim_id = Path("week.837").read_text().partition("CLM*")[2].partition("*")[0]
    arguments = [one.replace("CLAIM", claim_id) for one in STRANGERS[words]]
    arguments += ["--practice", str(practice)] if words in WITH_PRACTICE else []
    out = tmp_path / next(one for one in arguments if one.startswith("out"))
    out.write_text("somebody's")
    answer = call(*words.split(), *arguments)
    assert (answer.code, out.read_text()) == (2, "somebody's")
    assert f"{out.name}: is there already" in answer.err
    assert "--force" in answer.err
    assert call(*words.split(), *arguments, "--force").code in {0, 1, 3}
    assert out.read_bytes() != b"somebody's"
    again = call(*words.split(), *arguments)  # over what it wrote itself, unless somebody may have changed it
    assert again.code in ({2} if words == "columns" else {0, 1, 3}), again.err
