"""Questions over HTTP: the command line's answers, problems that repeat nothing, and what OpenAPI says of them."""

import logging
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from cleanclaim.api import http_api
from cleanclaim.api.questions import QUESTIONS
from tests.api.dialogues import DIALOGUES, PRIVATE, VISIT, WRONG, on_the_command_line, plain
from tests.cli.calling import call

TOKEN = "t" * 40


@pytest.fixture
def client() -> TestClient:
    return TestClient(http_api.http_app(TOKEN), headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.mark.parametrize(("name", "arguments", "words"), DIALOGUES)
def test_an_answer_is_that_of_the_command_line(
    client: TestClient,
    name: str,
    arguments: dict[str, Any],
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = client.post(f"/v1/{name}", json=arguments)
    assert answer.status_code == 200, answer.text
    assert plain(answer.json()) == on_the_command_line(tmp_path, arguments, words)


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_a_problem_says_why_and_nothing_of_what_was_sent(
    client: TestClient, name: str, arguments: dict[str, Any]
) -> None:
    answer = client.post(f"/v1/{name}", json=arguments)
    assert answer.status_code == (422 if name in QUESTIONS else 404)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], bool(problem["title"]), bool(problem["detail"])) == (answer.status_code, True, True)
    assert PRIVATE[:20] not in answer.text


def test_what_is_no_question_is_a_problem(client: TestClient) -> None:
    for status, answer in (
        (400, client.post("/v1/code_visits", content=b'{"visits": [')),
        (400, client.post("/v1/code_visits", content=b"\xff\x00")),
        (400, client.post("/v1/code_visits", content=b"[" * 100_000)),
        (422, client.post("/v1/code_visits", content=b"[]")),
        (413, client.post("/v1/code_visits", content=b" " * (http_api.LARGEST + 1))),
        (404, client.get("/v1/nothing/here")),
        (405, client.get("/v1/code_visits")),
        (405, client.post("/v1/health")),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status


def test_without_the_token_nothing_is_answered_but_whether_it_lives() -> None:
    stranger = TestClient(http_api.http_app(TOKEN))
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        answer = stranger.post("/v1/code_visits", json={"visits": [VISIT]}, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["title"] == "No token"
        assert stranger.get("/v1/openapi.json", headers=headers).status_code == 401
    assert stranger.get("/v1/health").json()["status"] == "ok"


def test_a_failure_of_ours_says_nothing_of_what_was_sent(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_sent: object) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr("cleanclaim.api.http_api.ask", fails)
    monkeypatch.setattr(logging.getLogger("cleanclaim.api.http_api"), "disabled", False)  # another test may have
    answer = client.post("/v1/show_code", json={"code": "97140"})
    assert (answer.status_code, PRIVATE in answer.text + caplog.text) == (500, False)
    assert "RuntimeError" in caplog.text


def test_the_description_has_every_question_and_is_what_the_command_prints(client: TestClient) -> None:
    found = client.get("/v1/openapi.json").json()
    assert found == call("api", "--openapi").json
    assert found["openapi"] == "3.1.0"
    assert {path.removeprefix("/v1/") for path in found["paths"]} == {*QUESTIONS, "health", "openapi.json"}
    for name in QUESTIONS:
        post = found["paths"][f"/v1/{name}"]["post"]
        reference = post["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert post["operationId"] == name
        assert found["components"]["schemas"][reference.rpartition("/")[2]]["type"] == "object"
