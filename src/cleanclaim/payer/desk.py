"""The payer's desk: files come into one folder, answers go out of another.

A file is answered with a TA1 and a 999, its claims with a 277CA, and when they are due with an 835. What is answered is not
taken again; what is lost is remembered as lost.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Address
from cleanclaim.payer.decide import Answered, decide
from cleanclaim.payer.habits import Habits
from cleanclaim.payer.memory import Memory, memory_bytes, read_memory
from cleanclaim.x12.answers import ClaimAnswer, GroupAnswer, InterchangeAnswer, Status, SyntaxFault, TransactionAnswer
from cleanclaim.x12.diagnostics import Diagnostic
from cleanclaim.x12.envelope import Interchange as Head
from cleanclaim.x12.items import Interchange, Transaction
from cleanclaim.x12.read import read
from cleanclaim.x12.remitted import Payment, ProviderAdjustment
from cleanclaim.x12.submitted import Party, SubmittedClaim
from cleanclaim.x12.write835 import Remitter, write_835
from cleanclaim.x12.write837p import GUIDE
from cleanclaim.x12.write_answers import Acknowledged, write_277ca, write_999, write_ta1

MEMORY = "payer.json"


class Taken(Struct, frozen=True, kw_only=True):
    """What came of one file: accepted or not, how many claims, what they are paid, the answers written."""

    file: str
    verdict: str
    claims: int
    paid: int
    answers: list[str]


class _Read(Struct, kw_only=True):
    """An 837P as it was read."""

    interchange: Interchange
    transactions: list[Transaction]
    claims: list[SubmittedClaim]
    faults: list[Diagnostic]


def work(inbox: Path, outbox: Path, habits: Habits, on: date) -> list[Taken]:
    """Take every file of the inbox that was not taken before, and send what is due on the day. What was written is told.

    Raises UserError where a folder cannot be used; a file that is no 837P is refused by a TA1.
    """
    if not inbox.is_dir():
        raise UserError(str(inbox), "is no folder", "Make it, and put 837P files into it.")
    outbox.mkdir(parents=True, exist_ok=True)
    memory = read_memory(outbox / MEMORY)
    taken = []
    for path in sorted(one for one in inbox.iterdir() if one.is_file()):
        print_ = sha256(path.read_bytes()).hexdigest()[:20]
        if print_ not in memory.answered:
            memory.answered.append(print_)
            taken.append(_take(path, outbox, habits, memory, on, print_))
    for name in [name for name, due in memory.due.items() if date.fromisoformat(due) <= on]:
        _write(outbox / name, (outbox / f".{name}").read_text(encoding="ascii"))
        (outbox / f".{name}").unlink()
        del memory.due[name]
    _write(outbox / MEMORY, memory_bytes(memory).decode())
    return taken


def _take(path: Path, outbox: Path, habits: Habits, memory: Memory, on: date, print_: str) -> Taken:
    chance = Random(f"{habits.seed} {print_}")  # noqa: S311 - a habit, nothing secret
    if chance.random() < habits.lost:
        return Taken(file=path.name, verdict="lost", claims=0, paid=0, answers=[])
    found = _look(path)
    if found is None:
        return Taken(file=path.name, verdict="refused", claims=0, paid=0, answers=[])
    stem = path.stem
    head = _head(found.interchange, memory, on)
    sent = datetime.combine(found.interchange.on or on, time())
    answers = {f"{stem}.ta1": _ta1(head, found, sent)}
    head = _head(found.interchange, memory, on)
    answers[f"{stem}.999"] = _999(head, found)
    refused = _syntax_faults(found)
    paid = 0
    if not refused and found.claims:
        decided = [decide(claim, habits, memory, on) for claim in found.claims]
        answers[f"{stem}.277ca"] = _277ca(_head(found.interchange, memory, on), habits, decided, found, on)
        name = f"{stem}.835"
        text, paid = _835(_head(found.interchange, memory, on), habits, decided, memory, on)
        if habits.delay_days:
            memory.due[name] = str(on + timedelta(days=habits.delay_days))
            _write(outbox / f".{name}", text)
        else:
            answers[name] = text
    if chance.random() < habits.doubled:
        answers |= {f"again-{name}": text for name, text in answers.items()}
    for name, text in answers.items():
        _write(outbox / name, text)
    verdict = "rejected" if refused else "accepted"
    return Taken(file=path.name, verdict=verdict, claims=len(found.claims), paid=paid, answers=list(answers))


def _look(path: Path) -> _Read | None:
    """What the file says; None where it is no X12 file with claims in it."""
    begun: Interchange | None = None
    transactions, claims, faults = [], [], []
    with suppress(UserError):
        for item in read(path):
            match item:
                case Interchange():
                    begun = begun or item
                case Transaction():
                    transactions.append(item)
                case SubmittedClaim():
                    claims.append(item)
                case Diagnostic() if item.severity == "stop":
                    faults.append(item)
    if begun is None:
        return None
    return _Read(interchange=begun, transactions=transactions, claims=claims, faults=faults)


def _syntax_faults(found: _Read) -> list[Diagnostic]:
    return [fault for fault in found.faults if fault.level <= 2]


def _head(begun: Interchange, memory: Memory, on: date) -> Head:
    return Head(
        sender=begun.receiver or "EXAMPLEPAYER",
        sender_qualifier="ZZ",
        receiver=begun.sender,
        receiver_qualifier="ZZ",
        created=datetime.combine(on, time(9)),
        control_number=memory.number(),
        usage="production" if begun.usage == "P" else "test",
    )


def _ta1(head: Head, found: _Read, sent: datetime) -> str:
    number = found.interchange.control_number
    return write_ta1(head, InterchangeAnswer(byte=0, interchange=number, verdict="A", note="000"), sent)


def _999(head: Head, found: _Read) -> str:
    """Each transaction accepted, or rejected with what is wrong in it."""
    answers = []
    group = next((fault.place.group for fault in found.faults if fault.place.group), None)
    for one in found.transactions:
        wrong = [fault for fault in _syntax_faults(found) if fault.place.transaction == one.control_number]
        answers.append(
            TransactionAnswer(
                byte=0,
                group=group or "1",
                transaction_set=one.transaction_set,
                transaction=one.control_number,
                verdict="R" if wrong else "A",
                codes=("5",) if wrong else (),
                faults=tuple(_fault(fault) for fault in wrong if fault.place.position),
            )
        )
    good = sum(one.verdict == "A" for one in answers)
    count = str(len(answers))
    verdict = "A" if good == len(answers) else "P" if good else "R"
    whole = GroupAnswer(byte=0, group=group or "1", verdict=verdict, included=count, received=count, accepted=str(good))
    return write_999(head, answers, whole, answers=GUIDE)


def _fault(fault: Diagnostic) -> SyntaxFault:
    place = fault.place
    return SyntaxFault(
        segment=place.segment,
        position=str(place.position),
        loop=place.loop,
        code=fault.code or ("7" if place.element else "8"),
        element=str(place.element) if place.element else None,
    )


def _277ca(head: Head, habits: Habits, decided: list[Answered], found: _Read, on: date) -> str:
    billing = decided[0].claim.around.billing or Party(last_or_organization="UNKNOWN")
    about = Acknowledged(
        payer=Party(last_or_organization=habits.name, id=habits.id, id_kind="PI"),
        submitter=Party(last_or_organization=found.interchange.sender or "SUBMITTER", id=found.interchange.sender),
        provider=billing,
        reference=f"{head.control_number:09d}",
        trace=found.interchange.control_number,
        received=on,
        decided=on,
    )
    return write_277ca(head, about, [(_claim_answer(one, on), _first_day(one.claim, on)) for one in decided])


def _claim_answer(one: Answered, on: date) -> ClaimAnswer:
    return ClaimAnswer(
        byte=0,
        claim_id=one.claim.claim_id,
        patient=one.claim.around.patient or one.claim.around.subscriber,
        action="WQ",
        statuses=(Status("A2", "20", "PR"),),
        on=on,
        charge=one.claim.charge,
        payer_claim_number=one.number,
    )


def _first_day(claim: SubmittedClaim, otherwise: date) -> date:
    return min((line.first_date for line in claim.lines if line.first_date), default=otherwise)


def _835(head: Head, habits: Habits, decided: list[Answered], memory: Memory, on: date) -> tuple[str, int]:
    """The payment of a file's claims. Where more was taken back than is paid, the rest is carried forward (FB)."""
    claims = [paid for one in decided for paid in one.paid]
    billing = decided[0].claim.around.billing or Party()
    payee = billing.id or "0"
    total = sum(claim.paid or 0 for claim in claims)
    carried = memory.owed.pop(payee, 0)
    amount = max(0, total - carried)
    left = amount - (total - carried)
    if left:
        memory.owed[payee] = left
    number = f"{habits.id[-4:]}{head.control_number:08d}"
    adjustments = [ProviderAdjustment("WO", number, carried)] if carried else []
    adjustments += [ProviderAdjustment("FB", number, -left)] if left else []
    payment = Payment(
        byte=0,
        segment=0,
        amount=amount,
        method="CHK" if amount else "NON",
        on=on,
        trace=number,
        payer=habits.name,
        payer_id=habits.id,
        payee=billing.last_or_organization or "UNKNOWN",
        payee_id=payee,
        payee_id_kind="XX",
        claims=len(claims),
        claims_paid=total,
        adjustments=tuple(adjustments),
    )
    address = Address(line1=habits.address, city=habits.city, state=habits.state, zip_code=habits.zip)
    remitter = Remitter(address=address, contact=habits.contact, phone=habits.phone)
    return write_835(head, payment, claims, remitter), amount


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def names(taken: list[Taken]) -> Iterator[str]:
    """Every answer written, in order."""
    for one in taken:
        yield from one.answers
