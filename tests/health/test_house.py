"""The house rules that no linter knows: what no file may name, what no module may do or load.

The words sought are put together here from pieces, so that this file is not found by its own search.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
SOURCES = sorted((REPO / "src").rglob("*.py"))
EXACT = [
    path for path in SOURCES if {"model", "law", "pricing"} & set(path.relative_to(REPO / "src" / "cleanclaim").parts)
]

MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "t" + "mp"]) + r")(?![\w-])")
REGISTRY = re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + "js", r"deb\." + "debian"]))
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME"]) + r")\b")
LOCKED = re.compile(
    r"""
    \s*\#.*                                                  # who asked for it
    | [a-z0-9._-]+==[0-9][\w.]*(?:\ ;\ [^\\]+)?\ \\          # a name, its version, and where it is wanted
    | \ +--hash=sha256:[0-9a-f]{64}(?:\ \\)?                 # a hash
    """,
    re.VERBOSE,
)


@cache
def texts() -> dict[str, str]:
    """Every text file of the repository, by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git repository")
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        if (REPO / name).is_file():
            try:
                found[name] = (REPO / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a table in binary form
    return found


def places(sought: re.Pattern[str]) -> list[str]:
    """Where the words stand, as file and line."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        if sought.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if sought.search(line)
    ]


def test_the_files_of_the_repository_are_read() -> None:
    assert {"pyproject.toml", "requirements.txt", "src/cleanclaim/__init__.py"} <= texts().keys()


@pytest.mark.parametrize(
    "sought", [MACHINE_PATH, REGISTRY, UNFINISHED], ids=["machine path", "registry", "unfinished work"]
)
def test_no_file_names_a_machine_a_registry_or_unfinished_work(sought: re.Pattern[str]) -> None:
    assert places(sought) == []


@pytest.mark.parametrize(
    ("sought", "found", "passed_over"),
    [
        (MACHINE_PATH, "see /wo" + "rk/main", "net/wo" + "rk, 1/wo" + "rk, ../wo" + "rk"),
        (MACHINE_PATH, "'/t" + "mp'", "tmp_path / 'x', a/t" + "mp"),
        (REGISTRY, "https://py" + "pi.org/simple", "a registry"),
        (UNFINISHED, "# TO" + "DO: later", "mastodon, to" + "do"),
    ],
)
def test_the_search_finds_what_it_seeks_and_nothing_else(sought: re.Pattern[str], found: str, passed_over: str) -> None:
    assert sought.search(found)
    assert not sought.search(passed_over)


CATCHES_ALL = re.compile(r"\bexcept\s*(?::|.*\b(?:Base)?Exception\b)")
"""What a handler of any error begins with; only files that have it are looked through."""


def silenced(text: str) -> Iterator[int]:
    """The lines of handlers that swallow any error whatever."""
    for node in ast.walk(ast.parse(text)) if CATCHES_ALL.search(text) else ():
        if isinstance(node, ast.ExceptHandler):
            catches_all = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            if catches_all and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body):
                yield node.lineno


def test_no_error_is_swallowed_unseen() -> None:
    python = {name: text for name, text in texts().items() if name.endswith(".py")}
    assert {name: found for name, text in python.items() if (found := list(silenced(text)))} == {}
    assert list(silenced("try:\n    x = 1\nexcept Exception:\n    pass")) == [3]
    assert list(silenced("try:\n    x = 1\nexcept:\n    pass")) == [3]
    assert list(silenced("try:\n    x = 1\nexcept ValueError:\n    pass")) == []


@cache
def tree_of(path: Path) -> ast.Module:
    """A source file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_a_source_file_has_one_topic_and_says_which() -> None:
    assert [path for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) >= 400] == []
    assert [path for path in SOURCES if path.stat().st_size and not ast.get_docstring(tree_of(path))] == []


