"""How long a newcomer needs: `cleanclaim serve --demo` in an empty folder, then a visit of today coded and signed.

    make bench-newcomer

A server of its own and a real Chromium on this machine. The two years of the made-up practices are made up meanwhile.
Exits 1 where it took longer than two minutes.
"""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import sync_playwright

MOST = 120
"""Seconds until the visit is signed."""


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanclaim.office.settings")
    django.setup()
    from tests.office.browser import demo
    from tests.office.browser.conftest import CHROMIUM, FLAGS, serving

    begun = time.perf_counter()
    with TemporaryDirectory() as folder, serving(Path(folder) / "data", Path(folder) / "library", "--demo") as office:
        answers = time.perf_counter() - begun
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            page = office.opened(browser, viewport={"width": 1440, "height": 900}).new_page()
            demo.work_as(page, demo.THERAPIST)
            demo.open_visit_of_today(page)
            demo.write_visit(page)
            demo.sign_visit(page)
            signed = time.perf_counter() - begun
            browser.close()
    print(f"the office answers after {answers:.0f} s, the visit is signed after {signed:.0f} s")
    raise SystemExit(signed > MOST)


if __name__ == "__main__":
    main()
