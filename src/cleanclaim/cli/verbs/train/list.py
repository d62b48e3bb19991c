"""List what is trained: competencies by role, and the kinds of questions of each."""

from cleanclaim.cli.options import Format
from cleanclaim.cli.screen import say, say_json, say_table, say_text, style
from cleanclaim.cli.training_options import Competencies, Role, chosen_competencies
from cleanclaim.compliance.training.bank import kinds
from cleanclaim.compliance.training.competencies import roles

EXAMPLES = ("cleanclaim train list", "cleanclaim train list --role biller")


def run(format: Format, *, role: Role, competency: Competencies) -> int:
    """Print competencies and kinds; returns the exit code."""
    chosen = chosen_competencies(role, competency)
    by_competency = {one.id: [kind for kind in kinds().values() if kind.competency == one.id] for one in chosen}
    if format == "json":
        say_json({
            "competencies": [
                {
                    "id": one.id,
                    "name": one.name,
                    "roles": one.roles,
                    "every_days": one.every,
                    "attested": one.attested,
                    "kinds": [{"name": kind.name, "title": kind.title} for kind in by_competency[one.id]],
                    "no_questions": one.no_questions,
                }
                for one in chosen
            ]
        })  # fmt: skip
        return 0
    for one in chosen:
        say(style(f"{one.id}  {one.name}", bold=True))
        say_text(f"{', '.join(map(roles().__getitem__, one.roles))}; at the latest every {one.every} days", 4, dim=True)
        say_table((), [(kind.name, kind.title) for kind in by_competency[one.id]], indent=4)
        if one.no_questions:
            say_text(one.no_questions, 4)
        say()
    return 0
