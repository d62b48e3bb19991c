"""Substitutes: another therapist treats in the absence of the practice's own, and the claim says so by Q5 or Q6.

Medicare knows this for outpatient physical therapy only, where the practice lies in an area short of health
professionals, a medically underserved or a rural area, and for at most 60 days in a row. (42 U.S.C. 1395u(b)(6)(D))

    payer    | discipline | code  | minutes | units | modifiers || broken
    medicare | PT         | 97110 |      15 |     1 | GP Q6     || shortage_area
    -
    medicare | OT         | 97530 |      15 |     1 | GO Q6     || other_discipline
    -
    medicare |            | 97530 |      15 |     1 | GP Q5     || other_discipline? shortage_area?
    -
    aetna    | PT         | 97110 |      15 |     1 | GP Q5     || other_discipline? shortage_area?
    -
    medicare | PT         | 97110 |      15 |     1 | GP        ||
    -
    self_pay | OT         | 97530 |      15 |     1 | GO Q6     ||
"""

from cleanclaim.kernel import fact, rule


@fact
def by_substitute(billed: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line says that a substitute gave the service."""
    return billed and ("Q5" in modifiers or "Q6" in modifiers)


@fact
def asks_of_substitutes(by_substitute: bool, substitute_disciplines: tuple[str, ...] | None = None) -> bool | None:
    """Whether the payer limits substitutes to some disciplines; unknown where nobody knows the payer's rule."""
    if not by_substitute:
        return False
    return None if substitute_disciplines is None else bool(substitute_disciplines)


@rule(
    title="Substitute in a discipline that may have none",
    cite="42-usc-1395u-b-6",
    when="asks_of_substitutes",
    unknown="info",
    message="The line says {modifiers:written}; this payer knows substitutes for {substitute_disciplines:codes} only.",
    remedy="Bill it on the number of who gave it, once enrolled.",
    carc="16",
)
def other_discipline(discipline: str, substitute_disciplines: tuple[str, ...]) -> bool:
    """The law names outpatient physical therapy. For others the one who treated has to be enrolled and named."""
    return discipline not in substitute_disciplines


@fact
def may_substitute(
    asks_of_substitutes: bool | None = None,
    discipline: str | None = None,
    substitute_disciplines: tuple[str, ...] | None = None,
) -> bool | None:
    """Whether a substitute is named in a discipline that may have one."""
    if not asks_of_substitutes:
        return asks_of_substitutes
    return None if discipline is None or substitute_disciplines is None else discipline in substitute_disciplines


@rule(
    title="Substitute: is it an area where one may be?",
    cite="42-usc-1395u-b-6",
    when="may_substitute",
    severity="info",
    message="Substitutes may treat in shortage, underserved and rural areas only, and 60 days in a row at most.",
    remedy="See that the practice lies in such an area and that the 60 days are not over.",
)
def shortage_area(modifiers: tuple[str, ...]) -> bool:
    """Outside these areas, or on the 61st day, the claim is not payable on the absent therapist's number."""
    return "Q5" in modifiers or "Q6" in modifiers
