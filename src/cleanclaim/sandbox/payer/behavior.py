"""How the test payer behaves, from a TOML file: who it is, how it pays, what it denies and loses by chance."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct, field, structs

from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.errors import UserError
from cleanclaim.pricing.contracts.read_contracts import read_contracts
from cleanclaim.reference.reasons import reason
from cleanclaim.sandbox.payer.short_pay import CAUSES
from cleanclaim.whole_file import read_toml


class Drift(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the payer changes on a day: it denies shares of lines by reason (CARC), and allows `pays_percent` of what it
    should. Of claims to `payers`, as they name them, and lines of `codes`; of all where none are named.
    """

    begins: date = field(name="from")
    payers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    denials: dict[str, float] = field(default_factory=dict)
    pays_percent: int = 100

    def changes(self, payer: str, code: str | None, on: date) -> bool:
        """Whether it changes what becomes of a line that is decided on a day."""
        is_payer = not self.payers or claim_text(payer) in map(claim_text, self.payers)
        return on >= self.begins and is_payer and (not self.codes or code in self.codes)


class Behavior(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The payer. Without a file it is Example Payer, which pays by the rules and prices, and answers every file.

    `policy` names whose rules it goes by; None: each claim's own, told by the kind of insurance. `prices_at` is the ZIP
    code for which the fee schedule is read; what has no price there is paid at `percent` of the charge. `deductible` is
    dollars a patient and year; `coinsurance` is percent, used where the policy does not say it.

    By chance, but by the same chance for the same `seed`, claim number and file: `denials` are shares of lines by
    reason (CARC), `takebacks` the share of paid claims whose money it wants back `takeback_days` later, `lost` and
    `doubled` the shares of files it never answers, or answers twice. `delay_days` pass until a remittance is sent.
    `submitters` are those it takes claims from, by the sender's number of the interchange (ISA06): a batch of anybody
    else is rejected as a whole. Without any, everybody's is taken. `members` are the member numbers it insures: a claim
    for anybody else is rejected. Without any, everybody is.

    `contracts` is a file of contracts, beside this one, by which claims to the payers it names are paid. `short_pays`
    are shares of claims that are paid otherwise than they should be, by the cause. `drifts` are changes on a day.
    """

    name: str = "Example Payer"
    id: str = "1999999999"
    address: str = "1 Payer Plaza"
    city: str = "Dallas"
    state: str = "TX"
    zip: str = "752010001"
    contact: str = "Provider Services"
    phone: str = "2145550100"
    policy: str | None = None
    prices_at: str = "78701"
    percent: int = 60
    deductible: int = 0
    coinsurance: int = 20
    seed: int = 1
    denials: dict[str, float] = field(default_factory=dict)
    takebacks: float = 0.0
    takeback_days: int = 30
    delay_days: int = 0
    lost: float = 0.0
    doubled: float = 0.0
    submitters: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    contracts: str | None = None
    short_pays: dict[str, float] = field(default_factory=dict)
    drifts: list[Drift] = field(default_factory=list)


LONGEST = {"name": 60, "address": 55, "city": 30, "contact": 60}
"""Characters that a remittance has room for (N102, N301, N401, PER02)."""
MOST_DAYS = 3650
MOST_DOLLARS = 1_000_000


def read_behavior(path: Path | None, payers: str | Path | None = None) -> Behavior:
    """The behavior in a TOML file; that of Example Payer where none is named. `payers`: a folder of payer files.

    Raises UserError for an entry that is none or cannot be.
    """
    if path is None:
        return Behavior()
    remedy = f"Its entries are {', '.join(Behavior.__struct_fields__)}."
    written = read_toml(path, remedy)
    try:
        behavior = msgspec.convert(written, Behavior)
    except msgspec.ValidationError as wrong:
        raise UserError(str(path), f"cannot be used: {wrong}", remedy) from None
    for place, good, problem, remedy in _entry_checks(behavior, payer_names(payers)):
        if not good:
            raise UserError(f"{path}, {place}", problem, remedy)
    if behavior.contracts is None:
        return behavior
    contracts = path.parent / behavior.contracts
    read_contracts(contracts)
    return structs.replace(behavior, contracts=str(contracts))


def _entry_checks(behavior: Behavior, payers: Sequence[str]) -> Iterator[tuple[str, bool, str, str]]:
    """The check of each entry: its place, whether it passes, else the problem and the remedy."""
    for name in ("name", "id", "address", "city", "state", "zip", "contact", "phone"):
        yield name, bool(claim_text(getattr(behavior, name))), "is empty", "Write what the remittance should say."
    for name, most in LONGEST.items():
        fits = len(claim_text(getattr(behavior, name))) <= most
        yield name, fits, "is too long for a remittance", f"Write at most {most} characters."
    number = re.fullmatch(r"[0-9A-Z]{10}", behavior.id, re.ASCII)
    remedy = "Write ten characters, 1 and a tax number by custom: a remittance (TRN03) takes no other."
    yield "id", number is not None, f'"{behavior.id}" is no number of a payer on its remittance', remedy
    zip_code = re.fullmatch(r"\d{5}(-?\d{4})?", behavior.prices_at, re.ASCII)
    yield "prices_at", zip_code is not None, "is no ZIP code", "Write five digits, such as 78701."
    known = behavior.policy is None or behavior.policy in payers
    yield "policy", known, f'"{behavior.policy}" is no payer', f"Known are {', '.join(payers)}."
    for name in ("percent", "coinsurance"):
        percentage = 0 <= getattr(behavior, name) <= 100
        yield name, percentage, "is no percentage", "Write a whole number from 0 to 100."
    for name, most in (("deductible", MOST_DOLLARS), ("delay_days", MOST_DAYS), ("takeback_days", MOST_DAYS)):
        possible = 0 <= getattr(behavior, name) <= most
        yield name, possible, "cannot be", f"Write a whole number from 0 to {most:,}."
    shares = {"lost": behavior.lost, "doubled": behavior.doubled, "takebacks": behavior.takebacks}
    shares |= {f"denials, {carc}": share for carc, share in behavior.denials.items()}
    shares |= {f"short_pays, {cause}": share for cause, share in behavior.short_pays.items()}
    for drift in behavior.drifts:
        shares |= {f"drifts, denials, {carc}": share for carc, share in drift.denials.items()}
        percentage = 0 <= drift.pays_percent <= 100
        yield "drifts, pays_percent", percentage, "is no percentage", "Write a whole number from 0 to 100."
    for name, share in shares.items():
        yield name, 0 <= share <= 1, "is no share", "Write a number from 0 to 1."
    for cause in behavior.short_pays:
        yield f"short_pays, {cause}", cause in CAUSES, "is no way to pay short", f"Write one of: {'; '.join(CAUSES)}."
    for carc in chain(behavior.denials, *(drift.denials for drift in behavior.drifts)):
        remedy = "Write a reason without its group, such as 16 or 50; `cleanclaim codes show` explains one."
        yield f"denials, {carc}", reason("carc", carc) is not None, "is no adjustment reason (CARC)", remedy
