"""What is sent to the office by mistake or malice: answered in words, never with a traceback, nothing left behind."""

import random
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import APIRequestContext, Browser, FilePayload, FormData, Page, expect

from cleanclaim.office.settings import LARGEST_REQUEST
from tests.cli.calling import CLINIC_DAY, csv_of, row
from tests.office.browser.conftest import Office

NASTY = [
    "", " ", "\x00", "<script>alert(1)</script>", "'; drop table", "../../etc/passwd", "9" * 400, "-1", "1e9", "2o",
    "\ud83d\ude00", "{{ 7 }}", "{% debug %}", "97110", "nan", "\u202e97110", "[" * 3000, '{"a": 1}', "null", "[]",
    '{"history": {"visits": [1]}}', '{"spent": "x"}', "2026-13-45", "0001-01-01", "9999-12-31", "25:99", "medicare",
]  # fmt: skip
FIELDS = ["payer", "beside", "service_date", "discipline", "about", "choice", "code", "minutes", "who", "start", "rest"]
REVIEWED = ["at", "finding", "rule", "status", "rule_only", "payer", "clinician", "weight", "order", "most", "filed_on"]
NAMES = [
    "a.837",
    "a.toml",
    "a.x12",
    "a.csv",
    "a.json",
    "a.ndjson",
    "a.parquet",
    "../../a.csv",
    "<img src=x>.csv",
    "a.exe",
    "a" * 300 + ".csv",
]
POSTED = [f"minutes/{to}" for to in ("answer", "blocks", "restore", "save/json", "save/csv", "proof.pdf")]
HEADERS = b"visit_id,payer,service_date,discipline,code,minutes\n"
CONTENTS = [b"", b"\x1f\x8b\x08junk", b"PAR1junk", b"\xff\xfe\x00", HEADERS, HEADERS + b'1,"', b"[" * 5000,
            b"{}", b"[{}]", b"ISA*00*" + b"~" * 400, b"ISA" + b"*1" * 16 + b"~GS*HC~ST*837*1~CLM*" + b"9" * 3000,
            b"[billing]\nname = 1", b"usage = ",
            HEADERS + b"1,medicare,2026-03-02,PT,<b>,7\n", b"\x00" * 4096, b"visit_id\n" * 3000]  # fmt: skip


