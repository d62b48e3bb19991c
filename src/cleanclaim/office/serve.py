"""`cleanclaim serve`: the office answers on this machine alone, and those it let in, until it is stopped; its worker
runs in a thread, that of a team's office in a process of its own, so that judging many claims keeps nobody waiting.
`cleanclaim worker`: one more worker of an office that stores in PostgreSQL.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from cleanclaim.law.policies.policy import payer_names
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

HERE = "127.0.0.1"
THREADS = 4
TURN = 0.0005
"""Seconds that a thread at work goes on while others wait: an answer from the database waits behind no whole page."""
BETWEEN = 2
"""Seconds between two looks whether the worker of a team's office is there."""
LONGEST_END = 30
"""Seconds that the task in hand is waited for when the office is stopped."""


def application(library: Path, payers: Path | None, data: Path | None = None) -> "WSGIHandler":
    """The office as a WSGI application. `library` has the imported releases, `payers` the own payers' files.

    `data` is where it stores, the user's own folder where that is None.
    """
    if data:
        os.environ["CLEANCLAIM_DATA"] = str(data)
    os.environ["CLEANCLAIM_LIBRARY"] = str(library)
    os.environ["CLEANCLAIM_PAYERS"] = str(payers or "")
    payer_names(payers)
    rule_set()
    os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def serve(port: int, library: Path, payers: Path | None, data: Path | None, *, demo: bool = False) -> int:
    """Serve until interrupted; returns 0. `demo`: the made-up practices, in a folder of their own.

    Raises UserError where the port is taken, the folder of payers is not there, what is stored cannot be opened, or an
    installed package is unusable.
    """
    os.environ["CLEANCLAIM_DEMO"] = "1" if demo else ""
    server = _listen(port, library, payers, demo_folder() if demo and data is None else data)
    from django.conf import settings

    from cleanclaim.office.commands import office_in_use
    from cleanclaim.office.organizations.start import start_office
    from cleanclaim.office.shared.access import ACCESS
    from cleanclaim.office.shared.uploads import remove_abandoned_uploads

    remove_abandoned_uploads()
    sys.setswitchinterval(TURN)
    team = settings.TEAM
    ACCESS.announce = lambda key: _say(f"A browser was let in. For another one:\n{_address(port, key)}")
    try:
        with office_in_use():
            start_office(demo=demo)
            with _worker_process(library, payers, data) if team else _worker_thread():
                address = settings.ORIGIN or f"http://localhost:{port}"  # a name, since passkeys belong to a name
                sys.stdout.write(f"{_TEAM.format(address) if team else _WELCOME.format(_address(port, ACCESS.key))}\n")
                sys.stdout.flush()  # who never sees the address could not come in
                server.run()
    finally:
        server.close()
    return 0


@contextmanager
def _worker_thread() -> Iterator[None]:
    from cleanclaim.office.tasks.worker import Worker

    worker = Worker()
    tasks = Thread(target=worker.run, daemon=True, name="worker")
    tasks.start()
    try:
        yield
    finally:
        worker.stop()
        tasks.join(LONGEST_END)


@contextmanager
def _worker_process(*places: Path | None) -> Iterator[None]:
    stopped = Event()
    keeper = Thread(target=_keep_working, args=(places, stopped), daemon=True, name="keeper of the worker")
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        keeper.join()


def _keep_working(places: Sequence[Path | None], stopped: Event) -> None:
    """Have a worker in a process of its own until stopped; another where it ended, as when memory ran out."""
    process = _start_worker(places)
    while not stopped.wait(BETWEEN):
        if not process.is_alive():
            _say("The worker ended by itself; another one is started.")
            process = _start_worker(places)
    process.terminate()  # it ends the task in hand
    process.join(LONGEST_END)


def _start_worker(places: Sequence[Path | None]) -> SpawnProcess:
    process = get_context("spawn").Process(target=_work_for_server, args=places, daemon=True)
    process.start()
    return process


def _work_for_server(library: Path, payers: Path | None, data: Path | None) -> None:
    """Do the office's tasks as long as the server runs, however that ends."""
    application(library, payers, data)
    server = parent_process()
    assert server

    def follow(stop: Callable[[], None]) -> None:
        server.join()
        stop()

    _work_until_stopped(lambda stop: Thread(target=follow, args=[stop], daemon=True).start())


def demo_folder() -> Path:
    """The folder of the demo, beside that of one's own office."""
    from cleanclaim.office.database import default_folder

    return default_folder().with_name("office-demo")


def work(library: Path, payers: Path | None, data: Path | None) -> int:
    """Do the office's tasks until interrupted; returns 0. Raises UserError as `serve`, or where no office was started.

    Who interrupts waits for the task in hand; who does so twice does not.
    """
    application(library, payers, data)
    _work_until_stopped(lambda _stop: _say("The worker does what waits, until Ctrl+C."))
    return 0


def _work_until_stopped(begin: Callable[[Callable[[], None]], None]) -> None:
    """Do tasks until this process is stopped; `begin` comes before the first, and is handed what stops it too."""
    from cleanclaim.office.commands import office_in_use
    from cleanclaim.office.organizations.start import wait_for_tables
    from cleanclaim.office.tasks.worker import Worker

    worker = Worker()

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        worker.stop()

    with office_in_use():
        wait_for_tables()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        begin(worker.stop)
        worker.run()


_WELCOME = """cleanclaim answers on this machine alone. Open this address in your browser:
{}
It lets one browser in; for another, a new one is printed then. Ctrl+C stops the office."""


_TEAM = """People sign in at {}
The first owner of a practice is made by `cleanclaim office add-owner EMAIL`. Ctrl+C stops the office."""


def _address(port: int, key: str) -> str:
    return f"    http://{HERE}:{port}/?key={key}"


def _say(text: str) -> None:
    with suppress(OSError):  # whoever started the office may have closed its output
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def server_settings(proxies: int) -> dict[str, Any]:
    """How the server listens: to this machine alone. `proxies`: how many of ours a request passes on its way here.

    The last of them is on this machine. Each says whom it was sent a request by; what was said before that is not read.
    """
    from django.conf import settings

    from cleanclaim.office.shared.strangers import MOST_CONNECTIONS

    trusted: dict[str, Any] = {
        "trusted_proxy": HERE,
        "trusted_proxy_count": proxies,
        "trusted_proxy_headers": {"x-forwarded-for"},
    }
    return {
        "host": HERE,
        "threads": THREADS,
        "ident": None,
        "max_request_body_size": settings.LARGEST_REQUEST * 4,  # refused by us, in words, before that
        "clear_untrusted_proxy_headers": True,
        "connection_limit": MOST_CONNECTIONS,
        "asyncore_use_poll": True,
        **(trusted if proxies else {}),
    }


def _listen(port: int, library: Path, payers: Path | None, data: Path | None) -> Any:
    from django.conf import settings
    from waitress import create_server

    office = application(library, payers, data)
    from cleanclaim.office.shared.strangers import ConnectionOfAnybody

    try:
        server = create_server(office, port=port, **server_settings(settings.PROXIES))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            problem, remedy = "the port is taken", f"Close what uses it, or name another: --port {port + 1}."
        else:
            problem, remedy = f"cannot listen: {error.strerror or error}", "Name another port with --port."
        raise UserError(f"{HERE}:{port}", problem, remedy) from None
    if not settings.TEAM:
        server.channel_class = ConnectionOfAnybody
    return server
