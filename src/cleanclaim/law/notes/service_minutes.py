"""The minutes that stand beside each service a note describes.

    Ther ex 23 min: bike 6 min, squats       MT x 15'       97110 | Ther Ex | 23 | 2       25 minutes of gait training

What is done in a named service is a part of it. A total, a hold, a distance and a range are no minutes of a service.
All places are those of the plain text.
"""

import re
from collections.abc import Iterator, Sequence

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.minutes import HOUR, LENGTH, UNIT, Figure, clock_times, length_of
from cleanclaim.law.notes.phrases import alternatives, number_starts, vocabulary
from cleanclaim.law.notes.sentences import Sentence, sentence_at
from cleanclaim.law.notes.services import FOLLOWS, Place
from cleanclaim.law.notes.strokes import Stroke, StrokeMeaning

_LENGTH = late_pattern(rf"{LENGTH}(?!\d|[.:/]\d| ?(?:[#%]|(?:{alternatives('service_minutes', 'counted')})(?![a-z])))")
_TIMES = late_pattern(r"\bx ?$")
_COMPLEXITY = r"(?:,? (?:low|mod|moderate|high) (?:complexity|comp)\b)?"
_LABEL = r"(?:units?[ :=]{1,3}\d{1,2}[ |,;/]{1,4})?(?:min(?:ute)?s?|time|duration)"
_BARE = late_pattern(
    rf"{_COMPLEXITY}(?:[ -](?:gp|go|gn|cq|co|kx|"
    rf"59)\b){{0,3}}(?: (?:{alternatives('service_minutes', 'name_ends')})\b){{0,2}}(?:[ \t]?(?:x|for|at)(?= ?\d))?"
    rf"(?:,(?=\d)|[ \t:=|)(>.@/-]{{1,50}})(?:{_LABEL}[ \t:=|-]{{1,6}})?(?P<bare>\d{{1,3}})"
    r"(?=[ \t]|[.,;)|:\n]|$|/ ?\d ?u)(?![.:]\d)"
)
_BARE_ENDS = late_pattern(r" *(?:[.,;)|\n]|:|$|- |[/&+] |units?\b|\()| {2,}|\t| (?:timed|total|tot|tmd|ttl)\b")
_BARE_OF = late_pattern(r"(?<=and )(?P<bare>[1-9]\d?) (?:on|of|in|for) (?:the )?")
"""The second of two lengths, where the first has the unit: `28 minutes on the evaluation and 11 on gait`."""
_OF = late_pattern(
    rf"\)?[ \t]?(?:{alternatives('service_minutes', 'of')})? ?(?:(?:{alternatives('service_minutes', 'kinds')}) )*"
)
_LEADS = late_pattern(r"[ \t]?(?:of )?")
_OPENS = late_pattern(r"[^,;.\n]{0,30}?(?:\((?![^)]*\))|:| - )")
_WITH = late_pattern(r" ?(?:/|&|\+|w/|with|c|and) ?")
_MINUTES_COLUMN = late_pattern(r"(?:min(?:ute)?s?|time)\b\D*")
HEAT_COLD = "97010"
"""What is given along with another: `IFC/ice 15 min` are the minutes of both."""
LEAST_BARE, LEAST_TIMES, MOST = 5, 8, 180
"""Minutes that a number without a unit may be behind a service's name, and behind a cross, where fewer are units; and
the most beside one service."""


def find_minutes(
    text: str,
    places: list[Place],
    sentences: list[Sentence],
    totals: list[tuple[int, int]],
    measured: list[tuple[int, int]],
    strokes: Sequence[Stroke],
) -> dict[Place, int]:
    """The minutes beside each service. No total is one, nor a number in a measure, unless it has a unit, nor a stroke
    that does not mean minutes, or may not.
    """
    no_minutes = frozenset(one.start for one in strokes if one.meaning is not StrokeMeaning.MINUTES)
    figures = sorted(
        (
            figure
            for figure in _figures(text, places, no_minutes)
            if not any(_overlap(figure, span) for span in totals)
            and not (text[figure.number[0] : figure.end].isdigit() and any(_overlap(figure, span) for span in measured))
        ),
        key=lambda figure: figure.start,
    )
    minutes = _from_tables(text, places)
    by_sentence: dict[int, list[Place]] = {}
    for place in places:
        by_sentence.setdefault(sentence_at(sentences, place.start), []).append(place)
    for number, near in by_sentence.items():
        sentence = sentences[number]
        here = [figure for figure in figures if sentence.start <= figure.start < sentence.end]
        _assign(text, [place for place in near if place not in minutes], here, minutes)
    return minutes


