"""Keys: what a page's list of keys names is answered, and what a how-to names is on the list of its pages."""

import re

import pytest

from cleanclaim.office.areas import AREAS
from tests.cli.calling import REPO

OFFICE = REPO / "src" / "cleanclaim" / "office"
EVERYWHERE = {"g", "?", "u"}
"""Keys of every page: to an area, the list of keys, undo."""
HOW_TOS = {
    "a-billers-day": {"claims"},
    "a-therapists-day": {"visits"},
    "look-things-up-in-a-browser": {"codes", "rules", "explain"},
    "minutes-in-a-browser": {"minutes"},
    "patients-in-the-office": {"patients"},
    "review-in-a-browser": {"review"},
    "updates-in-a-browser": {"updates"},
}
BY_APP = sorted(path.parent.name for path in OFFICE.glob("*/templates"))


def texts(app: str, ending: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (OFFICE / app).rglob(f"*.{ending}")]


def listed(app: str) -> set[str]:
    """The keys in the lists of an app's pages."""
    blocks = [*re.findall(r"{% block keys %}(.*?){% endblock", "\n".join(texts(app, "html")), re.DOTALL)]
    blocks += [path.read_text(encoding="utf-8") for path in (OFFICE / app).rglob("keys.html")]
    return set(re.findall(r"<kbd>(\S)</kbd>", "\n".join(blocks)))


def answered(app: str) -> set[str]:
    """The keys that an app's scripts and buttons answer, with those of the lists that all lookups share."""
    scripts = texts(app, "js") + ([] if app == "shared" else texts("shared", "js"))
    return set(re.findall(r'\bon\("(.)"', "\n".join(scripts))) | set(
        re.findall(r'data-key="(.)"', "\n".join(texts(app, "html")))
    )


@pytest.mark.parametrize("app", BY_APP)
def test_every_key_of_a_list_is_answered(app: str) -> None:
    assert listed(app) - answered(app) - EVERYWHERE - {"↑", "↓"} == set()


@pytest.mark.parametrize("name", HOW_TOS)
def test_every_key_of_a_how_to_is_one_of_its_pages(name: str) -> None:
    text = (REPO / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")
    areas = set(re.findall(r"`g` `([a-z])`", text))
    named = set(re.findall(r"`([a-z/?])`", re.sub("`g` `[a-z]`", "", text)))
    assert areas | named
    assert areas - {area.key for area in AREAS} == set()
    assert named - EVERYWHERE.union(*map(answered, HOW_TOS[name])) == set()


def test_every_how_to_of_the_office_that_names_keys_is_looked_at() -> None:
    naming = {
        path.stem for path in (REPO / "docs" / "how-to").glob("*.md") if re.search("`[jkgue]`", path.read_text("utf-8"))
    }
    assert naming == set(HOW_TOS)
