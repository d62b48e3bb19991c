"""What somebody drops to be reviewed: a visits file or an 837P, with the practice's file, a mapping of columns, earlier
visits, charts and notes. Which of those a file is, its contents say; its name only where they do not tell, and which of
several files of visits are the earlier ones: `march-history.837`.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.file_kinds import file_kind
from cleanclaim.exchange.files.mapping import ColumnMapping, read_mapping
from cleanclaim.exchange.files.practice import practice_files, read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import read_toml

VISIT_ENDINGS = (".csv", ".tsv", ".xlsx", ".json", ".ndjson", ".parquet")
"""What a file of visits may be called."""
ENDINGS = (*VISIT_ENDINGS, ".837", ".835", ".txt", ".x12", ".edi", ".toml")
MOST_BYTES = 25_000_000


MAPPING_ENTRIES = frozenset({"columns", "always", "values", "left_out", "recognized_by"})
"""What only a file has that says what the columns of an export stand for (`cleanclaim columns -o`)."""


PAPERS = {"history": "history", "chart": "charts", "charts": "charts", "note": "notes", "notes": "notes"}
"""Words in the name of a file that goes with the visits, and what it is. Of two words the last counts."""
_OF_KIND = {"visits": "visits", "remittances": "history", "charts": "charts", "notes": "notes"}
_ONE = (
    "Drop one visits file or 837P, with the practice's files if you like, and with its history, charts or notes;"
    " earlier visits have history in their file's name."
)


def _paper(name: str) -> str | None:
    """Which of the papers a file is by its name; None where it says nothing. A remittance is always history."""
    words = re.findall(r"[a-z]+", name.lower().rpartition(".")[0])
    named = [PAPERS[word] for word in words if word in PAPERS]
    return named[-1] if named else "history" if name.lower().endswith(".835") else None


def _is_mapping(path: Path) -> bool:
    return bool(MAPPING_ENTRIES & read_toml(path).keys())


def _sorted_out(files: Mapping[str, Path], mapping: ColumnMapping | None) -> tuple[str, dict[str, Path]]:
    """The name of the file of visits or claims, and the papers that go with it, by what they are.

    Raises UserError where there is no one such file, where two are the same paper, and for a file that is nothing.
    """
    kinds = {name: file_kind(path, mapping) for name, path in files.items()}
    found: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        found.setdefault(_OF_KIND.get(kind or "") or (kind is None and _paper(name)) or "none", []).append(name)
    if len(found.get("visits", ())) > 1:
        earlier = [name for name in found["visits"] if _paper(name) == "history"]
        found["visits"] = [name for name in found["visits"] if name not in earlier]
        found.setdefault("history", []).extend(earlier)
    strange = found.get("none", [])
    if "visits" not in found and len(strange) == 1 and kinds[strange[0]] is None:
        found["visits"] = found.pop("none")  # its reader says what it lacks
    elif strange:
        problem = "is no file of visits, claims, history, charts or notes by its columns"
        if kinds[strange[0]] == "patients":
            problem = "is a file of patients that no practice's file dropped with it names"
        elif kinds[strange[0]] == "appointments":
            problem = "is a schedule, which is taken in on Import or on Today"
        raise UserError(str(files[strange[0]]), problem, f"{_ONE} Leave this file out, or correct its heading.")
    visits = found.get("visits", [])
    if len(visits) != 1:
        problem = "no visits and no claims were dropped"
        raise UserError("The files", f"no single visits file: {', '.join(visits)}" if visits else problem, _ONE)
    for paper, names in found.items():
        if paper != "visits" and len(names) > 1:
            problem = f"a second file of {paper} was dropped, after {names[0]}"
            raise UserError(str(files[names[1]]), problem, f"Drop one file of {paper}.")
    return visits[0], {paper: files[names[0]] for paper, names in found.items() if paper != "visits" and names}


def read_dropped_case(dropped: Mapping[str, Path], basis: Basis, progress: Callable[[int], None]) -> Case:
    """The case of the dropped files, by their names. `progress` is called with the services or bytes read.

    Raises UserError for what they lack.
    """
    settings = [path for path in dropped.values() if path.suffix.lower() == ".toml"]
    mappings = [path for path in settings if _is_mapping(path)]
    practices = [path for path in settings if path not in mappings]
    for paths, what in ((practices, "practice"), (mappings, "mapping of columns")):
        if len(paths) > 1:
            raise UserError(str(paths[1]), f"a second {what} was dropped", f"Drop one file of a {what}.")
    of_practice = practice_files(practices[0], dropped=dropped) if practices else []
    words = read_mapping(mappings[0]).values.get("payer") if mappings else None
    practice = read_practice(practices[0], dropped=dropped, payer_words=words) if practices else None
    mapping = mappings[0] if mappings else None
    others = {name: path for name, path in dropped.items() if path not in (*of_practice, *mappings)}
    name, papers = _sorted_out(others, read_mapping(mapping) if mapping else None)
    case = read_case(
        dropped[name],
        basis,
        practice=practice,
        mapping=mapping,
        history=papers.get("history"),
        charts=papers.get("charts"),
        notes=papers.get("notes"),
        strict=False,
        progress=progress,
    )
    return structs.replace(case, name=name)
