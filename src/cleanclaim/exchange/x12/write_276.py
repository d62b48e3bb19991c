"""Questions about claims as a 276 (005010X212): one interchange, ready for the receiver."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from cleanclaim.exchange.x12.envelope_write import TransactionGuide, write_interchange
from cleanclaim.exchange.x12.inquiries import Level, StatusInquiry, hierarchy, nm1, sex_code, transaction_head
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, amount, day
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import Party

GUIDE = TransactionGuide(transaction_set="276", functional_group="HR", version="005010X212")


def write_276(
    inquiries: Sequence[StatusInquiry],
    practice: Practice,
    *,
    created: datetime,
    control_number: int | None = None,
) -> str:
    """The text of a 276 with these questions. `control_number` tells it from others.

    Raises ValueError where there is none.
    """
    begun = transaction_head(practice, inquiries, created, control_number)
    return write_interchange(
        begun, GUIDE, [_transaction(inquiries, practice, created, f"{begun.control_number:09d}-1")]
    )


def _transaction(
    inquiries: Sequence[StatusInquiry], practice: Practice, created: datetime, reference: str
) -> Iterator[OutgoingSegment]:
    yield ("BHT", "0010", "13", reference, day(created.date()), f"{created:%H%M}")
    yield from hierarchy(_payers(inquiries, practice))


def _payers(inquiries: Sequence[StatusInquiry], practice: Practice) -> Iterator[Level]:
    """2000A to 2000E: the questions under the payer they go to, who sends them, and the provider of the claims."""
    submitter = Party(last_or_organization=practice.submitter.name, id=practice.submitter.id, id_kind="46")
    for (payer, provider), group in groupby(inquiries, key=_addressed):
        people = tuple(map(_subscriber, group))
        providers = (Level("19", (nm1("1P", provider),), people),)
        yield Level("20", (nm1("PR", payer),), (Level("21", (nm1("41", submitter),), providers),))


def _addressed(one: StatusInquiry) -> tuple[Party, Party]:
    return one.payer, one.provider


def _subscriber(one: StatusInquiry) -> Level:
    subscriber = nm1("IL", one.subscriber)
    if one.patient is None:
        return Level("22", (*_person(one), subscriber, *_claim(one)))
    # The guide gives the patient's level no word on what lies below it, for nothing can.
    patient = Level("23", (*_person(one), nm1("QC", one.patient), *_claim(one)), leaf="")
    return Level("22", (subscriber,), (patient,))


def _person(one: StatusInquiry) -> Iterator[OutgoingSegment]:
    if one.birth_date:
        yield ("DMG", "D8", day(one.birth_date), sex_code(one.sex))


def _claim(one: StatusInquiry) -> Iterator[OutgoingSegment]:
    """2200D or 2200E: the claim by the payer's number and ours, its charge and days."""
    yield ("TRN", "1", one.trace)
    if one.payer_claim_number:
        yield ("REF", "1K", one.payer_claim_number)
    yield ("REF", "EJ", one.claim_id)
    if one.charge is not None:
        yield ("AMT", "T3", amount(one.charge))
    if one.first_date and one.last_date:
        if one.first_date == one.last_date:
            yield ("DTP", "472", "D8", day(one.first_date))
        else:
            yield ("DTP", "472", "RD8", f"{day(one.first_date)}-{day(one.last_date)}")
