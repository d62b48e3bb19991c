"""What a receiver's answer says, in words: the codes of a TA1 and a 999 (`guides/answer_codes.toml`) and of a 277CA."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    InterchangeAnswer,
    Status,
    SyntaxFault,
    TransactionAnswer,
)
from cleanclaim.model.money import dollars_for_people
from cleanclaim.reference.reasons import reason

ACCEPTED = frozenset({"A", "E"})
"""Verdicts of a TA1 or 999 that accept: A, and E in spite of errors."""
REFUSED = "U"
"""The action of a 277CA that refuses (STC03)."""


@cache
def _codes() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("cleanclaim.exchange.x12.guides").joinpath("answer_codes.toml").read_text("utf-8"))


def _meaning(code_list: str, code: str) -> str:
    known = _codes()[code_list].get(code)
    return f"{known} ({code})" if known else f"code {code}"


def why_interchange(answer: InterchangeAnswer) -> str:
    """Why a TA1 rejects an interchange."""
    return _meaning("interchange", answer.note)


def why_transaction(answer: TransactionAnswer) -> str:
    """Why a 999 rejects a transaction, without its single faults."""
    return "; ".join(_meaning("transaction", code) for code in answer.codes) or "no reason is given"


def fault_in_words(fault: SyntaxFault) -> str:
    """A fault that a 999 names: `claim PT1, segment 26, LX01 "21" has an invalid character (6), loop 2400`."""
    claim = (
        f"claim {fault.claim_id}, " if fault.claim_id else f"{fault.unit} {fault.unit_value}, " if fault.unit else ""
    )
    loop = f", loop {fault.loop}" if fault.loop else ""
    if fault.element is None:
        what = f"{fault.segment} {_meaning('segment', fault.code or '')}"
    else:
        position, *component = fault.element.replace("^", ":").split(":")
        number = position.zfill(2) + "".join(f"-{one}" for one in component[:1])
        value = f' "{fault.value}"' if fault.value else ""
        what = f"{fault.segment}{number}{value} {_meaning('element', fault.code or '')}"
    return f"{claim}segment {fault.position}, {what}{loop}"


def statuses_in_words(statuses: Sequence[Status]) -> str:
    """`A3:24:41, returned as unprocessable, entity not approved`: each with its codes, then what they mean."""
    return "; ".join(map(_status_in_words, statuses)) or "no status is given"


def _status_in_words(one: Status) -> str:
    codes = ":".join(part for part in (one.category, one.code, one.entity) if part)
    known = (reason("claim-status-category", one.category), reason("claim-status", one.code))
    return ", ".join([codes, *(each.meaning for each in known if each and each.meaning)])


def size_of_batch(answer: BatchAnswer) -> str:
    """How many claims and dollars a 277CA speaks of: `3 claims, $412.00`; empty where it does not say."""
    count = answer.rejected if answer.action == REFUSED else answer.accepted
    amount = answer.rejected_charge if answer.action == REFUSED else answer.accepted_charge
    amount = answer.charge if amount is None else amount
    parts = [] if count is None else [f"{count:,} claim{'' if count == 1 else 's'}"]
    if amount is not None:
        parts.append(dollars_for_people(amount))
    return ", ".join(parts)


def whose_batch(answer: BatchAnswer) -> str:
    """`batch B1`, `provider 1000000012 in batch B1`."""
    batch = f"batch {answer.batch}" if answer.batch else "a batch without a number"
    if answer.level == "submitter":
        return batch
    party = answer.party
    who = (party.id or party.last_or_organization) if party else None
    return f"provider {who or 'without a number'} in {batch}"


def refusals_in_words(answer: object) -> Iterator[str]:
    """A sentence for whatever an answer refuses; none for what it accepts."""
    match answer:
        case InterchangeAnswer() if answer.verdict not in ACCEPTED:
            yield f"interchange {answer.interchange} is rejected: {why_interchange(answer)}"
        case TransactionAnswer() if answer.verdict not in ACCEPTED:
            where = f"transaction {answer.transaction} of group {answer.group}"
            yield f"{where} is rejected: {why_transaction(answer)}"
            yield from map(fault_in_words, answer.faults)
        case TransactionAnswer():
            yield from map(fault_in_words, answer.faults)
        case BatchAnswer(action="U"):
            size = size_of_batch(answer)
            about = f" ({size})" if size else ""
            yield f"{whose_batch(answer)} is rejected{about}: {statuses_in_words(answer.statuses)}"
        case ClaimAnswer(action="U"):
            yield f"claim {answer.claim_id} is rejected: {statuses_in_words(answer.statuses)}"
            for line in answer.lines:
                name = line.control_number or line.code or "without a number"
                yield f"claim {answer.claim_id}, line {name}: {statuses_in_words(line.statuses)}"
