"""The documentation cannot lag: the reference is made anew and compared, links lead somewhere, nothing is silent."""

import re
from functools import cache
from pathlib import Path

import click
import pytest

from cleanclaim.cli.reference_docs import build_pages, list_commands, list_options, write_pages
from cleanclaim.explanations.lookup.markdown import GENERATED
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.ledger_entry import ACCOUNTS

REPO = Path(__file__).parents[2]
DOCS = REPO / "docs"
PROSE = [REPO / name for name in ("README.md", "GLOSSARY.md", "CONTRIBUTING.md", "SECURITY.md")]
FORMS = [page for page in sorted((REPO / ".github").rglob("*.*")) if page.name != "config.yml"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    return [*DOCS.rglob("*.md"), *(page for page in PROSE if page.exists())]


def test_the_reference_is_what_the_law_and_the_tables_say(tmp_path: Path) -> None:
    write_pages(tmp_path)
    made = {str(page.relative_to(tmp_path)): page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.md")}
    reference = DOCS / "reference"
    texts = {str(page.relative_to(reference)): page.read_text(encoding="utf-8") for page in reference.rglob("*.md")}
    generated = {name: text for name, text in texts.items() if GENERATED in text}
    assert sorted(made) == sorted(generated)
    assert [name for name in made if made[name] != generated[name]] == [], "run `make docs`"


def test_writing_the_reference_takes_away_its_own_pages_that_no_longer_belong(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "gone.md").write_text(f"# An old family\n\n{GENERATED}\n", encoding="utf-8")
    (tmp_path / "mine.md").write_text("somebody's own notes", encoding="utf-8")
    write_pages(tmp_path)
    assert not (tmp_path / "rules" / "gone.md").exists()
    assert (tmp_path / "mine.md").exists()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(REPO)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(linked), f"{page.name}: {target}"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_of_an_issue_or_change_asks_for_no_patient_data(form: Path) -> None:
    assert "no patient data" in form.read_text(encoding="utf-8").lower()


def test_there_are_forms_for_faults_wrong_answers_new_payers_and_changes() -> None:
    assert [form.stem for form in FORMS] == ["bug", "new_payer", "wrong_answer", "pull_request_template"]


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8")))
        waiting += [(page.parent / target).resolve() for target in targets if target and "://" not in target]
    decisions = set((DOCS / "decisions").glob("*.md"))
    assert {page.resolve() for page in DOCS.rglob("*.md")} - reached - decisions == set()


@pytest.mark.parametrize("context", list(list_commands()), ids=lambda context: context.command_path)
def test_every_command_and_option_says_what_it_is_for(context: click.Context) -> None:
    assert context.command.help
    assert [written for written, meaning in list_options(context) if not meaning] == []


def test_every_rule_has_its_page() -> None:
    made = build_pages()
    for rule_id in rule_set().rules:
        assert f"\n## {rule_id}\n" in made[f"rules/{rule_id.partition('.')[0]}.md"]


def test_every_payer_answers_every_question_on_the_payers_page() -> None:
    page = build_pages()["payers.md"]
    assert all(f"\n## {key}\n" in page for key in keys().keys)
    assert page.count("\n| Medicare |") == len(keys().keys)
    answers = [
        line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| payer", "| ---"))
    ]
    assert len(answers) == len(keys().keys) * len(payer_names())


def test_the_glossary_is_in_order_and_defines_each_word_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", (REPO / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)[1:]
    words = [row.partition(" (")[0].partition(",")[0].lower() for row in rows]
    assert len(words) == len(set(words))
    assert words == sorted(words)


def test_the_glossary_has_the_words_of_the_model() -> None:
    glossary = (REPO / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    for word in (
        "visit",
        "service",
        "line",
        "claim",
        "finding",
        "history",
        "policy",
        "release",
        "fact",
        "rule",
        "remedy",
    ):
        assert f"\n| {word} |" in glossary


def test_the_accounts_of_a_book_are_explained_each_once() -> None:
    page = (DOCS / "how-to" / "follow-the-money.md").read_text(encoding="utf-8")
    table = page.split("| account | what is on it |\n|---|---|\n")[1].split("\n\n")[0]
    assert sorted(row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()) == sorted(ACCOUNTS)
