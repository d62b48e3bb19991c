"""Who may use the office, and that looking at it changes nothing: asked of the application, without a browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cleanclaim.office.review import review_session, views
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared import access, workspace
from cleanclaim.office.shared.access import Access
from cleanclaim.office.shared.workspace import MOST_EACH, Workspace
from cleanclaim.office.updates import views as updates
from tests.cli.calling import CLINIC_DAY, csv_of, row
from tests.office.browser.test_pages import PAGES

pytestmark = pytest.mark.usefixtures("owner_works")
HOST = "127.0.0.1"
POSTED = [
    "/minutes/answer",
    "/review/open",
    "/review/example/fix-all",
    "/updates/import",
    "/updates/remove",
    "/explain/open",
]
CHANGED = 'undo" hx-include'
"""What stands on the page of a review in which something can be undone."""

TO_FIX = csv_of(row(payer="medicare", minutes="20", units="2", modifiers="GP")).encode()


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An office just started, with a library of its own."""
    monkeypatch.setattr(access, "ACCESS", Access())
    sessions = Workspace[ReviewSession]("This review", lambda one: bool(one.changes))
    for module in (views, review_session):
        monkeypatch.setattr(module, "SESSIONS", sessions)
    monkeypatch.setattr(updates, "SIMULATIONS", Workspace("This what-if"))
    monkeypatch.setattr(settings, "LIBRARY", str(tmp_path / "library"))


def reviews() -> Workspace[ReviewSession]:
    """The reviews that the pages work on."""
    found: Workspace[ReviewSession] = vars(views)["SESSIONS"]
    return found


def stranger(**more: object) -> Client:
    return Client(SERVER_NAME=HOST, **more)  # type: ignore[arg-type]


def browser(**more: object) -> Client:
    """A browser that opened the printed address."""
    client = stranger(**more)
    assert client.get("/", {"key": access.ACCESS.key}).status_code == 302
    return client


def page_text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return content.decode()


def dropped(client: Client, *names: str) -> str:
    """Review a file with something to fix; the address of the review."""
    file = SimpleUploadedFile(names[0] if names else "visits.csv", TO_FIX)
    answer = client.post("/review/open", {"file": file})
    assert answer.status_code == 302, page_text(answer)
    return str(answer.headers["Location"])


def fixed(client: Client, address: str) -> None:
    answer = client.post(f"{address}fix-all")
    assert answer.status_code == 200
    assert CHANGED in page_text(answer)


def test_without_the_key_no_page_answers() -> None:
    client = stranger()
    for path in PAGES.values():
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "This browser has not been let in." in page_text(answer)
        assert "Open the last address in the terminal" in page_text(answer)
    for path in POSTED:
        assert client.post(path).status_code == 403
    assert client.get("/", {"key": "guessed"}).status_code == 403
    assert client.get("/", {"key": ""}).status_code == 403
    assert client.get("/", headers={"cookie": f"cleanclaim_80={access.ACCESS.key}"}).status_code == 403
    assert "font" in page_text(client.get("/static/shared/base.css"))


def test_the_key_lets_one_browser_in_and_the_next_is_announced() -> None:
    announced: list[str] = []
    access.ACCESS.announce = announced.append
    key = access.ACCESS.key
    first, second = stranger(), stranger()
    answer = first.get("/", {"key": key})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    cookie = answer.cookies["cleanclaim_80"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert key not in cookie.value
    assert first.get("/minutes/").status_code == 200
    assert second.get("/", {"key": key}).status_code == 403
    assert announced == [access.ACCESS.key] != [key]
    assert second.get("/", {"key": announced[0]}).status_code == 302
    assert second.get("/minutes/").status_code == 200
    assert first.get("/", {"key": key}).status_code == 302, "who is in may open the address again"
    assert len(announced) == 2


def test_asking_for_the_head_uses_no_key_up() -> None:
    assert stranger().head("/", {"key": access.ACCESS.key}).status_code == 403
    browser()


@pytest.mark.parametrize("path", PAGES.values())
def test_the_head_of_a_page_is_that_of_the_page(path: str) -> None:
    client = browser()
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code
    assert head.headers.keys() == whole.headers.keys()
    assert head.content == b""


def test_looking_changes_nothing() -> None:
    client = browser()
    for path in [
        *PAGES.values(),
        "/review/example/progress",
        "/review/example/corrected.csv",
        "/review/example/claims.837",
    ]:
        for _twice in range(2):
            assert client.get(path, follow=True).status_code in {200, 404}, path
    books, tried = reviews(), updates.SIMULATIONS
    owner = client.cookies["cleanclaim_80"].value
    assert books.all_of(owner) == []
    assert tried.all_of(owner) == []
    assert not Path(str(settings.LIBRARY)).exists()


SENT: list[tuple[dict[str, str], bool]] = [
    ({}, True),  # a program, or an old browser
    ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, True),  # typed
    ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, True),  # our page
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, True),  # a link
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, False),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, False),  # another port
    ({"Sec-Fetch-Site": "cross-site"}, False),
]


