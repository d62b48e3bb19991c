"""The answers of questions about units, worked out anew: the facts read as a person reads them, the engine asked."""

import re

from cleanclaim.compliance.training.item import Item
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.model.visit import Service, Visit
from tests.clinic import visit
from tests.compliance.training.bank import TODAY, right_texts, wrong_texts

LINE = re.compile(r"  (?P<code>\w{5}) .*? (?P<minutes>\d+) min(?:  by (?P<by>PTA))?")
PAYERS = {"Medicare": "medicare", "Aetna": "aetna"}


def recorded(item: Item) -> Visit:
    """The visit of the question, as its facts tell of it."""
    payer = PAYERS[item.facts[0].partition(",")[0]]
    lines = [LINE.match(line) for line in item.facts[1:]]
    services = tuple(
        Service(code=one["code"], minutes=int(one["minutes"]), performed_by="PTA" if one["by"] else "PT")
        for one in lines
        if one
    )
    assert len(services) == len(item.facts) - 1, item.facts
    return visit(*services, payer=payer, service_date=TODAY)


def coded(item: Item) -> CodedVisit:
    """What the engine says of it."""
    return code([recorded(item)], Basis(today=TODAY)).visits[0]


def lawful(found: CodedVisit) -> set[str]:
    """Every lawful way to bill it, in words."""
    shown = {line.code: line.units or 0 for line in found.lines}
    ways = [shown, *({code: one.get(code, 0) for code in shown} for one in found.alternatives)]
    return {", ".join(f"{code} × {number}" for code, number in way.items() if number) for way in ways}


def check(item: Item) -> None:
    """Pass if the answers are the engine's, all of them and no others."""
    found = coded(item)
    if item.kind in ("units.total", "units.untimed"):
        assert right_texts(item) == [str(found.timed_units)]
    elif item.kind == "units.by-payer":
        assert item.answers == (str(found.timed_units),)
    elif item.kind in ("units.share", "units.ties"):
        assert set(right_texts(item)) <= lawful(found)
        assert item.format == "several" or len(lawful(found)) == 1
        assert not set(wrong_texts(item)) & lawful(found)
    elif item.kind == "units.put-right":
        shown = {line.code: line.units or 0 for line in found.lines}
        ways = [shown, *({code: one.get(code, 0) for code in shown} for one in found.alternatives)]
        assert set(item.answers) == {" ".join(map(str, way.values())) for way in ways}
    elif item.kind == "units.next":
        over = {line.code: (line.minutes or 0) % 15 for line in found.lines}
        assert [text[:5] for text in right_texts(item)] == sorted(over, key=lambda code: -over[code])
    else:
        raise AssertionError(item.kind)
