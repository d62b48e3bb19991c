"""KX: the yearly amount past which every therapy line says that it is necessary.

Medicare counts what it allowed for a patient in a calendar year, physical and speech therapy together,
occupational therapy apart. What is above the threshold is denied without KX. KX is the clinician's word
that the chart supports the care; it is never appended because a counter ran over. Past a second, higher amount claims
may be picked for review. (42 USC 1395l(g))

    payer    | code  | minutes | units | modifiers | history | allowed | necessity_documented || broken
    medicare | 97110 |      15 |     1 | GP        | 2400.00 |   80.00 |                      ||             # reaches 2,480 and does not pass it
    -
    medicare | 97110 |      15 |     1 | GP        | 2400.00 |   80.01 | true                 || missing
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 | true                 ||
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 |                      || unattested?
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 | false                || unattested
    -
    medicare | 97110 |      15 |     1 | GP KX     | 100.00  |   20.00 | true                 || early
    -
    medicare | 97110 |      15 |     1 | GP        |         |   20.00 |                      || missing? review_passed?    # the patient's year is not known
    -
    medicare | 97110 |      15 |     1 | GP KX     |         |   20.00 | true                 || early? missing? review_passed?
    -
    aetna    | 97110 |      15 |     1 | GP        | 9000.00 |   20.00 |                      ||
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2990.00 |   20.00 | true                 || review_passed   # 3,010: the visit that passes 3,000
    -
    medicare | 97110 |      15 |     1 | GP KX     | 3010.00 |   20.00 | true                 ||                 # said once a year
"""

from collections.abc import Sequence

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.coding.modifiers import counts_as_therapy, past_threshold
from cleanclaim.model.line import Line
from cleanclaim.reference.tables import Tables


@fact
def threshold(
    kx_threshold: int | None = None, kx_threshold_ot: int | None = None, discipline: str | None = None
) -> int | None:
    """The yearly amount of the discipline's pool, in cents."""
    return kx_threshold_ot if discipline == "OT" else kx_threshold


@fact
def past(
    lines: Sequence[Line],
    tables: Tables,
    kx_applies: bool | None = None,
    spent: int | None = None,
    threshold: int | None = None,
) -> Each[bool | None]:
    """Whether the patient's year passes the threshold with the line; only billed therapy counts towards it."""
    return _past(lines, tables, spent, threshold) if kx_applies else [None] * len(lines)


def _past(lines: Sequence[Line], tables: Tables, spent: int | None, threshold: int | None) -> list[bool | None]:
    known = [line.allowed for line in lines if line.allowed is not None]
    if spent is not None and threshold is not None and len(known) == len(lines) and spent + sum(known) <= threshold:
        return [False] * len(lines)  # as on most visits: all of it together does not pass
    counting = [line.allowed if line.units != 0 and counts_as_therapy(tables.code(line.code)) else 0 for line in lines]
    return past_threshold(spent, counting, threshold)


@fact
def asks_threshold(is_therapy: bool, kx_applies: bool | None = None) -> bool | None:
    """Whether the payer counts the line towards a threshold; unknown where its practice is."""
    return kx_applies if is_therapy else False


@fact
def has_kx(is_therapy: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line bills therapy with KX."""
    return is_therapy and "KX" in modifiers


@fact
def has_kx_under_threshold_law(has_kx: bool, kx_applies: bool | None = None) -> bool | None:
    """Whether the line carries KX for a payer that has a threshold."""
    return kx_applies if has_kx else False


@rule(
    title="Past the yearly threshold without KX",
    cite="42-usc-1395l-g",
    when="asks_threshold",
    unknown="info",
    message="The patient's year is past {threshold:dollars} with this line.",
    remedy="Append KX if the chart supports that the care is necessary.",
    carc="119",
)
def missing(past: bool, modifiers: tuple[str, ...]) -> bool:
    """Above the threshold a line without KX is denied."""
    return past and "KX" not in modifiers


@rule(
    title="KX before the threshold",
    cite="42-usc-1395l-g",
    when="has_kx_under_threshold_law",
    severity="warn",
    unknown="info",
    message="The patient's year has not passed {threshold:dollars} with this line.",
    remedy="Take KX off until the threshold is passed.",
)
def early(past: bool) -> bool:
    """KX on every line from the first visit is a pattern reviewers select claims by."""
    return not past


@rule(
    title="KX without the clinician's word",
    cite="42-usc-1395l-g",
    when="has_kx_under_threshold_law",
    message="KX attests that the chart supports the care; the visit says it does not.",
    remedy="Have the therapist document necessity, or take KX off.",
)
def unattested(necessity_documented: bool) -> bool:
    """KX is an attestation. Appended without one it is a false statement on a claim."""
    return not necessity_documented


@fact
def year_with_visit(
    lines: Sequence[Line], tables: Tables, kx_applies: bool | None = None, spent: int | None = None
) -> int | None:
    """What was allowed of the patient's year with the visit, in cents; unknown where a part of it is."""
    return _year_with(lines, tables, spent) if kx_applies else None


def _year_with(lines: Sequence[Line], tables: Tables, spent: int | None) -> int | None:
    total = spent
    for line in lines:
        if line.units != 0 and counts_as_therapy(tables.code(line.code)):
            total = None if total is None or line.allowed is None else total + line.allowed
    return total


@rule(
    title="The year passes the amount for review",
    cite="42-usc-1395l-g",
    when="kx_applies",
    severity="info",
    message="With this visit the patient's year stands at {year_with_visit:dollars}, past {review_threshold:dollars}.",
    remedy="Nothing to change: see that the chart shows why the care is skilled and needed, before somebody asks for it.",
)
def review_passed(spent: int, year_with_visit: int, review_threshold: int) -> bool:
    """Past this amount Medicare's contractors may pick claims for review; a chart in order is all the answer they need."""
    return spent <= review_threshold < year_with_visit