@pytest.mark.parametrize(("sent", "taken"), SENT)
@pytest.mark.parametrize("path", ["/review/", "/minutes/", "/static/shared/base.css"])
def test_what_another_site_asks_for_is_refused_but_links_to_pages(
    path: str,
    sent: dict[str, str],
    taken: bool,
) -> None:
    answer = browser().get(path, headers=sent)
    assert (answer.status_code != 403) == taken
    assert ("Another site asked for it" in page_text(answer)) != taken


FROM: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"Origin": f"http://{HOST}"}, True),
    ({"Referer": f"http://{HOST}/review/"}, True),
    ({"Origin": "http://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": f"http://{HOST}:8421"}, False),
    ({"Origin": f"https://{HOST}"}, False),
    ({"Referer": "http://evil.example/"}, False),
    ({"Referer": f"http://{HOST}.evil.example/"}, False),
    ({"Referer": "http://[nonsense/"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, False),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, False),
]


@pytest.mark.parametrize(("sent", "taken"), FROM)
def test_what_another_site_sends_changes_nothing(sent: dict[str, str], taken: bool) -> None:
    client = browser(enforce_csrf_checks=True)
    page = page_text(client.get("/review/", follow=True))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    answer = client.post("/review/example/fix-all", {"csrfmiddlewaretoken": token[1]}, headers=sent)
    assert (answer.status_code == 200) == taken
    owner = client.cookies["cleanclaim_80"].value
    assert bool(reviews().all_of(owner)) == taken


def test_the_example_is_shared_until_somebody_changes_something_and_then_a_copy() -> None:
    one, other = browser(), browser()
    assert one.get("/review/").headers["Location"] == "/review/example/"
    before = page_text(other.get("/review/example/"))
    fixed(one, "/review/example/")
    assert CHANGED in page_text(one.get("/review/", follow=True))
    assert CHANGED not in page_text(other.get("/review/example/"))
    masked = r'value="\w{64}"|"x-csrftoken": "\w{64}"'
    assert re.sub(masked, "", page_text(other.get("/review/example/"))) == re.sub(masked, "", before)
    assert one.post("/review/example/undo").status_code == 200
    assert page_text(one.get("/review/example/corrected.csv")) == page_text(other.get("/review/example/corrected.csv"))
    one.post("/review/example/close")
    assert reviews().all_of(one.cookies["cleanclaim_80"].value) == []


def test_a_review_is_seen_by_no_other_browser_and_displaced_by_none() -> None:
    one, other = browser(), browser()
    mine = dropped(one)
    fixed(one, mine)
    for path in (mine, f"{mine}corrected.csv", f"{mine}progress"):
        assert other.get(path).status_code == 400
    assert other.post(f"{mine}undo").status_code == 400
    other.post(f"{mine}close")
    for number in range(MOST_EACH + 2):
        dropped(other, f"visits-{number}.csv")
    assert CHANGED in page_text(one.get(mine))


def test_thirteen_looks_at_the_example_displace_nothing() -> None:
    client = browser()
    mine = dropped(client)
    fixed(client, mine)
    for _look in range(MOST_EACH + 1):
        client.get("/review/", follow=True)
        dropped(client)
    assert CHANGED in page_text(client.get(mine))


