"""The payer's mailbox: one day's run takes the files that came in and returns the answers.

A file whose envelope is bad is answered with a TA1, any other with a 999 for each group; the claims in it with a 277CA,
and, when it is due, with an 835. Nothing is written here: the caller saves the answers and the state.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from hashlib import file_digest
from itertools import groupby
from pathlib import Path
from random import Random

from msgspec import Struct, field, structs

from cleanclaim.exchange.x12.acknowledgements import Status
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import VOID, Party, SubmittedClaim
from cleanclaim.sandbox.payer.adjudicate import MISSTATED, NO_MEMBER, Adjudicated, decide, take_back
from cleanclaim.sandbox.payer.answers import (
    acknowledge_claims,
    acknowledge_group,
    answer_envelope,
    reject_batch,
    reject_interchange,
    write_remittance,
)
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.received import SentInterchange, SentTransaction, read_interchanges
from cleanclaim.sandbox.payer.remittance import Settler
from cleanclaim.sandbox.payer.reversals import is_denied
from cleanclaim.sandbox.payer.state import Correspondent, PayerState, PendingRemittance

LONGEST_STEM = 100  # characters of a file's name that its answers keep


class FileOutcome(Struct, kw_only=True):
    """The outcome of one file: accepted, rejected by a TA1, a 999 or a 277CA on the batch, lost, or unread, with the
    reason as `problem`.

    `accepted` claims were decided, with `denied` lines among them; `refused` has the others by number, with the reason.
    `paid` is cents; `short` are the claims that were paid otherwise than they should be, by number, with the cause.
    `answers` are the names of the files that answer it, `later` the day its remittance is sent on.
    """

    file: str
    verdict: str = "accepted"
    problem: str = ""
    claims: int = 0
    accepted: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    denied: int = 0
    paid: int = 0
    short: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    later: date | None = None


class MailboxRun(Struct, kw_only=True):
    """A day's work: files taken, those `known` from before, remittances sent late or to take money back, and the text
    of every answer by its name.
    """

    taken: list[FileOutcome] = field(default_factory=list)
    known: int = 0
    sent: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


def run_mailbox(
    files: Iterable[Path],
    behavior: Behavior,
    state: PayerState,
    basis: Basis,
    *,
    used: Collection[str] = (),
) -> MailboxRun:
    """A day's work: the files that were not taken before, and what is due. The state is updated.

    The day is the filing day of `basis`. `used` are names that answers must not have, since other files have them.
    """
    done, on = MailboxRun(), basis.filing_day
    day_run = _MailboxDay(behavior, state, on, done.answers, used, basis)
    for due in [one for one in state.due if one.on <= on]:
        state.due.remove(due)
        name = day_run.free(due.name)
        done.answers[name] = due.text
        done.sent.append(name)
    for memory in filter(None, (state, state.trial)):
        for to, claims in take_back(memory, on):
            name = day_run.free("takeback.835")
            done.answers[name], _amount = write_remittance(day_run.envelope(to), behavior, to, claims, memory)
            done.sent.append(name)
    for path in files:
        taken = day_run.take(path)
        if taken is None:
            done.known += 1
        else:
            done.taken.append(taken)
    return done


class _MailboxDay(Struct, frozen=True):
    """One day's run of the mailbox."""

    behavior: Behavior
    state: PayerState
    on: date
    answers: dict[str, str]
    used: Collection[str]
    basis: Basis

    def envelope(self, to: Correspondent) -> InterchangeNumbers:
        """The envelope of the next answer."""
        return answer_envelope(self.behavior, to, self.state.number(), self.on)

    def free(self, name: str) -> str:
        """The name, with a number where it is taken."""
        stem, dot, kind = name.rpartition(".")
        waiting = {one.name for one in self.state.due}
        number = 1
        while name in self.used or name in self.answers or name in waiting:
            number += 1
            name = f"{stem}-{number}{dot}{kind}"
        return name

    def take(self, path: Path) -> FileOutcome | None:
        """The outcome of a file; None where it was taken before."""
        taken = FileOutcome(file=path.name.encode(errors="replace").decode())
        try:
            with path.open("rb") as stream:
                mark = f"{taken.file} {file_digest(stream, 'sha256').hexdigest()[:20]}"
            if mark in self.state.taken:
                return None
            interchanges = read_interchanges(path, self.basis)
        except UserError as wrong:
            taken.verdict, taken.problem = "unread", wrong.problem
        except OSError as wrong:
            taken.verdict, taken.problem = "unread", f"cannot be read: {wrong.strerror or wrong}"
            return taken  # and looked at again the next time
        self.state.taken.append(mark)
        chance = Random(f"{self.behavior.seed} {mark}")  # noqa: S311 - made-up behavior, nothing secret
        lost, doubled = chance.random() < self.behavior.lost, chance.random() < self.behavior.doubled
        if taken.verdict == "unread":
            return taken
        if lost:
            taken.verdict = "lost"
            return taken
        made: dict[str, str] = {}
        for one in interchanges:
            for kind, text in self._answers(one, taken):
                made[kind] = made.get(kind, "") + text
        self._send(path.stem, made, taken, times=2 if doubled else 1)
        return taken

    def _answers(self, interchange: SentInterchange, taken: FileOutcome) -> Iterator[tuple[str, str]]:
        """The answers to an interchange, each with its kind; the outcome is added to `taken`."""
        to = Correspondent(Party(), interchange.begun)
        taken.claims += sum(len(one.claims) for one in interchange.transactions)
        if interchange.faults:
            taken.verdict, taken.problem = "rejected", interchange.faults[0].problem
            yield "ta1", reject_interchange(self.envelope(to), interchange, self.on)
            return
        for group, members in groupby(interchange.transactions, key=lambda one: one.begun.group):
            yield "999", acknowledge_group(self.envelope(to), group, list(members))
        for one in interchange.transactions:
            if not one.accepted:
                taken.verdict = "rejected"
                taken.problem = one.faults[0].problem if one.faults else f"{one.begun.version} is not taken here."
        accepted = [one for one in interchange.transactions if one.accepted]
        submitter = interchange.begun.sender
        if self.behavior.submitters and submitter not in self.behavior.submitters:
            for one in accepted:
                taken.verdict, taken.problem = "rejected", f"{submitter} is no submitter that claims are taken from."
                batch = one.begun.reference
                yield "277ca", reject_batch(self.envelope(to), self.behavior, to, batch, one.claims)
            return
        for (batch, payee), claims in _by_provider(accepted).items():
            yield from self._provider(batch, structs.replace(to, payee=payee), claims, taken)

    def _provider(
        self, batch: str, to: Correspondent, claims: list[tuple[SubmittedClaim, str | None]], taken: FileOutcome
    ) -> Iterator[tuple[str, str]]:
        """The answers to a provider's claims of a batch, each with what is wrong with it."""
        memory = self.state.remembering(to.came.usage)
        settler = Settler(self.behavior, memory, self.on)
        rejected = [self._rejected(claim, bad) for claim, bad in claims]
        taken_in = [claim for (claim, _bad), why in zip(claims, rejected, strict=True) if not why]
        decided = iter(decide(taken_in, to, settler, self.basis))
        self.state.next_number = memory.next_number
        answered = [
            Adjudicated(claim, why[0]) if why else next(decided)
            for (claim, _bad), why in zip(claims, rejected, strict=True)
        ]
        taken.accepted += sum(one.number is not None for one in answered)
        for (claim, _bad), why, one in zip(claims, rejected, answered, strict=True):
            if one.number is None:
                taken.refused[claim.claim_id] = why[1] if why else "The payer knows no such claim to change (REF F8)."
            elif claim.frequency != VOID:
                taken.denied += sum(is_denied(line) for line in one.paid[-1].lines)
            if one.short:
                taken.short[claim.claim_id] = one.short
        yield "277ca", acknowledge_claims(self.envelope(to), self.behavior, to, batch, answered)
        paid = [remitted for one in answered for remitted in one.paid]
        if paid:
            text, amount = write_remittance(self.envelope(to), self.behavior, to, paid, memory)
            taken.paid += amount
            yield "835", text

    def _rejected(self, claim: SubmittedClaim, bad: str | None) -> tuple[Status, str] | None:
        """Why a claim is not taken in: the status, and the reason in words."""
        if bad:
            return MISSTATED, bad
        member = claim.header.subscriber.id if claim.header.subscriber else None
        if self.behavior.members and member not in self.behavior.members:
            return NO_MEMBER, f"Nobody is insured under the member number {member or '(none)'}."
        return None

    def _send(self, stem: str, made: dict[str, str], taken: FileOutcome, *, times: int) -> None:
        """Name the answers; a remittance that is not due yet waits."""
        stem = re.sub(r"[^\w.-]", "_", stem, flags=re.ASCII).lstrip(".")[:LONGEST_STEM] or "file"
        for kind, text in list(made.items()) * times:
            name = self.free(f"{stem}.{kind}")
            if kind == "835" and self.behavior.delay_days:
                taken.later = self.on + timedelta(days=self.behavior.delay_days)
                self.state.due.append(PendingRemittance(taken.later, name, text))
            else:
                self.answers[name] = text
                taken.answers.append(name)


def _by_provider(
    transactions: Iterable[SentTransaction],
) -> dict[tuple[str, Party], list[tuple[SubmittedClaim, str | None]]]:
    """The claims by batch (BHT03) and billing provider, in the order of the file, each with what is wrong with it."""
    by_provider: dict[tuple[str, Party], list[tuple[SubmittedClaim, str | None]]] = {}
    for one in transactions:
        for claim in one.claims:
            bad = one.misstated.get(claim.claim_id) or (None if claim.lines else "The claim has no line.")
            by_provider.setdefault((one.begun.reference, claim.header.billing or Party()), []).append((claim, bad))
    return by_provider
