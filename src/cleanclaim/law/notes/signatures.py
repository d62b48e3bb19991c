"""Who signed a note, as what, and when it was written or added to, as its text says.

    Electronically signed by Dana Frey, PT, 03/02/2026      /es/ Ty Moran DPT      J. Lund, PTA      rl pta (at the end)
    LATE ENTRY for 03/02/2026, written 03/12/2026           Addendum 4/20/26

A form the patient signed, a signature on file, and a note that says it is not signed are no signatures.
"""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import alternatives, word_list
from cleanclaim.law.notes.plain import NoteSpan, PlainNote

_CREDENTIALS = "|".join(re.escape(one) for one in sorted(word_list("signature", "credentials"), key=len, reverse=True))
_OTHER_TITLES = "|".join(re.escape(one) for one in sorted(word_list("signature", "further"), key=len, reverse=True))
_NOT_NAMES = frozenset(word_list("signature", "not_names"))
_NO_INITIALS = frozenset(word_list("signature", "no_initials"))
_CREDENTIAL = late_pattern(rf"(?<![A-Za-z/.-])(?P<credential>{_CREDENTIALS})(?![A-Za-z/]|-[A-Za-z])")
_ANY_CASE = late_pattern(rf"(?<![a-z/.-])(?P<credential>{_CREDENTIALS.lower()})(?![a-z]|/[a-z])", re.IGNORECASE)
_SIGNED = late_pattern(rf"(?<![a-z])(?:{alternatives('signature', 'signed')})(?![a-z])|(?<![a-z])/ ?e?s ?/")
_SAYS_UNSIGNED = late_pattern(r"\bunsigned\b|\bnot (?:yet )?signed\b")
_SIGNS = word_list("signature", "sign_letters")
"""Letters one of which is in every word that says a note is signed."""
_NEEDS_NAME = late_pattern(rf"(?:/ ?e?s ?/|(?:{alternatives('signature', 'needs_name')})\b)")
_UNSIGNED = late_pattern(rf"(?:\b(?:{alternatives('signature', 'unsigned_before')})[ -](?:\w+ ){{0,2}}|\bun)$")
_NOT_YET = late_pattern(
    rf"[ :=,(|-]*(?:by[ :]*)?(?:[_?\[\u2026]|\.{{3}}|(?:{alternatives('signature', 'unsigned_behind')})\b|[\s.]*$)"
)
_SOMEBODY = alternatives("signature", "somebody_else")
_PAPERS = alternatives("signature", "papers")
_OTHERS_BEFORE = late_pattern(
    rf"(?:\b(?:{_PAPERS})\b[^.;\n]{{0,25}}|\b(?:{_SOMEBODY})\b(?: \w+)? (?:e-?)?(?:and )?|\bto be |\bwill (?:be )?)$"
)
_SIGNS_OFF = r"(?!(?: by)? [a-z]+(?: [a-z]+)?,? p\.?t\.?[\s.]*$)"
"""Where a name with the letters of a credential ends the note, `pt` is no patient: `signed marguerite pt`."""
_OTHERS_BEHIND = late_pattern(
    rf"{_SIGNS_OFF}[ :]*(?:by|of|from|off by)? ?(?:the |her |his |an? |"
    rf"this )?(?:(?:\w+ )?(?-i:(?!PT\b))(?:{_SOMEBODY})\b|"
    rf"(?:\w+ ){{0,3}}?(?:{_PAPERS})\b|up for\b|out\b|in at\b)|"
    rf"{_SIGNS_OFF} (?:the|an?|her|his|their|all|both|our|him|them)\b(?! note| above| foregoing| record| entry|"
    rf" document)",
    re.IGNORECASE,
)
_DETAILS = (
    rf"(?:[\s,/|.()#:&-]*(?:(?:{_CREDENTIALS}|{_OTHER_TITLES})\b|[A-Z][A-Z.0-9-]{{1,7}}\b|[ap]m\b|"
    rf"[0-9][0-9/:.-]*(?:[ap]m|T\d+)?|"
    rf"(?i:{alternatives('signature', 'details')})\b\.?|"
    rf"(?i:{alternatives('signature', 'joined_by')})[^\n]{{0,40}}))*[\s.\])]*$"
)
_WORD = rf"(?!(?:{_CREDENTIALS}|CCC)(?![A-Za-z]))[A-Z][A-Za-z'\u00c0-\u017f]*(?:-[A-Z][a-z]+)?\.?"
_CLOSING = late_pattern(
    rf"(?<![A-Za-z-])(?P<name>{_WORD}(?:(?:, |[ .]{{1,2}}){_WORD}){{0,3}}),? ?(?:M\.?[AS]\.?,? ?|"
    rf"B\.?S\.?,? ?)?(?:[-,/(] ?)?"
    rf"(?<![A-Za-z])(?P<credential>{_CREDENTIALS})\b{_DETAILS}",
    re.MULTILINE,
)
_TITLED = late_pattern(
    rf"^[ \t*]*(?:(?P<credential>{_CREDENTIALS})|(?i:{alternatives('signature', 'labels')}))[ \t]*[:|=\t][ \t:|"
    rf"=]*(?:/|x )?"
    rf"(?P<name>{_WORD}(?:(?:, ?|[ .]{{1,2}}){_WORD}){{1,3}})[ ,|/(\t-]*(?:{_CREDENTIALS})?{_DETAILS}",
    re.MULTILINE,
)
_INITIALS = late_pattern(
    r"(?<![A-Za-z0-9/])(?P<name>[a-z]{2,3}|[a-z]\. ?[a-z]\.|[a-z]\. ?[a-z]+)[,/ (-]{1,2}"
    rf"(?P<credential>{_CREDENTIALS.lower()})(?![a-z])(?-i:{_DETAILS})",
    re.MULTILINE | re.IGNORECASE,
)
_SPELLED = alternatives("signature", "spelled")
_DICTATED = late_pattern(
    rf"(?<![a-z])(?P<says>(?:{alternatives('signature', 'says_dictated')}) )?(?P<name>[a-z]+(?:[ -][a-z]+){{0,2}}?),? "
    rf"(?P<credential>(?:{_SPELLED})(?:(?: and)?,? (?:{_SPELLED}))*)"
    rf"(?P<off>,? (?:{alternatives('signature', 'signs_off')}))?[\s.]*$"
)
"""A dictated end: `this is ann lee physical therapist signing off`, `ann lee c c c s l p`."""
_DICTATED_ENDS = (
    *word_list("signature", "spelled"),
    *(f" {one.split()[-1]}" for one in word_list("signature", "signs_off")),
)
_WORD_BEGINS = late_pattern(r"(?<![a-z])[a-z]")
_LONE_INITIALS = late_pattern(
    r"(?:(?<=[.!?)'\"] )|(?<=  )|(?<=\n))[-~ \t]{0,3}(?P<name>[A-Z]{2,3}|[a-z]{2}|[A-Z]\. ?[A-Z]\.)[\s.]*$"
)
_COSIGNED = late_pattern(
    rf"(?<![a-z])(?:{alternatives('signature', 'cosigned')})(?![a-z])"
    rf"(?![ :=,(|-]*(?:{alternatives('signature', 'unsigned_behind')})\b)[^;\n]{{0,60}}"
)
_ADDED_AFTER = late_pattern(rf"\b(?:{alternatives('dates', 'added_after')})\b")
_DATE = r"(?:(?P<m>\d{1,2})[/.](?P<d>\d{1,2})(?:[/.](?P<y>\d{2,4}))?|(?P<iso>\d{4}-\d\d-\d\d))(?![\d/])"
_BY = r"(?: by [^,;\n]{3,30}?)?"
_WRITTEN = late_pattern(rf"\b(?:{alternatives('dates', 'written')}){_BY}(?: on| at|:)* ?{_DATE}")
_OF_VISIT = r"(?: for| of| from| re)?(?: (?:visit|dos|date of service|session|treatment|tx))?(?: on| of)?"
_LATE = late_pattern(rf"\blate entry\b(?P<of>{_OF_VISIT})[: -]*(?:{_DATE})?")
_ADDED = late_pattern(
    rf"\b(?:{alternatives('dates', 'added')})(?: (?:made|entered|added|note|dated|to note|to this note))*"
    rf"{_BY}(?: on|:| -| \(|,)* ?{_DATE}"
)