def test_reviews_with_fixes_are_kept_until_they_are_closed() -> None:
    client = browser()
    addresses = [dropped(client, f"visits-{number}.csv") for number in range(MOST_EACH)]
    for address in addresses:
        fixed(client, address)
    answer = client.post("/review/open", {"file": SimpleUploadedFile("more.csv", TO_FIX)})
    assert answer.status_code == 400
    assert f"{MOST_EACH} with changes are open in this browser" in page_text(answer)
    page = page_text(client.get(addresses[0]))
    assert all(f'href="{address}"' in page for address in addresses[1:])
    assert "hx-confirm" in page
    closed = client.post(f"{addresses[0]}close", headers={"HX-Request": "true"})
    assert closed.headers["HX-Redirect"] == "/review/"
    assert client.get(addresses[0]).status_code == 400
    dropped(client, "more.csv")
    assert all(CHANGED in page_text(client.get(address)) for address in addresses[1:])


def test_a_what_if_belongs_to_its_browser() -> None:
    one, other = browser(), browser()
    file = SimpleUploadedFile("visits.csv", (CLINIC_DAY / "visits.csv").read_bytes())
    answer = one.post("/updates/what-if/try", {"release": "MPFS RVU26C", "file": file})
    assert answer.status_code == 302, page_text(answer)
    mine = str(answer.headers["Location"])
    assert one.get(mine).status_code == 200
    assert one.get(f"{mine}light.svg").status_code == 200
    assert other.get(mine).status_code == 400
    assert other.get(f"{mine}light.svg").status_code == 400


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(workspace, "time", made)
    return made


@pytest.fixture
def things(clock: Time) -> Workspace[str]:
    assert clock
    return Workspace("This thing", lambda thing: thing.startswith("changed"))


def names(things: Workspace[str], owner: str) -> list[str]:
    return [thing for _name, thing in things.all_of(owner)]


def test_the_one_unused_longest_leaves_first_and_none_that_was_changed(things: Workspace[str]) -> None:
    first = things.put("ann", "changed 0")
    second = things.put("ann", "thing 1")
    for number in range(2, MOST_EACH):
        things.put("ann", f"thing {number}")
    things.get("ann", second)
    things.put("ann", "one more")
    open_work = names(things, "ann")
    assert len(open_work) == MOST_EACH
    assert {"changed 0", "thing 1", "one more"} <= set(open_work)
    assert "thing 2" not in open_work
    assert things.get("ann", first) == "changed 0"


def test_when_all_browsers_together_have_too_much_who_left_long_ago_makes_room(
    things: Workspace[str], clock: Time
) -> None:
    owners = [f"browser {number}" for number in range(workspace.MOST // MOST_EACH)]
    for owner in owners:
        for number in range(MOST_EACH):
            things.put(owner, f"changed {number}")
    refuses(lambda: things.put("late", "thing"), f"{workspace.MOST} are open in other browsers")
    assert all(len(names(things, owner)) == MOST_EACH for owner in owners)
    clock.now += workspace.IN_USE + 1
    for owner in owners[1:]:
        things.find(owner, things.all_of(owner)[0][0])
    things.put("late", "thing")
    assert len(names(things, owners[0])) == MOST_EACH - 1
    assert all(len(names(things, owner)) == MOST_EACH for owner in owners[1:])


def test_a_name_that_is_taken_keeps_what_bears_it(things: Workspace[str]) -> None:
    assert things.put("ann", "first", "example") == "example"
    assert things.put("ann", "second", "example") == "example"
    assert things.put("bob", "his", "example") == "example"
    assert things.get("ann", "example") == "first"
    assert things.get("bob", "example") == "his"
    things.remove("ann", "example")
    assert things.find("ann", "example") is None
    refuses(lambda: things.get("ann", "example"), "Drop the file again")


def refuses(call: Callable[[], object], *parts: str) -> None:
    from cleanclaim.model.errors import UserError

    with pytest.raises(UserError) as refused:
        call()
    assert all(part in str(refused.value) for part in parts)
