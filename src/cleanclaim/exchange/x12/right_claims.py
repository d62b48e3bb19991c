"""Claims of an 837P that are known to be right by their text, for whoever asks only what is wrong: no value is made.

What the checks of a claim read is in the text of its own segments and of the levels above it, but for what each claim
says anew: its charge and its lines. Of these the checks ask that the lines are right, that their charges come to the
claim's, that their numbers count up and their control numbers differ. A claim that says anything else that hangs on its
lines, such as a day, an amount or another payer, is not known by its text.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.loop_text import LoopText
from cleanclaim.exchange.x12.parse_837p import Biller, diagnoses_in
from cleanclaim.exchange.x12.transitions import Shape
from cleanclaim.exchange.x12.values import cents_of, day_of
from cleanclaim.model.submitted_claim import SubmittedLine

_HANGS_ON_LINES = frozenset({"2300.DTP", "2300.AMT"})
LineText = tuple[str | None, str | None, str | None, str | None, int]
RightLines = Mapping[LineText, SubmittedLine]
"""Lines that were right, by their text."""
_LINE = ("2400.LX", "2400.SV1", "2400.DTP", "2400.REF")


class RightClaim(Struct, frozen=True, gc=False, tag_field="kind", tag="claim"):
    """A claim in which nothing is wrong, where no values are wanted: cents of its charge, number of its lines."""

    charge: int
    lines: int


class Levels(NamedTuple):
    """What the levels above a claim say that its checks read, and when the patient was born."""

    text: tuple[object, ...]
    born: date | None


def levels_of(biller: Biller, subscriber: LoopText | None, patient: LoopText | None) -> Levels | None:
    """The levels above a claim; None where they were not recognized as a whole, or say when the patient died."""
    shape = _shape(subscriber)
    if subscriber is None or shape is None or "2000B.PAT" in subscriber.texts:
        return None
    texts, sep = subscriber.texts, subscriber.marks.element
    sbr = texts.get("2000B.SBR", "").split(sep)
    person, own_level = texts.get("2010BA.DMG", ""), None
    if patient is not None:
        own_shape, pat = _shape(patient), patient.texts.get("2000C.PAT", "")
        if own_shape is None or pat.count(sep) > 1:
            return None
        own_level = (pat, own_shape)
        person = patient.texts.get("2010CA.DMG", "") or person
    says = (biller, *sbr[1:3], *sbr[5:], shape, texts.get("2010BB.REF"), own_level)
    return Levels(says, day_of(person[7:15]))


class KnownText(NamedTuple):
    """What a claim says besides its charge and its lines, and these."""

    text: tuple[object, ...]
    claim: RightClaim


def known_text(
    parts: Sequence[LoopText], levels: Levels | None, right: RightLines, lists: CodeLists
) -> KnownText | None:
    """The claim whose loops these are by its text; None where its lines are not among the right ones, do not come to
    its charge, are not numbered in order or have a number twice, or something else hangs on them.
    """
    first = parts[0]
    shape = _shape(first)
    if levels is None or shape is None or not _HANGS_ON_LINES.isdisjoint(shape.paths):
        return None
    marks = first.marks
    clm, *others = first.texts.values()
    _, _, charge, rest = clm.split(marks.element, 3)
    diagnoses = len(diagnoses_in(first.texts.get("2300.HI", ""), marks.element, marks.component, marks.segment))
    lines = _right_lines(parts, diagnoses, levels.born, right)
    if not lines or cents_of(charge) != sum([line.charge or 0 for line in lines]):
        return None
    first_day = lines[0].first_date
    since = first_day and lists.since(first_day)  # of the days, diagnoses hang on the first alone
    return KnownText((levels.text, shape, rest, since, *others), RightClaim(cents_of(charge) or 0, len(lines)))


def _right_lines(
    parts: Sequence[LoopText], diagnoses: int, born: date | None, right: RightLines
) -> list[SubmittedLine]:
    """The lines of the claim as they were right before; none where one was not, or they are not numbered in order and
    each by a control number of its own.
    """
    marks = parts[0].marks
    numbered, end = f"{marks.element}6R{marks.element}", marks.segment
    lines: list[SubmittedLine] = []
    controls = set()
    shape = None
    for number in range(1, len(parts)):
        part = parts[number]
        if part.placed is not None or part.matched is None:
            return []
        if part.matched[0] is not shape:
            shape = part.matched[0]
            if shape.paths != _LINE:
                return []
        lx, sv1, dtp, ref = part.texts.values()
        line = right.get((sv1, dtp, None, None, diagnoses))
        if line is None or line.charge is None or lx[3:] != str(number) or ref[3:7] != numbered or end in ref:
            return []
        lines.append(line)
        controls.add(ref)
    alive = born is None or all(line.first_date is None or line.first_date >= born for line in lines)
    return lines if alive and len(controls) == len(lines) else []


def line_text(line: LoopText, diagnoses: int) -> LineText:
    """All that the checks of a line read of it and of its claim, but for what other payers decided, and for the day of
    birth, which no right line comes before.
    """
    says = line.texts.get
    return says("2400.SV1"), says("2400.DTP"), says("2400.NTE"), says("2420A.NM1"), diagnoses


def _shape(part: LoopText | None) -> Shape | None:
    """The shape of a loop that came as a whole, and to which nothing was added."""
    return part.matched[0] if part is not None and part.placed is None and part.matched is not None else None
