"""The answers of the further kinds, worked out anew from the facts as a person reads them."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

from msgspec import structs

from cleanclaim.compliance.training.item import Item
from cleanclaim.law.policies.nonworkdays import next_workday
from cleanclaim.model.money import cents
from cleanclaim.money.denials.playbook import ACTIONS, BILL_PATIENT, playbook
from tests.authorities.command_line import answer
from tests.compliance.training import oracles_units
from tests.compliance.training.bank import TODAY, right_texts

DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}")
AMOUNT = re.compile(r"\$([\d,]+\.\d\d)")


def days_in(text: str) -> list[date]:
    return [datetime.strptime(one, "%b %d, %Y").date() for one in DAY.findall(text)]


def amounts_in(text: str) -> list[int]:
    return [cents(one.replace(",", "")) for one in AMOUNT.findall(text)]


def assistants_marked(item: Item) -> None:
    units: Counter[tuple[str, bool]] = Counter()
    for line in oracles_units.coded(item).lines:
        units[line.code, "CQ" in line.modifiers] += line.units or 0
    words = {f"{code} × {number}{' with CQ' * marked}" for (code, marked), number in units.items() if number}
    assert set(right_texts(item)[0].split(", ")) == words


def modifiers_pairs(item: Item) -> None:
    first, second = (line.split()[0] for line in item.facts[1:])
    found = answer("codes", "check", first, second, "--on", TODAY.isoformat(), "--payer", "medicare")
    (right,) = right_texts(item)
    if found["answer"] == "separate":
        assert right.startswith("Neither: both")
    else:
        (edit,) = [row for row in found["edits"] if row["active"]]
        assert right.startswith(edit["column2"])
        assert ("unless it was given" in right) == (edit["modifier_indicator"] == 1)


def modifiers_line(item: Item) -> None:
    line = item.question.split()[-2]
    visit = structs.replace(item, facts=item.facts[:-1])
    found = [one for one in oracles_units.coded(visit).lines if one.code == line and one.units]
    assert right_texts(item) == [" ".join(found[0].modifiers)]


def modifiers_kx(item: Item) -> None:
    (amount,), (spent,), (_, allowed) = (amounts_in(line) for line in item.facts[:3])
    days = days_in(item.facts[3])
    first = next(number for number in range(4) if spent + (number + 1) * allowed > amount)
    assert days_in(right_texts(item)[0]) == [days[first]]


def last_day(words: str, begins: date) -> date:
    """`90 days after ...`, `6 months ...`, `1 calendar year ...`, with what a weekend does, counted from a day."""
    number, unit = re.match(r"(\d+) (?:calendar )?(day|month|year)", words).groups()  # type: ignore[union-attr]
    if unit == "day":
        end = begins + timedelta(days=int(number))
    else:
        months = begins.year * 12 + begins.month - 1 + int(number) * (12 if unit == "year" else 1)
        end = date(months // 12, months % 12 + 1, 1)
        for wanted in range(begins.day, 27, -1):
            if (end + timedelta(days=wanted - 1)).month == end.month:
                end += timedelta(days=wanted - 1)
                break
        else:
            end += timedelta(days=begins.day - 1)
        if "after the month" in words:
            end = (end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if more := re.search(r"and (\d+) days? ", words):
            end += timedelta(days=int(more[1]))
    return next_workday(end) if "moves to the next workday" in words else end


def days_certified(item: Item) -> None:
    (begins,) = days_in(item.facts[0])
    assert item.answers == ((begins + timedelta(days=30)).isoformat(),)


def days_reported(item: Item) -> None:
    (first,) = days_in(item.facts[0])
    shown = re.findall(r"([A-Z][a-z]{2} \d+)(?: \(two|;|\.)", item.facts[0].partition(f"days of {first.year}: ")[2])
    days = [datetime.strptime(f"{one}, {first.year}", "%b %d, %Y").date() for one in shown]
    report = (days_in(item.facts[1]) or [date.min])[0]
    assert item.answers == ([one for one in days if one > report][9].isoformat(),)


def days_filed(item: Item) -> None:
    (service,) = days_in(item.facts[1])
    assert item.answers == (last_day(item.facts[0].partition("claims for ")[2], service).isoformat(),)


def days_appealed(item: Item) -> None:
    service, decided = days_in(item.facts[1])
    assert service < decided
    words = item.facts[0].partition("appeal for ")[2]
    mail = re.search(r"presumed (\d+) days", words)
    begins = decided + timedelta(days=int(mail[1]) if mail else 0)
    assert item.answers == (last_day(words, begins).isoformat(),)


def days_in_order(item: Item) -> None:
    last = [last_day(text.partition("(")[2], days_in(text)[0]) for text in right_texts(item)]
    assert last == sorted(last)
    assert last[0] > TODAY


def claims_what_to_send(item: Item) -> None:
    takes, rejected, unowed = (
        "takes replacements" in item.facts[0],
        "rejected" in item.facts[1],
        "not treated" in item.facts[1],
    )
    right = "new claim" if rejected else "void" if unowed else "replacement" if takes else "reopen"
    assert right in right_texts(item)[0]


def denial(item: Item) -> tuple[str, str, list[str]]:
    group = re.search(r"Group (\w\w)\.", item.facts[0])
    assert group
    code, *remarks = (line.split()[0] for line in item.facts[1:])
    return group[1], code, remarks


def denials_first_step(item: Item) -> None:
    play = playbook().play(*denial(item))
    assert right_texts(item)[0].lower() == ACTIONS[play.action].lower()


def denials_patient_owes(item: Item) -> None:
    group, code, remarks = denial(item)
    play = playbook().play(group, code, remarks)
    assert right_texts(item) == [BILL_PATIENT[play.patient]]
    assert group == "PR" or play.patient == "no"


def segments(item: Item) -> list[list[str]]:
    return [line.strip().split("*") for line in item.facts if "*" in line]


def remittances_balanced(item: Item) -> None:
    claim, *adjustments = segments(item)
    known = sum(cents(one[3]) for one in adjustments if one[3] != "?")
    assert cents(claim[3]) - known - cents(item.answers[0]) == cents(claim[4])
    patients = sum(cents(item.answers[0] if one[3] == "?" else one[3]) for one in adjustments if one[1] == "PR")
    assert patients == cents(claim[5])


def remittances_read_amounts(item: Item) -> None:
    ((_, _, _, *amounts, _, _),) = segments(item)
    assert amounts_in(right_texts(item)[0]) == [cents(one) for one in amounts]


def remittances_became_of(item: Item) -> None:
    ((_, status, _, action, _),) = segments(item)
    assert (action == "WQ") == (status[:2] in ("A1", "A2"))
    assert right_texts(item)[0].startswith("The payer took" if action == "WQ" else "Somebody refused")


def check(item: Item) -> None:
    """Pass if the answers are those worked out here."""
    globals()[item.kind.replace(".", "_").replace("-", "_")](item)
