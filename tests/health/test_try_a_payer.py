"""`docs/how-to/try-a-payer.md`: its habits are ones the payer can have, and all of them."""

import re
from pathlib import Path

from msgspec import structs

from cleanclaim.sandbox.payer.behavior import Behavior, read_behavior
from tests.pricing.contracts.files import HEAD, write_contracts

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "try-a-payer.md"
ADDRESS = {"address", "city", "state", "zip", "contact", "phone"}


def test_the_habits_of_the_page_can_be_had_and_none_is_left_out(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    path = tmp_path / "habits.toml"
    path.write_text(block[1], encoding="utf-8")
    write_contracts(tmp_path, f'{HEAD}per_visit = "90.00"\n')
    habits = read_behavior(path)
    same = {one.name for one in structs.fields(Behavior) if getattr(habits, one.name) == getattr(Behavior(), one.name)}
    named = set(re.findall(r"^(\w+) =", block[1], re.MULTILINE)) | {"denials", "short_pays", "drifts"}
    assert set(Behavior.__struct_fields__) - named == ADDRESS
    assert same - ADDRESS == {"prices_at", "coinsurance"}  # shown with the values they have anyway
