"""Write a sheet of questions on paper (PDF), the answers on a page of their own at its end.

With --format json the questions are printed for other programs, such as a learning platform: each with its choices,
what each wrong one comes of, the answers, why, source, and the versions of what it rests on.
"""

from pathlib import Path
from typing import Annotated

from cleanclaim.cli.call import Output
from cleanclaim.cli.options import Format, Overwrite, PayerOptions
from cleanclaim.cli.own_questions import OwnClaims, own_items
from cleanclaim.cli.screen import pluralize, say, say_json
from cleanclaim.cli.training_options import Competencies, Count, LawDay, Role, Seed, chosen_competencies
from cleanclaim.cli.writing import write_whole
from cleanclaim.compliance.training.bank import kinds_of, make_items, setting_on
from cleanclaim.compliance.training.sheet import sheet_of

EXAMPLES = (
    "cleanclaim train sheet --role therapist -n 20 -o sheet.pdf",
    "cleanclaim train sheet --role biller --denials 2026/ -o sheet.pdf",
    "cleanclaim train sheet --competency T1 --format json",
)
SheetOutput = Annotated[Path | None, Output("The PDF to write.", content="the sheet", example="sheet.pdf")]


def run(
    format: Format,
    *,
    output: SheetOutput,
    role: Role,
    competency: Competencies,
    count: Count,
    seed: Seed,
    on: LawDay,
    own: OwnClaims,
    law: PayerOptions,
    force: Overwrite,
) -> int:
    """Make the questions and write or print them; returns the exit code, 0."""
    setting = setting_on(law.basis, on)
    chosen = chosen_competencies(role, competency)
    names = {one.id for one in chosen}
    first = [one for one in own_items(own, law.basis, seed) if one.competency in names][: (count + 1) // 2]
    items = [*first, *make_items(kinds_of(chosen), count - len(first), seed, setting)]
    if output is not None:
        from cleanclaim.exchange.forms.paper_pdf import render_paper

        write_whole(output, render_paper(sheet_of(items, setting.basis)), force=force)
    if format == "json":
        say_json({"on": setting.on, "items": items})
        return 0
    about = pluralize(len(items), "question")
    say(f"{about}, {len(first)} from your own claims{f', in {output}' if output else ''}.")
    if output is None:
        say("-o FILE writes them as PDF, --format json prints them for other programs.")
    return 0
