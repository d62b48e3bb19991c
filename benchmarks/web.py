"""How fast the pages answer: a keystroke in Minutes, by the server's time and until it is painted; one in a stored
visit, and its saving; a dropped file.

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
SAVES = 40
CLINIC_DAY = Path(__file__).parents[1] / "examples" / "clinic-day"
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
    patients = ["office", "import-patients", str(CLINIC_DAY / "practice.toml"), "--data", data.name]
    subprocess.run([sys.executable, "-m", "cleanclaim", *patients], check=True, capture_output=True)  # noqa: S603
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
        _begin_visit(page)
        typed = sorted(_sent_of_visit(page, "answer") for _ in range(ROUNDS))
        saved = sorted(_sent_of_visit(page, "save") for _ in range(SAVES))
        browser.close()
    for name, times in (("a keystroke in a stored visit", typed), ("its saving, with its review", saved)):
        _say(f"{name}, median", times[len(times) // 2])
        _say(f"{name}, 95 of 100", times[len(times) * 95 // 100])
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


def _begin_visit(page: Page) -> None:
    """Enter the practice's file and begin the visit of a patient."""
    page.goto(f"http://127.0.0.1:{PORT}/practices/edit")
    page.locator("#text").fill((CLINIC_DAY / "practice.toml").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Save").click()
    page.goto(f"http://127.0.0.1:{PORT}/visits/")
    page.locator("[name=begin]").check()
    page.locator("#whom").press_sequentially("p01")
    page.locator(".whom button").first.click()
    page.locator("#typed").press_sequentially("exercise 23, balance 24, manual 10")
    page.keyboard.press("Enter")
    page.locator("#note").fill("Ther ex 23 min: squats with cues for form. Tolerated well, pain 2/10.")
    page.locator("#saved", has_text="Saved").wait_for()
    page.wait_for_load_state("networkidle")


def _sent_of_visit(page: Page, what: str) -> float:
    """Milliseconds until a changed note of the visit is answered, or stored and reviewed."""
    taken: float = page.evaluate(
        """async what => {
          const visit = document.getElementById("visit"), form = document.getElementById("entered");
          const headers = JSON.parse(document.body.getAttribute("hx-headers"));
          document.getElementById("note").value += " x";
          const body = new URLSearchParams(new FormData(form)), asked = performance.now();
          const answer = await fetch(visit.dataset[what], { method: "POST", headers, body });
          await answer.text();
          if (!answer.ok) throw new Error(answer.status);
          const version = answer.headers.get("X-Version");
          if (version) for (const one of document.querySelectorAll("[name=version]")) one.value = version;
          return performance.now() - asked;
        }""",
        what,
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
