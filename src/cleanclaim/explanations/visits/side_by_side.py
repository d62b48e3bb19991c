"""One visit under several payers: the units, modifiers and dollars of each, and which of their answers differ.

A second payer often counts differently. Side by side one sees what each would pay for the same minutes,
and the reason: the answers of their policies, with source, and whether somebody verified them.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.policies.answer_words import describe_answer, describe_standing
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.coded import CodedVisit, code, code_case
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import PricedVisit

CODING_TOPICS = frozenset({"units", "marks", "year", "edits"})
"""The topics of the questions that decide units and modifiers."""


class VisitUnderPayer(Struct, frozen=True, kw_only=True):
    """The visit as one payer has it. `name` is None where no policy describes the payer; `allowed` is cents."""

    payer: str
    name: str | None
    coded: CodedVisit
    allowed: int | None


class PayerAnswer(Struct, frozen=True, kw_only=True):
    """One payer's answer in words, whether it may stop a claim (`verified`), what it rests on (`standing`), and the
    source's id; None where it is unknown.
    """

    payer: str
    said: str
    verified: bool
    standing: str
    cite: str | None


class PayerDifference(Struct, frozen=True, kw_only=True):
    """A question of coding that the payers answer differently."""

    key: str
    meaning: str
    answers: list[PayerAnswer]


class SideBySide(Struct, frozen=True, kw_only=True):
    """One visit under each payer, and what they answer differently on its day."""

    visit_id: str
    payers: list[VisitUnderPayer]
    differences: list[PayerDifference]


def compare_payers(visits: Case | Iterable[Visit], payers: Sequence[str], basis: Basis) -> list[SideBySide]:
    """Every visit of a case coded and priced under every payer."""
    case = as_case(visits)
    columns = []
    for name in payers:
        theirs = code_case(prepare_case(case.under_payer(name), basis), basis)
        columns.append(list(zip(code(theirs, basis).visits, price(theirs, basis).visits, strict=True)))
    compared = []
    for visit, *found in zip(case.visits, *columns, strict=True):
        described = [basis.policy(name, basis.law_day(visit)) for name in payers]
        compared.append(_compare_visit(visit, payers, found, described))
    return compared


def _compare_visit(
    visit: Visit,
    payers: Sequence[str],
    found: Sequence[tuple[CodedVisit, PricedVisit]],
    policies: Sequence[Policy | None],
) -> SideBySide:
    return SideBySide(
        visit_id=visit.visit_id,
        payers=[
            VisitUnderPayer(payer=name, name=policy.name if policy else None, coded=coded, allowed=priced.allowed)
            for name, policy, (coded, priced) in zip(payers, policies, found, strict=True)
        ],
        differences=find_differences([one for one in policies if one is not None]),
    )


def find_differences(described: Sequence[Policy]) -> list[PayerDifference]:
    """The questions of coding that these payers answer differently."""
    found = []
    for name, key in keys().keys.items():
        if key.topic in CODING_TOPICS and any(getattr(one, name) != getattr(described[0], name) for one in described):
            found.append(
                PayerDifference(key=name, meaning=key.meaning, answers=[_answer(one, name) for one in described])
            )
    return found


def _answer(described: Policy, name: str) -> PayerAnswer:
    value = described.value(name)
    return PayerAnswer(
        payer=described.payer,
        said=describe_answer(keys().keys[name], value.value),
        verified=value.may_stop,
        standing=describe_standing(value, described.payer),
        cite=value.cite.id if value.cite else None,
    )
