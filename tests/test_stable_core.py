"""The stable core: its names exist, show, are typed, and come with everything the verbs take and give."""

import doctest
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import Struct
from mypy import api

import cleanclaim
from cleanclaim.sandbox.payer.behavior import Behavior
from tests.sandbox.payer.post import Post

REPO = Path(__file__).parents[1]
NAMES: list[str] = list(cleanclaim.__all__)
VERBS = {
    *("code", "review", "price", "claim", "match", "read", "validate", "explain", "fix", "what_if"),
    *("read_visits", "read_practice", "read_case"),
}


def test_the_verbs_and_what_belongs_to_them_are_there() -> None:
    assert VERBS | {"Basis", "Case", "Visit", "UserError", "rule", "fact", "Each", "testing"} <= set(NAMES)
    assert {name for name in NAMES if inspect.isfunction(getattr(cleanclaim, name))} >= VERBS


@pytest.mark.parametrize("name", NAMES)
def test_every_name_exists_shows_and_says_what_it_is(name: str) -> None:
    thing = getattr(cleanclaim, name)
    assert name in dir(cleanclaim)
    if inspect.isclass(thing) or inspect.isfunction(thing) or inspect.ismodule(thing):  # a name for a type says nothing
        assert inspect.getdoc(thing)


def test_help_tells_of_the_verbs_and_values() -> None:
    asked = "import cleanclaim, pydoc; print(pydoc.plain(pydoc.render_doc(cleanclaim)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True)
    for words in ("review(visits:", "class Visit(", "Units, modifiers and proof of every visit", "class Basis("):
        assert words in done.stdout


def test_a_name_that_does_not_exist_is_refused_at_run_time() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        cleanclaim.nothing  # type: ignore[attr-defined]  # noqa: B018 - asked for its refusal


def test_star_imports_exactly_the_stable_names() -> None:
    space: dict[str, Any] = {}
    exec("from cleanclaim import *", space)  # noqa: S102 - our own words
    assert {name for name in space if not name.startswith("__")} == set(NAMES)


def checked(folder: Path, text: str) -> str:
    """What mypy says of a program that uses the package; nothing: it is right. Other modules are not followed."""
    program = folder / "program.py"
    program.write_text(text, encoding="utf-8")
    stub = str(REPO / "src" / "cleanclaim" / "__init__.pyi")
    said, _errors, _code = api.run(
        ["--strict", "--follow-imports=skip", f"--cache-dir={folder / 'cache'}", str(program), stub]
    )
    return "\n".join(line for line in said.splitlines() if "program.py" in line)


def test_a_type_checker_takes_what_exists_and_refuses_what_does_not(tmp_path: Path) -> None:
    good = "import cleanclaim\nfrom cleanclaim import Basis, Visit, UserError, rule\nprint(cleanclaim.review, Basis)\n"
    assert checked(tmp_path, good) == ""
    assert 'has no attribute "Visitt"' in checked(tmp_path, "from cleanclaim import Visitt\n")
    assert "no attribute" in checked(tmp_path, "import cleanclaim\ncleanclaim.reviw([])\n")


def of_ours(hint: Any) -> Iterator[type]:
    """The types of ours in an annotation."""
    if isinstance(hint, type) and hint.__module__.startswith("cleanclaim."):
        yield hint
    for part in [*get_args(hint), *(one for inner in get_args(hint) if isinstance(inner, list) for one in inner)]:
        yield from of_ours(part)


CARRIED_ALONG = {"Case.coded", "Case.visit_files"}
"""What verbs work out once and hand to each other; nobody outside gives it or reads it."""


def taken_and_given() -> Iterator[tuple[type, str]]:
    """Every type that a verb takes or gives, and those in their fields, with where it was met."""
    waiting = [
        (kind, f"{name}, {place}")
        for name in VERBS
        for place, hint in get_type_hints(getattr(cleanclaim, name)).items()
        for kind in of_ours(hint)
    ]
    seen = set()
    while waiting:
        kind, place = waiting.pop()
        if kind not in seen:
            seen.add(kind)
            yield kind, place
            fields = get_type_hints(kind).items() if issubclass(kind, Struct) else ()
            named = ((f"{kind.__name__}.{field}", hint) for field, hint in fields)
            waiting += [(inner, at) for at, hint in named if at not in CARRIED_ALONG for inner in of_ours(hint)]


def test_whatever_the_verbs_take_and_give_is_exported() -> None:
    exported = {getattr(cleanclaim, name) for name in NAMES}
    assert [f"{kind.__name__} ({place})" for kind, place in taken_and_given() if kind not in exported] == []


PATHS: dict[str, Callable[[Any], object]] = {
    "examples/clinic-day/visits.csv": cleanclaim.read_visits,
    "examples/clinic-day/practice.toml": cleanclaim.read_practice,
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_may_be_text(path: str) -> None:
    assert PATHS[path](str(REPO / path)) == PATHS[path](REPO / path)


def test_a_basis_takes_folders_as_text(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(
        'name = "Acme"\nkind = "commercial"\nextends = "medicare"\nabout = "As Medicare."\n', encoding="utf-8"
    )
    service = cleanclaim.Service(code="97110", minutes=33, performed_by="PT")
    visit = cleanclaim.Visit(visit_id="1", payer="acme", service_date=date(2026, 3, 2), services=(service,))
    for folder in (tmp_path, str(tmp_path)):
        basis = cleanclaim.Basis(payers=folder, library=cleanclaim.library(folder))
        assert cleanclaim.code([visit], basis).visits[0].units == 2


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the example day, its claims as sent and a payer's remittance for them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(REPO / "examples")
    visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
    practice = cleanclaim.read_practice("examples/clinic-day/practice.toml")
    sent = cleanclaim.claim(visits, practice, cleanclaim.Basis(filed_on=date(2026, 3, 3)))
    assert sent.text
    Path("claims.837").write_text(sent.text, encoding="utf-8")
    _, done = Post(tmp_path, Behavior()).one(sent.text.encode())
    answers = (text for name, text in sorted(done.answers.items()) if name.endswith(".835"))
    Path("payment.835").write_text("".join(answers), encoding="utf-8")


@pytest.mark.usefixtures("clinic")
def test_the_examples_of_the_api_page_hold() -> None:
    page = str(REPO / "docs" / "reference" / "api.md")
    result = doctest.testfile(page, module_relative=False, encoding="utf-8")
    assert result.attempted > 40
    assert result.failed == 0


def test_every_verb_has_an_example() -> None:
    for name in [*VERBS, "Basis", "library"]:
        assert ">>> " in (inspect.getdoc(getattr(cleanclaim, name)) or ""), name
