"""The claims that one command line sends, of one practice or of several, until they are written."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

from msgspec import Struct

from cleanclaim.claims.sent_log import SentClaim, SentLog
from cleanclaim.model.claim import Claim
from cleanclaim.model.practice import Practice


class OutgoingClaims(Struct, frozen=True, kw_only=True):
    """The claims of a practice, and how its project's log has them, by claim id."""

    log: SentLog | None
    practice: Practice
    claims: Sequence[Claim]
    entries: dict[str, SentClaim]
    created: datetime
    force: bool


class ClaimsTogether:
    """The claims of several projects that one command line sends; their logs stay locked until all are written."""

    def __init__(self) -> None:
        self.locks = ExitStack()
        self.parts: list[OutgoingClaims] = []
