"""Answer the questions of other programs over HTTP: units, findings, reasons, prices, codes, pairs, rules, payers.

Each is sent as JSON by POST to /v1/NAME with the token (Authorization: Bearer ...), the first line of --token-file;
GET /v1/openapi.json describes them, and --openapi prints that. It reads no files and changes nothing; the answers are
those of the other verbs.
"""

from typing import Annotated

import click

from cleanclaim.cli.listening import ListenAt, TokenFile, listen
from cleanclaim.cli.screen import say_json

SECTION = "Other programs"
EXAMPLES = ("cleanclaim api --http 127.0.0.1:8765 --token-file token.txt", "cleanclaim api --openapi")
READS_PROJECT = False


def run(
    http: ListenAt,
    token_file: TokenFile,
    openapi: Annotated[
        bool, click.Option(["--openapi"], is_flag=True, help="Print what describes it (OpenAPI), and end.")
    ],
) -> int:
    """Answer until interrupted, or print the description; returns the exit code."""
    from cleanclaim.api import http_api

    if openapi:
        say_json(http_api.openapi())
        return 0
    return listen(http or "127.0.0.1:8765", token_file, lambda token, _host: http_api.http_app(token))
