"""Contracts as they come in: every form, every wrong entry at once, with its place and what to do."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.model.errors import UserError
from cleanclaim.pricing.contracts.contract import CaseRate, ChargePercent, MedicarePercent, NotPaid, UnitRate
from cleanclaim.pricing.contracts.read_contracts import read_contracts
from tests.exchange.files.exports import Rows, workbook
from tests.pricing.contracts.files import HEAD, contracts, write_contracts

REDUCED = "multiple_procedure_reduction = true\n"


def faults(path: Path) -> list[str]:
    """What is wrong in a file: each fault's place, from the file's name on, and its problem."""
    with pytest.raises(UserError) as raised:
        read_contracts(path)
    error = raised.value
    every = error.errors if isinstance(error, SeveralFaultsError) else (error,)
    assert all(one.remedy for one in every)
    return [f"{Path(one.place).name}: {one.problem}" for one in every]


def test_a_contract_with_a_fee_table_and_codes_of_their_own(tmp_path: Path) -> None:
    text = """fees = "fees.csv"
medicare_percent = 112.5
medicare_year = 2025
cap_per_visit = "120.00"
assistant_percent = 85
sequestration_percent = 2
multiple_procedure_reduction = false
[contracts.codes.97161]
fee = "110.00"
[contracts.codes.97140]
charge_percent = 60
[contracts.codes.97010]
not_paid = true
"""
    (found,) = contracts(tmp_path, text).every
    assert (found.name, found.payers, found.begins, found.ends) == ("Aetna 2026", ("AETNA",), date(2026, 1, 1), None)
    assert found.rates == {
        "97110": UnitRate(3500),
        "97140": ChargePercent(6000),
        "97161": UnitRate(11000),
        "97010": NotPaid(),
    }
    assert found.otherwise == MedicarePercent(11250, 2025)
    assert (found.cap_per_visit, found.assistant_percent, found.sequestration_percent) == (12000, 8500, 200)
    assert (found.lesser_of_charge, found.reduction) == (True, False)


def test_a_visit_or_a_case_is_paid_as_such(tmp_path: Path) -> None:
    assert contracts(tmp_path, 'per_visit = "95.00"\n').every[0].per_visit == 9500
    assert contracts(tmp_path, 'case_rate = "1200"\ncase_days = 60\n').every[0].case_rate == CaseRate(120_000, 60)


def test_a_fee_table_comes_as_a_workbook_too(tmp_path: Path) -> None:
    head: Rows = [["Riverbend, effective 1/1/2026"], ["Procedure Code", "Description", "Allowed"]]
    rows: Rows = [*head, [97110, "exercise", 35.5], ["G0283", "stimulation", "$9.10"]]
    (tmp_path / "fees.xlsx").write_bytes(workbook({"Cover": [["Aetna"]], "Fees": rows}))
    (found,) = contracts(tmp_path, f'fees = "fees.xlsx"\n{REDUCED}').every
    assert found.rates == {"97110": UnitRate(3550), "G0283": UnitRate(910)}


def test_two_contracts_of_one_payer_follow_each_other(tmp_path: Path) -> None:
    old = HEAD.replace("Aetna 2026", "Aetna 2025").replace("2026-01-01", "2025-01-01\nuntil = 2025-12-31")
    path = write_contracts(tmp_path, f'{HEAD}per_visit = "95.00"', f'{old}per_visit = "90.00"')
    found = read_contracts(path)
    names = [one.name if (one := found.of("AETNA", day)) else None for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert names == ["Aetna 2025", "Aetna 2026"]
    assert found.of("AETNA", date(2024, 12, 31)) is None
    assert found.of("CIGNA", date(2026, 1, 1)) is None
    assert found.before(found.every[0], "Aetna") == found.every[1]
    assert found.before(found.every[1], "Aetna") is None


def test_two_contracts_in_force_on_one_day_are_refused_by_name(tmp_path: Path) -> None:
    other = HEAD.replace("Aetna 2026", "Aetna again").replace("2026-01-01", "2026-03-01")
    path = write_contracts(tmp_path, f'{HEAD}per_visit = "95.00"', f'{other}per_visit = "90.00"')
    both = "Aetna 2026 and Aetna again are both in force with AETNA on Mar 1, 2026."
    assert faults(path) == [f"contracts.toml, line 10, [[contracts]] 2, from: {both}"]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    first = f'{HEAD}fees = "fees.csv"\nper_visit = "90"\nmedicare_year = 2025\nassistant_percent = "most"\n'
    second = '[[contracts]]\nname = "B"\nfrom = 2026-03-01\nuntil = 2025-03-01\ncolor = 3\n[contracts.codes.97161]\n'
    path = write_contracts(tmp_path, first, second, fees="Code,Fee\n9711,35\n97110,much\n97140,1\n97140,2\n")
    said = "\n".join(faults(path))
    for part in (
        "[[contracts]] 1, fees: per_visit is written too",
        "[[contracts]] 1, medicare_year: no medicare_percent",
        '[[contracts]] 1, assistant_percent: "most" is no percentage',
        "[[contracts]] 2, until: Mar 1, 2025 is before its first day",
        "[[contracts]] 2, color: there is no such entry",
        "[[contracts]] 2, payers: is missing",
        "[[contracts]] 2, lesser_of_charge: is missing",
        "[[contracts]] 2, multiple_procedure_reduction: is missing",
        "[codes.97161], fee: it says no rate",
        'fees.csv, row 2: "9711" is no procedure code',
        'fees.csv, row 3: "much" is no fee of 97110',
        "fees.csv, row 5: 97140 stands here with another fee than above",
    ):
        assert part in said
    assert "contracts.toml, line 6" in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (REDUCED, "it does not say how the payer pays"),
        (f"medicare_percent = 100\ncharge_percent = 60\n{REDUCED}", "medicare_percent is written too"),
        (f"medicare_percent = 2000\n{REDUCED}", "is no percentage"),
        (f"medicare_percent = 100\nmedicare_year = 1999\n{REDUCED}", "is no year of Medicare's prices"),
        ('per_visit = "90"\ncase_rate = "900"\ncase_days = 30\n', "per_visit is written too"),
        ('per_visit = "90"\ncap_per_visit = "80"\n', "per_visit is written too"),
        ('case_rate = "900"\n', "case_days: is missing"),
        ('case_rate = "900"\ncase_days = 0\n', "is no number of days"),
        ('per_visit = "90"\ncase_days = 3\n', "no case_rate is written"),
        (f"medicare_percent = 100\n{REDUCED}[contracts.codes.97161]\nnot_paid = false\n", "it is false"),
        (f'fees = "none.csv"\n{REDUCED}', "there is no such file"),
        (f'fees = "contracts.toml"\n{REDUCED}', "no column is the code"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    found = faults(write_contracts(tmp_path, HEAD + text))
    assert len(found) == 1, found
    assert problem in found[0]


def test_an_empty_fee_table_is_refused(tmp_path: Path) -> None:
    path = write_contracts(tmp_path, f'{HEAD}fees = "fees.csv"\n{REDUCED}', fees="code,fee\n")
    assert faults(path) == ["fees.csv: the table has no fee"]


def test_a_file_without_contracts_is_refused(tmp_path: Path) -> None:
    assert faults(write_contracts(tmp_path, "")) == ["contracts.toml, [[contracts]]: is missing."]
