"""The command line, asked in this process and answered in JSON: visits go in as a clinic would send them."""

import json
from typing import Any

from click.testing import CliRunner

from cleanclaim.cli.main import app

Json = dict[str, Any]


def visit(*services: Json, payer: str = "medicare", discipline: str = "PT", **more: Any) -> Json:
    """One visit of 2 March 2026, ready to be written as JSON."""
    return {
        "visit_id": "1",
        "patient_id": "p1",
        "payer": payer,
        "service_date": "2026-03-02",
        "discipline": discipline,
        "provider_npi": "1234567893",
        "place_of_service": "11",
        "services": list(services),
    } | more


def service(code: str, minutes: int | None, performed_by: str = "PT", **more: Any) -> Json:
    """One service of a visit, ready to be written as JSON."""
    return {"code": code, "minutes": minutes, "performed_by": performed_by} | more


def answer(*arguments: str, given: list[Json] | None = None) -> Json:
    """What `cleanclaim ARGUMENTS --format json` prints, with the visits `given` on standard input."""
    result = CliRunner().invoke(app, [*arguments, "--format", "json"], input=json.dumps(given) if given else None)
    assert result.exit_code in (0, 1, 3), result.output + repr(result.exception)
    printed: Json = json.loads(result.stdout)
    return printed


def coded(one: Json, *options: str) -> Json:
    """The visit as `cleanclaim code` codes it."""
    found: Json = answer("code", "-", *options, given=[one])["visits"][0]
    return found


def found(one: Json, *options: str) -> dict[str, Json]:
    """The findings of `cleanclaim review` on the visit, by rule; of several of one rule, the last."""
    claim = answer("review", "-", *options, given=[one])["claims"][0]
    return {finding["rule"]: finding for finding in claim["findings"]}


def units(one: Json) -> dict[str, int]:
    """Units of a coded visit by code, all lines of a code together."""
    total: dict[str, int] = {}
    for line in one["lines"]:
        total[line["code"]] = total.get(line["code"], 0) + line["units"]
    return total


def units_with(one: Json, modifier: str) -> dict[str, int]:
    """Units of a coded visit that carry the modifier, by code."""
    return units({"lines": [line for line in one["lines"] if modifier in line["modifiers"]]})


def allocations(one: Json) -> set[frozenset[tuple[str, int]]]:
    """All allocations a coded visit offers: the one shown and the alternatives. Codes without a unit are left out."""
    offered = [units(one), *one["alternatives"]]
    every = {billable(allocation) for allocation in offered}
    assert len(every) == len(offered), "an allocation is offered twice"
    return every


def billable(allocation: dict[str, int]) -> frozenset[tuple[str, int]]:
    """An allocation without the codes that get no unit."""
    return frozenset((code, number) for code, number in allocation.items() if number)
