"""The questions over HTTP: `POST /v1/NAME` with the arguments as JSON, described by `GET /v1/openapi.json`.

Errors are problem documents (RFC 9457), which have nothing of what was sent in them. Nothing is changed by asking, so
that a question may be sent again as it is.
"""

import logging
from functools import partial
from typing import Any, cast

import anyio.to_thread
import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import cleanclaim
from cleanclaim.api.question import RefusedQuestionError, ask
from cleanclaim.api.questions import INSTRUCTIONS, QUESTIONS
from cleanclaim.api.tokens import App, Message, guarded

LARGEST = 4_000_000
"""Bytes of a question."""
PROBLEM = "application/problem+json"
_LOG = logging.getLogger(__name__)
_FAILED = "The program failed on this question. Nothing was changed. Please report it with made-up data."


def http_app(token: str) -> App:
    """The application, for those who know the token; whether it lives (`/v1/health`) it says to everybody."""
    app = Starlette(
        routes=[
            Route("/v1/health", _health, methods=["GET"]),
            Route("/v1/openapi.json", _openapi, methods=["GET"]),
            *(Route(f"/v1/{name}", partial(_answer, name), methods=["POST"]) for name in QUESTIONS),
        ],
        exception_handlers={HTTPException: _not_here},
    )
    refusal = _problem_document(401, "Send the token: Authorization: Bearer ...")
    within = guarded(cast("App", app), token, refusal, PROBLEM)

    async def door(scope: Message, receive: Any, send: Any) -> None:
        open_to_all = scope["type"] != "http" or scope["path"] == "/v1/health"
        await (cast("App", app) if open_to_all else within)(scope, receive, send)

    return door


async def _health(_request: Request) -> Response:
    return _json({"status": "ok", "version": cleanclaim.__version__})


async def _openapi(_request: Request) -> Response:
    return _json(openapi())


async def _answer(name: str, request: Request) -> Response:
    try:
        arguments = await _arguments(request)
        return _json(await anyio.to_thread.run_sync(ask, QUESTIONS, name, arguments))
    except _ProblemError as problem:
        return _problem(problem.status, problem.detail)
    except RefusedQuestionError as wrong:
        return _problem(422, str(wrong))
    except Exception as failure:  # its words may have a patient's data in them
        _LOG.error("A question failed: %s (%s)", name, type(failure).__name__)
        return _problem(500, _FAILED)


class _ProblemError(Exception):
    """Why a request is answered with a problem, under a status."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


async def _arguments(request: Request) -> dict[str, Any]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise _ProblemError(413, f"A question has at most {LARGEST:,} bytes.")
    try:
        arguments = msgspec.json.decode(bytes(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _ProblemError(400, "The body is not JSON.") from None
    if not isinstance(arguments, dict):
        raise _ProblemError(422, "The body is not a JSON object of arguments.")
    return arguments


async def _not_here(_request: Request, wrong: Exception) -> Response:
    status = wrong.status_code if isinstance(wrong, HTTPException) else 500
    words = f"Questions go by POST to /v1/NAME: {', '.join(QUESTIONS)}. GET /v1/openapi.json describes them."
    found = _problem(status, words)
    if isinstance(wrong, HTTPException) and wrong.headers:
        found.headers.update(wrong.headers)
    return found


_TITLES = {
    400: "Not JSON",
    401: "No token",
    404: "Not here",
    405: "Not by this method",
    413: "Too large",
    422: "Cannot be answered as it was asked",
    500: "The program failed",
}


def _problem_document(status: int, detail: str) -> bytes:
    return msgspec.json.encode({"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail})


def _problem(status: int, detail: str) -> Response:
    return Response(_problem_document(status, detail), status, media_type=PROBLEM)


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def openapi() -> dict[str, Any]:
    """The description of this door (OpenAPI 3.1), made of the list of questions."""
    types = [one.takes for one in QUESTIONS.values()]
    schemas, parts = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    problem = {"$ref": "#/components/responses/Problem"}
    paths: dict[str, Any] = {
        f"/v1/{one.name}": {
            "post": {
                "operationId": one.name,
                "summary": one.title,
                "description": one.about,
                "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
                "responses": {
                    "200": {
                        "description": "The answer, as the command line has it, and by what it was judged.",
                        "content": {"application/json": {"schema": {"type": "object", "required": ["judged_by"]}}},
                    },
                    **dict.fromkeys(("400", "401", "413", "422", "500"), problem),
                },
            }
        }
        for one, schema in zip(QUESTIONS.values(), schemas, strict=True)
    }
    paths["/v1/health"] = {
        "get": {
            "operationId": "health",
            "summary": "Whether it lives",
            "security": [],
            "responses": {"200": _json_object("That it does, and its version.")},
        }
    }
    paths["/v1/openapi.json"] = {
        "get": {
            "operationId": "openapi",
            "summary": "This description",
            "responses": {"200": _json_object("OpenAPI 3.1."), "401": problem},
        }
    }
    parts["Problem"] = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    }
    reply = {
        "description": "What is wrong, and what to do (RFC 9457); nothing of what was sent.",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "cleanclaim", "version": cleanclaim.__version__, "description": INSTRUCTIONS},
        "paths": paths,
        "components": {
            "schemas": parts,
            "responses": {"Problem": reply},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _json_object(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"type": "object"}}}}
