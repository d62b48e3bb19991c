"""The ledger for an accountant's tools: Beancount's own checker takes it, and DuckDB adds it up to the same cents."""

import subprocess
from collections import defaultdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.model.ledger_entry import Account, EntrySource, LedgerEntry, Posting
from cleanclaim.model.money import cents
from cleanclaim.money.beancount_export import write_beancount
from cleanclaim.money.ledger import Ledger, make_ledger
from cleanclaim.money.parquet_export import write_parquet
from cleanclaim.money.posting.claim_entries import claim_entries
from tests.claims.stories import AETNA, MEDICARE, story
from tests.conftest import tries
from tests.money.posting.test_claim_entries import facts

CHECKER = Path(__file__).parents[2] / ".venv" / "beancount" / "bin" / "bean-check"


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """What stories of two payers come to, with an entry whose names are hard to write and one without a day."""
    made = [
        one for payer, place in ((MEDICARE, "1"), (AETNA, "2")) for one in draw(st.composite(story)(payer, place))[0]
    ]
    odd = [
        LedgerEntry(
            on=on,
            kind="unknown claim",
            postings=(Posting(Account("cash", name), 100), Posting(Account("unapplied", name), -100)),
            source=EntrySource('a folder/what\'s \\ "in" it.835', 3),
            claim_id='NO"T\\OURS',
            payer=name,
            note="two\nlines",
        )
        for on, name in (
            (date(2026, 4, 1), "A&B; the [payer]"),
            (None, "A B the payer"),
            (None, "ÅSA & CO"),
            (None, ""),
        )
    ]
    return make_ledger([*claim_entries(facts(made)), *odd])


@pytest.mark.skipif(not CHECKER.exists(), reason="Beancount's checker is not installed: .ci/beancount installs it")
@tries(8)
@given(ledger=ledgers())
def test_beancount_takes_every_ledger(ledger: Ledger) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.beancount"
        path.write_text("\n".join(write_beancount(ledger)) + "\n", encoding="utf-8")
        done = subprocess.run([CHECKER, "--no-cache", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@tries(20)
@given(ledger=ledgers())
def test_the_totals_of_the_beancount_file_are_the_ledgers(ledger: Ledger) -> None:
    found: dict[str, int] = defaultdict(int)
    for line in write_beancount(ledger):
        if line.startswith("  ") and line.endswith(" USD"):
            name, amount, _ = line.split()
            found[name] += -cents(amount[1:]) if amount.startswith("-") else cents(amount)
    assert sorted(one for one in found.values() if one) == sorted(ledger.balances().values())


@tries(20)
@given(ledger=ledgers())
def test_duckdb_adds_up_the_parquet_file_to_the_same_cents(ledger: Ledger) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "ledger.parquet"
        path.write_bytes(write_parquet(ledger))
        with duckdb.connect() as connection:
            rows = connection.execute(
                'select account, "of", sum(cents)::bigint from read_parquet(?) group by all having sum(cents) <> 0',
                [str(path)],
            ).fetchall()
            ((total,),) = connection.execute("select sum(cents)::bigint from read_parquet(?)", [str(path)]).fetchall()
    assert {(kind, of): amount for kind, of, amount in rows} == {
        (account.kind, account.of): amount for account, amount in ledger.balances().items()
    }
    assert total == 0
