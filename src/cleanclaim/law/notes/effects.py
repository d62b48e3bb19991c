"""How the patient took the treatment, and what of it took a therapist's skill: found sentence by sentence.

    Tolerated well.                          a word that says it
    Arm felt lighter after mobs.             how the patient is, with a change or a moment of the session
    VCs for terminal extension.              a cue by itself
    Weight cut to 3 lb when she hiked.       an act, on what, and why

What the patient tells of home, sleep or medication is no response, nor is what an examination found (`sensation
diminished`), why the therapist did something (`grade reduced as guarding rose`) or where (`STM to the sore spot`), or
how a plan or a wound is (`POC unchanged`); how he is (`no LOB`, a quote) is one only once a service was named, or with
a moment of the session.
What a physician, an aide or a watch did is no skill, nor is a title, a level of help without its reason, or what is
done for everybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import PhraseMatch, alternatives
from cleanclaim.law.notes.sentences import Sentence, sentence_at


class Clause(NamedTuple):
    """What stands in one sentence or a part of it: its span, the phrases by name, and its parts once they are cut."""

    start: int
    end: int
    sentence: Sentence
    names: dict[str, list[PhraseMatch]]
    text: str
    parts: "list[Clause]"

    def has(self, name: str) -> bool:
        """Whether there is a phrase of the name."""
        return name in self.names

    def apart(self, first: str, second: str) -> bool:
        """Whether a phrase of each name stands there, in words of its own."""
        return any(
            a.end <= b.start or b.end <= a.start for a in self.names.get(first, ()) for b in self.names.get(second, ())
        )


_PARTS = late_pattern(r", (?=[a-z])| but | however |: | - |\(|\)| and then ")
_ANSWERED = late_pattern(r"[a-z]{2,}|\d")
_SAYS_LITTLE = late_pattern(rf"[\s:.(\[_*-]*(?:{alternatives('effects', 'little')})\b")
_PLANS = late_pattern(rf"\W*(?:{alternatives('effects', 'orders')})(?![a-z'])")
_COMPLAINS = late_pattern(
    rf"\W*(?:s ?[:-] ?)?(?:(?:{alternatives('effects', 'patient')})\.? ?(?:[a-z]\.? )?)?"
    rf"(?:{alternatives('effects', 'complains')})\b"
)
_IN_SESSION = late_pattern(rf"\b(?:{alternatives('effects', 'in_session')})\b")
_ELSEWHERE = late_pattern(rf"\b(?:{alternatives('effects', 'elsewhere')})\b")
_QUOTED = late_pattern(r"\"[a-z][^\"]{4,}\"?|(?<![a-z0-9'])'[a-z](?:[^'\n]|'(?=[a-z])){5,}'(?![a-z])")
_WITH = late_pattern(r"\b(?:with|after|during|following|by the|on|post|when|c)\b|\bw/")
_TURN = f"(?:{alternatives('effects', 'turns')})"
_MOMENT = late_pattern(
    r"\b(?:by|with|on|after|at|until|for|during|in|the|only)(?: the)?(?: (?:"
    rf"{alternatives('effects', 'ordinals')})| \d{{1,2}}(?:st|nd|rd|th))(?: \w+)? {_TURN}\b|"
    rf"\b(?:by|at|on|after|around|from) {_TURN} #?\d{{1,2}}\b|\b(?:by|near|toward) (?:the )?(?:session |"
    rf"visit )?end\b(?! of (?!session|visit|tx|treatment|therapy|it|set|hour))"
)
"""A moment of the treatment by its number: `by the third lap`, `with 2nd swallow`, `at trial 2`."""
_MANAGED = late_pattern(rf"\b(?:{alternatives('effects', 'managed')}|[a-z]{{3,}}(?:ed|ing))\b")
_PATIENT_DOES = late_pattern(
    rf"(?:^|\W)(?:{alternatives('effects', 'patient')}|who|they)\.? (?:(?:has|had|is|was|also|then|now|just) )?$"
)
_NOT_DONE = late_pattern(r"(?:\bnot|\bnever|n't)(?: yet| been)* $")
_FOR = late_pattern(rf"\bfor (?!(?:{alternatives('effects', 'no_reason')})\b)[a-z]{{3,}}")
_PURPOSE = late_pattern(rf"\bto (?:{alternatives('effects', 'purposes')})\b")
_GENERAL = late_pattern(rf"\bto [a-z]+ (?:[a-z]+ )?(?:{alternatives('effects', 'general_aims')})\b")
_OF_PATIENT = late_pattern(rf"\W*(?:{alternatives('effects', 'patient')}|{alternatives('effects', 'of_patient')})\b")
_LEAD = late_pattern(r"\W*(?:[a-z/ ]{2,24}: )?")
_THERAPIST_SAYS = late_pattern(r"\W*(?:i|we) (?:still |also |am |will |would )?(?!asked|had (?:him|her|them|pt))[a-z]+")
_ABLE = late_pattern(r"\b(?:un)?able to\b|\bcould(?:n't| not)?\b|\bmanaged to\b")
_NOT_PATIENT = late_pattern(r"\b(?:i|we|therapist|clinician)\b(?! think)")
_FROM_TO = late_pattern(r"\bfrom [^.;\n]{1,30}? (?:down |up )?(?:to|->|into)\b")
_SKILLED_TO = late_pattern(r"\bskilled\b|\bto (?:progress|grade)\b")
_SHOW_RESPONSE = frozenset({"tolerance", "sign", "calm", "state", "change", "function", "reaction", "mood", "felt"})
_BECAUSE = late_pattern(
    rf"\b(?:{alternatives('effects', 'because')})(?![a-z']).*?(?=[,;()]|\b(?:{alternatives('effects', 'goes_on')})\b|$)"
)
_LESSENED, _FUNCTIONS = alternatives("effects", "lessened"), alternatives("effects", "impairments")
_IMPAIRED = late_pattern(
    rf"\b(?:{_LESSENED}) (?:[a-z/]+ ){{0,2}}?(?:{_FUNCTIONS})\b|"
    rf"\b(?:{_FUNCTIONS})(?: is| are| was| were|:)? (?:{_LESSENED})"
)
"""What an examination finds: `reduced ROM`, `sensation diminished`."""
_TREATED_PLACE = late_pattern(
    rf"\b(?:{alternatives('effects', 'treated_towards')}) (?:[a-z/]+ )??"
    rf"(?:{alternatives('effects', 'treated_places')}) (?!(?:{alternatives('effects', 'no_place')})\b)[a-z]{{2,}}"
)
"""Where the treatment went: `STM to the sore spot`, `worked over tight QL`."""
_AIM = late_pattern(rf"(?<!able )\bto (?:{alternatives('effects', 'aims')})\b.*?(?=[,;()]|$)")
_GENERIC_ACT = late_pattern(rf"(?:{alternatives('effects', 'generic_acts')})\b")
_PATIENTS_ACT = late_pattern(rf"(?:{alternatives('effects', 'patients_acts')})\b")
_ACTS = late_pattern(
    rf" (?:then |also |manually )?(?!(?:{alternatives('effects', 'no_act')})\b)[a-z]{{3,}}(?:ed|ing|s)\b"
)
_DOES = ("cue", "act", "deed")
_SAYS_RESPONSE = ("tolerance", "sign", "calm", "state", "change", "reaction", "mood", "felt", "comparison", "function")
SHORT = 4
"""Words of a sentence that is nothing but how the patient is."""


def parts_of(
    text: str, sentences: list[Sentence], found: Iterable[PhraseMatch], goals: Sequence[tuple[int, int]]
) -> list[Clause]:
    """The sentences that show something and are no goals, whole."""
    by_sentence: dict[int, list[PhraseMatch]] = defaultdict(list)
    for one in found:
        if one.kind == "shows":
            by_sentence[sentence_at(sentences, one.start)].append(one)
    quoting = {number for number, one in enumerate(sentences) if '"' in text[one.body : one.end]}
    wholes = []
    for number in sorted(by_sentence.keys() | quoting):
        sentence = sentences[number]
        if not any(start < sentence.end and sentence.body < end for start, end in goals):
            wholes.append(_clause(text, sentence, (sentence.body, sentence.end), _meant(by_sentence[number])))
    return wholes


def _meant(found: list[PhraseMatch]) -> list[PhraseMatch]:
    """The phrases without those in set words that mean something else: `to tolerance`."""
    idioms = [one for one in found if one.name == "idiom"]
    return (
        [
            one
            for one in found
            if one.name != "idiom" and not any(idiom.start <= one.start < idiom.end for idiom in idioms)
        ]
        if idioms
        else found
    )


def _clause(text: str, sentence: Sentence, span: tuple[int, int], found: Iterable[PhraseMatch]) -> Clause:
    start, end = span
    names: dict[str, list[PhraseMatch]] = {}
    for one in found:
        if start <= one.start and one.end <= end:
            names.setdefault(one.name, []).append(one)
    return Clause(start, end, sentence, names, text[start:end], [])


def _clauses(text: str, whole: Clause) -> list[Clause]:
    """The parts of a sentence between commas, brackets and buts."""
    if whole.parts:
        return whole.parts
    cuts = [whole.start, *(whole.start + match.end() for match in _PARTS.finditer(whole.text)), whole.end]
    if len(cuts) == 2:
        return []
    found = [one for those in whole.names.values() for one in those]
    whole.parts.extend(_clause(text, whole.sentence, span, found) for span in pairwise(cuts))
    return whole.parts


def find_response(
    text: str, sentences: Sequence[Sentence], wholes: Sequence[Clause], treated_from: int, named_from: int
) -> tuple[int, int] | None:
    """The span that tells how the patient took it.

    Before `treated_from` the patient speaks of other things; `named_from` is where a service is named first.
    """
    answer = _answer(text, sentences, "response")
    if answer:
        return answer
    for whole in wholes:
        if whole.sentence.section in {"plan", "home", "background"} or not _may_respond(whole):
            continue
        for one in (whole, *_clauses(text, whole)):
            early = one.start < max(treated_from, named_from) and one.sentence.section != "assessment"
            before = one.start < treated_from or one.sentence.section == "subjective"
            if _is_response(_without_causes(one), before=before, early=early):
                return _trimmed(text, one.start, one.end)
    return None


def _may_respond(whole: Clause) -> bool:
    return (
        not _SHOW_RESPONSE.isdisjoint(whole.names)
        or any(mark in whole.text for mark in ('"', "'", "able", "could", "managed"))
        or _MOMENT.search(whole.text) is not None
    )


def _without_causes(one: Clause) -> Clause:
    """The clause without what is no reaction: why the therapist did something, where, and what an examination found."""
    found = list(_IMPAIRED.finditer(one.text)) if one.has("change") or one.has("state") else []
    found += _TREATED_PLACE.finditer(one.text) if one.has("state") or one.has("reaction") else ()
    does = [phrase.start for name in _DOES for phrase in one.names.get(name, ())]
    if "to " in one.text:
        found += _AIM.finditer(one.text)
    if does:
        found += _BECAUSE.finditer(one.text, max(0, min(does) - one.start))
    if not found:
        return one
    spans = [(one.start + match.start(), one.start + match.end()) for match in found]
    names = dict(one.names)
    for name in _SAYS_RESPONSE:
        if name in names:
            left = [phrase for phrase in names[name] if not any(a <= phrase.start < b for a, b in spans)]
            if left:
                names[name] = left
            else:
                del names[name]
    return one._replace(names=names)


def _is_response(one: Clause, *, before: bool, early: bool) -> bool:
    moment = _MOMENT.search(one.text) is not None
    in_session = moment or (one.has("ending") and _IN_SESSION.search(one.text) is not None)
    of_elsewhere = one.has("history") and (not in_session or _ELSEWHERE.search(one.text) is not None)
    if _PLANS.match(one.text) or one.has("future") or of_elsewhere:
        return False
    if moment and not (one.has("topic") or one.has("cue") or _begins_with_act(one)) and _tells(one):
        return _NOT_PATIENT.search(one.text) is None
    if before:
        freely = one.has("tolerance") and not _COMPLAINS.match(one.text) and one.sentence.section != "subjective"
        return freely or (in_session and any(map(one.has, ("tolerance", "state", "change"))))
    return (
        one.has("tolerance")
        or (
            one.has("sign")
            and not one.has("topic")
            and (not early or moment or any(map(one.has, ("during", "ending", "change"))))
        )
        or (one.has("calm") and not one.has("topic"))
        or (not early and _QUOTED.search(one.text) is not None and not one.has("cue"))
        or (not one.has("topic") and _is_state_after(one, early=early))
    )


def _tells(one: Clause) -> bool:
    """Whether a clause says what came of something: how the patient is, or a verb of what was managed."""
    return any(map(one.has, ("state", "comparison", "change", "reaction"))) or _MANAGED.search(one.text) is not None


def _begins_with_act(one: Clause) -> bool:
    """Whether the words begin with what the therapist did: `Reduced grid to 24 cells`."""
    lead = _LEAD.match(one.text)
    at = one.start + (lead.end() if lead else 0)
    return _THERAPIST_SAYS.match(one.text) is not None or any(
        phrase.start == at for name in ("act", "deed") for phrase in one.names.get(name, ())
    )


def _is_brief(one: Clause) -> bool:
    """Whether a few words say how the patient is, and not what he complains of or how a wound or a plan looks."""
    return len(one.text.split()) <= SHORT and not one.has("thing") and not _COMPLAINS.match(one.text)


def _is_state_after(one: Clause, *, early: bool) -> bool:
    """How the patient is, with a change, a moment of the session or an amount."""
    if _THERAPIST_SAYS.match(one.text):
        return False
    return (
        one.apart("amount", "reaction")
        or one.apart("felt", "comparison")
        or (one.apart("function", "comparison") and _WITH.search(one.text) is not None)
        or one.apart("state", "ending")
        or (one.apart("change", "ending") and not (_begins_with_act(one) and not one.has("state")))
        or (_ABLE.search(one.text) is not None and (one.has("during") or one.has("ending")))
        or one.apart("state", "change")
        or one.apart("felt", "state")
        or one.apart("state", "during")
        or (not early and any(map(one.has, ("mood", "reaction"))) and _is_brief(one))
    )


def find_skill(text: str, sentences: Sequence[Sentence], wholes: Sequence[Clause]) -> tuple[int, int] | None:
    """The span that tells what the therapist cued, corrected, graded or decided."""
    answer = _answer(text, sentences, "skill")
    if answer:
        return answer
    for whole in wholes:
        if whole.sentence.section in {"home", "background"} or not _may_take_skill(whole):
            continue
        for one in (*_clauses(text, whole), whole):
            if _is_skill(one):
                return _trimmed(text, one.start, one.end)
    return None


def _may_take_skill(whole: Clause) -> bool:
    names = whole.names
    if "cue" in names or "agent" in names:
        return True
    does = "act" in names or "deed" in names
    return ("reason" in names and (does or "object" in names)) or (
        does and ("amount_from" in names or "object" in names)
    )


def _fits(one: Clause) -> bool:
    """Whether a thing serves a purpose that is this patient's own, and not just more motion or less pain."""
    return (
        _PURPOSE.search(one.text) is not None
        and _GENERAL.search(one.text) is None
        and _OF_PATIENT.match(one.text) is None
    )


