"""How a payer is called: the same on every page, as the practice's file names it, else as its policy does."""

from datetime import date

from cleanclaim.model.practice import Practice
from cleanclaim.office.practices.stored import list_payer_choices
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import list_payers
from cleanclaim.office.shared.unknown_payer import show_payer


def name_payer(key: str | None, practice: Practice | None, on: date | None) -> str:
    """A payer's name on a day; its own word where neither the practice's file nor a policy has it."""
    known = practice.payers.get(key or "") if practice else None
    return known.name if known and known.name else show_payer(key or None, on)


def find_filing(key: str, practice: Practice | None, on: date | None) -> str:
    """A payer's claim filing, as the practice's file has it, else as its policy; empty where neither does."""
    known = practice.payers.get(key) if practice else None
    if known and known.claim_filing:
        return known.claim_filing
    policy = build_basis().policy(known.policy if known else key, on)
    return (policy.claim_filing if policy else "") or ""


def name_payers(keys: str, practice: Practice | None, on: date | None) -> list[str]:
    """The names of payers that a patient's row lists, in their order."""
    return [name_payer(key, practice, on) for key in keys.split(", ") if key]


def list_payers_of(practice: Practice | None, on: date | None) -> list[tuple[str, str]]:
    """All payers to choose from, each with its name: the practice's own, then the others that have a policy."""
    own = list_payer_choices(practice)
    return own + [one for one in list_payers(on, build_basis()) if one[0] not in dict(own)]


def list_policies_of(practice: Practice | None, on: date | None) -> list[tuple[str, str]]:
    """The policies to choose from, as a chart names payers: each by the names of the practice's payers that have it."""
    own: dict[str, list[str]] = {}
    for key, one in practice.payers.items() if practice else ():
        own.setdefault(one.policy, []).append(one.name or key)
    named = [(policy, ", ".join(names)) for policy, names in own.items()]
    return named + [one for one in list_payers(on, build_basis()) if one[0] not in own]
