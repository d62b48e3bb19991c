"""The columns of an example table, and what a cell of each may say.

The fields of a visit and its services are written as in a file of visits, those of a note and a chart as in theirs, so
that an example says what a practice would say. Some columns stand in no file: what lay before the visit (`earlier`),
what the payer is made to answer (`policy`), and whom the practice's file names.
"""

from cleanclaim.exchange.files import history, notes
from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.practice_entries import CLINICIAN, aliases
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.kernel import RuleSet
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.testing.examples import Example

OF_CHART = tuple(name for name in history.NAMES if name != "visits")
OF_NOTE = {
    "note": "text",
    "signed_as": "credential",
    **{name: name for name in notes.NAMES if name not in ("text", "credential")},
}
"""The columns of a note, each with what a file of notes calls it: `credential` is the clinician's here."""
OF_CLINICIAN = ("credential", "supervised_by", "licenses", "enrollments", "screenings", "hired", "left", "taxonomy")
SPELLINGS = aliases(CLINICIAN)
"""Other spellings of the columns of a clinician, as a practice's file may have them, each with the column."""
OF_VISIT = (*OF_CHART, "earlier", "earlier_note", *OF_NOTE)
"""The columns about a whole visit that stand in no file of visits: its first row says it, the others may."""
OF_PRACTICE = ("practice_payers", "practice_sites", "patients", "coverage_by", "fees")
"""The columns about the practice's file: its payers, its sites (`11:North`) and its patients by name, a coverage of
each patient, such as `aetna order=secondary referred=true`, and its fees (`97110=68.00 times=3`).
"""
OF_EXAMPLE = ("filed_on", "policy", *OF_PRACTICE, *OF_CLINICIAN)
"""The columns about all visits of an example: its first row says it, the others may."""
LEFT = (*FIELDS, *OF_VISIT, *OF_EXAMPLE)
"""Every column that may stand left of `||`."""
RIGHT = {
    "earned": "the units the minutes come to",
    "coded": "the modifiers the line is coded with",
    "broken": "the rules that object",
}
"""What may stand right of it besides the facts."""


def check_columns(place: str, example: Example, book: RuleSet) -> None:
    """Pass if every column is known: one of a visit, or right of `||` a fact of the rule set.

    Raises UserError, with the likeliest correction, for the first that is not.
    """
    right = [word.strip() for word in example.text.splitlines()[0].partition("||")[2].split("|")]
    left = tuple(SPELLINGS.get(name, name) for name in example.rows[0].inputs)
    try:
        check_names(left, LEFT)
    except UnreadableError as wrong:
        raise wrong.at(place, "column") from None
    facts = (*RIGHT, *book.facts)
    for name, known, side in [*((name, LEFT, "left") for name in left), *((name, facts, "right") for name in right)]:
        if name not in known:
            columns = LEFT if side == "left" else RIGHT
            what = f"column {name!r} cannot stand {side} of ||.{did_you_mean(name, known)}"
            raise UserError(place, what, f"There may stand {', '.join(columns)}.")
    if "code" not in left:
        raise UserError(place, "there is no column code", FORM)


FORM = "Write columns, ||, columns: service_date | code | minutes || earned. Rows follow; - stands between visits."
