"""Find services and diagnoses by words, or by how their code begins."""

from textwrap import shorten
from typing import Annotated

import click

from cleanclaim.cli.options import Format, LibraryInUse, On
from cleanclaim.cli.screen import say, say_json, style
from cleanclaim.explanations.lookup.search_all import search_all
from cleanclaim.law.basis import Basis

EXAMPLES = (
    "cleanclaim codes search gait",
    "cleanclaim codes search --icd low back pain",
)


LABEL = 65
UNFINISHED = {
    "header": "wants more characters",
    "unknown": "not in force",
    "undetermined": "not known for this date",
}


def run(
    words: Annotated[tuple[str, ...], click.Argument(["words"], nargs=-1, required=True)],
    format: Format,
    *,
    on: On,
    icd: Annotated[bool, click.Option(["--icd"], is_flag=True, help="Only diagnoses (ICD-10-CM).")],
    library: LibraryInUse,
) -> int:
    """Print the services and the diagnoses that fit the words, best first; returns the exit code."""
    basis = Basis(library=library)
    on_day = on or basis.today
    fits = search_all(list(words), on_day, icd=icd, basis=basis)
    found, diagnoses = fits.codes, fits.diagnoses
    if format == "json":
        say_json({"on": on_day, "words": words, "codes": found, "diagnoses": diagnoses})
        return 0
    if fits.unmatched:
        say(f"No code fits every word; these do not fit {' or '.join(fits.unmatched)}:")
    for entry in found:
        gone = "" if entry.in_force else f"   {entry.validity}"
        say(f"{style(entry.code, bold=True)}  {entry.label}{style(gone, 'red')}")
    if found and diagnoses:
        say()
    for diagnosis in diagnoses:
        want = UNFINISHED.get(diagnosis.state)
        note = style(f"   {want}", "yellow") if want else ""
        say(f"{style(f'{diagnosis.code:<8}', bold=True)}  {shorten(diagnosis.label, LABEL, placeholder=' ...')}{note}")
    if not found and not diagnoses:
        say("No code fits. Try fewer or other words, or the first digits of a code.")
    return 0
