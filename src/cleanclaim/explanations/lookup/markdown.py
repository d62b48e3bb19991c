"""Pages of the reference in Markdown: what each begins with, and how tables and paragraphs are put together."""

from collections.abc import Sequence

GENERATED = "*Made from the law and the tables by `make docs`; change those, not this page.*"


def render_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def join_blocks(*blocks: str) -> str:
    """A page: its blocks with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"
