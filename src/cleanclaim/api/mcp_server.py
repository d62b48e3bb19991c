"""The questions as tools of an MCP server, for programs that ask in words: over its own input and output, or HTTP.

A tool answers as the command line does, and changes nothing. What cannot be answered comes back in words that have
nothing of what was asked in them, and so does a failure of ours.
"""

import json
import logging
from typing import Any, cast

import anyio.to_thread
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server

import cleanclaim
from cleanclaim.api.question import Question, RefusedQuestionError, ask
from cleanclaim.api.questions import INSTRUCTIONS, QUESTIONS
from cleanclaim.api.tokens import App, guarded

LARGEST = 4_000_000
"""Bytes of a request over HTTP."""
_LOG = logging.getLogger(__name__)


def mcp_server() -> Server[Any]:
    """The server, ready to be run."""
    return Server(
        "cleanclaim",
        version=cleanclaim.__version__,
        title="cleanclaim: coding and claim rules for outpatient therapy",
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
    )


async def serve_stdio() -> None:
    """Answer on standard input and output until the input ends."""
    from mcp.server.stdio import stdio_server

    server = mcp_server()
    async with stdio_server() as (receives, sends):
        await server.run(receives, sends, server.create_initialization_options())


def http_app(token: str, host: str = "127.0.0.1") -> App:
    """The server as an ASGI application at `/mcp`, for those who know the token."""
    app = mcp_server().streamable_http_app(
        json_response=True, stateless_http=True, max_request_body_size=LARGEST, host=host
    )
    return guarded(cast("App", app), token)


async def _list_tools(_ctx: ServerRequestContext[Any], _params: object) -> types.ListToolsResult:
    return types.ListToolsResult(tools=list(map(_tool, QUESTIONS.values())))


def _tool(question: Question[Any]) -> types.Tool:
    return types.Tool(
        name=question.name,
        title=question.title,
        description=question.about,
        input_schema=question.schema(),
        output_schema={"type": "object"},
        annotations=types.ToolAnnotations(
            title=question.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


async def _call_tool(_ctx: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
    try:
        answer = await anyio.to_thread.run_sync(ask, QUESTIONS, params.name, params.arguments or {})
    except RefusedQuestionError as wrong:
        return _refused(str(wrong))
    except Exception as failure:  # its words may have a patient's data in them
        _LOG.error(
            "A question failed: %s (%s)", params.name if params.name in QUESTIONS else "", type(failure).__name__
        )
        return _refused("The program failed on this question. Nothing was changed. Please report it with made-up data.")
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=json.dumps(answer))], structured_content=answer
    )


def _refused(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)
