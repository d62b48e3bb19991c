"""A note read: what it describes, states, measures and shows, each with the words it rests on.

Everything is found by phrases and patterns, so that a finding can quote what was found and anybody can see why.
Headings with nothing behind them and lines of a form left blank are not read.
"""

from functools import lru_cache

from msgspec import Struct

from cleanclaim.law.notes import effects, minutes, services
from cleanclaim.law.notes.before_after import find_before_after
from cleanclaim.law.notes.goals import find_goals, plan_elements, says_now
from cleanclaim.law.notes.measures import find_measures
from cleanclaim.law.notes.named_performers import PerformerKind, find_performers
from cleanclaim.law.notes.phrases import PhraseMatch, find_phrases, split_words, vocabulary
from cleanclaim.law.notes.plain import NoteSpan, PlainNote, make_plain
from cleanclaim.law.notes.sentences import split_sentences
from cleanclaim.law.notes.service_minutes import find_minutes
from cleanclaim.law.notes.signatures import NoteDates, read_cosignature, read_dates, read_signature
from cleanclaim.law.notes.strokes import StrokeMeaning, find_strokes, without_minutes


class ServiceMention(Struct, frozen=True):
    """A service the note describes: the codes it may be, the minutes beside it, the words, and whether they name it."""

    codes: frozenset[str]
    minutes: int | None
    span: NoteSpan
    named: bool = True


class StatedMinutes(Struct, frozen=True):
    """A number of minutes with the words that state it."""

    minutes: int
    span: NoteSpan


class Measure(Struct, frozen=True):
    """Something measured: its kind (`degrees`, `strength`, ...), the value as written, and the words."""

    kind: str
    value: str
    span: NoteSpan


class NoteGoal(Struct, frozen=True):
    """A goal: whether it can be measured, whether it says by when."""

    span: NoteSpan
    measurable: bool
    by_when: bool


class NoteReading(Struct, frozen=True):
    """What a note says. `minutes_or_feet`: the words about a stroke that may mean either. `performers`: who treated."""

    mentions: tuple[ServiceMention, ...]
    timed: StatedMinutes | None
    total: StatedMinutes | None
    measures: tuple[Measure, ...]
    response: NoteSpan | None
    skill: NoteSpan | None
    progress: NoteSpan | None
    report: NoteSpan | None
    goals: tuple[NoteGoal, ...]
    plan: frozenset[str]
    signature: NoteSpan | None
    unsigned: NoteSpan | None
    credential: str | None
    dates: NoteDates
    minutes_or_feet: tuple[NoteSpan, ...] = ()
    performers: tuple[tuple[PerformerKind, NoteSpan], ...] = ()
    cosignature: NoteSpan | None = None

    @property
    def signed(self) -> bool:
        """Whether the text shows a signature."""
        return self.signature is not None

    def says_by(self, kind: PerformerKind) -> str:
        """The words that say that somebody of a kind treated; empty where none do."""
        return next((span.text for one, span in self.performers if one == kind), "")

    def describes(self, code: str) -> bool | None:
        """Whether the note speaks of a code's service; None for a code whose service has no phrases here."""
        if not any(code in codes for codes in vocabulary().codes.values()):
            return None
        return any(code in mention.codes for mention in self.mentions)

    def minutes_of(self, code: str) -> int | None:
        """The minutes beside a code's service: of its names where the note has any, else of what was done in it."""
        ours = [one for one in self.mentions if code in one.codes]
        named = [one for one in ours if one.named] or ours
        return _whole([one.minutes for one in named if one.minutes is not None])

    def agrees_with(self, code: str, minutes: int) -> bool:
        """Whether minutes are what the note states of a code's service: any number beside it, or all together."""
        stated = [one.minutes for one in self.mentions if code in one.codes and one.minutes is not None]
        return minutes in {*stated, sum(stated), self.minutes_of(code)}


def _whole(lengths: list[int]) -> int | None:
    """What several numbers of one service make: one said twice or with its parts counts once."""
    if not lengths:
        return None
    most = max(lengths)
    others = list(lengths)
    others.remove(most)
    return most if set(others) <= {most} or sum(others) == most else sum(lengths)


