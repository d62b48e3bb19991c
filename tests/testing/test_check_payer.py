"""A payer's file of somebody's own, checked by the tables it brings."""

from pathlib import Path

import pytest

from cleanclaim.testing import check_payer

FILE = '''
name = "Acme Health"
kind = "commercial"
extends = "commercial"
about = "By our contract of 2025."

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = {{ value = "cms", cite = "payer-contract" }}

[examples]
units = """
    service_date | visit_id | earlier    | code  | minutes || earned | least_units | coded
    2026-03-02   | 1        | 2026-02-02 | 97110 |      33 || {earned} |       2 | GP
    2026-03-02   | 1        |            | 97140 |       7 ||      1 |           1 | GP
"""
'''


def written(folder: Path, earned: str) -> Path:
    file = folder / "acme.toml"
    file.write_text(FILE.format(earned=earned), encoding="utf-8")
    return file


def test_a_file_whose_examples_hold_passes(tmp_path: Path) -> None:
    check_payer(written(tmp_path, "2"))
    check_payer(str(tmp_path / "acme.toml"))


def test_every_cell_that_differs_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="units-1: row 1, 97110: earned is 2; the table says 3"):
        check_payer(written(tmp_path, "3"))
