"""The playbook: every pair of codes that therapy practices meet has its place, by the most specific play."""

import re
from datetime import date
from typing import get_args

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.denials.deadlines import DeadlineFacts, LimitReader
from cleanclaim.money.denials.playbook import (
    ACTIONS,
    BILL_PATIENT,
    Action,
    BillPatient,
    Play,
    Way,
    playbook,
    preventing_rules,
    unlisted_codes,
)
from cleanclaim.money.posting.treatments import treatment_of
from cleanclaim.reference.reasons import KINDS, reason

ROUTES = """
referrer                CO 16 N285 / CO 16 N286
orderer                 CO 16 N264 / CO 16 N265
referrer_may_not        CO 16 N574 / CO 16 N575 / CO 183
qualifier               CO 16 N754 / CO 16 N797
date_missing            CO 16 MA100 / CO 16 MA122 / CO 16 N324
clinician_npi           CO 16 N290
taxonomy                CO 16 N255 / CO 16 N288 / CO 16 N94
billing_provider        CO 16 N257 / CO 16 N256 / CO 16 N258
procedure_code          CO 16 M51 / CO 16 N56 / CO 16 M20 / CO 181
diagnosis_code          CO 16 M81 / CO 16 M76 / CO 16 MA63 / CO 16 M64 / CO 146
place                   CO 16 M77 / CO 58 N428 / CO 5 N428 / CO 171 N428
units_wrong             CO 16 M53 / CO 16 N430
total_time              CO 16 N443
earlier_payer           CO 16 MA04 / CO 16 N4 / CO 16 N479 / CO 129 MA64
laboratory              CO 16 MA120
member                  CO 16 N382 / CO 16 MA27 / CO 16 MA36 / CO 140
unknown_patient         PR 31
tax_number              CO 16 N516 / CO 16 MA113 / CO 16 N209
npi                     CO 206 / CO 207 / CO 208
replaced_claim          CO 16 N152 / CO 16 N779
new_not_replacement     CO 16 N142
comp_number             CO 16 N625
unprocessable           CO 16 MA130
several_periods         CO 238 / CO 239 / CO 267 / CO 268
duplicate               OA 18
crossing_over           OA 18 N111 / OA 18 N522
paid_before             CO B13
another_provider        CO B20
late                    CO 29
late_without_appeal     CO 29 N211
appeal_late             CO 286
modifier                CO 4
modifiers_together      CO 4 N519
modifier_day            CO 182
diagnosis_support       CO 11
diagnosis_excluded      CO 167
bundled                 CO 97 / CO 97 M15 / CO 234 N20 / CO 236 / CO 231
home_health             CO 97 N70
base_missing            CO B15 / CO B15 N674 / CO B15 N122 / CO 107
too_many_units          CO 151 / CO 151 N362 / CO 151 N435
contract_units          CO 222
limit_patient           PR 119
limit                   CO 119 / CO 119 N362
lifetime                PR 35 / PR 149
guideline               CO 272 / CO 273 / CO B1
need                    CO 50 / CO 50 N661
need_noticed            PR 50
coverage_determination  CO 50 N115 / CO 50 N386
plan_of_care            CO 50 M141 / CO 50 M135 / CO 50 N238 / CO 50 N485 / CO 50 N486
level                   CO 150 / CO 152
reviewer                CO 216
unproven                CO 55 N623 / CO 56 N623
attachment              CO 163 / CO 164
records_wanted          CO 252 N706 / CO 252 N465 / CO 252 N393
records_not_sent        CO 226 N706 / CO 226 N705 / CO 226 N710
reopened_within_a_year  CO 226 N366
patient_did_not_answer  PR 227
not_in_chart            CO 112 / CO B12
outside_plan            CO 16 N351
no_authorization        CO 197
beyond_authorization    CO 198
authorization_late      CO 210
authorization_other     CO 284 / CO 16 N54
authorization_elsewhere CO 296
authorization_refused   CO 39
referral                CO 287 / CO 288
network                 CO 242 / CO 243 / CO 279
order                   CO 173 / CO 174 / CO 175 / CO 176
not_covered_then        PR 26 / PR 27
coverage_gap            PR 200
dependent               PR 32 / PR 33
condition               PR 177
another_first           CO 22
work_injury             CO 19
liability               CO 20 N725 / CO 20 N727 / CO 21 N725 / CO 21 N727
managed_plan            CO 24
wrong_payer             CO 109 / CO 109 N104 / CO 109 N105 / CO 109 N418
nursing_stay            CO 109 N106 / CO 109 N107 / CO 109 N121 / CO 190
hospice                 CO B9
second_leaves_it        PR 275 / PR 276
plan_leaves_out         PR 96 / PR 96 N130 / PR 96 N216 / PR 204 / PR 49
not_covered             CO 96
excluded_by_law         PR 96 N425
unlicensed              CO 96 N665 / CO 96 N732 / PR 96 N665
contract_excludes       CO 256
not_enrolled            CO B7
credentials_missing     CO B7 N570
may_not_give            CO 185
provider_type           CO 8 N95 / CO 8 N808 / CO 170 N95 / CO 170 N808 / CO 172 N95 / CO 172 N808
no_rate                 CO 147
not_linked              CO 16 N198 / CO 16 N521
upheld                  CO 193
injury_refused          CO P2 / CO P4
injury_guideline        CO P13 / CO P15
injury_provider         CO P16 N612
injury_referral         CO P17 N630
car_cover               CO P21 / CO P22
beyond_injury           CO 219
kind other              CO A1
"""
NO_DENIALS = """
patient      PR 1 / PR 2 / PR 3 / PR 45
next payer   PR 1 N781 / PR 2 N782 / OA 209
reduction    CO 45 / CO 45 N851 / CO 59 / CO 59 N670 / CO 253 / CO 237 N807 / CO 144 N807 / CO P12
prior payer  OA 23
pending      CO B11 / OA 133 / OA 257 N617 / OA 277 N617
"""
NOTICES = {
    "MA18": "passed_on",
    "N89": "passed_on",
    "MA07": "passed_on",
    "MA19": "not_passed_on",
    "N550": "revalidate",
    "N132": "excluded",
}