class SignatureReading(Struct, frozen=True):
    """The words of a signature, and the credential in it; or the words that say there is none."""

    signed: NoteSpan | None
    credential: str | None
    denied: NoteSpan | None


class DayInText(Struct, frozen=True):
    """A day as a note writes it, with the words it stands in; the year may be left out."""

    month: int
    day: int
    year: int | None
    span: NoteSpan

    def after(self, visit: date) -> date | None:
        """The date meant; without a year the first such day from the visit on."""
        try:
            if self.year is not None:
                return date(self.year, self.month, self.day)
            meant = date(visit.year, self.month, self.day)
            return meant if meant >= visit else date(visit.year + 1, self.month, self.day)
        except ValueError:
            return None


class NoteDates(Struct, frozen=True):
    """What the text says of when the note was written and added to."""

    written: DayInText | None
    added: tuple[DayInText, ...]
    late: NoteSpan | None


def read_signature(note: PlainNote) -> SignatureReading:
    """The note's signature: words that say so, or a name with a credential at its end."""
    denied = None
    for match in _SIGNED.finditer(note.text) if any(sign in note.text for sign in _SIGNS) else ():
        span = note.span(match.start(), match.end())
        before, behind = note.text[max(0, match.start() - 45) : match.start()], note.note[span.end : span.end + 60]
        negation = _UNSIGNED.search(before)
        if _OTHERS_BEFORE.search(before):
            continue
        if negation or _NOT_YET.match(behind.lower()):
            denied = denied or (note.span(match.start() - len(negation.group()), match.end()) if negation else span)
        elif not _OTHERS_BEHIND.match(behind):
            signature = _signature_at(note.note, span, _NEEDS_NAME.search(match.group()) is not None)
            if signature:
                return signature
    closing = next(_closings(note), None)
    if closing and not (denied and "\n" not in note.note[denied.end : closing.start()]):
        words = closing.group().rstrip()
        span = NoteSpan(words, closing.start(), closing.start() + len(words))
        return SignatureReading(span, (closing["credential"] or "").upper() or None, None)
    if denied is None and (off := _signed_off(note)):
        return off
    if denied is None and (negation := _SAYS_UNSIGNED.search(note.text)):
        denied = note.span(*negation.span())
    return SignatureReading(None, None, denied)


