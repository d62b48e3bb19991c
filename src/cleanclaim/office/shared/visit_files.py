"""What somebody drops to be reviewed: a visits file or an 837P, with the practice's file, a mapping of columns, earlier
visits, charts and notes. Which of those a file is, its name says: `charts.json`, `march-history.837`.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.mapping import read_mapping
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


def _paper(name: str) -> str | None:
    """Which of the papers a file is by its name; None for visits and claims. A remittance is always history."""
    words = re.findall(r"[a-z]+", name.lower().rpartition(".")[0])
    named = [PAPERS[word] for word in words if word in PAPERS]
    return named[-1] if named else "history" if name.lower().endswith(".835") else None


def _is_mapping(path: Path) -> bool:
    return bool(MAPPING_ENTRIES & read_toml(path).keys())


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
    papers: dict[str, Path] = {}
    rest = []
    for name, path in dropped.items():
        if path in (*of_practice, *mappings):
            continue
        paper = _paper(name)
        if paper is None:
            rest.append(name)
        elif paper in papers:
            raise UserError(str(path), f"a second file of {paper} was dropped", f"Drop one file of {paper}.")
        else:
            papers[paper] = path
    if len(rest) != 1:
        problem = "no visits and no claims were dropped" if not rest else f"no single visits file: {', '.join(rest)}"
        remedy = (
            "Drop one visits file or 837P, with the practice's files if you like. What goes with it is told by its"
            " name: history, charts or notes."
        )
        raise UserError("The files", problem, remedy)
    (name,) = rest
    mapping = mappings[0] if mappings else None
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
