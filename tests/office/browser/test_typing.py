"""Visits typed as fast as people type, on a network as slow as networks are: what stands there is what was typed."""

import random

import pytest
from playwright.sync_api import Page, expect

NAMES = {
    "97110": ["97110", "te", "ther ex", "exercise"],
    "97112": ["97112", "nmr", "neuro re-ed"],
    "97116": ["97116", "gait", "gait training"],
    "97140": ["97140", "mt", "manual", "manual therapy"],
    "97530": ["97530", "ta", "ther act"],
    "97535": ["97535", "self care"],
    "97035": ["97035", "us", "ultrasound"],
}
WHO = {
    "": "therapist",
    " pta": "assistant",
    " together": "together",
    " group": "group",
    " pta group": "assistant-group",
}
TOGETHER = [", ", " ", "; "]
PATIENCE = 60_000
"""Milliseconds that a busy machine may take; what counts is what stands there then."""
Row = tuple[str, str, str, str]


def random_visit(draw: random.Random) -> tuple[list[str], list[Row]]:
    """The lines of a visit as one types them, and the blocks that they are."""
    lines, rows = [], []
    for _ in range(draw.randint(1, 3)):
        parts = []
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            code, minutes = draw.choice(list(NAMES)), draw.randint(3, 58)
            who, start = (
                draw.choice([*[""] * 4, *WHO]),
                draw.choice(["", "", "", f" {draw.randint(8, 12)}:{draw.randint(10, 59)}"]),
            )
            unit = draw.choice(["", "", " min", "m"])
            parts.append(f"{draw.choice(NAMES[code])} {minutes}{unit}{who}{start}")
            rows.append((code, str(minutes), WHO[who], start.strip().rjust(5, "0") if start else ""))
        lines.append(draw.choice(TOGETHER).join(parts))
    return lines, rows


def standing(page: Page) -> list[Row]:
    """The blocks as they stand on the page."""
    script = """rows => rows.map(row =>
      ["code", "minutes", "who", "start"].map(name => row.querySelector(`[name=${name}]`).value))"""
    rows: list[Row] = [tuple(row) for row in page.locator("[data-block]").evaluate_all(script)]
    return rows


def type_visits(page: Page, seed: int, visits: int) -> list[tuple[list[str], list[Row]]]:
    """Type random visits, 20 to 150 ms a key; those that do not stand there as typed."""
    draw = random.Random(seed)  # noqa: S311 - a test's choice, not a secret
    page.goto("/minutes/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    wrong = []
    for _visit in range(visits):
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+E")
        expect(page.locator("[data-block]")).to_have_count(0, timeout=PATIENCE)
        latency = draw.randint(0, 300)
        conditions = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
        network.send("Network.emulateNetworkConditions", conditions)
        lines, rows = random_visit(draw)
        expect(page.locator("#typed")).to_be_focused(timeout=PATIENCE)
        for line in lines:
            for key in line:
                page.keyboard.press("Space" if key == " " else key)
                page.wait_for_timeout(draw.randint(20, 150))
            page.keyboard.press("Enter")
        expect(page.locator("#waiting > li")).to_have_count(0, timeout=PATIENCE)
        if standing(page) != rows:
            wrong.append((lines, standing(page)))
    return wrong


def test_a_visit_typed_at_a_persons_speed(page: Page) -> None:
    assert type_visits(page, 0, 1) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 9))
def test_two_hundred_visits_typed_at_a_persons_speed(page: Page, seed: int) -> None:
    assert type_visits(page, seed, 25) == []
