"""`python -m tests.exchange.x12.beside_pyx12`: the mutants' page, our answers beside those of pyx12."""

from pathlib import Path

from tests.cli.oracle import refusal
from tests.exchange.x12.files import written
from tests.exchange.x12.mutants import mutants

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "x12-mutants.md"
HEAD = """# Files with one defect each

Generated from the tests by `python -m tests.exchange.x12.beside_pyx12`; do not edit.

Each row is one change of a small file that is right before it: an 837P, the same claim to a second payer, and an 835,
all in `src/cleanclaim/exchange/x12/checks/example_files`. Every one is found here, at the level and place shown: the
tests insist on it. pyx12 was run on each file. The defects were chosen by us, and some are of kinds
pyx12 does not claim to look for (levels 3, 4 and 6, ICD-10, NPI). So the count compares what is checked, not how well
it is made. [What is checked](x12.md) has the levels.
"""


def pyx12(lines: list[str]) -> str:
    """`refused` or `accepted`, or `failed` where it ends with an error of its own."""
    try:
        return "refused" if refusal(written(lines).decode("latin-1")) else "accepted"
    except Exception as error:
        return f"failed ({type(error).__name__})"


def page() -> str:
    """The page as it should be."""
    found = [(change, level, place, pyx12(mutant)) for change, level, place, mutant in mutants()]
    by_level = {level: [answer for _, one, _, answer in found if one == level] for level in range(1, 7)}
    totals = [
        f"| {level} | {len(answers)} | {len(answers)} | {sum(answer == 'refused' for answer in answers)} |"
        for level, answers in by_level.items()
    ]
    refused = sum(answer == "refused" for *_, answer in found)
    lines = [f"| {change} | {level} | {place} | {answer} |" for change, level, place, answer in found]
    return "\n".join([
        HEAD,
        "| level | defects | found here | refused by pyx12 4.0.0 |",
        "|---|---:|---:|---:|",
        *totals,
        f"| all | {len(found)} | {len(found)} | {refused} |",
        "",
        "| the line becomes | level | found at | pyx12 |",
        "|---|---|---|---|",
        *lines,
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
