"""Which claims a 277CA took in, each with the day of the first answer that did."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer
from cleanclaim.exchange.x12.answer_words import REFUSED
from cleanclaim.exchange.x12.items import Interchange, Item
from cleanclaim.exchange.x12.located import Located


class Acceptance(Struct, frozen=True, kw_only=True):
    """A claim that was taken in, and when: the day of the decision, else that of the file that says it."""

    claim_id: str
    on: date | None


def acceptances_of(items: Iterable[Item]) -> list[Acceptance]:
    """The first acceptance of each claim among what was read."""
    found: dict[str, Acceptance] = {}
    made_on = None
    for item in items:
        match item:
            case Interchange():
                made_on = item.on
            case Located(value=ClaimAnswer() as answer) if answer.action and answer.action != REFUSED:
                on = answer.on or made_on
                before = found.get(answer.claim_id)
                if before is None or (on is not None and (before.on is None or on < before.on)):
                    found[answer.claim_id] = Acceptance(claim_id=answer.claim_id, on=on)
    return list(found.values())
