"""Everything payers decided about each claim, payer by payer, and what stands of it now.

A decision is one payer's, about one claim, under the payer's number (N1*PR with TRN03, CLP01, CLP07). No payer's
decision speaks for another's: those of the first payer, of the next and of one to which the claim crossed over stand
side by side. Remittances come in any order and more than once, so neither the order of the files nor that of the claims
in them counts. What counts is the day of payment, and which earlier decision a reversal takes back
(`claims.reversals`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.paid_lines import add_up_adjustments
from cleanclaim.claims.reversals import ClaimDecision, decisions_in_force, in_order, order_of
from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance
from cleanclaim.model.submitted_claim import Party, SubmittedClaim

_PLACES = {"1": "P", "19": "P", "2": "S", "20": "S", "3": "T", "21": "T"}
"""In which place of the order a payer decided the claim (SBR01), by CLP02."""
_PRIOR_PAYER = "23"
"""The reason (CARC) of what another payer took off before this one decided."""
_REMARKS_AT, _REMARKS_END = 2, 7  # in the elements of an MOA


class StandingDecision(Struct, frozen=True):
    """What stands of one payer's decisions: one, or several of a claim that the payer split, oldest first."""

    parts: tuple[ClaimDecision, ...]

    @property
    def on(self) -> date | None:
        """The day of the last payment."""
        return self.parts[-1].on

    @property
    def payment(self) -> Payment:
        """The last payment."""
        return self.parts[-1].payment

    @property
    def claim(self) -> PaidClaim:
        """The claim as decided: the sum of the parts."""
        first, *more = [one.claim for one in reversed(self.parts)]
        if not more:
            return first
        every = [one.claim for one in self.parts]
        return structs.replace(
            first,
            charge=sum_known(one.charge for one in every),
            paid=sum_known(one.paid for one in every),
            patient_owes=sum_known(one.patient_owes or 0 for one in every),
            adjustments=add_up_adjustments(adjustment for one in every for adjustment in one.adjustments),
            remarks=tuple(dict.fromkeys(remark for one in every for remark in one.remarks)),
            lines=tuple(line for one in every for line in one.lines),
            forwarded_to=next((one.forwarded_to for one in every if one.forwarded_to), None),
            outpatient=_one_outpatient(every),
        )


def _one_outpatient(every: Iterable[PaidClaim]) -> tuple[str, ...]:
    """The MOA of a split claim: its amounts of the first, the remarks of all, as many as there is room for."""
    found = [(*one.outpatient, *[""] * 9)[:9] for one in every if one.outpatient]
    if not found:
        return ()
    remarks = list(dict.fromkeys(code for one in found for code in one[_REMARKS_AT:_REMARKS_END] if code))
    room = _REMARKS_END - _REMARKS_AT
    return (*found[0][:_REMARKS_AT], *[*remarks, *[""] * room][:room], *found[0][_REMARKS_END:])


class PayerHistory(Struct, frozen=True):
    """All decisions of one payer about one claim, oldest first, with its reversals and denied duplicates.

    `standing` is what is in effect; None where all was reversed.
    """

    decisions: tuple[ClaimDecision, ...]
    standing: StandingDecision | None

    @property
    def payer(self) -> str | None:
        """The payer's name on its last remittance (N1*PR)."""
        return self.decisions[-1].payment.payer

    @property
    def payer_claim_numbers(self) -> tuple[str, ...]:
        """The payer's numbers of the claim as it last stood (CLP07): several where the payer split it."""
        last = self.standing.parts if self.standing else self.decisions[-1:]
        return tuple(dict.fromkeys(one.claim.payer_claim_number for one in last if one.claim.payer_claim_number))

    @property
    def payer_claim_number(self) -> str | None:
        """The last of these numbers, which a replacement or a void names in REF F8."""
        return self.payer_claim_numbers[-1] if self.payer_claim_numbers else None

    @property
    def paid(self) -> int | None:
        """Cents that all remittances of the payer together paid for the claim, less what they took back.

        None where one of the amounts cannot be read.
        """
        return sum_known(one.claim.paid for one in self.decisions)

    @property
    def place(self) -> str | None:
        """The payer's place among those of the claim as it says itself: P, S or T; None where it does not."""
        for one in reversed(self.decisions):
            if place := _PLACES.get(one.claim.status or ""):
                return place
        return None

    @property
    def after_another(self) -> bool:
        """Whether the payer reckons with what another paid before it: its place, or a reason 23."""
        adjusted = [one.claim.adjustments for one in self.decisions]
        adjusted += [line.adjustments for one in self.decisions for line in one.claim.lines]
        return self.place in {"S", "T"} or any(one.reason == _PRIOR_PAYER for group in adjusted for one in group)


