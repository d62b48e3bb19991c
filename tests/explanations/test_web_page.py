"""The colors of pages: words can be read on their paper, by day and in the dark."""

import re

from cleanclaim.explanations.web_page import STYLE


def luminance(color: str) -> float:
    """How bright a color is, as WCAG 2 reckons it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_color_of_words_can_be_read_by_day_and_in_the_dark() -> None:
    palettes = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", part)) for part in STYLE.split("prefers-color-scheme")]
    assert len(palettes) == 2
    for palette in palettes:
        paper = luminance(palette["paper"])
        for name in ("ink", "soft", "accent"):
            bright, dark = sorted((luminance(palette[name]), paper), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, name
