"""The office without a browser: no rule in it, a taken port told, nothing of a patient in its logs."""

import ast
import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cleanclaim.law.policies.policy import payer_names
from cleanclaim.office.shared.logs import PatientFreeFormatter
from cleanclaim.reference.catalogue import catalogue

OFFICE = Path(__file__).parents[2] / "src" / "cleanclaim" / "office"
NUMBERS = {8, 10, 15, 22, 23, 38, 53}
WORDS = {*payer_names(), *catalogue(), "CQ", "CO", "GP", "GO", "GN", "KX", "59", "XU", "cms", "cpt"} - {"self_pay"}


def lawful(text: str) -> list[int]:
    """The lines that reckon or compare with a number of the law, or know a payer, a code or a modifier by name."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in WORDS:
            found.append(node.lineno)
        if isinstance(node, ast.BinOp | ast.Compare):
            values = {part.value for part in ast.iter_child_nodes(node) if isinstance(part, ast.Constant)}
            found += [node.lineno] if values & NUMBERS else []
    return found


@pytest.mark.parametrize("path", sorted(OFFICE.rglob("*.py")), ids=lambda path: str(path.relative_to(OFFICE)))
def test_no_rule_or_number_of_the_law_stands_in_the_office(path: Path) -> None:
    assert lawful(path.read_text(encoding="utf-8")) == []


def test_the_search_for_rules_finds_them() -> None:
    assert lawful("units = minutes // 15\nif left >= 8: ...\nif payer == 'medicare': ...") == [1, 2, 3]
    assert lawful("'the 8-minute rule of medicare'") == []


def test_a_taken_port_is_said_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "cleanclaim", "serve", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "the port is taken" in done.stderr
    assert "--port" in done.stderr


def test_the_log_names_places_and_kinds_and_no_values() -> None:
    try:
        raise ValueError("Jane Doe, 97110")
    except ValueError:
        record = logging.LogRecord("office", logging.ERROR, "", 1, "GET /Jane", None, sys.exc_info())
    text = PatientFreeFormatter().format(record)
    assert "ValueError" in text
    assert "test_office.py" in text
    assert "Jane" not in text
