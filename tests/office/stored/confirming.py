"""Confirming what a page showed as the page does: the sheet of sending, the preview of fixes, one claim."""

import re
from typing import Any

from django.test import Client

from cleanclaim.office.claims.models import ClaimRecord
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


def seen_on_page(client: Client, record: ClaimRecord) -> str:
    """A claim as its page names it when something is done there: with its version and what the page shows."""
    found = re.search(r'data-seen="([^"]+)"', client.get(f"/claims/{record.pk}/").content.decode())
    assert found
    return found[1]


def preview_fixes(client: Client, fields: dict[str, Any]) -> dict[str, Any]:
    """What the preview of fixes sends when it is confirmed; nothing where it shows no claim to fix."""
    html = client.post("/claims/fixes", fields).content.decode()
    found: dict[str, Any] = {"act": "fix-all", "claim": re.findall(r'name="claim" value="([^"]+)"', html)}
    for name in ("of_cause", "of_state"):
        found[name] = "".join(re.findall(rf'name="{name}" value="([^"]*)"', html))
    return found
