"""The second payer: where it counts units in another way than the first.

The claim goes on to the second payer with the units billed to the first. Where its own rule gives others, it may deny
or cut the line.

    payer    | secondary_payer    | code  | minutes | units || broken
    medicare | workers_comp       | 97110 |      15 |     1 || counts_otherwise?
    medicare | workers_comp       | 97140 |      15 |     1 ||
    -
    medicare | medicare_advantage | 97110 |      15 |     1 ||
    -
    medicare |                    | 97110 |      15 |     1 ||
    -
    medicare | uhc                | 97110 |      20 |     2 ||
    medicare | uhc                | 97140 |      18 |     1 ||
    -
    medicare | aetna              | 97110 |      20 |     2 || counts_otherwise   # each code alone: 20 minutes are 1 unit
    medicare | aetna              | 97140 |      18 |     1 ||
"""

from collections.abc import Mapping, Sequence

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.coding.lines import count_under_policy
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import units as of_units
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables

NEEDS = "claim"

SECOND_COUNT = Missing(
    "How the second payer counts units is not known", "Ask the second payer how it counts units.", name="second_policy"
)


@fact
def has_second_payer(secondary_payer: str | None = None) -> bool:
    """Whether a second payer is named; where none is, nothing goes on to one."""
    return bool(secondary_payer)


@fact(missing=SECOND_COUNT)
def second_policy(crossover_policy: tuple[Policy, ...]) -> Policy | None:
    """The second payer's policy on the day of the visit; unknown where nobody describes it."""
    return crossover_policy[0] if crossover_policy else None


@fact(missing=SECOND_COUNT)
def second_units(
    visit: Visit, same_day: Sequence[Visit], tables: Tables, second_policy: Policy
) -> Mapping[str, int | None] | None:
    """Units of each code as the second payer counts them; unknown where its method is."""
    if second_policy.counting_method is None:
        return None
    counted = count_under_policy(visit, same_day, second_policy, tables)
    return {code: earned.units for code, earned in counted.codes.items()}


@fact
def billed_units(code: Each[str], units_of_code: Each[int | None]) -> Mapping[str, int | None]:
    """Units of each code as billed."""
    return dict(zip(code, units_of_code, strict=True))


@fact(missing=("units", "minutes_of_day", SECOND_COUNT))
def counted_otherwise(
    second_units: Mapping[str, int | None], billed_units: Mapping[str, int | None]
) -> tuple[str, ...] | None:
    """The codes of which the second payer counts other units than are billed; unknown where either is."""
    if None in second_units.values() or None in billed_units.values():
        return None
    return tuple(code for code, number in billed_units.items() if second_units.get(code, number) != number)


def _both(
    counted_otherwise: tuple[str, ...], second_units: Mapping[str, int | None], billed_units: Mapping[str, int | None]
) -> str:
    """The units of both, code by code."""
    sentences = (
        f"{code}: {of_units(billed_units[code])} billed, {of_units(second_units[code])} by the second payer's count."
        for code in counted_otherwise
    )
    return " ".join(sentences)


@rule(
    title="The second payer counts units otherwise",
    cite="payer-policy",
    when="has_second_payer",
    severity="warn",
    unknown="info",
    message=_both,
    remedy="Bill the first payer as it counts; ask the second how it takes units that follow the first payer's rule.",
)
def counts_otherwise(counted_otherwise: tuple[str, ...]) -> bool:
    """A second payer that counts each code alone may pay more or fewer units than the first one's claim shows."""
    return bool(counted_otherwise)
