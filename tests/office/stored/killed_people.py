"""A therapist and a biller who work in an office that is killed again and again, and remember what it answered."""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from tests.office.stored.hostile import read_forms
from tests.office.stored.killed_office import Answer, NoAnswer, PatientBrowser, found
from tests.office.stored.visits_made_up import THERAPIST, page

SAVES = 3
"""How often a visit is saved before it is signed."""
ROWS = 3
"""Visits of a file that is imported."""
HEADING = (
    "visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,code,minutes,performed_by,units,"
    "modifiers,charge,diagnoses"
)
DAYS = 45
"""Over so many days the visits lie, so that no clinician works day and night."""


def says(answer: Answer) -> str:
    """What the office says where it should have done something."""
    text = re.sub(r"<[^>]+>|\s+", " ", answer.text.partition("<main")[2] or answer.text)
    return f"{answer.status} {text[:1500]}"


def day_of(number: int) -> date:
    """The day of the so-manieth visit or file."""
    return date.today() - timedelta(days=1 + number % DAYS)


def note_of(save: int) -> str:
    """A note that says which save it is of; so do the minutes."""
    return f"Ther ex: squats with cues for form, save {save}. Tolerated well, pain 2/10."


def minutes_of(save: int) -> int:
    """The minutes that are saved with that note."""
    return 23 + save % 15


class Therapist:
    """Opens one visit after the other, saves it a few times, and signs it."""

    def __init__(self, browser: PatientBrowser, visits: Iterator[UUID]) -> None:
        self.browser, self.visits = browser, visits
        self.numbers = count(1)
        self.saved: dict[UUID, list[int]] = {}
        """The saves that were answered, by visit."""
        self.tried: set[int] = set()
        """All saves that were sent, answered or not."""
        self.signed: set[UUID] = set()
        """The visits whose signature was answered."""

    def work(self) -> None:
        """The next visit, from its first save to its signature."""
        key = next(self.visits)
        address = f"/visits/{key}/"
        self.saved[key] = []
        version = self._version(address)
        while len(self.saved[key]) < SAVES:
            save = next(self.numbers)
            self.tried.add(save)
            sent = page(version, ("97110", str(minutes_of(save))), note=note_of(save), place_of_service="11")
            try:
                answer = self.browser.post(f"{address}save", sent)
            except NoAnswer:
                version = self._version(address)
                continue
            assert answer.status == 200, says(answer)
            self.saved[key].append(save)
            version = int(answer.version)
        while True:
            try:
                answer = self.browser.post(f"{address}sign", {"version": str(version)})
            except NoAnswer:
                if "Signed by" in self.browser.get(address).text:
                    return
                continue
            assert answer.status == 302, says(answer)
            self.signed.add(key)
            return

    def _version(self, address: str) -> int:
        return int(found(r'name="version" value="(\d+)"', self.browser.get(address).text))


class Biller:
    """Takes one file after the other in, and sends what is ready."""

    def __init__(self, browser: PatientBrowser) -> None:
        self.browser = browser
        self.numbers = count()
        self.dropped: dict[str, str] = {}
        """The address of each file that was answered or found after a kill, by the file's name."""
        self.taken: set[str] = set()
        """The files of which the page said that they are taken in."""
        self.sent: set[str] = set()
        """The addresses of the sendings that were answered."""

    def work(self) -> None:
        """The next file, then what is ready."""
        number = next(self.numbers)
        name = f"day-{number}.csv"
        address = self._drop(name, file_of(number))
        self.dropped[name] = address
        self._take(address)
        self.taken.add(name)
        self._send()

    def _drop(self, name: str, content: bytes) -> str:
        self.browser.get("/imports/")
        while True:
            try:
                answer = self.browser.upload("/imports/drop", name, content)
            except NoAnswer:
                listed = self.browser.get("/imports/").text
                if f">{name}<" in listed:
                    return found(rf'href="(/imports/[\w-]+/)">{name}<', listed)
                continue
            assert answer.status == 302, says(answer)
            return answer.location

    def _take(self, address: str) -> None:
        """Take a file in as its page offers it, also where its workers were killed over it too often."""
        while True:
            shown = self._settled(address, "import")
            if "Undo this import" in shown:
                assert f"{ROWS} records added" in shown, shown[-3000:]
                return
            form = next(one for one in read_forms(address, shown) if one.action.endswith("/take"))
            way = "take" if "data-main" in shown else "read"  # again, where too many workers died over reading it
            try:
                answer = self.browser.post(f"{address}{way}", dict(form.fields))
            except NoAnswer:
                continue
            assert answer.status == 302, says(answer)

    def _send(self) -> None:
        sheet = self.browser.get("/claims/send")
        assert sheet.status == 200, sheet.text[-2000:]
        if 'name="until"' not in sheet.text:
            return
        form = next(one for one in read_forms("/claims/send", sheet.text) if one.action.endswith("/claims/send"))
        try:
            answer = self.browser.post("/claims/send", dict(form.fields) | {"looked": "on"})
        except NoAnswer:
            return
        if answer.status == 409:  # what the sheet showed was changed by somebody at work beside it
            return
        assert answer.status == 302, says(answer)
        self.sent.add(answer.location)
        self._settled(answer.location, "run")

    def _settled(self, address: str, part: str) -> str:
        """A page once no task is at it any more."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            answer: Answer = self.browser.get(address, part=True)
            assert answer.status == 200, says(answer)
            if "load delay" not in answer.text:
                return answer.text
            time.sleep(0.1)
        raise AssertionError(f"{part} {address} stays under way")


def file_of(number: int) -> bytes:
    """A file of visits that nobody else has."""
    rows = [
        f"I{number}-{row},Q{number // 15 * ROWS + row},medicare,{day_of(number)},PT,{THERAPIST},11,97110,30,PT,2,GP,"
        "136.00,M25.561"
        for row in range(ROWS)
    ]
    return "\n".join([HEADING, *rows, ""]).encode()