LEAST_OF_SERVICE = 5
"""Minutes beside a service from which its place shows that the treatment is told of from there on."""

TIMES_OF_PATIENT = frozenset({"seconds", "test", "compared"})
"""Kinds of measures in which minutes are the patient's own: `sitting tolerance 35 min`."""


@lru_cache(maxsize=4096)
def read_note(text: str) -> NoteReading:
    """What the note's text says."""
    note = make_plain(text)
    plain = note.text
    sentences = split_sentences(plain)
    words = split_words(plain)
    found = list(find_phrases(words))
    places = services.find_places(plain, found)
    strokes = find_strokes(plain, places)
    first: dict[str, PhraseMatch] = {}
    for one in found:
        if one.kind == "shows" and not (one.name in {"report", "progress_claim"} and services.is_denied(plain, one)):
            first.setdefault(one.name, one)
    goals = find_goals(plain, sentences, found)
    measured = [
        one
        for one in find_measures(without_minutes(plain, strokes), found)
        if not any(goal.start <= one.start < goal.end and not says_now(plain, goal, one.start) for goal in goals)
    ]
    where = minutes.TextOfMinutes(plain, sentences, [place[:2] for place in places], words)
    timed = minutes.find_timed(where)
    total = minutes.find_total(where, timed)
    done = services.keep_done(plain, places, sentences, [one for one in found if one.name == "future"])
    done = [place for place in done if not any(goal.start <= place.start < goal.end for goal in goals)]
    totals = [figure.number for figure in (timed, total) if figure]
    totals += [(one.start, one.end) for one in measured if one.kind in TIMES_OF_PATIENT]
    minutes_at = find_minutes(plain, done, sentences, totals, [(one.start, one.end) for one in measured], strokes)
    wholes = effects.parts_of(plain, sentences, found, [(one.start, one.end) for one in goals])
    treated_from = min((place.start for place in done if minutes_at.get(place, 0) >= LEAST_OF_SERVICE), default=0)
    named_from = min((place.start for place in done if place.named), default=0)
    goal_spans = [(one.start, one.end) for one in goals]
    response = effects.find_response(plain, sentences, wholes, treated_from, named_from)
    response = response or find_before_after(plain, sentences, goal_spans, treated_from)
    signature = read_signature(note)
    return NoteReading(
        mentions=tuple(
            ServiceMention(place.codes, minutes_at.get(place), note.span(place.start, place.end), place.named)
            for place in done
        ),
        timed=_stated(note, timed),
        total=_stated(note, total),
        measures=tuple(
            Measure(one.kind, " ".join(plain[one.start : one.end].split()), note.span(one.start, one.end))
            for one in measured
        ),
        response=_span(note, response),
        skill=_span(note, effects.find_skill(plain, sentences, wholes)),
        progress=_of(note, first.get("progress_claim")),
        report=_of(note, first.get("report")),
        goals=tuple(NoteGoal(note.span(one.start, one.end), one.measurable, one.by_when) for one in goals),
        plan=plan_elements(plain, words, first, goals),
        signature=signature.signed,
        unsigned=signature.denied,
        credential=signature.credential,
        dates=read_dates(note),
        minutes_or_feet=tuple(note.span(*one.words) for one in strokes if one.meaning is StrokeMeaning.UNCLEAR),
        performers=tuple((one.kind, note.span(one.start, one.end)) for one in find_performers(plain, sentences)),
        cosignature=read_cosignature(note),
    )


def _stated(note: PlainNote, figure: minutes.Figure | None) -> StatedMinutes | None:
    return StatedMinutes(figure.minutes, note.span(figure.start, figure.end)) if figure else None


def _span(note: PlainNote, place: tuple[int, int] | None) -> NoteSpan | None:
    return note.span(*place) if place else None


def _of(note: PlainNote, match: PhraseMatch | None) -> NoteSpan | None:
    return note.span(match.start, match.end) if match else None
