"""Answer the questions of a program that asks in words (MCP): units, findings, reasons, prices, codes, pairs, rules.

Without options it speaks on its own input and output, as programs on this machine start it. With --http it listens, and
answers whoever sends the token: the first line of --token-file, of 32 signs at least. It reads no files and changes
nothing; the answers are those of the other verbs.
"""

from cleanclaim.cli.listening import ListenAt, TokenFile, listen
from cleanclaim.model.errors import UserError

SECTION = "Other programs"
EXAMPLES = ("cleanclaim mcp", "cleanclaim mcp --http 127.0.0.1:8765 --token-file token.txt")
READS_PROJECT = False


def run(http: ListenAt, token_file: TokenFile) -> int:
    """Answer until the input ends, or until interrupted; returns the exit code."""
    import anyio

    from cleanclaim.api.mcp_server import http_app, serve_stdio

    if http is not None:
        return listen(http, token_file, http_app)
    if token_file is not None:
        raise UserError("--token-file", "is for --http", "Leave it out, or name where to listen.")
    anyio.run(serve_stdio)
    return 0
