"""Questions over MCP, asked by the protocol's own client: in memory, as a process's input and output, over HTTP."""

import json
import logging
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

anyio = pytest.importorskip("anyio")
pytest.importorskip("mcp")

import httpx2  # noqa: E402
from mcp import StdioServerParameters  # noqa: E402
from mcp.client.client import Client  # noqa: E402
from mcp.client.streamable_http import streamable_http_client  # noqa: E402

from cleanclaim.api.mcp_server import mcp_server  # noqa: E402
from cleanclaim.api.questions import QUESTIONS  # noqa: E402
from tests.api.dialogues import DIALOGUES, PRIVATE, VISIT, WRONG, on_the_command_line, plain  # noqa: E402
from tests.cli.calling import call, command, surroundings  # noqa: E402
from tests.office.test_strangers import free_port  # noqa: E402


def asking(work: Callable[[Client], Awaitable[Any]], server: Any = None) -> Any:
    async def run() -> Any:
        async with Client(server or mcp_server()) as client:
            return await work(client)

    return anyio.run(run)


@pytest.mark.parametrize(("name", "arguments", "words"), DIALOGUES)
def test_an_answer_is_that_of_the_command_line(
    name: str, arguments: dict[str, Any], words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = asking(lambda client: client.call_tool(name, arguments))
    assert not result.is_error, result.content
    assert plain(result.structured_content) == on_the_command_line(tmp_path, arguments, words)
    assert json.loads(result.content[0].text) == result.structured_content
    assert result.structured_content["judged_by"]["law"]


def test_every_question_is_asked_above() -> None:
    assert {name for name, _arguments, _words in DIALOGUES} == set(QUESTIONS)


def test_tools_say_that_they_only_read() -> None:
    listed = asking(lambda client: client.list_tools()).tools
    assert [one.name for one in listed] == list(QUESTIONS)
    for one in listed:
        hints = one.annotations
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False)
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False)
        assert one.title
        assert one.description
        assert one.input_schema["type"] == "object"
        assert one.input_schema["additionalProperties"] is False


def test_what_is_missing_is_undetermined_and_says_what() -> None:
    unknown = {"visits": [VISIT | {"services": [{"code": "97110", "diagnoses": "M54.50"}]}]}
    (visit,) = asking(lambda client: client.call_tool("code_visits", unknown)).structured_content["visits"]
    assert visit["units"] is None
    (claim,) = asking(lambda client: client.call_tool("review_visits", unknown)).structured_content["claims"]
    assert claim["status"] == "undetermined"
    assert any("minutes" in one["remedy"].lower() for one in claim["findings"])


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_what_cannot_be_answered_says_why_and_nothing_of_what_was_sent(
    name: str, arguments: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        result = asking(lambda client: client.call_tool(name, arguments))
    assert result.is_error
    text = result.content[0].text
    assert text
    assert "failed" not in text
    assert PRIVATE[:20] not in text
    assert PRIVATE[:20] not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("cleanclaim"))


def test_a_failure_of_ours_says_nothing_of_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_asked: object) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr("cleanclaim.api.mcp_server.ask", fails)
    monkeypatch.setattr(logging.getLogger("cleanclaim.api.mcp_server"), "disabled", False)  # another test may have
    result = asking(lambda client: client.call_tool("show_code", {"code": "97140"}))
    assert result.is_error
    assert PRIVATE not in str(result.content) + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_program_starts_it_and_asks_over_its_input_and_output() -> None:
    program, *words = command("mcp")
    server = StdioServerParameters(command=program, args=words, env=surroundings())
    found = asking(lambda client: client.call_tool("check_pair", {"first": "97530", "second": "97140"}), server)
    assert found.structured_content["answer"] == "separate"


def test_over_http_only_who_has_the_token_is_answered(tmp_path: Path) -> None:
    token = tmp_path / "token.txt"
    token.write_text("t" * 40 + "\n")
    address = f"127.0.0.1:{free_port()}"
    with subprocess.Popen(command("mcp", "--http", address, "--token-file", token), env=surroundings()) as server:
        try:
            url = f"http://{address}/mcp"
            for _ in range(200):
                try:
                    status = httpx2.post(url, json={}).status_code
                    break
                except httpx2.ConnectError:
                    time.sleep(0.1)
            assert status == 401
            assert httpx2.post(url, json={}, headers={"Authorization": "Bearer " + "u" * 40}).status_code == 401

            async def ask() -> Any:
                headers = {"Authorization": "Bearer " + "t" * 40}
                async with (
                    httpx2.AsyncClient(headers=headers) as http,
                    Client(streamable_http_client(url, http_client=http)) as client,
                ):
                    return await client.call_tool("show_rule", {"rule": "pairs.bundled"})

            assert anyio.run(ask).structured_content["id"] == "pairs.bundled"
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--http", "127.0.0.1:8765"], "needs a token"),
        (["--http", "nowhere", "--token-file", "short.txt"], "is no address"),
        (["--http", "127.0.0.1:99999", "--token-file", "short.txt"], "is no address"),
        (["--http", "127.0.0.1:8765", "--token-file", "short.txt"], "no token of 32 plain signs"),
        (["--http", "127.0.0.1:8765", "--token-file", "none.txt"], "cannot be read"),
        (["--token-file", "short.txt"], "is for --http"),
    ],
)
def test_an_address_or_token_that_is_none_is_refused(
    words: list[str], wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.txt").write_text("hush\n")
    answer = call("mcp", *words)
    assert (answer.code, wrong in answer.err) == (2, True), answer.err
    assert "hush" not in answer.err