def _is_skill(one: Clause) -> bool:
    if one.has("unskilled") or _is_by_others(one):
        return False
    if not one.has("cue") and _COMPLAINS.match(one.text):
        return False
    planned = one.has("future") or one.sentence.section == "plan" or _PLANS.match(one.text) is not None
    if planned and not _SKILLED_TO.search(one.text):
        return False
    one = _without_patients(one)
    graded = one.apart("act", "amount_from") and not one.has("state") and _FROM_TO.search(one.text) is not None
    past = {ago.start for ago in one.names.get("history", ())}
    reasons = [why for why in one.names.get("reason", ()) if why.start not in past]
    reasoned = bool(reasons)
    purposed = _FOR.search(one.text) is not None or (
        reasoned and one.apart("act", "reason") and not _is_routine(one, reasons)
    )
    acted = one.apart("act", "object") and (graded or purposed)
    fitted = one.sentence.section != "subjective" and one.apart("object", "reason") and _fits(one)
    return one.has("cue") or _therapist_acts(one) or acted or fitted or (reasoned and one.apart("deed", "reason"))


def _is_routine(one: Clause, reasons: Sequence[PhraseMatch]) -> bool:
    """Whether something was done as ever, for what is wanted of everybody: `stretching performed to improve ROM`."""
    first = min(why.start for why in reasons)
    return all(_GENERAL.match(one.text, why.start - one.start) for why in reasons) and all(
        _GENERIC_ACT.match(one.text, act.start - one.start) for act in one.names.get("act", ()) if act.start < first
    )


