"""An answer that names our number and is to something else changes no claim, and what does not fit is named."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.exchange.x12.acknowledgements import InterchangeAnswer
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers
from cleanclaim.exchange.x12.write_acknowledgements import write_ta1
from cleanclaim.law.wording import day
from cleanclaim.office.claims.answer_fit import read_sent_file
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.models import ClaimAsSent, ClaimEvent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.day import today
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.made_up import House, house
from tests.office.stored.test_answers_in_any_order import rejected_999
from tests.office.stored.test_sending import ready, rejection, send


@pytest.fixture
def lakeside(database: str) -> Iterator[House]:
    assert database
    one = house()
    with organization_transaction([one.organization.pk]):
        ready(one, 1)
        send(one.actor)
        yield one


def taken(one: House, content: bytes) -> tuple[str, str, int]:
    """What is said of an answer, how the claim stands after it, and how much is noted of it."""
    summary = take_answer("answer", content, one.actor).summary
    events = ClaimEvent.objects.exclude(kind="sent").count()
    return summary, ClaimRecord.objects.get().state, events


def remittance(folder: Path) -> bytes:
    """What the test payer pays."""
    batch = Batch.objects.get()
    (folder / batch.name).write_bytes(bytes(batch.content))
    run = run_mailbox([folder / batch.name], Behavior(policy="medicare"), PayerState(), cleanclaim.Basis())
    (found,) = (text for name, text in run.answers.items() if name.endswith(".835"))
    return found.encode()


def interchange_rejected(*, usage: str = "production", days: int = 0, clock: str = "") -> bytes:
    """A TA1 that rejects the file that was sent."""
    sent = read_sent_file(Batch.objects.get()).envelope
    assert sent.on
    head = InterchangeNumbers(
        sender=sent.receiver, sender_qualifier="ZZ", receiver=sent.sender, receiver_qualifier="ZZ",
        created=Batch.objects.get().at.replace(tzinfo=None), control_number=5,
        usage="test" if usage == "test" else "production",
    )  # fmt: skip
    made = f"{sent.on - timedelta(days=days):%y%m%d}"
    answer = InterchangeAnswer(
        interchange=sent.control_number, date=made, time=clock or sent.time, verdict="R", note="022"
    )
    return write_ta1(head, answer).encode()


def foreign(content: bytes) -> bytes:
    return content.replace(b"*ZZ*EXAMPLECH      *", b"*ZZ*STRANGER       *")


def misdirected(content: bytes) -> bytes:
    return content.replace(b"*ZZ*EXAMPLEWAY     *", b"*ZZ*SOMEBODY       *")


def as_test(content: bytes) -> bytes:
    return content.replace(b"*0*P*", b"*0*T*")


MADE: dict[str, Callable[[], bytes]] = {
    "TA1": interchange_rejected,
    "999": lambda: rejected_999(ClaimAsSent.objects.get()),
    "277CA": lambda: rejection(ClaimAsSent.objects.get()),
}


@pytest.mark.parametrize("kind", list(MADE))
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (foreign, "it comes from STRANGER, and the file went to EXAMPLECH"),
        (misdirected, "it is addressed to SOMEBODY, and the file was sent by EXAMPLEWAY"),
        (as_test, "its usage is T, and the file's is P"),
    ],
)
def test_another_envelope_changes_nothing(
    lakeside: House, kind: str, change: Callable[[bytes], bytes], says: str
) -> None:
    content = MADE[kind]()
    other = change(content)
    assert other != content
    summary, state, events = taken(lakeside, other)
    assert f"{kind} does not fit {Batch.objects.get().name}, whose claims stay as they are: {says}" in summary
    assert (state, events) == ("sent", 0)
    assert taken(lakeside, content)[1:] == ("rejected", 1)


def test_a_999_that_takes_another_file_in_changes_nothing(lakeside: House) -> None:
    accepts = rejected_999(ClaimAsSent.objects.get()).replace(b"IK5*R*5~AK9*R*1*1*0", b"IK5*A~AK9*A*1*1*1")
    summary, _state, events = taken(lakeside, foreign(accepts))
    assert "999 does not fit" in summary
    assert events == 0
    assert taken(lakeside, accepts)[2] == 1


def test_a_ta1_on_another_interchange_of_the_number_changes_nothing(lakeside: House) -> None:
    sent = read_sent_file(Batch.objects.get()).envelope
    other = "0001" if sent.time != "0001" else "0002"
    for content in (interchange_rejected(days=300), interchange_rejected(clock=other)):
        summary, state, events = taken(lakeside, content)
        assert f"and the file's is of {sent.on:%y%m%d} {sent.time}" in summary
        assert (state, events) == ("sent", 0)
    assert taken(lakeside, interchange_rejected())[1:] == ("rejected", 1)


@pytest.mark.parametrize(("days", "says"), [(60, "which is to come, and today is"), (-2, "and the file was sent on")])
def test_a_day_to_come_or_before_the_sending_changes_nothing(lakeside: House, days: int, says: str) -> None:
    other = today() + timedelta(days=days)
    content = rejection(ClaimAsSent.objects.get())
    summary, state, events = taken(lakeside, content.replace(
        f"IL*{today():%Y%m%d}".encode(), f"IL*{other:%Y%m%d}".encode()
    ))  # fmt: skip
    assert f"its day is {day(other)}, {says}" in summary
    assert (state, events) == ("sent", 0)


def test_another_patient_changes_nothing_and_one_of_name_and_number_is_enough(lakeside: House) -> None:
    content = rejection(ClaimAsSent.objects.get())
    summary, state, events = taken(lakeside, content.replace(b"EXAMPLE*ADA****MI*1EX0XX0XX01", b"DOE*JANE****MI*9Z"))
    assert "its patient is DOE 9Z, and the claim's is Example " in summary
    assert (state, events) == ("sent", 0)
    renamed = content.replace(b"EXAMPLE*ADA****MI*1EX0XX0XX01", b"Example*ADA****MI*9Z")
    assert taken(lakeside, renamed)[1:] == ("rejected", 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((b"*XX*1000000004~", b"*XX*1000000012~"), "it pays 1000000012, and 1000000004 billed"),
        ((b"*0*P*", b"*0*T*"), "its usage is T, and the file's is P"),
        ((b"*136*", b"*99*"), "it was sent with $136.00, and the answer says $99.00"),
    ],
)
def test_what_another_was_paid_decides_nothing(
    lakeside: House, tmp_path: Path, change: tuple[bytes, bytes], says: str
) -> None:
    content = remittance(tmp_path)
    other = content.replace(*change)
    assert other != content
    summary, state, events = taken(lakeside, other)
    assert says in summary
    assert "decided" not in summary
    assert (state, events) == ("sent", 0)
    elsewhere = foreign(content)
    assert taken(lakeside, elsewhere)[1:] == ("accepted", 1), "a payer behind the clearinghouse sends it itself"


def test_what_is_paid_for_another_patient_decides_nothing(lakeside: House, tmp_path: Path) -> None:
    content = remittance(tmp_path)
    sent = ClaimAsSent.objects.get().read()
    last, number = sent.patient.name.last.upper().encode(), sent.coverage.member_id.encode()
    other = content.replace(b"*1*" + sent.patient.name.last.encode() + b"*", b"*1*DOE*")
    other = other.replace(b"*1*" + last + b"*", b"*1*DOE*").replace(number, b"1EG4TE5MK73")
    summary, state, events = taken(lakeside, other)
    assert "its patient is DOE 1EG4TE5MK73" in summary
    assert (state, events) == ("sent", 0)


def test_parts_of_a_claim_that_a_payer_made_two_of_come_to_its_charge(lakeside: House, tmp_path: Path) -> None:
    content = remittance(tmp_path)
    begins = content.index(b"CLP*")
    ends = content.index(b"SE*", begins)
    clp = content[begins : content.index(b"~", begins)].split(b"*")
    clp[3] = b"36"
    first = b"*".join(clp) + b"~"
    clp[3] = b"100"
    rest = content[content.index(b"~", begins) + 1 : ends]
    parts = content[:begins] + first + rest + b"*".join(clp) + b"~" + rest + content[ends:]
    assert taken(lakeside, parts)[1] == "accepted"
