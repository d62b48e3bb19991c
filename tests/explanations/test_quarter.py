"""What changes in a quarter: its days, what is compared, and what is named as not known."""

from datetime import date

from cleanclaim.explanations.releases.quarter import build_quarter_page, quarter_of


def test_a_quarter_has_its_first_and_last_day() -> None:
    assert quarter_of(date(2026, 2, 28)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))


def test_a_quarter_names_what_begins_in_it_and_what_is_not_known() -> None:
    page = build_quarter_page(date(2026, 1, 15))
    assert {"98979", "98984"} <= {one.name for one in page.codes if one.begins}
    assert all(page.first <= one.on <= page.last for one in (*page.codes, *page.rules))
    begun = {one.table.kind: one for one in page.tables if one.begins}
    assert begun["gpci"].sentences
    assert "ncci" in {one.kind for one in page.waiting}
    assert page.answers
    assert all(page.first <= one.since <= page.last and one.before != one.after for one in page.answers)
    together = [one for one in page.answers if "aetna" in one.payers and one.key == "monitoring_supplies"]
    assert len(together) == 1
    assert len(together[0].payers) > 5


def test_what_is_not_known_is_not_called_unchanged() -> None:
    for day in (date(2026, 1, 15), date(2026, 11, 30)):
        page = build_quarter_page(day)
        waiting = {one.what for one in page.waiting}
        assert waiting
        assert not waiting & {one.table.what for one in page.unchanged}
