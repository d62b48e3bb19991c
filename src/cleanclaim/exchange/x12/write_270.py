"""Questions about coverage as a 270 (005010X279A1): one interchange, ready for the receiver."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from cleanclaim.exchange.x12.envelope_write import TransactionGuide, write_interchange
from cleanclaim.exchange.x12.inquiries import EligibilityInquiry, Level, hierarchy, nm1, sex_code, transaction_head
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, day
from cleanclaim.model.practice import Billing, Practice
from cleanclaim.model.submitted_claim import Party

GUIDE = TransactionGuide(transaction_set="270", functional_group="HS", version="005010X279A1")

# The most patients the guide allows in one transaction that is not answered while one waits (005010X279A1).
PATIENTS_A_TRANSACTION = 99


def write_270(
    inquiries: Sequence[EligibilityInquiry],
    practice: Practice,
    *,
    created: datetime,
    control_number: int | None = None,
) -> str:
    """The text of a 270 with these questions. `control_number` tells it from others.

    Raises ValueError where there is none.
    """
    begun = transaction_head(practice, inquiries, created, control_number)
    number = f"{begun.control_number:09d}"
    batches = [inquiries[at : at + PATIENTS_A_TRANSACTION] for at in range(0, len(inquiries), PATIENTS_A_TRANSACTION)]
    return write_interchange(
        begun,
        GUIDE,
        (
            _transaction(batch, practice, created, f"{number}-{position}")
            for position, batch in enumerate(batches, start=1)
        ),
    )


def _transaction(
    inquiries: Sequence[EligibilityInquiry], practice: Practice, created: datetime, reference: str
) -> Iterator[OutgoingSegment]:
    yield ("BHT", "0022", "13", reference, day(created.date()), f"{created:%H%M}")
    yield from hierarchy(_payers(inquiries, _asker(practice.billing)))


def _asker(billing: Billing) -> str:
    """Whose the traces are (TRN03), in ten characters: an EIN after a 1. Nobody's SSN is sent for it."""
    return f"1{billing.tax_id}" if billing.tax_id_kind == "EIN" else f"9{billing.npi[1:]}"


def _payers(inquiries: Sequence[EligibilityInquiry], asker: str) -> Iterator[Level]:
    """2000A to 2000D: the questions under the payer they go to and the provider who asks."""
    for (payer, provider), group in groupby(inquiries, key=_addressed):
        people = tuple(_subscriber(one, asker) for one in group)
        yield Level("20", (nm1("PR", payer),), (Level("21", (nm1("1P", provider),), people),))


def _addressed(one: EligibilityInquiry) -> tuple[Party, Party]:
    return one.payer, one.provider


def _subscriber(one: EligibilityInquiry, asker: str) -> Level:
    subscriber = nm1("IL", one.subscriber)
    trace = ("TRN", "1", one.trace, asker)
    about = (*_person(one), ("DTP", "291", "D8", day(one.on)), *(("EQ", code) for code in one.service_types))
    if one.patient is None:
        return Level("22", (trace, subscriber, *about))
    return Level("22", (subscriber,), (Level("23", (trace, nm1("03", one.patient), *about)),))


def _person(one: EligibilityInquiry) -> Iterator[OutgoingSegment]:
    if one.birth_date:
        yield ("DMG", "D8", day(one.birth_date), sex_code(one.sex))
