"""What the policies say of a practice's payers, and which of these the visits mean.

A payer of the practice's file has a policy, of its own name or of another: two plans of one insurer, or two insurers
that ask for the same, need no policy files of their own.

    [payers.blue_ppo]              visits say blue_ppo, or "Blue Choice PPO"
    name = "Blue Choice PPO"       they are judged by the policy of anthem
    policy = "anthem"              and go out to the payer of this id
"""

from collections.abc import Iterable

from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import PayerId, Practice
from cleanclaim.model.visit import Visit


def with_policies(practice: Practice, basis: Basis) -> Practice:
    """The practice, its payers with the claim filing that their policies name where it was not entered.

    Raises UserError for a payer of which nobody says it, or that takes claims and has no id, which the files of the
    office may leave open (`open_entries`).
    """
    if all(payer.claim_filing and (payer.id or not payer.takes_claims) for payer in practice.payers.values()):
        return practice
    left_open = {one.path[1] for one in practice.open_entries if one.path[0] == "payers"}
    filled = {key: _with_policy(key, payer, basis, later=key in left_open) for key, payer in practice.payers.items()}
    return structs.replace(practice, payers=filled)


def _with_policy(key: str, payer: PayerId, basis: Basis, *, later: bool) -> PayerId:
    described = basis.policy(payer.policy, basis.today)
    filing = payer.claim_filing or (described.claim_filing if described else None)
    place = f"The practice's file, [payers.{key}]"
    if not filing:
        reason = f"the policy {payer.policy} does not say it" if described else f"there is no policy {payer.policy}"
        remedy = (
            f'Enter it; or say whose policy it has: policy = "aetna", say, under [payers.{key}] (how-to "Add a payer").'
        )
        raise UserError(f"{place}, claim_filing", f"is missing, and {reason}", remedy)
    found = structs.replace(payer, claim_filing=filing)
    if found.takes_claims and not found.id and not later:
        raise UserError(f"{place}, id", "is missing", "Enter the id by which the receiver routes.")
    return found


def with_insurers(visits: Iterable[Visit], practice: Practice) -> list[Visit]:
    """The visits, each with the policy of its payer, and beside it the payer's name in the practice's file if that is
    another; and with the place of service of a site that has only one, where none is entered.
    """
    by_key = {key: payer.policy for key, payer in practice.payers.items() if payer.policy != key}
    places = {site.name: site.place_of_service for site in practice.sites if site.place_of_service}
    return [_known(visit, practice, by_key, places) for visit in visits] if by_key or places else list(visits)


def _known(visit: Visit, practice: Practice, by_key: dict[str, str], places: dict[str, str]) -> Visit:
    changed: dict[str, str] = {}
    if visit.insurer is None and visit.payer in by_key:
        changed |= {"payer": by_key[visit.payer], "insurer": visit.payer}
    if visit.secondary_payer in by_key:
        changed["secondary_payer"] = by_key[visit.secondary_payer]
    if visit.site and not visit.place_of_service:
        sites = practice.find_sites(None, visit.site)
        if len(sites) == 1 and sites[0] is not None and sites[0].name in places:
            changed["place_of_service"] = places[sites[0].name]
    return structs.replace(visit, **changed) if changed else visit
