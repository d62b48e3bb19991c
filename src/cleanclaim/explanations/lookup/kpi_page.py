"""The key figures in Markdown: what each means, how it is counted, what is left out, what the field calls good."""

from collections.abc import Iterator

from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks
from cleanclaim.money.insight.kpi_definitions import KpiDefinition, kpi_definitions


def build_kpi_page() -> str:
    """The page of the key figures."""
    return join_blocks(
        "# Key figures",
        GENERATED,
        "What `cleanclaim kpi` shows. A figure that a folder cannot give says why; it is never 0. What the field calls"
        " good is a yardstick for a talk: read the standing beside it.",
        *(text for one in kpi_definitions().values() for text in _figure(one)),
    )


def _figure(one: KpiDefinition) -> Iterator[str]:
    yield f"## {one.name}"
    yield f"`{one.id}`. {one.meaning}."
    rows = [("divides", one.numerator), ("by" if one.numerator else "of", one.of), ("counts", one.window)]
    rows += [("leaves out", one.leaves_out), ("by group", ", ".join(one.by)), ("not known", one.missing)]
    if one.benchmark:
        source = one.benchmark.cite
        title = f"[{source.title}]({source.url})" if source.url else source.title
        rows.append(("field says", f"{one.benchmark.text} ({one.benchmark.standing}: {title})"))
    yield "\n".join(f"* {label}: {text}" for label, text in rows if text)
