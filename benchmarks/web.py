"""How fast the pages answer: a keystroke in Minutes, by the server's time and until it is painted; a dropped file.

    make bench-web

The example visit with a tie, asked again and again over HTTP at a server of its own, on this machine.
"""

import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, Response, sync_playwright

from benchmarks.book import visits
from cleanclaim.exchange.files.write_visits import encode_visits

ROUNDS = 200
REVIEWS = 5
PORT = "8429"
PAINTED = """() => new Promise(done => {
  const field = document.querySelector("[name=minutes]"), asked = performance.now();
  document.body.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now() - asked))), { once: true });
  field.value = 10 + Math.floor(Math.random() * 30);
  field.form.dispatchEvent(new Event("counted"));
})"""


def main() -> None:
    """Measure and print."""
    data = TemporaryDirectory()
    command = [sys.executable, "-m", "cleanclaim", "serve", "--port", PORT, "--data", data.name]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        assert server.stdout
        address = next(line.strip() for line in server.stdout if "?key=" in line)
        started = time.perf_counter() - began
        try:
            _measure(started, address)
        finally:
            server.terminate()
            server.wait()
            data.cleanup()


def _measure(started: float, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.context.request.get(address)
        came: list[Response] = []
        page.on("response", lambda response: came.append(response))  # noqa: PLW0108 - a handler of Python, as it must be
        page.goto(f"http://127.0.0.1:{PORT}/minutes/?visit=17", wait_until="networkidle")
        sizes = [len(response.body()) for response in came]
        _say("start of the server", started * 1000)
        sys.stdout.write(f"{'first page':<44}{sum(sizes) / 1000:8.0f} kB\n")
        painted = sorted(page.evaluate(PAINTED) for _ in range(ROUNDS))
        answered = sorted(_answered(page) for _ in range(ROUNDS))
        reviewed = sorted(_reviewed(page) for _ in range(REVIEWS))
        browser.close()
    _say("5,000 visits dropped, until their review shows", reviewed[REVIEWS // 2])
    for name, times in (("a keystroke answered over HTTP", answered), ("the same until painted", painted)):
        _say(f"{name}, median", times[ROUNDS // 2])
        _say(f"{name}, 95 of 100", times[ROUNDS * 95 // 100])


def _answered(page: Page) -> float:
    """Milliseconds from sending what is entered to having the answer, without the browser's drawing."""
    taken: float = page.evaluate(
        """async () => {
          const form = document.getElementById("entered"), asked = performance.now();
          const body = new URLSearchParams(new FormData(form));
          await (await fetch("/minutes/answer", { method: "POST", body })).text();
          return performance.now() - asked;
        }"""
    )
    return taken


def _reviewed(page: Page) -> float:
    """Milliseconds from dropping a file of 5,000 visits until the first of its claims stand on the page."""
    page.goto(f"http://127.0.0.1:{PORT}/review/")
    content = encode_visits("book.csv", list(islice(visits(20_000, seed=8), 5_000)))
    began = time.perf_counter()
    page.locator("input[type=file]").set_input_files({"name": "book.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("#drop-more", has_text="5000 visits").wait_for()
    return (time.perf_counter() - began) * 1000


def _say(name: str, milliseconds: float) -> None:
    sys.stdout.write(f"{name:<44}{milliseconds:8.1f} ms\n")


if __name__ == "__main__":
    if not Path("/usr/bin/chromium").exists():
        sys.exit("No Chromium: apt-get install chromium.")
    main()
