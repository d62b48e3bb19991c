"""The questions of the suite, with every answer that is right: made from the cases in `cases/`.

    {"id": "units/example-1", "suite": "units", "ask": {"rule": "medicare", "minutes": [["97112", 24], ["97110", 23]]}}
    {"id": "units/example-1", "answer": {"units": {"97112": 2, "97110": 1}}}

Facts are the authorities', said in our own words; patients are made up. What each suite asks and how it is answered
stands in docs/how-to/conformance.md.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.x12.checks.examples import example_file
from cleanclaim.model.money import cents, dollars

Json = dict[str, Any]
SUITES = {
    "units": "units of a day's timed minutes, by Medicare's rule and by the CPT rule",
    "assistants": "which units are the assistant's (CQ)",
    "threshold": "the yearly amounts past which KX is required, and lines at them",
    "pairs": "code pairs in force on a day, and whether a modifier lifts them",
    "reduction": "what a day is allowed under the therapy reduction, at national prices",
    "x12": "files with one defect each, and files that are right",
}
CHARGED_FOR_ALLOWED = 3
"""What is charged in questions about the threshold, for each dollar allowed: whoever counts charges is seen."""


class SuiteQuestion(Struct, frozen=True, kw_only=True):
    """A question: `ask` is put to a program, `right` are all answers that are right. `standing` is that of the case
    (gold, partial, recalled, derived), `cite` its source's id.
    """

    id: str
    suite: str
    ask: Json
    right: tuple[Json, ...]
    standing: str
    cite: str


@cache
def suite_questions() -> tuple[SuiteQuestion, ...]:
    """All questions, suite by suite."""
    return (*_units(), *_assistants(), *_threshold(), *_pairs(), *_reduction(), *_x12())


def _cases(name: str) -> Json:
    found: Json = json.loads(
        files("cleanclaim.compliance.conformance").joinpath("cases", f"{name}.json").read_text("utf-8")
    )
    return found


def _question(suite: str, case: Json, ask: Json, *right: Json, name: str = "") -> SuiteQuestion:
    return SuiteQuestion(
        id=f"{suite}/{name or case['id']}",
        suite=suite,
        ask=ask,
        right=right,
        standing=case["standing"],
        cite=case["cite"],
    )


def _units() -> Iterator[SuiteQuestion]:
    for case in _cases("units_medicare")["vectors"]:
        if "allocations" in case:
            ask = {"rule": "medicare", "minutes": [*map(list, case["minutes"].items())]}
            yield _question(
                "units", case, ask, *({"units": one} for one in case["allocations"]), name=f"medicare/{case['id']}"
            )
    for case in _cases("units_cpt")["vectors"]:
        if "minutes" in case:
            ask = {"rule": "cpt", "minutes": [*map(list, case["minutes"].items())]}
            yield _question("units", case, ask, {"units": case["units"]}, name=f"cpt/{case['id']}")


def _assistants() -> Iterator[SuiteQuestion]:
    for case in _cases("assistants")["vectors"]:
        if "therapist_units" in case:
            ways = case.get("either", [case])
            right = ({"without": one["therapist_units"], "with": one["assistant_units"]} for one in ways)
            yield _question("assistants", case, {"services": case["services"]}, *right)


def _threshold() -> Iterator[SuiteQuestion]:
    for case in _cases("threshold")["vectors"]:
        if "pt_slp" in case:
            for pool, amount in (("PT+SLP", case["pt_slp"]), ("OT", case["ot"])):
                yield _question(
                    "threshold",
                    case,
                    {"year": case["year"], "pool": pool},
                    {"amount": amount},
                    name=f"{case['id']}/{pool}",
                )
        elif "kx" in case:
            ask = {name: case[name] for name in ("year", "pool", "used", "allowed")}
            for name, charged in (("allowed", "charged"), ("used", "used_as_charged")):
                ask[charged] = dollars(cents(case[name]) * CHARGED_FOR_ALLOWED)
            yield _question("threshold", case, ask, {"kx": case["kx"]})


def _pairs() -> Iterator[SuiteQuestion]:
    for release in _cases("pairs")["releases"]:
        for first, second, indicator, *_ in release["pairs"]:
            case = {"id": f"{first}-{second}-{release['on'][:4]}", **release}
            ask = {"on": release["on"], "column1": first, "column2": second}
            lifts = None if indicator is None else indicator == 1
            yield _question("pairs", case, ask, {"in_force": indicator is not None, "modifier_lifts": lifts})


def _reduction() -> Iterator[SuiteQuestion]:
    for case in _cases("reduction_and_shares")["vectors"]:
        if "working" in case:
            ask = {"service_date": case["service_date"], "units": case["units"], "factor": case["factor"]}
            yield _question("reduction", case, ask, {"allowed": case["total"]})


def _x12() -> Iterator[SuiteQuestion]:
    about = {"standing": "derived", "cite": "x12-837p"}
    right = {name: [one.removesuffix("~") for one in example_file(name)] for name in ("837p", "837p-secondary", "835")}
    for name, lines in right.items():
        yield _question("x12", about, {"file": _written(lines)}, {"faults": False}, name=f"right/{name}")
    for number, row in enumerate(_cases("x12_defects")["defects"], 1):
        lines = _with_defect(right[row["file"]], row["line"], row["becomes"])
        name = f"level-{row['level']}/{number}"
        yield _question("x12", about, {"file": _written(lines)}, {"faults": True}, name=name)


def _written(lines: list[str]) -> str:
    return "".join(f"{line}~\n" for line in lines)


def _with_defect(lines: list[str], line: str, becomes: list[str]) -> list[str]:
    """The file with the defect; the count of its segments is put right, unless that is the defect."""
    at = next(number for number, one in enumerate(lines) if one.startswith(line))
    made = [*lines[:at], *becomes, *lines[at + 1 :]]
    if line.startswith("SE*"):
        return made
    begin = next(number for number, one in enumerate(made) if one.startswith("ST*"))
    end = next(number for number, one in enumerate(made) if one.startswith("SE*"))
    return [*made[:end], f"SE*{end - begin + 1}*0001", *made[end + 1 :]]
