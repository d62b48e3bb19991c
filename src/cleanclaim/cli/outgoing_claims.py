"""Claims on their way out: an 837P a receiver, with the claims of one practice or of several.

Claims of practices that have the submitter and the receiver in common are in one file, each practice a billing provider
of its own. The log of each practice's project has a copy with its own claims alone, under the file's control number.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from cleanclaim.claims.sent_log import Kind, SentClaim
from cleanclaim.cli.claims_together import OutgoingClaims
from cleanclaim.cli.receivers import name_files
from cleanclaim.cli.screen import pluralize, say, style
from cleanclaim.cli.sent import LogPart, write_sent_together
from cleanclaim.cli.writing import check_not_another_file
from cleanclaim.exchange.x12.write_837p import PracticeClaims, write_837p, write_837p_together
from cleanclaim.model.claim import Claim
from cleanclaim.model.practice import Receiver, Submitter, Usage


class WrittenClaims(Struct, frozen=True, kw_only=True):
    """An 837P that was written: to whom it goes, and how much is in it."""

    file: str
    receiver: str
    receiver_id: str
    control_number: int | None
    claims: int
    billing_providers: int


class _Route(NamedTuple):
    """What claims of one file have in common."""

    submitter: Submitter
    receiver: Receiver
    usage: Usage


def write_claims(parts: Sequence[OutgoingClaims], kind: Kind, output: Path) -> list[WrittenClaims]:
    """Write the claims, a file a receiver, and remember each; the files, in the order of their first claims.

    Where there are several receivers, each file has its receiver's id in its name. Raises UserError where one cannot be
    written, or a file of other claims is there; those before it are written then.
    """
    routes: dict[_Route, list[tuple[OutgoingClaims, PracticeClaims]]] = {}
    for part in parts:
        by_receiver: dict[Receiver | None, list[Claim]] = {}
        for claim in part.claims:
            by_receiver.setdefault(claim.payer.receiver, []).append(claim)
        for receiver, claims in by_receiver.items():
            practice = part.practice.sending_to(receiver)
            route = _Route(practice.submitter, practice.receiver, practice.usage)
            routes.setdefault(route, []).append((part, PracticeClaims(practice, claims)))
    files = [
        _File(name, route, together)
        for name, (route, together) in zip(
            name_files(output, [route.receiver.id for route in routes]), routes.items(), strict=True
        )
    ]
    for file in files:
        file.check()
    return [file.write(kind) for file in files]


class _File:
    """One file to be written."""

    def __init__(self, name: Path, route: _Route, together: Sequence[tuple[OutgoingClaims, PracticeClaims]]) -> None:
        self.name, self.route, self.together = name, route, together
        numbers = [part.log.next_number() for part, _ in together if part.log is not None]
        self.number = max(numbers, default=None)
        self.created = max(part.created for part, _ in together)
        claims = [claims for _, claims in together]
        self.text = write_837p_together(claims, created=self.created, control_number=self.number).encode()

    def check(self) -> None:
        """Raises UserError where a file of other claims is there, and nobody forces it."""
        if not all(part.force for part, _ in self.together):
            check_not_another_file(self.name, self.text, remembered=True)

    def write(self, kind: Kind) -> WrittenClaims:
        """Write it, and remember it in the logs."""
        for_logs = [
            LogPart(part.log, self._copy(mine), tuple(part.entries[one.claim_id] for one in mine.claims))
            for part, mine in self.together
        ]
        numbers = [self.number] if self.number else []
        write_sent_together(for_logs, kind, self.name, self.text, at=self.created, control_numbers=numbers)
        return WrittenClaims(
            file=str(self.name),
            receiver=self.route.receiver.name,
            receiver_id=self.route.receiver.id,
            control_number=self.number,
            claims=sum(len(mine.claims) for _, mine in self.together),
            billing_providers=len(self.together),
        )

    def _copy(self, mine: PracticeClaims) -> bytes:
        if len(self.together) == 1:
            return self.text
        return write_837p(mine.claims, mine.practice, created=self.created, control_number=self.number).encode()


def entries_of(claims: Iterable[SentClaim]) -> dict[str, SentClaim]:
    """How a log has claims, by their ids."""
    return {one.claim_id: one for one in claims}


def say_written_claims(files: Sequence[WrittenClaims]) -> None:
    """Each file with its receiver, where there are several receivers or several practices in one."""
    for file in files:
        of = f" of {pluralize(file.billing_providers, 'billing provider')}" if file.billing_providers > 1 else ""
        say(f"{style(file.file, bold=True)}   {pluralize(file.claims, 'claim')}{of} to {file.receiver}")