def imported(path: Path, modules: set[str]) -> set[str]:
    """The modules of ours that a file imports, anywhere in it; what only the type checker imports is no import."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{name.name}" for name in node.names}
            found |= (inner & modules) or {node.module}
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
        elif isinstance(node, ast.stmt | ast.Module | ast.ExceptHandler | ast.match_case):
            waiting += ast.iter_child_nodes(node)
    return found & modules


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Files that import each other in a circle; none where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        files: list[str] = error.args[1]
        return files
    return []


def test_no_files_import_each_other_in_a_circle() -> None:
    names = {
        ".".join(path.relative_to(REPO / "src").with_suffix("").parts).removesuffix(".__init__"): path
        for path in SOURCES
    }
    imports = {name: imported(path, set(names)) - {name} for name, path in names.items()}
    assert "cleanclaim.model.visit" in imports["cleanclaim.exchange.files.visits"]
    assert circle(imports) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


def floats(tree: ast.Module) -> set[int]:
    """The lines that name float or write one down."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    }


def test_model_law_and_prices_reckon_without_floats() -> None:
    assert {path: lines for path in EXACT if (lines := floats(tree_of(path)))} == {}


def test_the_search_for_floats_finds_them() -> None:
    assert floats(ast.parse("a = float(1)\nb = 1\nc = 0.5\ndef f(x: float) -> int: ...")) == {1, 3, 4}


def loaded_by(statement: str, *arguments: str) -> set[str]:
    """The modules in memory after a statement, in a Python of its own."""
    text = f"import sys\ntry:\n    {statement}\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", text, *arguments]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    return set(done.stderr.split())


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    loaded = loaded_by("import cleanclaim")
    assert "cleanclaim" in loaded
    assert not loaded & {"polars", "click", "msgspec", "cleanclaim.law"}


@pytest.mark.parametrize("form", ["table", "json"])
def test_coding_a_file_loads_neither_frames_nor_screens(form: str) -> None:
    arguments = ["code", "examples/clinic-day/visits.csv", "--format", form]
    loaded = loaded_by("from cleanclaim.cli.main import main; main()", *arguments)
    assert "cleanclaim.law.review.coded" in loaded, "the command did not run"
    assert not loaded & {"polars", "numpy", "pydantic"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_hold_names_versions_and_hashes_alone(name: str) -> None:
    lines = (REPO / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not LOCKED.fullmatch(line)] == []
    packages = [line.partition("==")[0] for line in lines if "==" in line]
    assert len(packages) == len(set(packages)) > 3
    assert sum("--hash=sha256:" in line for line in lines) >= len(packages)


CLOCK = re.compile(r"\bdate\.today\b|\bdatetime\.now\b|\bos\.environ\b|\bgetenv\b")
AT_THE_EDGE = (
    "cli/",
    "office/day.py",
    "office/settings.py",
    "office/serve.py",
    "office/commands.py",
    "law/basis.py",
    "law/__main__.py",
    "bulk/run/workers.py",  # says to a library, before it is loaded, that a worker is one thread
)


def test_the_clock_and_the_environment_are_read_at_the_edge_alone() -> None:
    """What day it is and which folders count comes in as a `Basis`."""
    package = REPO / "src" / "cleanclaim"
    found = [path.relative_to(package).as_posix() for path in SOURCES if CLOCK.search(path.read_text(encoding="utf-8"))]
    assert [path for path in found if not path.startswith(AT_THE_EDGE)] == []


NOT_PLAIN = {"held", "told", "asked", "given", "kept", "shown", "said", "beside", "around"}
"""Words that say nothing of what a thing is. As a field of a value they may be a key of the JSON, and stay."""


def names_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every name a file makes, with its line: the module's own, of functions, classes, parameters and variables."""
    yield path.stem, 1
    nodes = list(ast.walk(tree_of(path)))
    fields = {
        id(field.target)
        for made in nodes
        if isinstance(made, ast.ClassDef)
        for field in made.body
        if isinstance(field, ast.AnnAssign)
    }
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in fields:
            yield node.id, node.lineno


def words_of(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def test_every_name_says_what_it_is() -> None:
    assert [
        f"{path.relative_to(REPO)}:{line}: {name}"
        for path in SOURCES
        for name, line in names_of(path)
        if words_of(name) & NOT_PLAIN
    ] == []


def test_a_class_name_is_used_once() -> None:
    places = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(REPO)))
    assert len(places) > 300
    for name in ("Meta", "Migration"):  # Django's names for what belongs to one table
        del places[name]
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
