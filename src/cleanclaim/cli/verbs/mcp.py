"""Answer the questions of a program that asks in words (MCP): units, findings, reasons, prices, codes, pairs, rules.

Without options it speaks on its own input and output, as programs on this machine start it. With --http it listens, and
answers whoever sends the token: the first line of --token-file, of 32 signs at least. It reads no files and changes
nothing; the answers are those of the other verbs.
"""

import re
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.model.errors import UserError

SECTION = "Other programs"
EXAMPLES = ("cleanclaim mcp", "cleanclaim mcp --http 127.0.0.1:8765 --token-file token.txt")
READS_PROJECT = False
SHORTEST_TOKEN = 32


def run(
    http: Annotated[
        str | None, click.Option(["--http"], metavar="HOST:PORT", help="Listen there instead, at the path /mcp.")
    ],
    token_file: Annotated[
        Path | None,
        click.Option(
            ["--token-file"], metavar="FILE", type=click.Path(path_type=Path), help="Whose first line is the token."
        ),
    ],
) -> int:
    """Answer until the input ends, or until interrupted; returns the exit code."""
    import anyio

    from cleanclaim.api.mcp_server import serve_stdio

    if http is None:
        if token_file is not None:
            raise UserError("--token-file", "is for --http", "Leave it out, or name where to listen.")
        anyio.run(serve_stdio)
        return 0
    host, port = _address(http)
    _listen(host, port, _token(token_file))
    return 0


def _address(http: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.+):([0-9]{1,5})", http)
    if not found or not 0 < int(found[2]) < 65536:
        raise UserError(f"--http {http}", "is no address", "Write it as 127.0.0.1:8765.")
    return found[1].strip("[]"), int(found[2])


def _token(file: Path | None) -> str:
    if file is None:
        raise UserError(
            "--http", "needs a token", "Put one of 32 signs or more into a file, and name it: --token-file."
        )
    try:
        token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise UserError(str(file), "cannot be read", "Name a text file that you may read.") from None
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        remedy = "Make one, as by `python -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        raise UserError(str(file), f"its first line is no token of {SHORTEST_TOKEN} plain signs", remedy)
    return token


def _listen(host: str, port: int, token: str) -> None:
    import uvicorn

    from cleanclaim.api.mcp_server import http_app

    uvicorn.run(http_app(token, host), host=host, port=port, log_level="warning", access_log=False)
