"""Whatever visits a clinic has, CSV, NDJSON and JSON of them read the same."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.days import FIRST_DAY, LAST_DAY
from cleanclaim.model.money import dollars
from cleanclaim.model.visit import DISCIPLINES, MODES, PERFORMERS
from tests.conftest import tries

names = some.text("ABCxyzé ñ-0123456789,;\"'", min_size=1, max_size=12).map(str.strip).filter(bool)
amounts = some.integers(0, 99_999_999).map(dollars)
clock = some.times().map(lambda time: f"{time:%H:%M}")
codes = some.sampled_from(["97110", "97140", "G0283", "92507", "97530"])
services = some.fixed_dictionaries(
    {"code": codes},
    optional={
        "minutes": some.none() | some.integers(0, 1440),
        "performed_by": some.none() | some.sampled_from(PERFORMERS),
        "mode": some.sampled_from(MODES),
        "units": some.none() | some.integers(0, 999),
        "modifiers": some.lists(some.sampled_from(["GP", "59", "KX", "CQ", "G"]), max_size=5),
        "charge": some.none() | amounts,
        "diagnoses": some.lists(some.sampled_from(["M54.50", "M25561", "S52.501A"]), max_size=4),
        "start": some.none() | clock,
        "separate": some.none() | some.booleans(),
        "allowed": some.none() | amounts,
    },
)
visits = some.fixed_dictionaries(
    {"visit_id": names, "services": some.lists(services, min_size=1, max_size=4)},
    optional={
        "patient_id": some.none() | names,
        "payer": some.sampled_from(["medicare", "aetna", "somebody new"]),
        "service_date": some.none() | some.dates(FIRST_DAY, LAST_DAY).map(str),
        "discipline": some.sampled_from(DISCIPLINES),
        "provider_npi": some.sampled_from(["1234567893", "1"]),
        "place_of_service": some.sampled_from(["11", "2", "02"]),
        "necessity_documented": some.none() | some.booleans(),
    },
)
days = some.lists(visits, min_size=1, max_size=5, unique_by=lambda visit: visit["visit_id"])


def rows_of(day: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in visit.items() if name != "services"} | service
        for visit in day
        for service in visit["services"]
    ]


def as_csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*VISIT_FIELDS, *SERVICE_FIELDS])
    writer.writeheader()
    for row in rows:
        writer.writerow({name: " ".join(value) if isinstance(value, list) else value for name, value in row.items()})
    return out.getvalue()


@tries(80)
@given(days)
def test_csv_ndjson_and_json_read_the_same(day: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:

        def written(name: str, text: str) -> Path:
            path = Path(folder, name)
            path.write_text(text, encoding="utf-8", newline="")
            return path

        from_csv = read_visits(written("v.csv", as_csv(rows_of(day))))
        from_ndjson = read_visits(written("v.ndjson", "\n".join(json.dumps(row) for row in rows_of(day))))
        from_json = read_visits(written("v.json", json.dumps(day)))
    assert from_csv == from_ndjson == from_json
    assert [visit.visit_id for visit in from_json] == [visit["visit_id"] for visit in day]
    assert [len(visit.services) for visit in from_json] == [len(visit["services"]) for visit in day]
