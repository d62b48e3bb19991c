"""What an 835 or an 837P says in a way that cannot be read, or that does not agree with itself: it is never passed."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, changed, written

CLP = next(line for line in REMITTANCE_835 if line.startswith("CLP*")).split("*")
AT = REMITTANCE_835.index("*".join(CLP)) + 1


def of_clp(element: int, value: str) -> list[str]:
    """The small 835 with one element of its CLP changed."""
    parts = list(CLP)
    parts[element] = value
    return changed(REMITTANCE_835, "CLP*", "*".join(parts))


def files(folder: Path, remittance: list[str], claims: list[str] = CLAIM_837P) -> tuple[Path, Path]:
    sent, paid = folder / "sent.837", folder / "paid.835"
    sent.write_bytes(written(claims))
    paid.write_bytes(written(remittance))
    return sent, paid


@pytest.mark.parametrize("value", ["NaN", "1E9", "9" * 40, "41.125", "12,50", "٤١", "80:1", ""])
def test_a_claim_whose_paid_amount_cannot_be_read_differs(tmp_path: Path, value: str) -> None:
    answer = call("match", *files(tmp_path, of_clp(4, value)), "--format", "json")
    assert answer.code == 1
    (claim,) = json.loads(answer.out)["claims"]
    assert claim["outcome"] == "differs"
    assert claim["paid"] is None
    assert any(one["kind"] == "unreadable" for one in claim["differences"])
    assert "every cent" not in call("match", *files(tmp_path, of_clp(4, value))).out


def test_the_segment_and_the_claim_are_named(tmp_path: Path) -> None:
    out = " ".join(call("match", *files(tmp_path, of_clp(4, "NaN"))).out.split())
    assert f'segment {AT}, claim PT1: cannot be read: CLP04 "NaN" is not a number' in out
    assert "an unreadable amount paid" in out


UNREADABLE = [
    ("CLP*", 3, "NaN"),
    ("CLP*", 5, "1E9"),
    ("SVC*", 2, "x"),
    ("SVC*", 3, "NaN"),
    ("SVC*", 5, "one"),
    ("CAS*", 3, "NaN"),
    ("DTM*472", 2, "20261399"),
    ("BPR*", 2, "NaN"),
    ("BPR*", 16, "20261399"),
]


def with_element(lines: list[str], begin: str, element: int, value: str) -> list[str]:
    parts = next(line for line in lines if line.startswith(begin)).split("*")
    parts += [""] * (element + 1 - len(parts))
    parts[element] = value
    return changed(lines, begin, "*".join(parts))


@pytest.mark.parametrize(("begin", "element", "value"), UNREADABLE)
@pytest.mark.parametrize("verb", ["match", "void", "secondary"])
def test_every_amount_count_and_day_of_a_remittance(
    tmp_path: Path, begin: str, element: int, value: str, verb: str
) -> None:
    sent, paid = files(tmp_path, with_element(REMITTANCE_835, begin, element, value))
    output = tmp_path / "out.837"
    if verb == "match":
        answer = call("match", sent, paid)
        assert answer.code == 1
    else:
        practice = Path("examples/clinic-day/practice.toml").absolute()
        words = ("PT1", "--paid", paid) if verb == "void" else ("--paid", paid, "--practice", practice)
        answer = call(verb, sent, *words, "-o", output)
        assert answer.code == 2
        assert not output.exists()
    text = " ".join((answer.out + answer.err).split())
    assert "cannot be read" in text
    assert "segment " in text
    assert "every cent" not in text


@pytest.mark.parametrize(("begin", "element", "value"), [("CLM*", 2, "NaN"), ("SV1*", 2, "1E9"), ("SV1*", 4, "two")])
@pytest.mark.parametrize("verb", ["match", "void", "review"])
def test_every_amount_and_count_of_a_claim(tmp_path: Path, begin: str, element: int, value: str, verb: str) -> None:
    sent, paid = files(tmp_path, REMITTANCE_835, with_element(CLAIM_837P, begin, element, value))
    words = {"match": (sent, paid), "void": (sent, "PT1=ICN1", "-o", tmp_path / "out.837"), "review": (sent,)}[verb]
    answer = call(verb, *words)
    assert answer.code == (1 if verb == "match" else 2)
    assert "cannot be read" in " ".join((answer.out + answer.err).split())


def test_a_claim_that_does_not_agree_with_its_lines_is_a_difference(tmp_path: Path) -> None:
    answer = call("match", *files(tmp_path, of_clp(4, "81")), "--format", "json")
    assert answer.code == 1
    (claim,) = json.loads(answer.out)["claims"]
    assert "balance" in {one["kind"] for one in claim["differences"]}


@pytest.mark.parametrize(
    "words",
    [
        ("secondary", "SENT", "--paid", "CUTPAID", "--practice", "PRACTICE", "-o", "OUT"),
        ("ask", "status", "CUT", "--practice", "PRACTICE", "-o", "OUT"),
        (
            "claim",
            "VISITS",
            "--practice",
            "PRACTICE",
            "--replace",
            "PT1",
            "--sent",
            "SENT",
            "--paid",
            "CUTPAID",
            "-o",
            "OUT",
        ),
    ],
)
def test_every_other_command_refuses_half_a_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    sent, _paid = files(tmp_path, REMITTANCE_835)
    half, halfpaid = tmp_path / "half.837", tmp_path / "half.835"
    half.write_bytes(written(CLAIM_837P[:-3]))
    halfpaid.write_bytes(written(REMITTANCE_835[:-3]))
    day = Path("examples/clinic-day").absolute()
    places = {
        "CUT": half,
        "CUTPAID": halfpaid,
        "SENT": sent,
        "PRACTICE": day / "practice.toml",
        "VISITS": day / "visits.csv",
        "OUT": tmp_path / "out.x12",
    }
    answer = call(*(places.get(word, word) for word in words))
    assert answer.code == 2
    assert "is not whole" in answer.err
    assert not (tmp_path / "out.x12").exists()


def test_a_remittance_cut_at_any_segment_is_named(tmp_path: Path) -> None:
    sent, paid = files(tmp_path, REMITTANCE_835)
    for end in range(1, len(REMITTANCE_835)):
        paid.write_bytes(written(REMITTANCE_835[:end]))
        answer = call("void", sent, "PT1", "--paid", paid, "-o", tmp_path / "out.837")
        assert answer.code == 2
        assert "paid.835: is not whole" in answer.err


@pytest.mark.parametrize("end", [1, 3, len(REMITTANCE_835) // 2, len(REMITTANCE_835) - 1])
def test_match_names_a_file_that_is_cut_and_counts_nothing_of_it(tmp_path: Path, end: int) -> None:
    sent, paid = files(tmp_path, REMITTANCE_835)
    paid.write_bytes(written(REMITTANCE_835[:end]))
    answer = call("match", sent, paid)
    assert answer.code == 1
    assert "paid.835: is not whole" in " ".join(answer.out.split())
    found = call("match", sent, paid, "--format", "json").json
    assert any("paid.835: is not whole" in one for one in found["unreadable"])
    assert (found["paid"], found["claims"][0]["outcome"]) == ("0.00", "not answered")
    whole = tmp_path / "whole.835"
    whole.write_bytes(written(REMITTANCE_835))
    assert call("match", sent, paid, whole, "--format", "json").json["claims"][0]["outcome"] == "not compared"
    assert call("match", paid).code == 2  # no claims to match


SPOILT_CLAIM = changed(CLAIM_837P, "CLM*", next(one for one in CLAIM_837P if one[:4] == "CLM*").replace("CLM", "CLX"))
SPOILT_LINE = changed(CLAIM_837P, "LX*1", "LQX*1")


@pytest.mark.parametrize(("claims", "name"), [(SPOILT_CLAIM, "CLX"), (SPOILT_LINE, "LQX")])
def test_lines_of_a_claim_whose_first_segment_is_misspelled_are_named(
    tmp_path: Path, claims: list[str], name: str
) -> None:
    right, _ = files(tmp_path, REMITTANCE_835)
    both = tmp_path / "both.837"
    both.write_bytes(right.read_bytes() + written(claims))
    for words in (("review", both), ("void", both, "PT1=ICN1", "-o", tmp_path / "out.837")):
        answer = call(*words)
        assert answer.code == 2
        assert f"{name} has no place" in answer.err
        assert "lines that follow are in no claim" in " ".join(answer.err.split())
    assert any(f"{name} has no place" in one for one in call("match", both, "--format", "json").json["unreadable"])


def test_so_are_those_of_a_remittance(tmp_path: Path) -> None:
    spoilt = changed(REMITTANCE_835, "CLP*", "*".join(["CLX", *CLP[1:]]))
    sent, paid = files(tmp_path, spoilt)
    answer = call("match", sent, paid, "--format", "json")
    assert answer.code == 1
    assert any("CLX has no place" in one for one in answer.json["unreadable"])
    assert call("void", sent, "PT1", "--paid", paid, "-o", tmp_path / "out.837").code == 2


def test_a_segment_too_many_loses_no_line(tmp_path: Path) -> None:
    at = CLAIM_837P.index(next(one for one in CLAIM_837P if one.startswith("HI*")))
    sent, _ = files(tmp_path, REMITTANCE_835, [*CLAIM_837P[: at + 1], "ZZZ*1", *CLAIM_837P[at + 1 :]])
    assert call("review", sent).code in {0, 1, 3}
