"""How far back an enrollment lets services be billed: by the payer's word, its policy, or a declared disaster."""

from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.compliance.credentialing.intervals import paper_kinds
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.credentialing import Application


class RetroactiveWindow(Struct, frozen=True):
    """The first day that may be billed back from an enrollment's first day, and under which condition. `may_stop`:
    somebody has read it, so that a day before may be refused.
    """

    first: date
    condition: str
    may_stop: bool = True


def retroactive_window(one: Application, policy: Policy | None, since: date) -> RetroactiveWindow | None:
    """How far back an enrollment lets services be billed; None where nobody knows.

    What the payer confirmed goes before its policy, and a declared disaster before the policy's days.
    """
    if one.retroactive_to is not None:
        return RetroactiveWindow(one.retroactive_to, "the payer confirmed the day in writing")
    if policy is None:
        return None
    wider = paper_kinds()["retroactive_in_disaster"].interval(since, policy.payer, policy.kind)
    if one.disaster and wider is not None:
        first = since - timedelta(days=wider.limit.number or 0)
        return RetroactiveWindow(first, f"a declared disaster precluded it ({wider.cite.section})")
    number = policy.retroactive_billing_days
    if number is None:
        return None
    value = policy.value("retroactive_billing_days")
    if number >= NO_LIMIT:
        return RetroactiveWindow(date.min, "", value.may_stop)
    section = f" ({value.cite.section}{'' if value.may_stop else ', reported'})" if value.cite else ""
    return RetroactiveWindow(
        since - timedelta(days=number),
        f"circumstances kept the practice from enrolling before, and all requirements were met at the site{section}",
        value.may_stop,
    )