class ClaimHistory(Struct, frozen=True):
    """What every payer decided about one claim, the one that decided first in front."""

    payers: tuple[PayerHistory, ...]

    @property
    def paid(self) -> int | None:
        """Cents that all payers together paid for the claim; None where one of the amounts cannot be read."""
        return sum_known(one.paid for one in self.payers)

    @property
    def first_payer(self) -> PayerHistory | None:
        """The payer that decided without another before it; None where all of them followed one."""
        return next((one for one in self.payers if not one.after_another), None)

    def of(self, claim: SubmittedClaim) -> PayerHistory | None:
        """The history of the payer to which the claim was sent; None where only others have decided it."""
        likeness, _at, found = max(
            (_likeness(one, claim, alone=len(self.payers) == 1), -at, one) for at, one in enumerate(self.payers)
        )
        return found if likeness >= 0 else None


def _likeness(one: PayerHistory, claim: SubmittedClaim, *, alone: bool) -> int:
    """How well a payer's decisions fit the payer to which the claim was sent; below 0 they are another's."""
    header, name = claim.header, claim_text(one.payer or "")
    others = [payer.payer for payer in claim.other_payers]
    likeness = 0
    if name and name == _name(header.payer):
        likeness += 6
    elif name and name in map(_name, others):
        likeness -= 6
    sent_first, place = header.sequence in {None, "P"}, one.place
    if place is not None and place == (header.sequence or "P"):
        likeness += 3
    elif place is not None and (sent_first or not alone):
        likeness -= 3
    if sent_first and place is None and one.after_another:
        likeness -= 3
    if header.filing is not None and header.filing in {each.claim.filing for each in one.decisions}:
        likeness += 3
    return likeness


def _name(party: Party | None) -> str:
    return claim_text((party.last_or_organization if party else None) or "")


class RemittanceHistory(Struct, frozen=True):
    """Remittances in the order of their days, each once, and the history of each claim, by claim id.

    `repeated` are the numbers (TRN02) of payments that came more than once, once for each further time. `versions` are
    those that say something else than another of the same payment.
    """

    remittances: tuple[Remittance, ...] = ()
    claims: Mapping[str, ClaimHistory] = {}
    repeated: tuple[str, ...] = ()
    versions: tuple["PaymentVersions", ...] = ()

    @property
    def paid(self) -> int | None:
        """Cents of all payments, a debit taken from them; None where one of the amounts cannot be read."""
        return sum_known(one.payment.deposit for one in self.remittances)

    def of(self, claim: SubmittedClaim) -> PayerHistory | None:
        """What the payer decided to which the claim was sent; None where it has not."""
        history = self.claims.get(claim.claim_id)
        return history.of(claim) if history else None


def build_remittance_history(remittances: Iterable[Remittance]) -> RemittanceHistory:
    """The history of remittances that come in any order, and some more than once."""
    distinct = distinct_remittances(remittances)
    decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
    for one in distinct.remittances:
        for claim, source in one.decided:
            decisions[claim.claim_id].append(ClaimDecision(claim, one.payment, source))
    claims = {claim_id: claim_history(found) for claim_id, found in decisions.items()}
    return RemittanceHistory(distinct.remittances, claims, distinct.repeated, distinct.versions)


class PaymentVersions(Struct, frozen=True):
    """Two remittances of one payment that say different things of its claims: the one made last `counts`."""

    counts: Remittance
    left: Remittance

    @property
    def text(self) -> str:
        """What is the matter, in words."""
        number = self.counts.payment.trace or "without a number"
        return f"Payment {number} stands in two versions: {self.counts.source} counts, {self.left.source} does not."


class DistinctRemittances(Struct, frozen=True):
    """Remittances in the order of their days, each once; the numbers (TRN02) of those that came again, once for each
    further time; and those of which another version counts.
    """

    remittances: tuple[Remittance, ...]
    repeated: tuple[str, ...]
    versions: tuple[PaymentVersions, ...]


