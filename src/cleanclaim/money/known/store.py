"""The file in which a book is remembered: one of SQLite, beside what it was made from.

It changes in one transaction a run, so that whoever is killed leaves what was there before. It names patients, so that
its owner alone may read it.
"""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NAME = ".cleanclaim-book.sqlite3"
_TABLES = """
CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, use BLOB NOT NULL);
CREATE TABLE part (file INTEGER, number INTEGER, segment INTEGER, day TEXT, time TEXT, last TEXT, payment BLOB,
    made TEXT, counts INTEGER DEFAULT 1, PRIMARY KEY (file, number)) WITHOUT ROWID;
CREATE TABLE envelope (file INTEGER, place INTEGER, part INTEGER, refuses INTEGER, node INTEGER, facts BLOB,
    PRIMARY KEY (file, place)) WITHOUT ROWID;
CREATE TABLE claim (node INTEGER, file INTEGER, part INTEGER, segment INTEGER, facts BLOB, payer TEXT);
CREATE TABLE payer (name TEXT, file INTEGER, PRIMARY KEY (name, file)) WITHOUT ROWID;
CREATE TABLE billing (kind TEXT, value TEXT, file INTEGER, PRIMARY KEY (kind, value, file)) WITHOUT ROWID;
CREATE TABLE offer (file INTEGER, keys BLOB, nodes BLOB);
CREATE TABLE seek (key INTEGER, node INTEGER, file INTEGER);
CREATE TABLE member (node INTEGER PRIMARY KEY, family INTEGER);
CREATE TABLE apart (node INTEGER PRIMARY KEY, digest BLOB);
CREATE TABLE family (node INTEGER PRIMARY KEY, sums BLOB, balances BLOB, remarks BLOB);
CREATE TABLE total (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX IF NOT EXISTS claim_by_node ON claim (node, part)"
WAIT = 60.0
"""Seconds until another process that remembers the same book has to be done."""


class Store:
    """An open store, in one transaction from its opening to `keep`; without that nothing of it stays."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def ask(self, sql: str, *values: object) -> sqlite3.Cursor:
        """The rows of a query."""
        return self.db.execute(sql, values)

    def add(self, table: str, rows: Iterable[Sequence[object]], width: int) -> None:
        """Add rows to a table, in the place of those with the same key."""
        self.db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * width)})", rows)  # noqa: S608

    def add_of_file(self, table: str, columns: str, number: int, rows: Iterable[Sequence[object]]) -> None:
        """Add rows of a file, by its number, to a table."""
        marks = ", ?" * len(columns.split())
        self.db.executemany(f"INSERT INTO {table} (file, {', '.join(columns.split())}) VALUES ({number}{marks})", rows)  # noqa: S608

    def offers(self, keys: Collection[int]) -> Iterator[tuple[int, int]]:
        """The numbers of claims that may be found by some keys, each after its key."""
        for packed, nodes in self.ask("SELECT keys, nodes FROM offer") if keys else ():
            every = zip(memoryview(packed).cast("I"), memoryview(nodes).cast("q"), strict=True)
            yield from ((key, node) for key, node in every if key in keys)

    def index(self) -> None:
        """Make what claims are found by, once most of them are there."""
        self.db.execute(_INDEX)

    def want(self, nodes: Iterable[int]) -> None:
        """Make `wanted` a table of just these numbers."""
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (node INTEGER PRIMARY KEY)")
        self.db.execute("DELETE FROM wanted")
        self.db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((one,) for one in nodes))

    def keep(self) -> None:
        """Let what was changed stay."""
        self.db.execute("COMMIT")


@contextmanager
def opened_store(folder: Path, version: str, *, remember: bool) -> Iterator[tuple[Store, str]]:
    """The store of a folder, and why it is another one that is forgotten at once; empty where it is its own."""
    why = ""
    db = None
    if remember:
        try:
            db = _opened(folder / NAME, version)
        except (OSError, sqlite3.Error) as wrong:
            why = str(wrong)
    db = db or _emptied(sqlite3.connect("", isolation_level=None), version)  # a file that nobody else sees
    try:
        yield Store(db), why
    finally:
        db.close()


def _opened(path: Path, version: str) -> sqlite3.Connection:
    """The store, empty where it is new, damaged, or of another version of the program."""
    try:
        return _checked(path, version)
    except sqlite3.DatabaseError as wrong:
        if isinstance(wrong, sqlite3.OperationalError):
            raise
        for one in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
            one.unlink(missing_ok=True)
        return _checked(path, version)


def _checked(path: Path, version: str) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    db = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
    try:
        return _emptied(db, version)
    except BaseException:
        db.close()
        raise


def _emptied(db: sqlite3.Connection, version: str) -> sqlite3.Connection:
    """The database in a transaction of its own, without what another version of the program remembered in it."""
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -32000")
    db.execute("BEGIN IMMEDIATE")
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    known = ("total",) in found and db.execute("SELECT value FROM total WHERE name = 'version'").fetchone()
    if known != (version,):
        for (name,) in found:
            db.execute(f"DROP TABLE {name}")
        for statement in filter(str.strip, _TABLES.split(";")):
            db.execute(statement)
        db.execute("INSERT INTO total VALUES ('version', ?)", (version,))
    return db
