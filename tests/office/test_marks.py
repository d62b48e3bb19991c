"""A mark is drawn once: a standing and a tag draw theirs, and have none inside."""

import re
from pathlib import Path

import pytest

import cleanclaim.office

TEMPLATES = sorted(Path(cleanclaim.office.__file__).parent.rglob("templates/**/*.html"))
TWICE = re.compile(r'class="(?:standing|tag)[^"]*"[^>]*>\s*<i class="mark')


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 50


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_mark_is_drawn_twice(path: Path) -> None:
    assert not TWICE.search(path.read_text(encoding="utf-8"))