def table(text: str) -> list[tuple[str, str]]:
    """Each key of a table with what stands before it."""
    rows = (re.split(r" {2,}|(?<=^kind other) +", line, maxsplit=1) for line in text.strip().splitlines())
    split = [re.match(r"(kind other|next payer|prior payer|\w+)\s+(.*)", " ".join(row)) for row in rows]
    return [(key, one[1]) for one in split if one for key in one[2].split(" / ")]


def parts(key: str) -> tuple[str, str, tuple[str, ...]]:
    group, code, *remarks = key.split()
    return group, code, tuple(remarks)


@pytest.mark.parametrize(("key", "name"), table(ROUTES))
def test_every_denial_has_its_play(key: str, name: str) -> None:
    group, code, remarks = parts(key)
    assert playbook().play(group, code, remarks).name == name
    assert treatment_of("" if group == "PR" else group, code, remarks) == "denial"


@pytest.mark.parametrize(("key", "treatment"), table(NO_DENIALS))
def test_what_was_to_be_expected_is_no_denial(key: str, treatment: str) -> None:
    group, code, remarks = parts(key)
    assert treatment_of(group, code, remarks) == treatment


def test_the_tables_are_read_whole() -> None:
    keys = [key for key, _ in (*table(ROUTES), *table(NO_DENIALS))]
    assert (
        len(keys)
        == len(set(keys))
        == ROUTES.count("/") + NO_DENIALS.count("/") + len((ROUTES.strip() + "\n" + NO_DENIALS.strip()).splitlines())
    )


@pytest.mark.parametrize(("remark", "name"), NOTICES.items())
def test_a_notice_denies_nothing_and_has_a_play(remark: str, name: str) -> None:
    found = playbook().notice(remark)
    assert found is not None
    assert found.name == name
    assert playbook().play("CO", "16", (remark,)).name == "kind technical"


@pytest.mark.parametrize(
    ("group", "code", "remarks", "name"),
    [
        ("CO", "16", ("N285", "MA130"), "referrer"),  # MA130 says only that it came back
        ("OA", "16", ("N285",), "referrer"),
        ("PR", "50", ("N115",), "need_noticed"),  # group and reason go before reason and remark
        ("CO", "96", ("N425",), "not_covered"),
        ("OA", "96", ("N665",), "not_covered"),
        ("CO", "16", ("N362",), "kind units"),  # 16 says too little: the kind of the remark counts
        ("CO", "A1", ("N115",), "kind necessity"),
        ("CO", "16", (), "kind technical"),
        ("CO", "304", (), "kind coordination"),  # no play names it
        ("CO", "306", (), "kind coding"),  # of November 2023
        ("CO", "30", (), "unknown"),  # on the list, and nobody is sure what it means
        ("CO", "399", ("N115",), "unknown"),  # on no list
    ],
)
def test_the_most_specific_play_counts_and_a_kind_catches_the_rest(
    group: str, code: str, remarks: tuple[str, ...], name: str
) -> None:
    assert playbook().play(group, code, remarks).name == name


