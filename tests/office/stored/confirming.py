"""Confirming the sheet of sending as its page does: with all that the page showed."""

from typing import Any

from django.test import Client

from tests.office.stored.hostile import read_forms


def sheet_fields(client: Client, query: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the form of the sheet sends, with what is left out ticked."""
    html = client.get("/claims/send", query or {}).content.decode()
    form = next(one for one in read_forms("/claims/send", html) if one.action.endswith("/claims/send"))
    found: dict[str, Any] = {}
    for name, value in form.fields:
        found.setdefault(name, []).append(value)
    return {**found, "looked": "on"}


def send_sheet(client: Client, query: dict[str, Any] | None = None) -> Any:
    """Open the sheet and confirm it."""
    return client.post("/claims/send", sheet_fields(client, query))