def read_cosignature(note: PlainNote) -> NoteSpan | None:
    """The words that say that somebody signed the note too; None where none do, or it is still to be."""
    for match in _COSIGNED.finditer(note.text) if "sign" in note.text else ():
        before = note.text[max(0, match.start() - 45) : match.start()]
        if not (_UNSIGNED.search(before) or _OTHERS_BEFORE.search(before)):
            return note.span(match.start(), match.start() + len(match.group().rstrip()))
    return None


def _signature_at(note: str, words: NoteSpan, needs_name: bool) -> SignatureReading | None:
    """The signature that begins with some words: to the end of the line, with the credential that stands there."""
    line = note[words.start :].split("\n", 1)[0]
    near = note[words.start : words.start + 160]
    credential = _CREDENTIAL.search(line) or _ANY_CASE.search(line) or _CREDENTIAL.search(near)
    named = re.match(r"[\s:.,-]*(?:by[: ]*)?[A-Z]", line[len(words.text) :])
    if needs_name and not named and not (credential and credential.start() < len(words.text) + 50):
        return None
    span = NoteSpan(line.rstrip(), words.start, words.start + len(line.rstrip()))
    return SignatureReading(span, credential["credential"].upper() if credential else None, None)


def _closings(note: PlainNote) -> Iterator[re.Match[str]]:
    """Names with a credential that end the note or one of its last lines, or stand before what was added."""
    text = note.note
    added = [match.start() for match in _ADDED_AFTER.finditer(note.text)]
    for stop in [len(text), *(note.span(at, at + 1).start for at in added)]:
        end = len(text[:stop].rstrip())
        start = max(0, end - 200)
        lines = text[start:end].count("\n")
        for match in (one for pattern in (_CLOSING, _INITIALS, _TITLED) for one in pattern.finditer(text, start, end)):
            last_lines = lines - text[start : match.start()].count("\n") < 3
            if last_lines and _is_name(match):
                yield match


