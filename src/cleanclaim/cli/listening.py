"""How verbs listen for other programs: an address, and a token without which nothing is answered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click

from cleanclaim.api.tokens import SHORTEST_TOKEN, read_token
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from cleanclaim.api.tokens import App

ListenAt = Annotated[
    str | None, click.Option(["--http"], metavar="HOST:PORT", help="Listen there, as at 127.0.0.1:8765.")
]
TokenFile = Annotated[
    Path | None,
    click.Option(
        ["--token-file"], metavar="FILE", type=click.Path(path_type=Path), help="Whose first line is the token."
    ),
]


def listen(http: str, token_file: Path | None, app: "Callable[[str, str], App]") -> int:
    """Serve an application, made of the token and the host, until interrupted; returns the exit code."""
    found = re.fullmatch(r"(.+):([0-9]{1,5})", http)
    if not found or not 0 < int(found[2]) < 65536:
        raise UserError(f"--http {http}", "is no address", "Write it as 127.0.0.1:8765.")
    if token_file is None:
        remedy = f"Put one of {SHORTEST_TOKEN} signs or more into a file, and name it: --token-file."
        raise UserError("--http", "needs a token", remedy)
    token, host = read_token(token_file), found[1].strip("[]")
    import uvicorn

    uvicorn.run(app(token, host), host=host, port=int(found[2]), log_level="warning", access_log=False)
    return 0
