"""A typed line as blocks: every token is accounted for, or named with the reason and nothing is added.

    97110 23, manual 7 pta        two blocks
    15 gait 10 manual             two blocks: the first token says what each begins with
    97110 59 23                   modifier 59, 23 minutes: of two numbers one can only be the modifier
    97110 59                      refused: minutes or modifier?
    gait training 15 blue         refused: blue
    PTA: te 23, manual 15         two blocks of the assistant
    te 23, manual 15, total 38    two blocks: the total is theirs, and is refused where it is not

A block begins where a code, or words for one, come and the block already has its own; where the token comes that its
part of the line began with; and after a comma, unless what follows only adds to the first block: `gait 15, pta`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Literal

from msgspec import Struct, field, structs

from cleanclaim.explanations.typed_lines.blocks import LEAVE_OUT, Instead, TypedBlock, TypedLine, Unused
from cleanclaim.explanations.typed_lines.offers import (
    MOST_OFFERED,
    ask_both,
    ask_with_whom,
    find_left_open,
    list_with_whom,
    offer_codes,
    offer_time_or_length,
    refuse,
)
from cleanclaim.explanations.typed_lines.tokens import Token, cut_tokens, is_open_modifier
from cleanclaim.explanations.typed_lines.vocabulary import (
    Meant,
    describes,
    find_service,
    is_modifier,
    is_phrase,
    vocabulary,
)
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.tables import tables

Performing = Literal["therapist", "assistant"]
MOST_BLOCKS = 40
LONGEST_LINE = 4_000
NOT_LISTED = "not in the catalogue"
NO_MINUTES = "sets and repetitions are no minutes: how long did it take?"
LACKING = "its minutes are missing, while the line has those of another"


class _Draft(Struct):
    """A block while its tokens come."""

    code: str = ""
    words: list[Token] = field(default_factory=list)
    numbers: list[Token] = field(default_factory=list)
    spans: list[Token] = field(default_factory=list)
    people: list[Token] = field(default_factory=list)
    modifiers: list[Token] = field(default_factory=list)
    doses: list[Token] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return bool(self.code or self.words)

    def join(self, other: "_Draft") -> None:
        """Take over what another part adds."""
        for name in ("numbers", "spans", "people", "modifiers", "doses"):
            getattr(self, name).extend(getattr(other, name))


def parse_typed_line(line: str, on: date, discipline: str = "PT", usual: Performing = "therapist") -> TypedLine:
    """The blocks that a line means on a day, and what of it is not understood. Codes are never guessed from digits.

    `usual` gave what the line says of nobody.
    """
    if len(line) > LONGEST_LINE:
        return TypedLine((), (Unused(f"{line[:20]}...", f"a line has at most {LONGEST_LINE:,} characters"),))
    cut = cut_tokens(line)
    tokens = [token for token in cut if token.kind != "total"]
    unused = [refuse(token) for token in tokens if token.kind == "refused"]
    with_whom = list_with_whom(tokens)
    unused += ask_with_whom(with_whom)
    unused += find_left_open(tokens)
    drafts: list[_Draft] = []
    lead: Token | None = None
    for marked, part in groupby(tokens, lambda token: token.kind == "mark"):
        if not marked:
            lead, rest = _cut_heading(list(part), lead)
            before = len(drafts)
            _take_part(rest, drafts, unused)
            _lead(drafts[before:], lead)
    if len(drafts) > MOST_BLOCKS:
        unused.append(Unused(line[:20], f"a line has at most {MOST_BLOCKS} blocks"))
    blocks = []
    for draft in drafts:
        if block := _finish(draft, on, discipline, usual, unused):
            is_open = any(one is person for _with, one in with_whom for person in draft.people)
            blocks.append(structs.replace(block, who_is_open=is_open))
    if any(block.minutes is not None for block in blocks):
        unused += [Unused(block.code, LACKING) for block in blocks if block.minutes is None and _is_timed(block.code)]
    unused += _wrong_totals(cut, blocks)
    return TypedLine(tuple(blocks), tuple(dict.fromkeys(unused)))


def _cut_heading(part: list[Token], lead: Token | None) -> tuple[Token | None, list[Token]]:
    """Who or what is said before all that follows, as `PTA:`, and the rest of the part."""
    if part[0].kind == "heading" and len(part) > 1 and part[1].kind not in OF_TOKENS:
        lead, part = structs.replace(part[0], kind="word"), part[1:]
    return lead, [structs.replace(token, kind="word") if token.kind == "heading" else token for token in part]


def _lead(drafts: Iterable[_Draft], lead: Token | None) -> None:
    """Have blocks be of whom the line named before them, but for those that name their own."""
    known = vocabulary()
    for draft in drafts:
        group = known.performers if lead and lead.value in known.performers else known.modes
        if lead and draft.named and not any(token.value in group for token in draft.people):
            draft.people.append(lead)


def _wrong_totals(tokens: Iterable[Token], blocks: Sequence[TypedBlock]) -> Iterable[Unused]:
    """The totals that are not the sum of the blocks, or of the timed ones."""
    sums = {
        sum(block.minutes or 0 for block in blocks),
        sum(block.minutes or 0 for block in blocks if _is_timed(block.code)),
    }
    for token in tokens:
        if token.kind == "total" and not blocks:
            yield Unused(token.text, vocabulary().no_block["total"])
        elif token.kind == "total" and token.minutes not in sums:
            yield Unused(token.text, f"the minutes typed add to {max(sums)}")


def _is_timed(code: str) -> bool:
    entry = catalogue().get(code)
    return entry is None or entry.unit_rule not in ("service", "counted")


def _take_part(tokens: list[Token], drafts: list[_Draft], unused: list[Unused]) -> None:
    """The blocks of a part between two commas. One without a code adds to the only block there is."""
    found = list(_cut_part(tokens))
    for draft in found:
        if draft.named or _is_group(draft, drafts):
            drafts.append(draft)
        elif len(drafts) == 1 or (drafts and draft is found[0] and _adds(drafts[-1], draft)):
            drafts[-1].join(draft)
        else:
            unused += ask_both(draft.people) or [Unused(token.text, "of which code?") for token in _all(draft)]


def _is_group(draft: _Draft, before: list[_Draft]) -> bool:
    """Whether `group` is the service itself, and not who was there for the one before."""
    group = any(vocabulary().modes.get(token.value) == "group" for token in draft.people)
    return group and not (before and not draft.numbers and not draft.spans)


def _adds(last: _Draft, more: _Draft) -> bool:
    """Whether minutes after a comma are those of the code before it: `97110, 15, 97140, 10`."""
    return bool(more.numbers) and not (last.numbers or last.spans or more.people or more.modifiers)


def _all(draft: _Draft) -> list[Token]:
    return [*draft.words, *draft.numbers, *draft.spans, *draft.people, *draft.modifiers, *draft.doses]


def _cut_part(tokens: list[Token]) -> Iterable[_Draft]:
    first, draft, after = "", _Draft(), ""
    for at, token in enumerate(tokens):
        kind = _kind(token, draft, tokens[at + 1 :])
        if kind == "dose":  # sets and repetitions say nothing of the code, the minutes or the person
            draft.doses.append(token)
            continue
        if kind in ("refused", "filler"):
            after = after if kind == "filler" and after == "words" and not draft.numbers else ""
            if kind == "filler" and token.value == "and" and draft.named and (draft.numbers or draft.spans):
                after = "and"
            continue
        first = first or kind
        going = bool(draft.numbers or draft.spans or draft.people)
        own = first != "minutes" and _has_own_minutes(draft, tokens[at + 1 :])
        begins = draft.named and (
            (kind == "code" and bool(draft.code or (going and (own or not _fits_words(draft, token)))))
            or (kind == "words" and going and after != "words" and (own or not _describes(draft, tokens[at:])))
            or (kind == first and kind in ("minutes", "clock", "people") and bool(_of_kind(draft, kind)))
        )
        if begins:
            yield draft
            draft = _Draft()
        _put(draft, token, kind)
        after = kind
    if _all(draft) or draft.code:
        yield draft


OF_TOKENS = {"minutes": "minutes", "number": "minutes", "clock": "clock", "span": "clock"}


def _kind(token: Token, draft: _Draft, rest: list[Token]) -> str:
    """What a token is for its block: a word may be a person, a modifier, a name of a service or say nothing."""
    if token.kind != "word":
        return OF_TOKENS.get(token.kind, token.kind)
    known, word = vocabulary(), token.value
    phrases = [" ".join([*(other.value for other in draft.words), word])] if draft.words else []
    phrases += [f"{word} {rest[0].value}"] if rest and rest[0].kind == "word" else []
    if any(map(is_phrase, phrases)):
        return "words"
    if word in known.performers or word in known.modes:
        return "people"
    if word in known.fillers:
        return "filler"
    of_its_own = rest and OF_TOKENS.get(rest[0].kind) == "minutes" and (draft.numbers or draft.spans or not draft.named)
    if of_its_own and word in known.services:  # GT 10 is gait; 97110 GT 10 has the modifier
        return "words"
    return "modifier" if is_modifier(word) and word.upper() not in known.attached_modifiers else "words"


def _of_kind(draft: _Draft, kind: str) -> list[Token]:
    return {"minutes": draft.numbers, "clock": draft.spans, "people": draft.people}[kind]


def _has_own_minutes(draft: _Draft, rest: list[Token]) -> bool:
    """Whether what is named now has minutes of its own, and what was named before has them too: `97110 15 te 8`."""
    following = next((OF_TOKENS.get(token.kind, token.kind) for token in rest if token.kind != "word"), "")
    return bool(draft.numbers or draft.spans) and following in ("minutes", "clock")


def _fits_words(draft: _Draft, token: Token) -> bool:
    """Whether a code comes to words that describe it, as in `therapeutic exercise (97110)`."""
    return not draft.code and describes([word.value for word in draft.words], token.value)


def _describes(draft: _Draft, tokens: list[Token]) -> bool:
    """Whether words after a code are words for it, as in `97110 therapeutic exercise`."""
    words = []
    for token in tokens:
        if token.kind != "word" or token.value in vocabulary().performers or token.value in vocabulary().modes:
            break
        if token.value not in vocabulary().fillers:
            words.append(token.value)
    return bool(draft.code) and describes(words, draft.code)


def _put(draft: _Draft, token: Token, kind: str) -> None:
    if kind == "code":
        draft.code = token.value
    else:
        {
            "words": draft.words,
            "minutes": draft.numbers,
            "clock": draft.spans,
            "people": draft.people,
            "modifier": draft.modifiers,
        }[kind].append(token)


def _finish(draft: _Draft, on: date, discipline: str, usual: str, unused: list[Unused]) -> TypedBlock | None:
    """The block of a draft; None, with the reasons in `unused`, where something does not fit."""
    faults: list[Unused] = []
    by, mode, alone = _people(draft, discipline, usual, faults)
    code = _code(draft, on, discipline, faults, alone=alone)
    if code == _group_code() and not draft.code:
        mode = "group"
    minutes, more = _minutes(draft, faults)
    start = _start(draft, faults)
    unused += faults
    if faults or not code:
        return None
    entry = catalogue().get(code)
    return TypedBlock(
        code=code,
        label=entry.label if entry else NOT_LISTED,
        minutes=minutes,
        by=by,
        mode=mode,
        start=start,
        modifiers=tuple(dict.fromkeys([token.value.upper() for token in draft.modifiers] + more)),
    )


def _group_code() -> str:
    return vocabulary().services["group therapy"]


def _people(draft: _Draft, discipline: str, usual: str, faults: list[Unused]) -> tuple[str, str, bool]:
    """Who gave it, in which mode; and whether `group` is all there is, which is then the service itself."""
    known = vocabulary()
    performers = {known.performers[token.value] for token in draft.people if token.value in known.performers}
    modes = {known.modes[token.value] for token in draft.people if token.value in known.modes}
    for token in draft.people:
        of = known.disciplines.get(token.value, discipline)
        if discipline in known.disciplines.values() and of != discipline:
            faults.append(Unused(token.text, f"the visit is of {discipline}, and this is a person of {of}"))
    faults += ask_both(draft.people)
    if len(performers) > 1 and not modes:
        faults.append(Unused(_text(draft.people), "therapist or assistant? Both at once is typed: together"))
    if len(modes) > 1:
        faults.append(Unused(_text(draft.people), "one of individual, group, together"))
    return (
        next(iter(performers)) if len(performers) == 1 else usual,
        next(iter(modes), "individual"),
        modes == {"group"},
    )


def _code(draft: _Draft, on: date, discipline: str, faults: list[Unused], *, alone: bool) -> str:
    words = [token.value for token in draft.words]
    if draft.code:
        if words and not describes(words, draft.code):
            faults.append(Unused(_text(draft.words), f"it is not what {draft.code} is called"))
        if draft.code not in catalogue() and not tables(on).knows_number(draft.code):
            near = [code for code, entry in catalogue().items() if code[:4] == draft.code[:4] and entry.valid_on(on)]
            like = f". Near it: {', '.join(near[:4])}" if near else ""
            faults.append(Unused(draft.code, f"no code on file has this number{like}", offer_codes(near)))
        return draft.code
    if alone and words in ([], ["therapy"]):
        return _group_code()
    if why := vocabulary().no_block.get(" ".join(words)):
        faults.append(Unused(_text(draft.words), why))
        return ""
    meant = find_service(words, on, discipline) if words else Meant("", ())
    if not meant.code:
        faults += _not_one(draft, meant)
    return meant.code


def _not_one(draft: _Draft, meant: Meant) -> list[Unused]:
    text, known = _text(draft.words), vocabulary()
    if meant.fits and not all(one.value in known.body for one in draft.words):
        listed = "; ".join(one.label for one in offer_codes(meant.fits))
        more = f"; {len(meant.fits) - MOST_OFFERED} more" if len(meant.fits) > MOST_OFFERED else ""
        return [Unused(text, f"type the code: {listed}{more}", offer_codes(meant.fits))]
    if not text:
        return [Unused(_text(_all(draft)), "of which code?")]
    why = next((known.no_block[one.value] for one in draft.words if one.value in known.no_block), "")
    if why:
        return [Unused(text, why)]
    body = _text(one for one in draft.words if one.value in known.body)
    if body:
        return [Unused(body, "where and in which position belongs in the note: leave it out here", LEAVE_OUT)]
    instead = (Instead(meant.near, meant.near),) if meant.near else ()
    return [Unused(text, f"no code is called so{f'. Did you mean {meant.near}?' if meant.near else ''}", instead)]


def _minutes(draft: _Draft, faults: list[Unused]) -> tuple[int | None, list[str]]:
    """The minutes, and the modifiers that were typed as bare numbers: of 59 and 23 only one can be minutes."""
    numbers, more = list(draft.numbers), []
    lengths = {token.minutes for token in draft.spans if token.kind == "span"}
    doubtful = [token for token in numbers if is_open_modifier(token)]
    if len(doubtful) == 1 and (len(numbers) == 2 or (lengths and len(numbers) == 1)):
        numbers.remove(doubtful[0])
        more.append(doubtful[0].value)
    elif doubtful and len(numbers) == 1:
        number = doubtful[0].text
        why = f"minutes or modifier? Type {number} min, or {draft.code or 'CODE'}-{number}"
        ways = (Instead(f"{number} min", f"{number} minutes"), Instead(f"modifier {number}", f"modifier {number}"))
        faults.append(Unused(number, why, ways))
        return None, []
    if len(numbers) > 1:
        why = f"which are the minutes? Type one number for each code{_shared(draft, numbers)}"
        faults.append(Unused(_text(numbers), why))
        return None, []
    if numbers and lengths and lengths != {numbers[0].minutes}:
        faults.append(Unused(numbers[0].text, f"the clock times are {min(lengths)} minutes apart"))
    if not numbers and not lengths:
        faults += [Unused(one.text, NO_MINUTES) for one in draft.doses]
        faults += [Unused(one.text, one.why, offer_time_or_length(one)) for one in draft.spans if one.why]
    return (numbers[0].minutes if numbers else min(lengths, default=None)), more


def _shared(draft: _Draft, numbers: list[Token]) -> str:
    """How minutes of which an assistant gave a part are typed: `te 15, te 8 pta`."""
    name = draft.code or _text(draft.words)
    helped = [one.text for one in draft.people if vocabulary().performers.get(one.value) == "assistant"]
    if len(numbers) != 2 or not helped or not name or numbers[0].minutes <= numbers[1].minutes:
        return ""
    part = numbers[1].minutes
    return f": {name} {numbers[0].minutes - part}, {name} {part} {helped[0]}"


def _start(draft: _Draft, faults: list[Unused]) -> str:
    starts = list(dict.fromkeys(token.value for token in draft.spans))
    if len(starts) > 1:
        faults.append(Unused(_text(draft.spans), "when did it begin? Type one time for each code"))
    return starts[0] if starts else ""


def _text(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)
