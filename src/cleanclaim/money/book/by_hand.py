"""What no electronic file says: payments of patients and on paper, refunds, and what people decided, as `money.toml` in
the folder has it (`money.book.hand_tables`).
"""

from pathlib import Path
from typing import Any

import msgspec

from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.book.hand_tables import TABLES, Fact, check_days
from cleanclaim.whole_file import read_toml

NAME = "money.toml"
_REMEDY = (
    f"It has {', '.join(f'[[{name}]]' for name in TABLES)}, texts in quotes and days without: see `follow-the-money`."
)


def is_money_file(path: Path) -> bool:
    """Whether it is a file of what people did, by its name."""
    return path.name == NAME


def read_money_file(path: Path, name: str) -> list[Fact]:
    """What a file says, in its order. Raises UserError with everything that is wrong in it."""
    raw = read_toml(path, _REMEDY)
    wrong = [f"[{key}] is nothing that is read here" for key in raw if key not in TABLES]
    found: list[Fact] = []
    for kind, form in TABLES.items():
        tables = raw.get(kind, [])
        if not isinstance(tables, list):
            wrong.append(f"{kind} is no [[{kind}]]")
            continue
        for number, table in enumerate(tables, 1):
            try:
                read: Any = msgspec.convert(table, form)
                check_days(read)
                found.append(read.fact(EntrySource(name, number, _who(table))))
            except (msgspec.ValidationError, ValueError) as error:
                wrong.append(f"{kind} {number}: {error}")
    if wrong:
        raise UserError(name, "; ".join(wrong), _REMEDY)
    return found


def _who(table: Any) -> str:
    return str(table.get("by", "")) if isinstance(table, dict) else ""
