"""Reading the files that the options of a command name: a case, a practice."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from cleanclaim.cases import read_case
from cleanclaim.cli.call import this_call
from cleanclaim.cli.progress import progress, reading_progress
from cleanclaim.cli.reading_screens import say_readings
from cleanclaim.exchange.files.visits import FILE_ENDINGS
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.practice_payers import with_policies
from cleanclaim.model.practice import Practice


def load_case(visits: Sequence[str], basis: Basis, *options: Struct, **more: Any) -> Case:
    """The case of files of visits, or of one of claims, with the files that the options name; see `read_case`.

    What came of reading them is said first on a screen, and is what the call ends with where a row was set aside.
    """
    files = {name: value for one in options for name, value in structs.asdict(one).items()} | more
    if isinstance(files.get("practice"), Path):
        files["practice"] = load_practice(
            files["practice"], basis, files.get("mapping"), strict=files.get("strict", True)
        )
    x12 = len(visits) == 1 and begins_as_x12(visits[0])
    reading = reading_progress("Reading", visits[0]) if x12 else progress("Reading", None, "services")
    with reading as report:
        case = read_case(visits, basis, progress=report, **files)
    this_call().note_readings(case.readings)
    if this_call().is_for_people():
        say_readings(case)
    return case


def split_visit_id(words: Sequence[str]) -> tuple[list[str], str | None]:
    """The files of visits among some words, and the visit's id that may follow them.

    One word that names no file is an id where the project names the visits; after a file, the last word that is none.
    """
    *files, last = words
    project = this_call().project
    visits = list(map(str, project.visits)) if project else []
    if last == "-" or Path(last).is_file() or not (files or visits) or _looks_like_file(last):
        return list(words), None
    return files or visits, last


def _looks_like_file(word: str) -> bool:
    return "/" in word or Path(word.removesuffix(".gz")).suffix.lower() in FILE_ENDINGS


def load_practice(
    path: Path, basis: Basis | None = None, mapping: str | None = None, *, strict: bool = True
) -> Practice:
    """The practice a TOML file describes, with the patients of the project where it names none, and with what the
    policies say of its payers. `mapping`: what payers' names stand for, of the patients too. Unless `strict`, patients
    who cannot be used are set aside.
    """
    from cleanclaim.exchange.files.mapping import read_mapping
    from cleanclaim.exchange.files.practice import read_practice

    project = this_call().project
    words = read_mapping(mapping).values.get("payer") if mapping else None
    practice = read_practice(
        path, patients_file=project.patients if project else None, payer_words=words, strict=strict
    )
    return with_policies(practice, basis or Basis(payers=project.payers if project else None))