def _signed_off(note: PlainNote) -> SignatureReading | None:
    """A dictated name with a credential, or initials alone, as the very end of the note."""
    end = len(note.text)
    if not note.text.rstrip(" .\n").endswith(_DICTATED_ENDS):
        starts = []
    else:
        starts = [match.start() for match in _WORD_BEGINS.finditer(note.text, max(0, end - 90))]
    tried = (_DICTATED.match(note.text, start) for start in starts)
    dictated = next((one for one in tried if one and _is_dictated(one)), None)
    if dictated:
        spelled = dictated["credential"].replace(" ", "").upper()
        return SignatureReading(note.span(dictated.start("name"), end), spelled, None)
    initials = _LONE_INITIALS.search(note.note, max(0, len(note.note) - 20))
    if initials and initials["name"].lower() not in _NO_INITIALS | _NOT_NAMES:
        return SignatureReading(NoteSpan(initials["name"], initials.start("name"), initials.end("name")), None, None)
    return None


def _is_dictated(match: re.Match[str]) -> bool:
    """Whether small words before a title are a name: none is common, and what is not spelled needs words that sign."""
    words = re.split("[ -]", match["name"])
    if any(word in _NOT_NAMES or word.endswith(("ing", "ed")) for word in words):
        return False
    is_spelled = re.match(r"[a-z] [a-z]\b", match["credential"]) is not None
    return bool(match["says"] or match["off"]) or (is_spelled and len(words) > 1)


def _is_name(match: re.Match[str]) -> bool:
    """Whether the words before a credential are a name: none is common, and one alone is initials or has a comma."""
    words = re.split(r"[ .,]+", match["name"].strip(" .,"))
    if any(len(word) > 1 and word.lower() in _NOT_NAMES for word in words):
        return False
    small = match["credential"] in {"pt", "ot"}
    if len(words) > 1 or match["name"].isupper():
        return True
    between = match.string[match.end("name") : match.start("credential")]
    alone = match.string[: match.start("name")].rpartition("\n")[2].strip(" \t-~*") == ""
    return (alone or "," in between or "-" in between or len(words[0]) <= 3) and not (small and len(words[0]) < 2)


def read_dates(note: PlainNote) -> NoteDates:
    """The days that the text names as those of the entry and of additions."""
    text = note.text
    late = _LATE.search(text) if "late" in text else None
    written = _WRITTEN.search(text) if late else None
    if written is None and late and late["of"] == "" and late["m"]:
        written = late
    return NoteDates(
        _day(note, written),
        tuple(day for match in _ADDED.finditer(text) if (day := _day(note, match))) if _may_add(text) else (),
        note.span(*late.span()) if late else None,
    )


def _may_add(text: str) -> bool:
    return any(word in text for word in word_list("dates", "added_letters"))


def _day(note: PlainNote, match: re.Match[str] | None) -> DayInText | None:
    if match is None or not (match["m"] or match["iso"]):
        return None
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        month, day = int(match["m"]), int(match["d"])
        year = int(match["y"]) if match["y"] else None  # type: ignore[assignment]
    year = year + 2000 if year is not None and year < 100 else year
    return DayInText(month, day, year, note.span(*match.span())) if 1 <= month <= 12 and 1 <= day <= 31 else None
