"""How the test payer behaves, as a TOML file says it: who it is, how it pays, what it denies at random, what it loses."""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct, field

from cleanclaim.model.errors import UserError


class Habits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The payer. Without a file it is Example Payer, which pays Medicare's prices, denies nothing by chance, loses nothing.

    `policy` names whose rules it goes by; None: each claim's own, told by the kind of insurance. `zip_code` is where
    Medicare's prices are taken from; what it cannot price it pays at `percent` of the charge. `deductible` is dollars a
    patient and year, `coinsurance` percent. `denials` are shares of lines by reason code (CARC), taken by the seed and
    the claim's number, so that the same file always has the same answer. `delay_days` pass until a remittance is due;
    `lost` and `doubled` are shares of files it never answers, or answers twice.
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
    zip_code: str = "78701"
    percent: int = 60
    deductible: int = 0
    coinsurance: int = 20
    denials: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    delay_days: int = 0
    lost: float = 0.0
    doubled: float = 0.0


def read_habits(path: Path | None) -> Habits:
    """The habits of a TOML file; those of Example Payer where none is named.

    Raises UserError for an entry that is none or cannot be, and for shares that are not between 0 and 1.
    """
    if path is None:
        return Habits()
    try:
        held = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Habits)
    except FileNotFoundError:
        raise UserError(str(path), "there is no such file", "Name a TOML file, or leave --config out.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        entries = ", ".join(Habits.__struct_fields__)
        raise UserError(str(path), f"cannot be used: {wrong}", f"Its entries are {entries}.") from None
    shares = [("lost", held.lost), ("doubled", held.doubled), *held.denials.items()]
    wrong_share = next((name for name, share in shares if not 0 <= share <= 1), None)
    if wrong_share:
        raise UserError(f"{path}, {wrong_share}", "is no share", "Write a number from 0 to 1.")
    return held
