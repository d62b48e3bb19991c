"""Values as few bytes: what comes out reads as what went in."""

from decimal import Decimal

from cleanclaim.exchange.x12.located import values
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.known.compact import Compact
from cleanclaim.money.known.rows import PAID
from tests.claims.stories import SENT, decision
from tests.exchange.x12.files import items
from tests.money.book.folders import claim_file


def test_what_comes_out_is_what_went_in() -> None:
    packing = Compact(SubmittedClaim)
    read = list(values(items(claim_file().decode().replace("\n", "").rstrip("~").split("~")), SubmittedClaim))
    assert read[0].lines[0].units == Decimal(1)
    for claim in (SENT, *read):
        found = packing.decode(packing.encode(claim))
        assert str(found) == str(claim)
        assert isinstance(found, SubmittedClaim)
    paid = decision({0: 1, 1: 2, 2: 3}, "ICN1")
    assert str(PAID.decode(PAID.encode(paid))) == str(paid)