def _therapist_acts(one: Clause) -> bool:
    """Whether the therapist is named with what was done: `therapist resisted isometric`, not `therapist on file`."""
    return any(_ACTS.match(one.text, phrase.end - one.start) for phrase in one.names.get("agent", ()))


def _is_by_others(one: Clause) -> bool:
    """Whether somebody else did it, who is not named as the reason only: `kept under 60 deg per surgeon`."""
    reasons = one.names.get("reason", ())
    return any(
        not any(why.start <= other.start < why.end for why in reasons) for other in one.names.get("other_hands", ())
    )


def _without_patients(one: Clause) -> Clause:
    """The clause without acts that are the patient's own or were not done: `pt used walker to get to gym`."""
    names = dict(one.names)
    own = _OF_PATIENT.match(one.text) is not None
    for name in ("act", "deed"):
        names[name] = [
            phrase
            for phrase in one.names.get(name, ())
            if not _PATIENT_DOES.search(one.text, 0, phrase.start - one.start)
            and not _NOT_DONE.search(one.text, 0, phrase.start - one.start)
            and not (own and _PATIENTS_ACT.match(one.text, phrase.start - one.start))
        ]
    return one._replace(names=names)


def _answer(text: str, sentences: Sequence[Sentence], section: str) -> tuple[int, int] | None:
    """What stands behind a heading of the section."""
    for one in sentences:
        body = text[one.body : one.end]
        if one.section == section and _ANSWERED.search(body) and not _SAYS_LITTLE.match(body):
            return _trimmed(text, one.body, one.end)
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \t\n,;:.-("))
    end -= len(words) - len(words.rstrip(" \t\n,;:.-("))
    return start, max(start, end)
