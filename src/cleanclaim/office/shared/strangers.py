"""Connections of strangers: other users of this machine reach the port, and may not use up what answers its owner.

A stranger is who has sent no cookie that was given out. Its request is answered by its head alone, nothing of a body is
read, and its connection is closed soon, whatever it does or does not send.
"""

import time
from typing import Any

from django.http.cookie import parse_cookie
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from cleanclaim.office.shared.access import ACCESS

PATIENCE = 3
"""Seconds that a stranger's connection stays open at most while nothing of it is being answered."""
MOST_CONNECTIONS = 900


class NotLetInError(Error):  # type: ignore[misc]
    """The answer to a stranger who sends something."""

    code = 403
    reason = "Forbidden"


class RequestOfAnybody(HTTPRequestParser):  # type: ignore[misc]
    """A request whose body is read only where its head says that the browser was let in."""

    completed: bool
    let_in = False

    def received(self, data: bytes) -> int:
        """How much of the data was taken; a stranger's request with a body ends with its head."""
        taken: int = super().received(data)
        if self.headers_finished and not self.let_in:
            cookies = parse_cookie(self.headers.get("COOKIE", ""))
            self.let_in = any(map(ACCESS.knows, cookies.values()))
            if not self.let_in and not self.completed:
                self.error = NotLetInError("Open the address that the terminal shows, and try again.")
                self.expect_continue = False
                self.completed = True
        return taken


class ConnectionOfAnybody(HTTPChannel):  # type: ignore[misc]
    """A connection that stays open only for a browser that was let in."""

    parser_class = RequestOfAnybody
    let_in = False

    def received(self, data: bytes) -> Any:
        """Take what was sent."""
        answer = super().received(data)
        requests = [*self.requests, self.request]
        self.let_in = self.let_in or any(one is not None and one.let_in for one in requests)
        return answer

    def readable(self) -> Any:
        """Whether to read on; asked at every turn, and so the place where a stranger's time is up."""
        idle = not self.let_in and not self.requests and not self.total_outbufs_len
        if idle and time.time() - self.creation_time > PATIENCE:
            self.will_close = True
        return super().readable()
