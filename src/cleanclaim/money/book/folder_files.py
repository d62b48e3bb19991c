"""The files of a folder that is a book: which of them say something of money, each once by its content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.files.bank_statement import is_bank_statement
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.money.book.book import BookFile
from cleanclaim.money.book.by_hand import NAME, is_money_file
from cleanclaim.pricing.contracts.read_contracts import NAME as CONTRACTS

_X12_NAMES = frozenset({".835", ".837", ".837p", ".277", ".277ca", ".999", ".ta1", ".x12", ".edi"})
_PACKED = {
    b"\x1f\x8b": "it is packed (gzip): unpack it",
    b"PK\x03\x04": "it is packed (zip): unpack it",
    b"\xff\xfe": "it is UTF-16: save it as plain text (ASCII or UTF-8)",
    b"\xfe\xff": "it is UTF-16: save it as plain text (ASCII or UTF-8)",
}
_NOT_MONEY = "it says nothing of money that is read here; a bank's statement has columns Date, Description and Amount"


class FolderFile(Struct, frozen=True):
    """A file by its name in the folder, with the digest of its content; or what becomes of one that is not read."""

    path: Path
    name: str
    digest: str
    aside: BookFile | None = None


def files_in(folder: Path) -> Iterator[FolderFile]:
    """The files of a folder and of those in it, in the order of their names; hidden ones are left out."""
    seen: dict[str, str] = {}
    for path in _paths_in(folder):
        name = path.relative_to(folder).as_posix()
        digest = ""
        aside: BookFile | None = None
        if why := _why_no_file(path):
            aside = BookFile(name=name, use="refused", why=why)
        else:
            try:
                digest = _digest(path) if _says_something(path) else ""
                aside = None if digest else _left_out(path, name)
            except OSError as wrong:
                aside = BookFile(name=name, use="refused", why=f"it cannot be read: {wrong.strerror}")
            if digest and (first := seen.setdefault(digest, name)) != name:
                aside = BookFile(name=name, use="the same as another", why=f"it repeats {first}")
        yield FolderFile(path, name, digest, aside)


def _paths_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, by name, and what is neither; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        is_folder = path.is_dir() and not path.is_symlink() and path.name != NAME
        if not is_folder and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _why_no_file(path: Path) -> str:
    """Why something in the folder cannot be read as a file; empty where it can."""
    if path.is_file():
        return ""
    if path.is_symlink():
        return (
            "it is a link to a folder: put the folder itself here"
            if path.is_dir()
            else "it is a link that leads nowhere"
        )
    return f"it is a folder: {NAME} is a file" if path.is_dir() else "it is a device or a pipe, not a file"


def _left_out(path: Path, name: str) -> BookFile:
    """A file that says nothing of money as it is; refused where its name says that it should."""
    with path.open("rb") as stream:
        begins = stream.read(4)
    packed = next((words for mark, words in _PACKED.items() if begins.startswith(mark)), "")
    if path.name == CONTRACTS:
        return BookFile(
            name=name,
            use="not used",
            why="`cleanclaim variance` compares with its contracts; here counts who pays by the head",
        )
    if path.suffix.lower() in _X12_NAMES or (packed and path.name == NAME):
        return BookFile(name=name, use="refused", why=packed or "its name says X12, and it does not begin with ISA")
    if path.suffix == ".toml" and path.name.startswith("money"):
        return BookFile(name=name, use="refused", why=f"what people did stands in files called {NAME}: rename it")
    return BookFile(name=name, use="not used", why=packed or _NOT_MONEY)


def _says_something(path: Path) -> bool:
    """Whether it may say something of money."""
    return is_money_file(path) or begins_as_x12(path) or is_bank_statement(path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
