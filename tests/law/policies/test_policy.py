"""A payer's policy on a date: what holds, what is unknown, how sure it is, and what a wrong file says."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.law.policies.keys import NO_LIMIT, PolicyKey, keys
from cleanclaim.law.policies.policy import Policy, law_version, payer_names, policy
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.model.errors import UserError

TODAY = date(2026, 3, 2)

ACME = """
name = "Acme Health"
kind = "commercial"
extends = "commercial"
about = "A plan of the practice's own."

[unit_method]
reviewed = 2026-11-23
"2020-01-01" = { unknown = true, why = "The first contract was lost" }
"2024-07-01" = { value = "cms", cite = "payer-contract", verified = true, note = "Section 4.2" }
"""


def of(payer: str, on: date = TODAY, known_on: date | None = None, folder: Path | None = None) -> Policy:
    found = policy(payer, on, known_on, folder)
    assert found is not None
    return found


def write(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def error_of(folder: Path, name: str, text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        policy(name, TODAY, folder=write(folder, name, text))
    return caught.value


def test_medicare_counts_by_the_manual_and_wants_its_modifiers() -> None:
    medicare = of("medicare")
    assert medicare.unit_method == "cms"
    assert medicare.discipline_modifiers == "always_and_sometimes"
    assert medicare.assistant_modifiers is True
    assert medicare.replaced_codes == {"97014": "G0283"}
    assert medicare.bundled_codes == ("97010", "97602")
    assert medicare.claim_filing == "MB"
    assert not {"unit_method", "kx_threshold", "replaced_codes"} & medicare.unverified


@pytest.mark.parametrize(
    ("year", "amount"),
    [(2020, 208000), (2021, 211000), (2022, 215000), (2023, 223000), (2024, 233000), (2025, 241000), (2026, 248000)],
)
def test_the_threshold_is_that_of_the_year_on_its_first_and_last_day(year: int, amount: int) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert of("medicare", day).kx_threshold == amount
        assert of("medicare", day).kx_threshold_ot == amount


def test_an_amount_nobody_published_is_unknown_and_says_why() -> None:
    value = of("medicare", date(2027, 1, 1)).value("kx_threshold")
    assert value.value is None
    assert "2027" in value.why
    assert "kx_threshold" not in of("medicare", date(2027, 1, 1)).unverified  # unknown is not the same as unverified


def test_the_review_amount_is_known_before_2028_and_not_after() -> None:
    assert of("medicare", date(2027, 12, 31)).review_threshold == 300000
    assert of("medicare", date(2028, 1, 1)).review_threshold is None


def test_a_value_carries_its_source_and_its_dates() -> None:
    value = of("medicare").value("kx_threshold")
    assert value.cite == cite("cms-therapy-services")
    assert (value.since, value.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert value.seen == date(2026, 8, 25)
    assert (value.standing, value.may_stop) == ("verified", True)


def test_before_the_law_begins_nothing_is_known() -> None:
    medicare = of("medicare", date(2019, 12, 31))
    assert medicare.unit_method is None
    assert {getattr(medicare, key) for key in keys().keys} == {None}
    assert medicare.unverified == frozenset()


def test_an_unknown_payer_has_no_policy() -> None:
    assert policy("acme", TODAY) is None
    assert policy("../payers/medicare", TODAY) is None


def test_no_limit_is_not_the_unknown() -> None:
    assert of("commercial").kx_threshold == NO_LIMIT
    assert of("uhc").daily_unit_cap is None


def test_the_same_payer_and_date_share_one_policy() -> None:
    assert policy("medicare", TODAY) is policy("medicare", TODAY)


def test_a_law_that_reaches_back_is_unknown_until_it_is_published() -> None:
    gap = date(2026, 2, 1)
    assert of("medicare", gap, known_on=date(2026, 2, 2)).telehealth_covered is None
    assert of("medicare", gap, known_on=date(2026, 2, 3)).telehealth_covered is True
    assert of("medicare", gap).telehealth_covered is True


def test_what_was_not_yet_published_leaves_the_older_value_in_force(tmp_path: Path) -> None:
    text = ACME.replace("unknown = true, why", 'value = "cpt", cite = "payer-contract", note')
    folder = write(tmp_path, "acme", text.replace("verified = true", "published = 2024-06-01"))
    value = of("acme", date(2024, 8, 1), known_on=date(2024, 5, 31), folder=folder).value("unit_method")
    assert (value.value, value.until) == ("cpt", None)
    value = of("acme", date(2024, 8, 1), known_on=date(2024, 6, 1), folder=folder).value("unit_method")
    assert (value.value, value.since) == ("cms", date(2024, 7, 1))


def test_a_future_unknown_is_unknown_however_early_one_asks() -> None:
    assert of("medicare", date(2028, 6, 1), known_on=date(2026, 1, 1)).review_threshold is None


def test_last_years_amount_is_not_taken_for_this_years() -> None:
    value = of("medicare", date(2026, 1, 1), known_on=date(2025, 12, 31)).value("kx_threshold")
    assert value.value is None
    assert value.why == "Nothing had been published for 2026-01-01 by 2025-12-31."


def test_the_cap_of_anthem_begins_with_its_notice() -> None:
    assert of("anthem", date(2021, 3, 31)).daily_unit_cap is None
    anthem = of("anthem", date(2021, 4, 1))
    assert anthem.daily_unit_cap == 4
    assert anthem.daily_unit_cap_codes is not None
    assert "97110" in anthem.daily_unit_cap_codes
    assert "97530" not in anthem.daily_unit_cap_codes


def test_what_is_verified_for_one_payer_is_not_verified_for_its_heir() -> None:
    assert of("tricare").mue_applies is True
    assert of("tricare").value("mue_applies").payer == "medicare"
    assert "mue_applies" in of("tricare").unverified
    assert "mue_applies" not in of("medicare").unverified


def test_workers_compensation_does_not_guess_how_units_are_counted() -> None:
    assert of("workers_comp").unit_method is None


def test_the_law_names_its_release() -> None:
    assert law_version() == keys().version


def test_a_payer_is_added_by_toml_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, "acme", ACME)
    assert "acme" in payer_names(folder)
    assert "medicare" in payer_names(folder)
    acme = of("acme", folder=folder)
    assert acme.name == "Acme Health"
    assert acme.unit_method == "cms"
    assert "unit_method" not in acme.unverified
    assert acme.claim_filing == "CI"
    assert of("acme", date(2024, 6, 30), folder=folder).unit_method is None
    assert "acme" not in payer_names()


def test_a_practice_may_put_its_contract_over_our_file(tmp_path: Path) -> None:
    contract = """
        name = "Anthem, our contract"
        kind = "commercial"
        extends = "anthem"
        about = "Contract of 2026."
        [timely_filing_days]
        reviewed = 2026-11-23
        "2020-01-01" = { value = 180, cite = "payer-contract", verified = true }
    """
    anthem = of("anthem", folder=write(tmp_path, "anthem", contract))
    assert anthem.timely_filing == TimeLimit(number=180)
    assert anthem.daily_unit_cap == 4
    assert "daily_unit_cap" not in anthem.unverified
    assert of("anthem").timely_filing == TimeLimit(number=90)


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ('"cms"', '"cmss"', "acme.toml, unit_method, 2024-07-01", "'cmss' is none of cms, cpt"),
        ("[unit_method]", "[unit_methods]", "acme.toml, unit_methods", "Did you mean 'unit_method'?"),
        ('"payer-contract"', '"payer-contrat"', "unit_method, 2024-07-01", "Did you mean 'payer-contract'?"),
        ('"commercial"\nabout', '"comercial"\nabout', "acme.toml, extends", "Did you mean 'commercial'?"),
        ('"2024-07-01"', '"July 2024"', "acme.toml, unit_method", "'July 2024' is not a date"),
        ('"2024-07-01"', '"2019-07-01"', "acme.toml, unit_method", "overlap"),
        ('"2020-01-01"', '"2021-01-01"', "acme.toml, unit_method", "from 2020-01-01 to 2020-12-31"),
        ("verified = true,", "verified = true, until = 2025-12-31,", "unit_method", "from 2026-01-01 on"),
        ("reviewed = 2026-11-23", "", "acme.toml, unit_method", "no date of review"),
        ('value = "cms",', "", "unit_method, 2024-07-01", "one of value, none = true, unknown = true"),
        ('value = "cms",', "none = true,", "unit_method, 2024-07-01", "for numbers and amounts"),
        (', why = "The first contract was lost"', "", "unit_method, 2020-01-01", "says why"),
        ("note =", "nota =", "unit_method, 2024-07-01", "nota"),
        ('name = "Acme Health"', "", "acme.toml", "name"),
        ("[unit_method]", "[unit_method", "acme.toml", "line"),
        ('extends = "commercial"', 'extends = "acme"', "acme.toml, extends", "no payer is called 'acme'"),
        ('extends = "commercial"', "", "acme.toml", "nothing is said of daily_unit_cap"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, old: str, new: str, place: str, problem: str) -> None:
    assert old in ACME
    error = error_of(tmp_path, "acme", ACME.replace(old, new))
    assert place in error.place
    assert problem in error.problem
    assert error.remedy


def test_a_cap_that_counts_no_code_is_refused(tmp_path: Path) -> None:
    cap = '[daily_unit_cap]\nreviewed = 2026-01-01\n"2020-01-01" = { value = 4, cite = "payer-contract" }\n'
    text = 'name = "Capped"\nkind = "commercial"\nextends = "commercial"\nabout = "A payer with a cap."\n'
    (tmp_path / "capped.toml").write_text(text + cap, encoding="utf-8")
    with pytest.raises(UserError, match="names no code that counts toward it") as refused:
        policy("capped", date(2026, 3, 2), folder=tmp_path)
    assert "daily_unit_cap_codes" in refused.value.remedy


def test_payers_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "other", ACME.replace('extends = "commercial"', 'extends = "acme"'))
    error = error_of(tmp_path, "acme", ACME.replace('extends = "commercial"', 'extends = "other"'))
    assert "circle" in error.problem


def test_a_file_that_is_no_text_is_a_users_error(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"acme\.toml"):
        policy("acme", TODAY, folder=tmp_path)


def test_a_folder_that_is_not_there_is_a_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        payer_names(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("key", "raw", "answer"),
    [
        (PolicyKey(topic="units", meaning="", type="bool"), False, False),
        (PolicyKey(topic="units", meaning="", type="int"), 90, 90),
        (PolicyKey(topic="units", meaning="", type="money"), "2,480.00", 248000),
        (PolicyKey(topic="units", meaning="", type="choice", choices=("a", "b")), "b", "b"),
        (PolicyKey(topic="units", meaning="", type="codes"), ["G0283", "97014"], ("97014", "G0283")),
        (PolicyKey(topic="units", meaning="", type="modifiers"), ["XU", "59"], ("59", "XU")),
        (PolicyKey(topic="units", meaning="", type="codes"), ["G2061", "99498-99499"], ("99498", "99499", "G2061")),
        (PolicyKey(topic="units", meaning="", type="disciplines"), ["SLP", "OT"], ("OT", "SLP")),
        (PolicyKey(topic="units", meaning="", type="map"), {"97014": "G0283"}, {"97014": "G0283"}),
        (PolicyKey(topic="units", meaning="", type="value"), "8.00", 800),
        (PolicyKey(topic="units", meaning="", type="values"), {"97110": "1.50"}, {"97110": 150}),
        (PolicyKey(topic="units", meaning="", type="pairs"), [["97140", "97530"]], (("97140", "97530"),)),
    ],
)
def test_each_kind_of_answer_is_read(key: PolicyKey, raw: object, answer: object) -> None:
    assert key.read(raw) == answer


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        (PolicyKey(topic="units", meaning="", type="bool"), 1),
        (PolicyKey(topic="units", meaning="", type="int"), True),
        (PolicyKey(topic="units", meaning="", type="int"), -1),
        (PolicyKey(topic="units", meaning="", type="money"), 2480.0),
        (PolicyKey(topic="units", meaning="", type="money"), "-5.00"),
        (PolicyKey(topic="units", meaning="", type="choice", choices=("a",)), ["a"]),
        (PolicyKey(topic="units", meaning="", type="codes"), "97014"),
        (PolicyKey(topic="units", meaning="", type="codes"), ["9701"]),
        (PolicyKey(topic="units", meaning="", type="codes"), ["99202-9949"]),
        (PolicyKey(topic="units", meaning="", type="codes"), ["99499-99202"]),
        (PolicyKey(topic="units", meaning="", type="disciplines"), ["GP"]),
        (PolicyKey(topic="units", meaning="", type="modifiers"), ["G"]),
        (PolicyKey(topic="units", meaning="", type="map"), ["97014"]),
        (PolicyKey(topic="units", meaning="", type="map"), {"97014": 283}),
        (PolicyKey(topic="units", meaning="", type="value"), 8.0),
        (PolicyKey(topic="units", meaning="", type="values"), ["97110"]),
        (PolicyKey(topic="units", meaning="", type="values"), {"97110": 1.5}),
        (PolicyKey(topic="units", meaning="", type="pairs"), [["97140"]]),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(key: PolicyKey, raw: object) -> None:
    with pytest.raises(ValueError, match=r"is n|holds|begins after"):
        key.read(raw)


def test_an_unknown_source_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UserError, match="Did you mean 'pfs-2026'"):
        cite("pfs-2062")


def test_a_broken_file_of_the_folder_is_named_though_no_visit_uses_it(tmp_path: Path) -> None:
    (tmp_path / "unused.toml").write_text("name = [broken")
    with pytest.raises(UserError, match=r"unused\.toml"):
        policy("medicare", date(2026, 3, 2), folder=tmp_path)


def test_a_folder_without_payers_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no payer's file"):
        policy("medicare", date(2026, 3, 2), folder=tmp_path)


def test_whether_a_plan_of_medicare_advantage_withholds_of_a_practice_only_its_contract_says() -> None:
    found = of("medicare_advantage")
    assert found.sequestration_percent is None
    assert found.value("sequestration_percent").standing == "contract"
