"""A bakery: a shop, a tray in its oven, the loaves on the tray. What the kernel knows nothing of, it is tested with.

A test writes its facts and rules as the text of a module. From a file the compiler can write them in place; from text
alone it has to call them, for there is no source to be read.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from cleanclaim.kernel import Answer, Compiled, Input, Layout, Missing, RuleSet, compile_rules

SCOPES = ("shop", "tray", "loaf")
CITES = ("guild", "weights-act")

HEAD = """
from datetime import date
from cleanclaim.kernel import Each, Missing, fact, rule
words = {"title": "A fault", "cite": "guild", "message": "", "remedy": ""}
"""


class Loaf(Struct, frozen=True, kw_only=True):
    """One loaf. None is not known."""

    kind: str = "rye"
    grams: int | None = 500
    scored: bool | None = True


class Tray(Struct, frozen=True, kw_only=True):
    """One tray of loaves, and how it was baked."""

    loaves: Sequence[Loaf] = (Loaf(),)
    heat: int | None = 240
    minutes: int | None = 50
    baker: str | None = "Ida"


class Shop(Struct, frozen=True, kw_only=True):
    """The shop: where it lies, and the least weight its town allows."""

    town: str | None = "Lund"
    least: int | None = 450


def _input(name: str, scope: str, *, known: bool = False, repeats: bool = False) -> Input:
    missing = () if known else (Missing(f"The {name} is not known", f"Find out the {name}."),)
    return Input(
        name=name, scope=scope, expression=f"{scope}.{name}", words=f"the {name}", missing=missing, repeats=repeats
    )


INPUTS = (
    _input("town", "shop"),
    _input("least", "shop"),
    _input("heat", "tray"),
    _input("minutes", "tray"),
    _input("baker", "tray"),
    Input(name="loaves", scope="tray", expression="loaves", words="the loaves"),
    _input("kind", "loaf", known=True, repeats=True),
    _input("grams", "loaf", repeats=True),
    _input("scored", "loaf"),
)
LAYOUT = Layout(arguments=("shop", "tray", "loaves"), items=("loaf", "loaves"), shared=("shop",))


def module(text: str, folder: Path | None = None, name: str = "bread") -> ModuleType:
    """The text as a module; with a folder, one whose source lies in a file there."""
    made = ModuleType(name)
    source = HEAD + text
    file = "<no file>"
    if folder is not None:
        written = folder / f"{name}.py"
        written.write_text(source, encoding="utf-8")
        file = str(written)
    exec(compile(source, file, "exec"), made.__dict__)  # noqa: S102 - the test's own text
    return made


def book(*texts: str, folder: Path | None = None) -> RuleSet:
    """The book of modules with these texts, called bread, cake, pie."""
    names = ("bread", "cake", "pie")
    modules = [module(text, folder, name) for text, name in zip(texts, names, strict=False)]
    return RuleSet(scopes=SCOPES, inputs=INPUTS, modules=modules, known_cites=CITES)


def compiled(text: str, *, folder: Path | None = None, only: Iterable[str] | None = None) -> Compiled:
    """The text, compiled."""
    return compile_rules(book(text, folder=folder), LAYOUT, only)


def ask(made: Compiled, tray: Tray, shop: Shop | None = None) -> tuple[list[Answer], int]:
    """What the rules say of a tray, other than pass, and how many did not apply."""
    arguments = (shop or Shop(), tray, tray.loaves)
    raw, off = made.evaluate(*arguments)
    return made.answers(raw, *arguments), off


def said(text: str, tray: Tray | None = None, shop: Shop | None = None) -> dict[tuple[str, int], str]:
    """The outcomes other than pass, by the rule's name and the place."""
    answers, _off = ask(compiled(text), tray or Tray(), shop)
    return {(answer.rule.name, answer.place): answer.outcome for answer in answers}
