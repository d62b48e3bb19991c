"""The key that signs what outlives a process: sessions' proof of a password, and second factors at rest."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cleanclaim.atomic_write import write_unfinished

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
    if not file.exists():
        unfinished = write_unfinished(folder, new.encode())
        with suppress(FileExistsError):  # another process may have been quicker; its key counts
            os.link(unfinished, file)
        unfinished.unlink()
    return file.read_text(encoding="ascii").strip()