def distinct_remittances(remittances: Iterable[Remittance]) -> DistinctRemittances:
    """The remittances without those that came again."""
    by_number: dict[object, list[Remittance]] = defaultdict(list)
    for one in remittances:
        by_number[_identity(one)].append(one)
    once, repeated, versions = [], [], []
    for found in chain.from_iterable(map(_of_one_payment, by_number.values())):
        newest, *others = sorted(found, key=lambda one: (one.made, _money(one)), reverse=True) if found[1:] else found
        once.append(newest)
        for one in others:
            if _money(one) == _money(newest):
                repeated.append(one.payment.trace or "without a number")
            else:
                versions.append(PaymentVersions(newest, one))
    ordered = sorted(once, key=_order)
    return DistinctRemittances(tuple(ordered), tuple(sorted(repeated)), tuple(versions))


def read_remittance_history(paths: Iterable[str | Path]) -> RemittanceHistory:
    """The history of the remittances in 835 files. Raises UserError where one cannot be read or is no remittance."""
    return build_remittance_history(one for path in paths for one in read_remittances(path))


def claim_history(decisions: Sequence[ClaimDecision]) -> ClaimHistory:
    """What every payer decided about one claim, of its decisions in any order."""
    payers = []
    for group in _by_payer(decisions):
        standing = decisions_in_force(group)
        payers.append(PayerHistory(tuple(group), StandingDecision(standing) if standing else None))
    return ClaimHistory(tuple(payers))


def _by_payer(decisions: Sequence[ClaimDecision]) -> list[list[ClaimDecision]]:
    """The decisions of each payer, the payers in the order in which they first come."""
    if len(decisions) == 1:  # as of most claims
        return [list(decisions)]
    by_name: dict[object, list[ClaimDecision]] = defaultdict(list)
    for one in decisions:
        by_name[one.payment.payer, one.payment.payer_id].append(one)
    groups: list[list[ClaimDecision]] = []
    for found in by_name.values():
        mine = [group for group in groups if any(_same_payer(one, other) for other in group for one in found)]
        groups = [group for group in groups if all(group is not same for same in mine)]
        groups.append([one for group in (*mine, found) for one in group])
    ordered = [in_order(group) for group in groups]
    return sorted(ordered, key=lambda group: order_of(group[0])) if len(ordered) > 1 else ordered


def _same_payer(one: ClaimDecision, other: ClaimDecision) -> bool:
    """By name and number (TRN03). A payer that changes one of the two still has the claim under the same number."""
    names = [claim_text(each.payment.payer or "") for each in (one, other)]
    numbers = [each.payment.payer_id for each in (one, other)]
    same_name, same_number = names[0] == names[1], numbers[0] == numbers[1]
    if (same_name or not all(names)) and (same_number or not all(numbers)):
        return True
    claim_number = one.claim.payer_claim_number
    return (same_name or same_number) and claim_number is not None and claim_number == other.claim.payer_claim_number


def _identity(one: Remittance) -> object:
    """What two remittances of one payment have in common. Payments of nothing, or without a number, may share all of
    that: they are the same only where they say the same of the same claims.
    """
    paid = one.payment
    content = "" if paid.trace and paid.amount else _money(one)
    return paid.payer_id or claim_text(paid.payer or ""), paid.trace, paid.on, content


def _of_one_payment(found: Sequence[Remittance]) -> list[list[Remittance]]:
    """Remittances of one number apart where they are about other claims, as those of two payees are."""
    groups: list[tuple[set[str], list[Remittance]]] = []
    for one in found:
        claims = {claim.claim_id for claim in one.claims}
        mine = [group for group in groups if group[0] & claims or not (group[0] or claims)]
        groups = [group for group in groups if all(group is not each for each in mine)]
        groups.append((claims.union(*(ids for ids, _ in mine)), [*chain.from_iterable(each for _, each in mine), one]))
    return [each for _, each in groups]


def _money(one: Remittance) -> str:
    """What a remittance says of money, the same in whatever order its claims stand."""
    return "\n".join(sorted(map(_money_of, one.claims)))


def _money_of(claim: PaidClaim) -> str:
    lines = [(line.code, line.charge, line.paid, line.adjustments) for line in claim.lines]
    of_claim = claim.claim_id, claim.status, claim.payer_claim_number, claim.charge, claim.paid
    return str((of_claim, claim.adjustments, lines))


def _order(one: Remittance) -> tuple[object, ...]:
    """By day, days that are not known last. What tells payments of one day apart keeps the order the same each time."""
    paid = one.payment
    return (
        paid.on is None,
        paid.on or date.max,
        paid.payer_id or "",
        paid.trace or "",
        paid.amount or 0,
        str([(claim.claim_id, claim.status, claim.payer_claim_number, claim.paid) for claim in one.claims]),
    )