def test_every_reason_that_a_list_words_lands_by_its_kind() -> None:
    from cleanclaim.reference.reasons import reasons

    for code, one in reasons("carc").items():
        found = playbook().play("CO", code)
        assert (found.category == "unknown") == (one.kind is None and code not in playbook().by_codes), code


def test_codes_that_no_list_has_are_named() -> None:
    assert unlisted_codes("197", ("N115", "N9999")) == ("N9999",)
    assert unlisted_codes("399", ()) == ("399",)


def test_plays_cite_sources_name_rules_that_are_and_codes_that_are() -> None:
    book = playbook()
    for play in (*book.plays, *book.by_kind.values(), book.unknown):
        assert sources()[play.cite].read or play.standing != "verified", play.name
        assert [one for one in play.rules if one not in rule_set().rules] == [], play.name
        assert play.to_do.endswith("."), play.name
        assert not play.cause.endswith("."), play.name
        for form in play.codes:
            for part in form.split():
                known = reason("carc", part) or reason("rarc", part) or reason("group", part)
                assert known, f"{play.name}: {part}"
    for one in book.remarks.values():
        assert one.cite in sources()
    assert set(book.by_kind) == set(KINDS)
    assert set(ACTIONS) == set(get_args(Action))
    assert set(BILL_PATIENT) == set(get_args(BillPatient))


@pytest.mark.parametrize("code", ["26", "27", "31", "35", "39", "49", "55", "96", "200", "204", "227", "242", "275"])
def test_only_group_pr_puts_it_to_the_patient(code: str) -> None:
    assert playbook().play("PR", code).patient != "no"
    for group in ("CO", "OA", "PI"):
        found = playbook().play(group, code)
        assert (found.patient, found.action != "bill patient") == ("no", True)
        assert not re.search(
            r"\bbill (the patient|as the plan)|patient pays|patient owes", _without_the_warning(found.to_do)
        )


def _without_the_warning(to_do: str) -> str:
    return re.sub(r"Do not bill the patient: group \w\w does not put it to the patient\.", "", to_do)


def test_to_the_patient_s_share_belongs_what_the_playbook_says_of_the_patient() -> None:
    assert playbook().play("PR", "27").to_do.endswith("None: bill the patient.")
    assert playbook().play("PR", "204").action == "bill patient"


def test_medicare_s_late_filing_is_no_appeal() -> None:
    assert playbook().play("CO", "29", (), "medicare").name == "late_without_appeal"
    assert playbook().play("CO", "29", (), "medicare").ways == ()
    assert playbook().play("CO", "29", (), "aetna").ways == ("appeal",)


def test_rules_that_would_have_seen_it() -> None:
    book = playbook()
    assert "authorizations.none" in preventing_rules(book.play("CO", "197"), "197")
    assert preventing_rules(book.play("CO", "110"), "110") == ("visits.in_future",)  # by the rules' own reason
    assert preventing_rules(book.play("CO", "16"), "16") == ()  # which says too little


SENT_BY: dict[Action, set[Way]] = {
    "appeal": {"appeal"},
    "correct": {"correction", "new claim"},
    "new claim": {"new claim"},
    "send records": {"appeal", "correction", "new claim"},
}
NOTHING_TO_SEND = {"wait", "exception", "write off", "bill patient", "enrollment", "stop", "look"}
EVERY_PLAY = (*playbook().plays, *playbook().by_kind.values(), playbook().unknown)


@pytest.mark.parametrize("play", EVERY_PLAY, ids=[one.name for one in EVERY_PLAY])
def test_what_is_to_be_sent_has_a_way_with_a_day_and_the_rest_has_none(play: Play) -> None:
    assert SENT_BY.get(play.action, set(play.ways)) & set(play.ways) or not play.ways
    assert play.ways or play.action in NOTHING_TO_SEND
    decided = DeadlineFacts(
        header=ClaimHeader(payer=Party("MEDICARE PART B"), filing="MB"),
        next_header=ClaimHeader(payer=Party("UNITED HEALTHCARE"), filing="CI"),
        service=date(2026, 1, 5),
        decision=date(2026, 2, 2),
        last_decision=date(2026, 2, 2),
        primary_decision=date(2026, 2, 2),
    )
    deadlines = LimitReader(Basis(today=date(2026, 5, 1))).deadlines(play.ways, decided)
    assert [one.way for one in deadlines if one.on is None] == []
    if play.category == "timely":
        assert set(play.ways) <= {"appeal"}, "a claim that came too late is not mended by another"