@pytest.fixture
def sender(browser: Browser, office: Office) -> Iterator[tuple[APIRequestContext, dict[str, str]]]:
    """A caller with our cookie and token, as a page of ours would have."""
    context = office.opened(browser)
    page = context.new_page()
    page.goto("/minutes/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    yield context.request, {"X-CSRFToken": token}
    context.close()


@pytest.mark.parametrize("count", [120, pytest.param(500, marks=pytest.mark.long)])
def test_many_hostile_forms_and_files_leave_nothing(
    sender: tuple[APIRequestContext, dict[str, str]], office: Office, count: int
) -> None:
    request, headers = sender
    draw = random.Random(7)  # noqa: S311 - a test's choice, not a secret
    review = request.get("/review/").url.removesuffix("/") + "/"
    for number in range(count):
        if number % 3 == 0:
            file = {"name": draw.choice(NAMES), "mimeType": "text/csv", "buffer": draw.choice(CONTENTS)}
            to = draw.choice(["minutes/open", "explain/open", "review/open", "updates/import", "updates/what-if/try"])
            answer = request.post(f"/{to}", headers=headers, multipart={"file": file})  # type: ignore[dict-item]
        elif number % 3 == 1:
            to = draw.choice(["fix", "fix-all", "undo", "filed"])
            form: dict[str, str | float | bool] = {name: draw.choice(NASTY) for name in REVIEWED}
            answer = request.post(f"{review}{to}", headers=headers, form=form)
        else:
            to = draw.choice(POSTED)
            form = {name: draw.choice(NASTY) for name in FIELDS}
            form |= {"typed": draw.choice(NASTY), "held": draw.choice(NASTY), "add": ""}
            form |= {"visit": draw.choice(NASTY), "as_of": draw.choice(NASTY), "zip": draw.choice(NASTY)}
            answer = request.post(f"/{to}", headers=headers, form=form)
        assert answer.status in {200, 400, 409}, (number, answer.status, answer.url)
        if "html" in answer.headers["content-type"]:
            text = answer.text()
            assert "Traceback" not in text
            assert "<script>alert" not in text
            assert "<img src=x>" not in text
    assert list(office.scratch.iterdir()) == []


@pytest.mark.parametrize("to", ["review/open", "updates/what-if/try"])
def test_a_dropped_practice_opens_nothing_that_was_not_dropped(
    page: Page, office: str, tmp_path: Path, to: str
) -> None:
    page.goto("/minutes/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    shutil.copy(CLINIC_DAY / "patients.csv", tmp_path / "secret.csv")
    text = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")
    for outside in (str(tmp_path / "secret.csv"), "../secret.csv", "/etc/passwd", "/dev/zero"):
        named = text.replace('patients = "patients.csv"', f'patients = "{outside}"')
        form = FormData()
        form.append("csrfmiddlewaretoken", token)
        form.append("release", "MUE 2026Q1")
        form.append("file", FilePayload(name="practice.toml", mimeType="text/plain", buffer=named.encode()))
        visits = (CLINIC_DAY / "visits.csv").read_bytes()
        form.append("file", FilePayload(name="visits.csv", mimeType="text/csv", buffer=visits))
        answer = page.request.post(f"{office}/{to}", multipart=form)
        assert answer.status == 400
        assert "may name only what is dropped with it" in answer.text()


LOOKED_UP = [
    "/codes/?q={0}&on={0}", "/codes/compare?one=97140&other={0}", "/codes/97140?on={0}&payer={0}&zip={0}&known_on={0}",
    "/codes/{0}", "/rules/?q={0}", "/rules/{0}", "/rules/payers?on={0}&known_on={0}", "/rules/payers/{0}?topic={0}",
    "/minutes/files/{0}/", "/explain/files/{0}/", "/updates/quarter?on={0}",
    "/explain/?visit={0}", "/explain/?visit=17&as_of={0}&known_on={0}",
]  # fmt: skip


def test_hostile_addresses_are_answered_in_words(sender: tuple[APIRequestContext, dict[str, str]]) -> None:
    request, _ = sender
    for number, address in enumerate(LOOKED_UP):
        for nasty in NASTY[number % 2 :: 2]:
            answer = request.get(address.format(urllib.parse.quote(nasty, safe="", errors="surrogatepass")))
            assert answer.status in {200, 400, 404}, (address, nasty, answer.status)
            text = answer.text()
            assert "Traceback" not in text
            assert "<script>alert" not in text


def asked(request: urllib.request.Request) -> tuple[int, Message, str]:
    """The status, headers and text of an answer that refuses."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 - our own server
    with refused.value as answer:
        return answer.code, answer.headers, answer.read().decode()


def test_a_form_from_elsewhere_is_refused(browser: Browser, office: Office) -> None:
    context = office.opened(browser)
    answer = context.request.post("/minutes/answer", form={"code": "97110"})
    assert answer.status == 403
    assert "did not come from a page of the office" in answer.text()
    context.close()


def test_a_program_of_another_user_is_not_let_in(office: Office) -> None:
    for data in (None, b"code=97110"):
        status, _, text = asked(urllib.request.Request(f"{office}/minutes/answer", data=data))  # noqa: S310 - ours
        assert status == 403
        refusal = "This browser has not been let in." if data is None else "Open the address that the terminal shows"
        assert refusal in text


ATTACK = """<!doctype html><body><a id="link" href="{office}/review/">a link</a><script>
  const urls = ["/review/", "/review/example/corrected.csv", "{review}", "{review}corrected.csv", "/?key=guess"];
  for (let round = 0; round < 13; round++) for (const url of urls) {{
    new Image().src = "{office}" + url + "?" + round;
    fetch("{office}" + url, {{ mode: "no-cors", credentials: "include" }}).catch(() => 0);
  }}
  for (const to of ["/review/example/fix-all", "{review}undo", "{review}close", "/updates/remove"]) {{
    const sent = {{ method: "POST", mode: "no-cors", credentials: "include", body: new FormData() }};
    fetch("{office}" + to, sent).catch(() => 0);
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.name = to;
    const form = document.body.appendChild(document.createElement("form"));
    Object.assign(form, {{ method: "post", action: "{office}" + to, target: to }});
    form.submit();
  }}
  const shown = document.body.appendChild(document.createElement("iframe"));
  shown.src = "{office}/review/";
</script>"""


@pytest.mark.parametrize("site", ["localhost", "127.0.0.1"])
def test_a_foreign_page_can_do_nothing_to_an_open_review(
    browser: Browser, office: Office, tmp_path: Path, site: str
) -> None:
    """From another site, and from another port of this machine, which browsers take for the same site."""
    context = office.opened(browser)
    mine = context.new_page()
    mine.goto("/review/")
    visits = tmp_path / "visits.csv"
    visits.write_text(csv_of(row(payer="medicare", minutes="20", units="2", modifiers="GP")), encoding="utf-8")
    with mine.expect_navigation():
        mine.locator("input[type=file]").set_input_files(visits)
    mine.get_by_role("button", name="all that needs nobody's judgment").click()
    expect(mine.locator(".doing button", has_text="Undo")).to_be_visible()
    review = mine.url.removeprefix(office).partition("?")[0]
    (tmp_path / "index.html").write_text(ATTACK.format(office=office, review=review), encoding="utf-8")
    with served(tmp_path) as port:
        foreign = context.new_page()
        requested: list[str] = []
        answered: list[tuple[str, int]] = []
        foreign.on("request", lambda request: requested.append(request.url))
        foreign.on("response", lambda response: answered.append((response.url, response.status)))
        foreign.goto(f"http://{site}:{port}/index.html", wait_until="networkidle")
        assert len([url for url in requested if url.startswith(office)]) > 60
        assert {status for url, status in answered if url.startswith(office)} == {403}
        foreign.locator("#link").click()
        expect(foreign.get_by_role("heading", level=1)).to_be_visible()
        assert foreign.url.startswith(office), "a link may lead to the office"
    mine.reload()
    expect(mine.locator(".doing button", has_text="Undo")).to_be_visible()
    mine.goto("/review/")
    expect(mine.locator(".doing button", has_text="Undo")).to_have_count(0)
    expect(mine.get_by_role("link", name="visits.csv")).to_be_visible()
    context.close()


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A site of somebody else's on this machine: the files of a folder, at a port."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """A server that does not tell the terminal what it is asked."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_browser_is_let_in_by_the_printed_address_and_a_link_brings_it_back(browser: Browser, office: Office) -> None:
    context = browser.new_context(base_url=office)
    page = context.new_page()
    page.goto("/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser has not been let in.")
    used = office.address
    page.goto(used)
    office.read_address()
    expect(page.get_by_role("link", name="Today")).to_have_attribute("aria-current", "page")
    assert "key" not in page.url
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert all(cookie["sameSite"] == "Strict" for cookie in cookies.values())
    assert {name for name, cookie in cookies.items() if not cookie["httpOnly"]} <= {"cleanclaim_day", "cleanclaim_zone"}
    late = browser.new_context(base_url=office)
    second = late.new_page()
    second.goto(used)
    expect(second.get_by_role("heading", level=1)).to_have_text("This browser has not been let in.")
    second.goto(office.address)
    office.read_address()
    expect(second.get_by_role("link", name="Today")).to_have_attribute("aria-current", "page")
    context.close()
    late.close()


def test_closing_a_review_with_changes_asks_first(page: Page) -> None:
    page.goto("/review/")
    expect(page.get_by_role("button", name="Close this review")).to_have_count(0)
    page.get_by_role("button", name="all that needs nobody's judgment").click()
    close = page.get_by_role("button", name="Close this review")
    page.once("dialog", lambda dialog: dialog.dismiss())
    close.click()
    expect(close).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        close.click()
    expect(close).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/static/shared/base.css"])
def test_another_host_name_is_refused(office: str, path: str) -> None:
    status, headers, _ = asked(urllib.request.Request(office + path, headers={"Host": "elsewhere.example"}))  # noqa: S310
    assert status == 400
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_file_beyond_the_limit_is_refused_in_words(
    office: Office, sender: tuple[APIRequestContext, dict[str, str]]
) -> None:
    request, headers = sender
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in request.storage_state()["cookies"])
    headers |= {"Cookie": cookies, "Content-Type": "multipart/form-data; boundary=edge"}
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'
    for size, status in ((LARGEST_REQUEST + 1, 413), (2_000_001, 400)):
        body = head + b"x" * size + b"\r\n--edge--\r\n"
        code, _, text = asked(urllib.request.Request(f"{office}/minutes/open", body, headers))  # noqa: S310 - ours
        assert code == status
        assert "Divide" in text


def test_a_page_that_is_not_there_says_so(page: Page) -> None:
    page.goto("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page.")
