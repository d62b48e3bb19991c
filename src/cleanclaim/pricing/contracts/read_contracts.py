"""A practice's contracts come in: `contracts.toml`, with the fee tables that it names.

    [[contracts]]
    name = "Aetna 2026"
    payers = ["AETNA", "AETNA OF TEXAS"]    # as claims name them
    from = 2026-01-01
    until = 2026-12-31                      # left out: until further notice
    fees = "aetna-2026.xlsx"                # columns code and fee, dollars a unit
    medicare_percent = 110                  # every other code; medicare_year = 2024 for the prices of one year
    lesser_of_charge = true
    multiple_procedure_reduction = false
    assistant_percent = 85

    [contracts.codes.97161]                 # a code of its own: fee, medicare_percent, charge_percent or not_paid
    fee = "110.00"

Instead of fees and percentages: `per_visit`, `case_rate` with `case_days`, or `capitated`; beside them `cap_per_visit`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from sys import maxsize

from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.exchange.files.practice_entries import Entry, EntryTable
from cleanclaim.exchange.files.toml_entries import Entries, LinesOfFile
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.days import day_for_people
from cleanclaim.model.errors import UserError
from cleanclaim.pricing.contracts.contract import (
    Capitated,
    CaseRate,
    ChargePercent,
    CodeRate,
    Contract,
    Contracts,
    InterestRule,
    MedicarePercent,
    NotPaid,
    UnitRate,
    find_overlaps,
)
from cleanclaim.pricing.contracts.fee_table import read_fee_table
from cleanclaim.whole_file import MOST_OF_TOML, list_toml_lines, parse_toml, read_whole_text

NAME = "contracts.toml"
"""The file's name in a book's folder."""
CODE: EntryTable = {
    "fee": Entry("dollars of a unit"),
    "medicare_percent": Entry("percent of Medicare's price of a unit"),
    "medicare_year": Entry("of which year; each service's own unless entered"),
    "charge_percent": Entry("percent of what is billed"),
    "not_paid": Entry("true: the payer pays nothing for it, as agreed"),
}
CONTRACT: EntryTable = {
    "name": Entry("what you call the contract", needed=True),
    "payers": Entry("the payer's names, as claims have them", needed=True),
    "from": Entry("its first day", needed=True),
    "until": Entry("its last day; until further notice unless entered"),
    "fees": Entry("a fee table, CSV or xlsx, beside this file: columns code and fee, dollars of a unit"),
    "medicare_percent": Entry("percent of Medicare's price of a unit, for every code that has no fee"),
    "medicare_year": Entry("of which year; each service's own unless entered"),
    "charge_percent": Entry("percent of what is billed, for every code that has no fee"),
    "per_visit": Entry("dollars of a visit, whatever is done in it"),
    "case_rate": Entry("dollars of a whole case, from the evaluation on"),
    "case_days": Entry("how many days a case lasts"),
    "capitated": Entry("true: paid by the head each month, and nothing for a visit; codes with a rate are paid apart"),
    "cap_per_visit": Entry("dollars that a visit is paid at most"),
    "lesser_of_charge": Entry(
        "whether what is billed is paid where it is less: true or false", when="needed unless capitated"
    ),
    "multiple_procedure_reduction": Entry(
        "whether Medicare's multiple procedure reduction applies: true or false",
        when="needed with fees and percentages",
    ),
    "assistant_percent": Entry("percent that a line with CQ or CO is paid: 100 where it is no less"),
    "sequestration_percent": Entry("percent that the payer withholds of its share; 0 where none"),
    "interest_percent": Entry("percent of interest a year on what is paid late"),
    "interest_after_days": Entry("how many days after receipt it begins", when="needed with interest_percent"),
    "codes": Entry("codes with a rate of their own: `[contracts.codes.97161]`"),
}
_REMEDY = "Write [[contracts]], and below it name, payers, from and how the payer pays; texts in quotes."
_PERCENT = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?", re.ASCII)
_YEARS = range(2020, 2100)
_MOST_DAYS = 1_000


def read_contracts(path: Path) -> Contracts:
    """The contracts of a file. Raises UserError with everything that is wrong in it and in its fee tables."""
    text = read_whole_text(path, most=MOST_OF_TOML)
    lines = LinesOfFile(str(path), list_toml_lines(text))
    document = Entries(str(path), parse_toml(text, str(path), _REMEDY), lines=lines)
    faults: list[UserError] = []
    document.collect(faults)
    document.only(["contracts"])
    found = []
    with document.noting():
        for entries in document.numbered("contracts", CONTRACT):
            before = len(faults)
            contract = _contract(entries, path.parent, faults)
            if len(faults) == before:
                found.append((contract, entries))
    places = {id(contract): entries for contract, entries in found}
    for one, other, payer in find_overlaps(contract for contract, _ in found):
        with document.noting():
            begins = max(one.begins, other.begins)
            problem = f"{one.name} and {other.name} are both in force with {payer} on {day_for_people(begins)}."
            places[id(other)].fail("from", problem, "End one of the two the day before the other begins (until).")
    if faults:
        faults.sort(key=lambda fault: fault.line or maxsize)  # then the rows of fee tables
        raise faults[0] if len(faults) == 1 else SeveralFaultsError(faults, len(faults), len(faults), "place")
    return Contracts(tuple(contract for contract, _ in found))


def _contract(entries: Entries, folder: Path, faults: list[UserError]) -> Contract:
    """A contract; whatever is wrong is put with the `faults`, and nothing may be made of it then."""
    begins, ends = entries.need("from", values.date), entries.have("until", values.date)
    with entries.noting():
        if begins and ends and ends < begins:
            entries.fail("until", f"{day_for_people(ends)} is before its first day.", "Correct one of the two.")
    _check_form(entries)
    case_rate = entries.have("case_rate", read.fee)
    payers = entries.listed("payers", read.text(60))
    with entries.noting():
        if payers == ():
            entries.fail("payers", "is missing.", 'Write payers = ["AETNA"], as your claims name the payer.')
    return Contract(
        name=entries.need("name", values.text),
        payers=tuple(dict.fromkeys(map(claim_text, payers or ()))),
        begins=begins,
        ends=ends,
        rates=_rates(entries, folder, faults),
        otherwise=Capitated() if _is_capitated(entries) else _rate_of(entries),
        per_visit=entries.have("per_visit", read.fee),
        case_rate=CaseRate(case_rate, entries.need("case_days", _days)) if case_rate else None,
        cap_per_visit=entries.have("cap_per_visit", read.fee),
        lesser_of_charge=_is_charge_the_most(entries),
        reduction=not _is_flat(entries) and _needed_flag(entries, "multiple_procedure_reduction"),
        assistant_percent=entries.have("assistant_percent", _percent),
        sequestration_percent=entries.have("sequestration_percent", _percent),
        interest=_interest(entries),
    )


def _interest(entries: Entries) -> InterestRule | None:
    percent = entries.have("interest_percent", _percent)
    if percent is None:
        with entries.noting():
            if "interest_after_days" in entries:
                entries.fail(
                    "interest_after_days", "no interest_percent is written.", "Enter it, or take the days out."
                )
        return None
    return InterestRule(percent, entries.need("interest_after_days", _days))


def _needed_flag(entries: Entries, name: str) -> bool:
    """Whether an entry is true; where it is missing, that is noted: either would be a guess."""
    return bool(entries.flag(name) if name in entries else entries.need(name, values.yes_no))


def _is_charge_the_most(entries: Entries) -> bool:
    """Whether no more than what is billed is paid: to be written unless all is paid by the head."""
    is_needed = not _is_capitated(entries) or "lesser_of_charge" in entries or "codes" in entries or "fees" in entries
    return is_needed and _needed_flag(entries, "lesser_of_charge")


def _is_capitated(entries: Entries) -> bool:
    return "capitated" in entries and bool(entries.flag("capitated"))


def _is_flat(entries: Entries) -> bool:
    return "per_visit" in entries or "case_rate" in entries or "capitated" in entries


def _check_form(entries: Entries) -> None:
    """Note entries that do not go together, and a contract that says nothing of how it pays."""
    by_line = [name for name in ("fees", "medicare_percent", "charge_percent") if name in entries]
    if "capitated" in entries:
        by_line = [name for name in by_line if name != "fees"]  # those of the codes that are paid apart
    flat = [name for name in ("per_visit", "case_rate", "capitated") if name in entries]
    with entries.noting():
        if len(flat) > 1:
            entries.fail(flat[1], f"{flat[0]} is written too.", "Leave one of the two.")
        if "capitated" in entries and entries.flag("capitated") is False:
            entries.fail("capitated", "it is false.", "Take it out, and enter how the payer pays.")
        if flat and by_line:
            remedy = "Leave one of the two; a code that is paid apart stands under [contracts.codes.CODE]."
            entries.fail(by_line[0], f"{flat[0]} is written too.", remedy)
        if flat and "cap_per_visit" in entries:
            entries.fail("cap_per_visit", f"{flat[0]} is written too.", "Leave one of the two.")
        if not (flat or by_line or "codes" in entries):
            problem = "it does not say how the payer pays."
            entries.fail(
                "fees", problem, "Enter fees, medicare_percent, charge_percent, per_visit, case_rate or capitated."
            )
    with entries.noting():
        if {"medicare_percent", "charge_percent"} <= set(by_line):
            entries.fail("charge_percent", "medicare_percent is written too.", "Leave one of the two.")
        if "medicare_year" in entries and "medicare_percent" not in entries:
            entries.fail("medicare_year", "no medicare_percent is written.", "Enter it, or take the year out.")
        if "case_days" in entries and "case_rate" not in entries:
            entries.fail("case_days", "no case_rate is written.", "Enter it, or take the days out.")


def _rates(entries: Entries, folder: Path, faults: list[UserError]) -> Mapping[str, CodeRate]:
    """The rates by code: those of the fee table, and before them those that stand in the file itself."""
    named = entries.have("fees", values.text)
    fees = read_fee_table(folder / named, faults) if named else {}
    rates: dict[str, CodeRate] = {code: UnitRate(cents) for code, cents in fees.items()}
    for code, table in (entries.attempt(lambda: entries.named("codes", read.procedure, CODE)) or {}).items():
        written = [name for name in ("fee", "medicare_percent", "charge_percent", "not_paid") if name in table]
        with table.noting():
            if len(written) != 1:
                problem = f"{' and '.join(written)} are written." if written else "it says no rate."
                table.fail("fee", problem, "Enter one of fee, medicare_percent, charge_percent and not_paid.")
            if "medicare_year" in table and written != ["medicare_percent"]:
                table.fail("medicare_year", "no medicare_percent is written.", "Enter it, or take the year out.")
        if (rate := _rate_of(table)) is not None:
            rates[code] = rate
    return rates


def _rate_of(entries: Entries) -> CodeRate | None:
    """The rate that a table says for one code, or for all that have none; None where it says none."""
    if "medicare_percent" in entries:
        return MedicarePercent(entries.need("medicare_percent", _percent), entries.have("medicare_year", _year))
    if "charge_percent" in entries:
        return ChargePercent(entries.need("charge_percent", _percent))
    if "fee" in entries:
        return UnitRate(entries.need("fee", read.fee))
    if "not_paid" in entries:
        with entries.noting():
            if entries.flag("not_paid") is False:
                entries.fail("not_paid", "it is false.", "Enter the fee instead, or take the code out.")
        return NotPaid()
    return None


def _percent(written: str) -> int:
    """A percentage, as hundredths of a percent: from 0 to 1,000 percent."""
    found = _PERCENT.fullmatch(written.removesuffix("%").strip())
    number = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1
    if not 0 <= number <= 100_000:
        raise UnreadableError(f"{quoted(written)} is no percentage.", "Write one such as 110 or 112.5.")
    return number


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 4 else -1


def _year(written: str) -> int:
    if _whole(written) not in _YEARS:
        raise UnreadableError(f"{quoted(written)} is no year of Medicare's prices.", "Write one such as 2026.")
    return int(written)


def _days(written: str) -> int:
    if not 0 < _whole(written) <= _MOST_DAYS:
        raise UnreadableError(f"{quoted(written)} is no number of days.", f"Write 1 to {_MOST_DAYS:,}.")
    return int(written)