def _overlap(figure: Figure, span: tuple[int, int]) -> bool:
    return span[0] < figure.number[1] and figure.number[0] < span[1]


def _figures(text: str, places: list[Place], no_minutes: frozenset[int]) -> Iterator[Figure]:
    seen = set()
    for match in filter(None, (_LENGTH.match(text, start) for start in number_starts(text))):
        found = match.groupdict()
        times = found["minutes"] and not found["unit"] and _TIMES.search(text, max(0, match.start() - 3), match.start())
        is_length = not found["clock"] and (found["unit"] or not found["minutes"])
        minutes = length_of(match)
        if not 1 <= minutes <= MOST or (times and minutes < LEAST_TIMES):
            continue
        if match.start("minutes") in no_minutes:
            continue
        if is_length or (times and _follows_name(text, places, match.start())):
            seen.add(match.start())
            yield Figure(minutes, match.start(), match.end(), match.span())
    yield from _second_lengths(text, places)
    for place in places:
        bare = _BARE.match(text, place.end) if place.named or place.timed else None
        beyond = (
            bare and text[bare.end() : bare.end() + 1] == " " and not any(one.start == bare.end() + 1 for one in places)
        )
        if (
            bare
            and (not beyond or _BARE_ENDS.match(text, bare.end()))
            and LEAST_BARE <= int(bare["bare"]) <= MOST
            and bare.start("bare") not in seen
        ):
            yield Figure(int(bare["bare"]), bare.start("bare"), bare.end(), bare.span("bare"))
    for figure, labeled in clock_times(text):
        if not labeled and any(
            (place.end <= figure.start and FOLLOWS.fullmatch(text, place.end, figure.start))
            or (place.start >= figure.end and not text[figure.end : place.start].strip(" \t|:-"))
            for place in places
        ):
            yield figure


def _second_lengths(text: str, places: list[Place]) -> Iterator[Figure]:
    named = {place.start for place in places if place.named}
    for match in _BARE_OF.finditer(text):
        if match.end() in named:
            yield Figure(int(match["bare"]), match.start("bare"), match.end("bare"), match.span("bare"))


def _follows_name(text: str, places: list[Place], start: int) -> bool:
    return any(place.named and place.end <= start and FOLLOWS.fullmatch(text, place.end, start) for place in places)


def _assign(text: str, near: list[Place], figures: list[Figure], minutes: dict[Place, int]) -> None:
    """Which service of a sentence each of its numbers belongs to."""
    parts: dict[Place, list[int]] = {}
    for figure in figures:
        before = [place for place in near if place.end <= figure.start]
        led = _led_by(text, near, before, figure, minutes)
        whose, is_part = (led, False) if led else _whose(text, before, figure, minutes) if before else (None, False)
        if whose and is_part:
            parts.setdefault(whose, []).append(figure.minutes)
        elif whose:
            minutes.setdefault(whose, figure.minutes)
            along = _joined_before(text, near, whose)
            if along:
                minutes.setdefault(along, figure.minutes)
    for head, lengths in parts.items():
        minutes.setdefault(head, sum(lengths))


def _joined_before(text: str, near: list[Place], whose: Place) -> Place | None:
    """The service that heat or cold was given along with: the one before it, joined to it."""
    at = near.index(whose)
    if HEAT_COLD not in whose.codes or at == 0:
        return None
    return near[at - 1] if _WITH.fullmatch(text, near[at - 1].end, whose.start) else None


