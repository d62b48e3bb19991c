"""Help, completion and the man page: made from the commands, with calls that can be typed."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from cleanclaim.cli import reference_docs
from cleanclaim.cli.commands import Verb
from cleanclaim.cli.main import app
from tests.cli.calling import REPO, call, command, surroundings

COMMANDS = {context.command_path: context for context in reference_docs.list_commands()}


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_examples_that_can_be_typed(path: str) -> None:
    verb = COMMANDS[path].command
    assert isinstance(verb, Verb)
    assert verb.examples, f"{path} has no EXAMPLES"
    shown = call(*path.split()[1:], "--help").out
    for example in verb.examples:
        assert example in shown
        if "<<" in example or "$(" in example:
            continue
        words = shlex.split(example.partition(" > ")[0])
        assert " ".join(words).startswith(f"{path} ") or words == path.split()
        _parse(path, words[len(path.split()) :])


def _parse(path: str, words: list[str]) -> None:
    """Read the words as the command does, without carrying it out; files need not be there."""
    verb = COMMANDS[path].command
    context = click.Context(verb, info_name=path)
    parser = verb.make_parser(context)
    values, rest, _ = parser.parse_args(args=list(words))
    assert rest == []
    for option in verb.params:
        if (
            isinstance(option, click.Option)
            and not isinstance(option.type, click.Path)
            and values.get(option.name or "") is not None
        ):
            option.type_cast_value(context, values[option.name or ""])


def test_commands_stand_under_headings_and_no_summary_is_cut() -> None:
    shown = call("--help").out
    assert [head for head in ("Code and review:", "Claims:", "Look up:", "Set up:") if head not in shown] == []
    assert "..." not in shown.replace("[ARGS]...", "")
    assert "Commands:" not in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    answer = call("completion", shell)
    assert (answer.code, answer.err) == (0, "")
    assert f"_CLEANCLAIM_COMPLETE={shell}_complete" in answer.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rev", {"review"}),
        ("rules sh", {"show"}),
        ("rules show pairs.b", {"pairs.bundled"}),
        ("review visits.csv --ignore pair", {"pairs"}),
        ("review --group-by ", {"rule", "payer", "clinician"}),
        ("codes show 97110 --payer aet", {"aetna"}),
    ],
)
def test_what_is_begun_is_completed(typed: str, offered: set[str]) -> None:
    words = ["cleanclaim", *typed.split(" ")]
    asked = {"_CLEANCLAIM_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(command(), env=surroundings(**asked), capture_output=True, text=True, check=True)
    found = {line.partition(",")[2] for line in done.stdout.splitlines()}
    assert offered <= found
    assert done.stderr == ""


def test_bash_completes_in_earnest(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    program = tmp_path / "cleanclaim"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(cleanclaim completion bash)"; COMP_WORDS=(cleanclaim codes se); COMP_CWORD=2;'
        ' _cleanclaim_completion cleanclaim; echo "${COMPREPLY[@]}"'
    )
    env = surroundings(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run([bash, "--norc", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["search"], done.stderr


def test_the_man_page_has_every_command_and_reads_as_one() -> None:
    page = (REPO / "docs" / "reference" / "cleanclaim.1").read_text(encoding="utf-8")
    assert page == reference_docs.build_pages()["cleanclaim.1"]
    assert all(f".SS {path}".replace("-", r"\-") in page for path in COMMANDS)
    man = shutil.which("man")
    if man is None:
        pytest.skip("no man here")
    done = subprocess.run(
        [man, "-l", str(REPO / "docs" / "reference" / "cleanclaim.1")],
        env=os.environ | {"MANPAGER": "cat", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for words in ("EXIT STATUS", "every claim is clean", "cleanclaim review", "--group-by"):
        assert words in done.stdout.replace("\u2010", "-")
    assert app.name == "cleanclaim"
