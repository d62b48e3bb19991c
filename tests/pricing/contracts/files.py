"""Contract files for the tests: one contract to Aetna, with what a test says of it."""

from pathlib import Path

from cleanclaim.pricing.contracts.contract import Contracts
from cleanclaim.pricing.contracts.read_contracts import read_contracts

HEAD = '[[contracts]]\nname = "Aetna 2026"\npayers = ["Aetna"]\nfrom = 2026-01-01\nlesser_of_charge = true\n'
FEES = "Fee schedule of 2026,\nCPT,Rate\n97110,35.00\n97140,$31.50\n,\n"


def write_contracts(folder: Path, *tables: str, fees: str = FEES) -> Path:
    """A file of contracts, with a fee table `fees.csv` beside it."""
    (folder / "fees.csv").write_text(fees, encoding="utf-8")
    path = folder / "contracts.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def contracts(folder: Path, text: str, head: str = HEAD) -> Contracts:
    """The contracts of a file with one contract that says `text`."""
    return read_contracts(write_contracts(folder, head + text))