def _led_by(
    text: str, near: list[Place], before: list[Place], figure: Figure, minutes: dict[Place, int]
) -> Place | None:
    """The service that a number stands before: `23 minutes of exercise`."""
    after = next((place for place in near if place.start >= figure.end), None)
    if after is None:
        return None
    last = before[-1] if before else None
    same = last and after.named and not last.named and after.codes & last.codes
    between = text[figure.end : after.start]
    if last and after.named and re.search("[,;]", text[last.end : figure.start]) and _LEADS.fullmatch(between):
        return after
    if last and not same and last not in minutes and _follows(text, last, figure):
        return None
    return after if _OF.fullmatch(between) or (not before and not between.strip(" :-|\t")) else None


def _follows(text: str, place: Place, figure: Figure) -> bool:
    return FOLLOWS.fullmatch(text, place.end, figure.start) is not None


def _whose(text: str, before: list[Place], figure: Figure, minutes: dict[Place, int]) -> tuple[Place | None, bool]:
    """The service that a number stands behind, and whether it is that of a part only."""
    last, head = before[-1], _head(text, before, minutes)
    opens = head is not None and _OPENS.match(text, head.end, last.end + 1) is not None
    wrapper = _wrapper(text, before, figure, minutes)
    if wrapper or (head and not opens and head not in minutes and head.codes & last.codes):
        return wrapper or head, False
    if not _follows(text, last, figure):
        return (head or _first_without(before, minutes) if head not in minutes else None), False
    if head is None or head is last or (not opens and re.search("[,;]", text[head.end : last.start])):
        return last, False
    return head, opens


def _wrapper(text: str, before: list[Place], figure: Figure, minutes: dict[Place, int]) -> Place | None:
    """The service that holds those named after it: `evaluation of strength and gait, 40 min`."""
    wrapping = vocabulary().wrapping
    found = next((place for place in before if place.named and place.codes & wrapping and place not in minutes), None)
    if found is None or found is before[-1] or any(place in minutes for place in before[before.index(found) :]):
        return None
    joined = "," not in text[found.end : before[-1].start]
    return found if joined or "," in text[before[-1].end : figure.start] else None


def _head(text: str, before: list[Place], minutes: dict[Place, int]) -> Place | None:
    """The named service whose list a number stands in: `manual therapy: mobs, stretching 15 min`."""
    last, named = before[-1], [place for place in before if place.named]
    if not named or named[-1] is last:
        return named[-1] if named else None
    for place in reversed(named):
        if not place.codes & named[-1].codes:
            break
        if _OPENS.match(text, place.end, last.end + 1):
            return place
    return named[-1] if named[-1] not in minutes else None


def _first_without(before: list[Place], minutes: dict[Place, int]) -> Place:
    """Of the services named since the last one that has minutes, the first: `squats, bridges, 23 min`."""
    since: list[Place] = []
    for place in before:
        since = [] if place in minutes else [*since, place]
    return since[0] if since else before[-1]


def _from_tables(text: str, places: list[Place]) -> dict[Place, int]:
    """Minutes from the rows of a table whose first row says which column has them."""
    minutes: dict[Place, int] = {}
    column, width, at = None, 0, 0
    for line in text.splitlines(keepends=True):
        cells = re.split(r"[|\t]", line.strip().strip("|"))
        names = [cell.strip() for cell in cells]
        if len(cells) < 2:
            column = None
        elif not re.search(r"\d", line) and any(_MINUTES_COLUMN.fullmatch(name) for name in names):
            column = next(number for number, name in enumerate(names) if _MINUTES_COLUMN.fullmatch(name))
            width = len(cells)
        elif column is not None and len(cells) == width:
            number = re.match(rf"(\d{{1,3}}) ?(?:{UNIT}|{HOUR})?$", names[column])
            place = next((place for place in places if at <= place.start < at + len(line)), None)
            if number and place:
                minutes[place] = int(number[1])
        at += len(line)
    return minutes
