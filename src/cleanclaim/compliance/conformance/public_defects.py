"""Five mistakes of published code, as programs that answer the suite: what each gets wrong, the suite shows.

They are made by us from what such code does (docs/explanation/eight-minute-defects.md); nobody's code is in them. Each
answers only what it counts, and leaves the rest.
"""

from collections.abc import Callable
from typing import Any

from cleanclaim.model.money import cents

Json = dict[str, Any]
Answerer = Callable[[str, Json], Json | None]


def each_line_rounded(suite: str, ask: Json) -> Json | None:
    """Each line takes 8 minutes as one unit, whatever the payer's rule."""
    if suite != "units":
        return None
    return {"units": {code: (spent + 7) // 15 for code, spent in ask["minutes"]}}


def remainder_to_the_last(suite: str, ask: Json) -> Json | None:
    """The day is counted right, and every unit still owed goes to the line that was typed last."""
    if suite != "units" or ask["rule"] != "medicare":
        return None
    units = {code: spent // 15 for code, spent in ask["minutes"]}
    units[ask["minutes"][-1][0]] += (sum(spent for _, spent in ask["minutes"]) + 7) // 15 - sum(units.values())
    return {"units": units}


def divided_by_eight(suite: str, ask: Json) -> Json | None:
    """The CPT rule as minutes divided by eight."""
    if suite != "units" or ask["rule"] != "cpt":
        return None
    return {"units": {code: spent // 8 for code, spent in ask["minutes"]}}


def rule_not_read(suite: str, ask: Json) -> Json | None:
    """A choice of the rule that nothing reads: every payer is counted as Medicare."""
    from cleanclaim.compliance.conformance.own_answers import ANSWERERS

    return ANSWERERS["units"]({**ask, "rule": "medicare"}) if suite == "units" else None


def charges_counted(suite: str, ask: Json) -> Json | None:
    """The threshold counted from charges, with the amount of one year for all."""
    if suite != "threshold":
        return None
    if "used" not in ask:
        return {"amount": "2410.00"}
    return {"kx": cents(ask["used_as_charged"]) + cents(ask["charged"]) > cents("2410.00")}


DEFECTS: dict[str, Answerer] = {
    "each-line-rounded": each_line_rounded,
    "remainder-to-the-last": remainder_to_the_last,
    "divided-by-eight": divided_by_eight,
    "rule-not-read": rule_not_read,
    "charges-counted": charges_counted,
}
"""The five, by name."""
