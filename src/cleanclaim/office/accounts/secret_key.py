"""The key that signs what outlives a process: sessions' proof of a password, and second factors at rest."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

FILE = "secret.key"


def find_secret_key(named: str | None, folder: Path, *, outlives: bool) -> str:
    """The key that the environment names; else one of the office's own in its folder, made where there is none yet.

    Where nothing has to outlive the process (`outlives` is false), a new one for this process.
    """
    if named:
        return named
    new = secrets.token_urlsafe(48)
    if not outlives:
        return new
    file = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # another process may have been quicker; its key counts
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as made:
            made.write(new)
    return file.read_text(encoding="ascii").strip()
