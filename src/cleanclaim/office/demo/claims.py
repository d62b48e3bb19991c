"""The claims of the made-up practices: of older visits sent and answered by the test payer, of later ones waiting."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from cleanclaim.law.basis import Basis
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims import sending
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.judging import judge_part
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.day import today
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState


def fill_claims(sent_until: date, actor: Actor) -> None:
    """Judge the claims that were made of signed visits, and send those that are ready of visits up to a day."""
    while judge_part(actor.organization):
        pass
    with organization_transaction([actor.organization]):
        ready = ClaimRecord.objects.filter(state=ClaimState.READY, day__lte=sent_until)
        chosen = list(ready.values_list("pk", flat=True))
        batches = sending.send(actor, timezone.now(), chosen).batches if chosen else []
        for batch in batches:
            for name, answer in _answers(batch).items():
                take_answer(name, answer.encode(), actor)


def _answers(batch: Batch) -> dict[str, str]:
    """What the test payer answers before it pays."""
    with TemporaryDirectory() as folder:
        file = Path(folder, batch.name)
        file.write_bytes(bytes(batch.content))
        run = run_mailbox([file], Behavior(), PayerState(), Basis(filed_on=today(), today=today()))
    return {name: text for name, text in run.answers.items() if not name.endswith(".835")}
