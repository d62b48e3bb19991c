"""People who sign in, for the tests of pages: an office of a team, and browsers in it."""

import base64
import hmac
import struct
import time
from typing import Any

from django.test import Client

from cleanclaim.office.organizations.models import User

PASSWORD = "four wooden hands 7"  # noqa: S105 - of people who are made up
HOST = "localhost"


def browser(**more: Any) -> Client:
    """A browser in which nobody is signed in."""
    return Client(SERVER_NAME=HOST, **more)


def with_password(user: User) -> User:
    """A person who has chosen the password of these tests."""
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user: User, **more: Any) -> Client:
    """A browser in which somebody has signed in by the password."""
    client = browser(**more)
    answer = client.post("/accounts/sign-in", {"login": user.email, "password": PASSWORD})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/"), answer.content.decode()[-2000:]
    return client


def prove(client: Client) -> None:
    """Write the password once more, as is wanted before a way to sign in changes."""
    assert client.post("/accounts/again", {"password": PASSWORD}).status_code == 302


def app_code(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for a secret (RFC 6238: HMAC-SHA1 of the half minute, six digits)."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
