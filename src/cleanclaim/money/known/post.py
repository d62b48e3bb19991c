"""Families posted: those that something new touches, and the sums of all of them with what that changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.msgpack import Decoder, encode

from cleanclaim.money.known.family_books import SUMS, AboutBook, FamilyRows, Sums, post_families
from cleanclaim.money.known.store import Store
from cleanclaim.money.known.unpack import StoredClaims
from cleanclaim.money.known.whole_book import WholeBook
from cleanclaim.money.known.workers import Workers

A_JOB = 400
"""Families posted at a time."""
_Row = tuple[int, bytes, bytes, bytes | None]
"""A family as it is stored: its number, and packed its sums, its balances and its remarks."""
_ROWS, _MADE = Decoder(FamilyRows), Decoder(tuple[list[_Row], Sums])
_SUMS, _TERMS = "sums", "terms"


def find_touched(store: Store, claims: StoredClaims, whole: WholeBook, touched: dict[int, None]) -> dict[int, None]:
    """The claims whose families are to be posted anew, beside those of files that are new or gone; what was compared is
    stored for the next time.
    """
    found = dict(touched)
    families = dict(store.ask("SELECT node, family FROM member").fetchall())
    found |= _changed(store, "member", families, claims.families)
    found |= _changed(store, "apart", dict(store.ask("SELECT node, digest FROM apart").fetchall()), whole.apart)
    counted = {(file, part): bool(one) for file, part, one in store.ask("SELECT file, number, counts FROM part")}
    changed = {key for key, one in whole.counts.items() if counted[key] != one}
    if changed:
        for key in changed:
            store.ask("UPDATE part SET counts = ? WHERE file = ? AND number = ?", whole.counts[key], *key)
        rows = store.ask("SELECT node, file, part FROM claim WHERE part < 0")
        found |= {node: None for node, file, part in rows if (file, part) in changed}
    terms = store.ask("SELECT value FROM total WHERE name = ?", _TERMS).fetchone()
    if terms != (whole.terms,):
        found |= dict.fromkeys(node for (node,) in store.ask("SELECT node FROM claim ORDER BY rowid"))
        found |= dict.fromkeys(whole.apart)
        store.add("total", [(_TERMS, whole.terms)], 2)
    before = {families.get(node, node): None for node in found}
    now = {claims.family(node): None for node in (*found, *before)}
    return before | now


def _changed(store: Store, table: str, before: Mapping[int, object], now: Mapping[int, object]) -> dict[int, None]:
    if before == now:
        return {}
    store.ask(f"DELETE FROM {table}")  # noqa: S608
    store.add(table, now.items(), 2)
    return {node: None for node in (*before, *now) if before.get(node) != now.get(node)}


def post(
    store: Store,
    claims: StoredClaims,
    whole: WholeBook,
    families: Iterable[int],
    workers: Workers,
    report: Callable[[int], None] | None,
) -> Sums:
    """Post families in the place of what they were before; the sums of the whole book."""
    stored = store.ask("SELECT value FROM total WHERE name = ?", _SUMS).fetchone()
    totals = _Totals(SUMS.decode(stored[0]) if stored else Sums())
    every = list(families)
    if stored:
        store.want(every)
        for (packed,) in store.ask("SELECT sums FROM wanted CROSS JOIN family USING (node)"):
            totals.add(SUMS.decode(packed), -1)
        store.ask("DELETE FROM family WHERE node IN wanted")
    jobs = (encode(claims.of_families(every[at : at + A_JOB])) for at in range(0, len(every), A_JOB))
    done = 0
    for packed in workers.run(_post, whole.about, jobs):
        made, sums = _MADE.decode(packed)
        store.add("family", made, 4)
        totals.add(sums, 1)
        done += len(made)
        if report:
            report(done)
    found = totals.sums()
    store.add("total", [(_SUMS, encode(found))], 2)
    return found


class _Totals:
    """Sums while they are added up."""

    def __init__(self, begin: Sums) -> None:
        self._cents: dict[tuple[str, str], int] = defaultdict(int)
        self._claims = self._settled = 0
        self.add(begin, 1)

    def add(self, one: Sums, times: int) -> None:
        """Add sums, or take them away."""
        for kind, of, cents in one.accounts:
            self._cents[kind, of] += times * cents
        self._claims += times * one.claims
        self._settled += times * one.settled

    def sums(self) -> Sums:
        """What they came to."""
        accounts = tuple((*key, cents) for key, cents in sorted(self._cents.items()) if cents)
        return Sums(accounts, self._claims, self._settled)


def _post(about: AboutBook, packed: bytes) -> Iterator[bytes]:
    totals, made = _Totals(Sums()), []
    for family, sums, balances, remarks in post_families(_ROWS.decode(packed), about):
        totals.add(sums, 1)
        made.append((family, encode(sums), balances, remarks))
    yield encode((made, totals.sums()))
