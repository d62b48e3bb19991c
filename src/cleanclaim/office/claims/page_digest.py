"""What a page shows of a claim, in short: who acts on it there acts on that, and on nothing else.

    claim, preview of fixes ──its page──▶ id:version:digest ──compared when it is acted on──▶ done
                                             └─ a visit, the practice's file, a rule differs: left alone, and named

A version is changed by decisions about the claim only. What a fix, a replacement or a void comes to rests on more: the
visits, the patient, the practice's file, the rules. All of that goes into the digest.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import structs

from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.refresh import lock_claims
from cleanclaim.office.practices.stored import find_practice_version

DIGITS = 16
DIFFERS = "It is not as the page showed it: what it rests on was changed since. Look at it again."


def digest_claims(judged: Sequence[JudgedClaim]) -> dict[UUID, str]:
    """Of each claim a digest over all that a page shows of it, and over what that rests on."""
    practice = find_practice_version()
    return {one.record.pk: _digest(one, practice) for one in judged}


def _digest(judged: JudgedClaim, practice: int | None) -> str:
    rests_on = (practice, law_version(), judged.record.state, judged.cents, judged.changed)
    visits = [structs.replace(one.visit, history=None) for one in judged.visits]  # what follows from it is found
    found = [(one.rule, one.line, one.outcome, one.severity, one.message) for _visit, one in judged.findings]
    everything = (rests_on, visits, found, judged.reasons, judged.claims)
    return sha256(msgspec.json.encode(everything, order="deterministic")).hexdigest()[:DIGITS]


def find_differing(digests: Mapping[UUID, str], records: Sequence[ClaimRecord]) -> list[ClaimRecord]:
    """Those of claims that are not as a page showed them. They are locked from here on."""
    now = digest_claims(judge(lock_claims(records)))
    return [record for record in records if now[record.pk] != digests[record.pk]]
