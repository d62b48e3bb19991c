"""Services for one kind of complaint: biofeedback, and repositioning for positional vertigo.

90901 is biofeedback by any method, 90912 and 90913 that of the pelvic floor; a session is one or the other. 95992 treats
benign positional vertigo (H81.1), and nothing else.

    payer    | code  | minutes | units | diagnoses || broken
    medicare | 90912 |      15 |     1 | N39.3     ||
    -
    medicare | 90912 |      15 |     1 | N39.3     || two_kinds
    medicare | 90901 |      15 |     1 | N39.3     ||
    -
    medicare | 90912 |         |       | N39.3     || two_kinds?   # whether it is billed is not known
    medicare | 90901 |      15 |     1 | N39.3     ||
    -
    medicare | 95992 |         |     1 | H81.11    ||
    -
    medicare | 95992 |         |     1 | R42       || other_complaint
    -
    medicare | 97110 |      15 |     1 | R42       ||
"""

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.reference.code_sets import code_set

(ANY_METHOD,), PELVIC = code_set("general_biofeedback"), frozenset(code_set("pelvic_biofeedback"))
(REPOSITIONING,), POSITIONAL_VERTIGO = code_set("canalith_repositioning"), code_set("positional_vertigo")


@fact
def names_two_kinds(code: Each[str]) -> bool:
    """Whether the visit has both kinds of biofeedback."""
    return ANY_METHOD in code and not PELVIC.isdisjoint(code)


@fact
def bills_two_kinds(code: Each[str], units: Each[int | None]) -> bool | None:
    """Whether both are billed; unknown where the units of one are."""
    kinds = [number for one, number in zip(code, units, strict=True) if one == ANY_METHOD or one in PELVIC]
    return None if None in kinds else all(kinds)


@rule(
    title="Two kinds of biofeedback",
    cite="cpt-biofeedback-2020",
    when="names_two_kinds",
    severity="warn",
    unknown="info",
    message="90901 and the codes of the pelvic floor stand on one visit.",
    remedy="Keep the one that tells what was trained.",
    verified=False,
)
def two_kinds(bills_two_kinds: bool) -> bool:
    """The general code is for what has none of its own; both for one session are denied."""
    return bills_two_kinds


@fact
def repositions(billed: bool, code: str) -> bool:
    """Whether the line bills repositioning."""
    return billed and code == REPOSITIONING


@rule(
    title="Repositioning without positional vertigo",
    cite="cpt-canalith",
    when="repositions",
    severity="warn",
    message="95992 treats positional vertigo (H81.1), and the line says {diagnoses:codes}.",
    remedy="Name the vertigo if it was found, else bill what was done.",
    verified=False,
)
def other_complaint(diagnoses: tuple[str, ...]) -> bool:
    """The manoeuvre has one purpose; with another diagnosis the line is denied as not necessary."""
    return not any(one.replace(".", "").startswith(POSITIONAL_VERTIGO) for one in diagnoses)
