"""The files of a folder and what is remembered of them brought together: new ones are read, those that are gone are
forgotten. A file is known by its content and its name, which what is read from it says.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path

from msgspec import Struct, field
from msgspec.msgpack import Decoder, encode

from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.money.book.book import BookFile
from cleanclaim.money.book.folder_files import FolderFile
from cleanclaim.money.book.typed_files import TypedFacts
from cleanclaim.money.known.family_books import RememberedFile
from cleanclaim.money.known.rows import FilePiece, file_pieces
from cleanclaim.money.known.store import Store
from cleanclaim.money.known.workers import Workers

_USE = Decoder(BookFile)
Steps = Callable[[str, int, str], AbstractContextManager[Callable[[int], None] | None]]
"""Shows how far a step is, by its name, of how many of what."""


class FolderContents(Struct):
    """The files of a folder, how each is used, and what people typed; `files` are those of which something is stored.
    `touched` are the claims, by their numbers, of files that are new or gone.
    """

    uses: list[BookFile] = field(default_factory=list)
    typed: TypedFacts = field(default_factory=TypedFacts)
    files: dict[int, RememberedFile] = field(default_factory=dict)
    touched: dict[int, None] = field(default_factory=dict)


class _Job(Struct, array_like=True):
    """A file to be read, by the number under which it is stored."""

    number: int
    path: str
    name: str


class _Piece(Struct, array_like=True):
    """Some of what a file says."""

    number: int
    piece: FilePiece


_JOB, _PIECE = Decoder(_Job), Decoder(_Piece)


def take_in(store: Store, files: list[FolderFile], workers: Workers, progress: Steps) -> FolderContents:
    """Bring the store up to the files of the folder."""
    found = FolderContents()
    known = {(name, digest): number for number, name, digest in store.ask("SELECT id, name, digest FROM file")}
    x12 = {(one.name, one.digest): one for one in files if not one.aside and begins_as_x12(one.path)}
    for one, number in known.items():
        if one not in x12:
            _forget(store, number, found.touched)
    fresh = [file for one, file in x12.items() if one not in known]
    new = _numbered(store, sorted(fresh, key=lambda one: -one.path.stat().st_size))  # so that all end at once
    _read_new(store, new, workers, found.touched, progress)
    stored = {
        (name, digest): (number, _USE.decode(use))
        for number, name, digest, use in store.ask("SELECT id, name, digest, use FROM file")
    }
    for place, file in enumerate(files):
        if file.aside:
            found.uses.append(file.aside)
        elif (file.name, file.digest) in stored:
            number, use = stored[file.name, file.digest]
            found.uses.append(use)
            found.files[number] = RememberedFile(number, file.name, place)
        else:
            found.uses.append(found.typed.read(file))
    return found


def _numbered(store: Store, files: list[FolderFile]) -> dict[int, FolderFile]:
    (most,) = store.ask("SELECT coalesce(max(id), 0) FROM file").fetchone()
    return dict(zip(count(most + 1), files, strict=False))


def _forget(store: Store, number: int, touched: dict[int, None]) -> None:
    touched.update((node, None) for (node,) in store.ask("SELECT node FROM claim WHERE file = ?", number))
    for table in ("part", "envelope", "claim", "payer", "billing", "offer", "seek"):
        store.ask(f"DELETE FROM {table} WHERE file = ?", number)  # noqa: S608
    store.ask("DELETE FROM file WHERE id = ?", number)


def _read_new(
    store: Store, files: dict[int, FolderFile], workers: Workers, touched: dict[int, None], progress: Steps
) -> None:
    jobs = (encode(_Job(number, str(file.path), file.name)) for number, file in files.items())
    sizes = {number: file.path.stat().st_size for number, file in files.items()}
    done = 0
    with progress("Reading", sum(sizes.values()), "bytes") as report:
        for packed in workers.run(_read, None, jobs):
            one = _PIECE.decode(packed)
            if one.piece.use is None:
                _add(store, one.number, one.piece, touched)
                continue
            if one.piece.use.use == "read":
                _add(store, one.number, one.piece, touched)
            else:
                _forget(store, one.number, {})
            file = files[one.number]
            store.add("file", [(one.number, file.name, file.digest, encode(one.piece.use))], 4)
            done += sizes[one.number]
            if report:
                report(done)
    if files:
        store.index()


def _read(_about: None, packed: bytes) -> Iterator[bytes]:
    job = _JOB.decode(packed)
    for piece in file_pieces(Path(job.path), job.name, Basis(), None):
        yield encode(_Piece(job.number, piece))


def _add(store: Store, number: int, piece: FilePiece, touched: dict[int, None]) -> None:
    touched.update((one[0], None) for one in piece.claims)
    store.add_of_file("claim", "node part segment facts payer", number, piece.claims)
    store.add_of_file("offer", "keys nodes", number, [(piece.offered, piece.offering)])
    store.add_of_file("seek", "key node", number, piece.seeks)
    store.add("payer", [(one, number) for one in piece.payers], 2)
    store.add("billing", [(*one, number) for one in piece.billing], 3)
    parts = [
        (one.number, one.segment, _text(one.on), one.time, _text(one.last), one.payment, one.made)
        for one in piece.parts
    ]
    store.add_of_file("part", "number segment day time last payment made", number, parts)
    envelopes = [(one.place, one.part, one.refuses, one.node, one.facts) for one in piece.envelopes]
    store.add_of_file("envelope", "place part refuses node facts", number, envelopes)


def _text(day: object) -> str | None:
    return str(day) if day else None
