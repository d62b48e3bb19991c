"""What a review finds in the note of one visit alone, quickly enough to ask at every pause of whoever writes it."""

from cleanclaim.kernel import FAIL
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import VisitContext
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import review_coded_lines
from cleanclaim.law.review.rule_set import note_families
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit


def review_note(visit: Visit, basis: Basis) -> list[Finding]:
    """The faults that the rules of notes find, as the review of the whole visit finds them.

    What only the patient's other notes tell, as that one is a copy, is left to that review.
    """
    law = in_force(visit, basis, note_families())
    lines = Case(visits=(visit,)).coded_at(0, (), law.policy, law.tables).lines
    found = review_coded_lines(visit, lines, VisitContext(()), law)
    return [one for one in found if one.outcome == FAIL and one.severity != "info"]
