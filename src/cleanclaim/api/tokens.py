"""Who may ask over HTTP: whoever sends the token (`Authorization: Bearer ...`). Both doors that listen use it."""

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from cleanclaim.model.errors import UserError

SHORTEST_TOKEN = 32
"""Signs of a token at least."""
Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


def read_token(file: Path) -> str:
    """The token in the first line of a file. Raises UserError where there is none."""
    try:
        token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise UserError(str(file), "cannot be read", "Name a text file that you may read.") from None
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        remedy = "Make one, as by `python -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        raise UserError(str(file), f"its first line is no token of {SHORTEST_TOKEN} plain signs", remedy)
    return token


def guarded(app: App, token: str, refusal: bytes = b"", media_type: str = "text/plain") -> App:
    """An ASGI application for those who send the token; others get 401 with a body."""
    wanted = f"Bearer {token}".encode()

    async def ask(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or hmac.compare_digest(_authorization(scope), wanted):
            await app(scope, receive, send)
            return
        headers = (
            (b"www-authenticate", b"Bearer"),
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(refusal)).encode()),
        )
        await send({"type": "http.response.start", "status": 401, "headers": list(headers)})
        await send({"type": "http.response.body", "body": refusal})

    return ask


def _authorization(scope: Message) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"authorization"), b"")
