"""What published lists say of codes, family by family: therapy list, status letters, items, telehealth, diagnoses.

Authorities: CMS 100-04 ch. 5 20 and ASHT (casting and strapping), the fee schedule's status letters (RVU25D, RVU26C),
UnitedHealthcare on the codes of therapists, NGS on remote monitoring, CMS 100-02 ch. 15 220.4 (functional reporting),
ICD-10-CM of fiscal year 2027, CMS relative values of July 2026.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleanclaim.cli.main import app
from cleanclaim.law.policies.policy import payer_names, policy
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.code_families import code_family
from cleanclaim.reference.fee_status import treatment
from cleanclaim.reference.hcpcs import COLUMNS
from cleanclaim.reference.library import shipped
from cleanclaim.reference.rows import load_rows
from cleanclaim.reference.tables import tables
from cleanclaim.reference.unlisted_codes import unlisted_codes
from tests.authorities.command_line import answer, coded, found, service, units, visit

DAY = date(2026, 3, 2)
PRACTICE = Path(__file__).parents[2] / "examples" / "clinic-day" / "practice.toml"
CASTS = [code for code, entry in catalogue().items() if code.startswith("29") and entry.valid_on(DAY)]
DEVICES = [code for code, entry in catalogue().items() if entry.is_device]


def line(code: str, *modifiers: str, number: int = 1, by: str = "PT", **more: Any) -> dict[str, Any]:
    return service(code, more.pop("minutes", None), by) | {
        "units": number,
        "modifiers": list(modifiers),
        "charge": "50.00",
        "diagnoses": ["M54.50"],
        **more,
    }


def failed(findings: dict[str, Any], rule: str) -> bool:
    return rule in findings and findings[rule]["outcome"] == "fail"


def stops(findings: dict[str, Any], rule: str) -> bool:
    return failed(findings, rule) and findings[rule]["severity"] == "stop"


@pytest.mark.parametrize("code", CASTS)
def test_a_cast_or_strapping_a_therapist_gives_is_therapy(code: str) -> None:
    assert catalogue()[code].therapy == "sometimes"
    by_therapist = coded(visit(service(code, None)))["lines"][0]
    by_assistant = coded(visit(service(code, None, "PTA")))["lines"][0]
    assert by_therapist["modifiers"] == ["GP"]
    assert by_assistant["modifiers"] == ["GP", "CQ"]
    assert stops(found(visit(line(code))), "modifiers.discipline_missing")


def test_strapping_past_the_threshold_needs_kx() -> None:
    one = visit(line("29530", "GP", allowed="20.00"), history={"spent": "2600.00"})
    assert stops(found(one), "threshold.missing")


@pytest.mark.parametrize("code", [code for code, entry in catalogue().items() if entry.valid_on(DAY)])
def test_who_asks_for_a_discipline_modifier_asks_by_the_list(code: str) -> None:
    """UnitedHealthcare and Anthem ask it of always-therapy codes; Medicare of both kinds; nobody of other codes."""
    listed = catalogue()[code].therapy
    for payer, asked in (
        ("medicare", {"always", "sometimes", "elsewhere"}),
        ("uhc", {"always"}),
        ("anthem", {"always"}),
    ):
        findings = found(visit(line(code), payer=payer))
        assert failed(findings, "modifiers.discipline_missing") == (listed in asked), payer


STATUS = [
    (code, letter)
    for code, entry in catalogue().items()
    if entry.valid_on(DAY) and (letter := tables(DAY).status(code)) is not None
]


@pytest.mark.parametrize(("code", "letter"), STATUS)
def test_every_status_letter_is_asked_of_a_payer_of_the_schedule_and_of_no_other(code: str, letter: str) -> None:
    replaced = policy("medicare", DAY)
    assert replaced is not None
    findings = found(visit(line(code, "GP")))
    refused = treatment(letter) in {"not_covered", "not_valid"} and code not in (replaced.replaced_codes or {})
    assert stops(findings, "codes.not_covered") == refused
    assert failed(findings, "codes.bundled") == (treatment(letter) == "bundled")
    denial = found(visit(line(code, "GP", "GY")))
    assert not failed(denial, "codes.not_covered")
    assert failed(denial, "codes.replaced") == (code in (replaced.replaced_codes or {}))
    assert not {"codes.not_covered", "codes.bundled"} & {
        rule
        for rule, finding in found(visit(line(code, "GP"), payer="self_pay")).items()
        if finding["outcome"] == "fail"
    }


@pytest.mark.parametrize("code", ["S8948", "S8950"])
def test_minutes_of_a_code_medicare_does_not_have_earn_nothing(code: str) -> None:
    one = visit(service(code, 15), service("97110", 30))
    assert units(coded(one)) == {code: 0, "97110": 2}
    assert stops(found(one), "codes.not_covered")
    assert units(coded(one | {"payer": "aetna"}))[code] == 1


@pytest.mark.parametrize("code", DEVICES)
def test_a_monitoring_device_carries_no_assistants_modifier(code: str) -> None:
    unmarked = found(visit(line(code, "GP", by="PTA")))
    assert not failed(unmarked, "assistants.missing")
    marked = found(visit(line(code, "GP", "CQ", by="PTA")))
    assert failed(marked, "assistants.device")
    assert marked["assistants.device"]["severity"] == "warn"
    assert coded(visit(service(code, None, "PTA")))["lines"][0]["modifiers"] != ["GP", "CQ"]


def test_the_work_of_remote_monitoring_still_carries_it() -> None:
    assert stops(found(visit(line("98975", "GP", by="PTA"))), "assistants.missing")


@pytest.mark.parametrize("payer", payer_names())
def test_what_a_payer_never_pays_is_said_and_stops_only_where_it_was_read(payer: str) -> None:
    described = policy(payer, DAY)
    assert described is not None
    for code in described.not_covered_codes or ():
        findings = found(visit(line(code, "GP"), payer=payer))
        assert failed(findings, "codes.never_paid"), code
        assert stops(findings, "codes.never_paid") == ("not_covered_codes" not in described.unverified), code


@pytest.mark.parametrize(
    ("payer", "codes"),
    [
        ("uhc", {"98970", "98971", "98972", "99091", "99213", "G2061"}),
        ("aetna", {"98970", "98971", "98972", "G2250", "G2251", "G2252"}),
        ("humana", {"97026", "97113", "97150", "97533", "97537", "97545", "97546"}),
        ("cigna", {"97016", "97026", "97545", "97546", "29530"}),
        ("tricare", {"97550", "97551", "97552", "99213"}),
    ],
)
def test_the_lists_of_codes_never_paid(payer: str, codes: set[str]) -> None:
    described = policy(payer, DAY)
    assert described is not None
    assert codes <= {*(described.not_covered_codes or ())}


def test_aetna_paid_them_before_december_2023() -> None:
    one = visit(line("98970", "GP"), payer="aetna", service_date="2023-11-30")
    assert not failed(found(one), "codes.never_paid")


ITEMS = ["A4556", "A4467", "E0730", "L1902", "L3808", "L3908", "L3923", "Q4010", "K0739"]


@pytest.mark.parametrize("code", ITEMS)
def test_an_item_is_a_line_with_its_units_and_never_not_valid(code: str) -> None:
    for payer in ("aetna", "medicare"):
        findings = found(visit(line(code), line("97760", "GP", minutes=15), payer=payer))
        assert not failed(findings, "codes.unlisted")
        assert failed(findings, "outside.item")
        equipment = code[0] in "LEK" and payer == "medicare"
        assert failed(findings, "outside.other_contractor") == equipment
    claim = answer("review", "-", given=[visit(line(code), line("97760", "GP", minutes=15), payer="commercial")])
    assert claim["claims"][0]["status"] == "clean"


@pytest.mark.parametrize("code", ["95886", "95911", "99213", "G2252", "98016", "76882"])
def test_a_service_of_another_trade_is_open_and_never_not_valid(code: str) -> None:
    findings = found(visit(line(code, "GP"), payer="commercial"))
    assert not failed(findings, "codes.unlisted")
    assert findings["outside.other_service"]["outcome"] == "undetermined"


@pytest.mark.parametrize("code", ["95886", "99213", "20610"])
@pytest.mark.parametrize("year", range(2020, 2025))
def test_a_year_of_which_only_the_schedule_of_therapy_is_on_file_calls_no_other_code_unknown(
    code: str, year: int
) -> None:
    findings = found(visit(line(code, "GP"), payer="commercial", service_date=f"{year}-03-02"))
    assert not failed(findings, "codes.unlisted")


@pytest.mark.parametrize("code", ["97999", "L0000", "97998"])
def test_a_number_in_no_list_is_a_fault(code: str) -> None:
    assert stops(found(visit(line(code, "GP"))), "codes.unlisted")


FUNCTIONAL = [
    row["code"]
    for release in shipped().known("hcpcs")
    for row in load_rows(release.file)
    if (family := code_family(row["code"])) is not None and family.kind == "functional"
]


def test_all_codes_of_functional_reporting_have_ended() -> None:
    assert COLUMNS[0] == "code"
    assert len(FUNCTIONAL) == 42
    for code in FUNCTIONAL:
        findings = found(visit(line("97110", "GP", minutes=15), line(code, "GP", "CI")))
        assert stops(findings, "outside.functional"), code
        assert "ended with Dec 31, 2018" in findings["outside.functional"]["message"]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("97110", None),
        ("92526", None),
        ("90901", None),
        ("97140", "fail"),
        ("97035", "fail"),
        ("90912", "fail"),
        ("96105", "undetermined"),
        ("97537", "undetermined"),
        ("97763", "undetermined"),
    ],
)
def test_medicares_telehealth_list_refuses_only_what_is_known_not_to_be_on_it(code: str, outcome: str | None) -> None:
    findings = found(visit(line(code, "GP", "95", minutes=30, number=2), place_of_service="10"))
    assert findings.get("telehealth.code_not_listed", {}).get("outcome") == outcome


def test_tricare_takes_any_covered_service_by_telehealth() -> None:
    one = visit(line("97110", "GP", "GT", minutes=15), payer="tricare", place_of_service="02")
    assert not {"telehealth.not_covered", "telehealth.code_not_listed"} & found(one).keys()


def test_a_private_practice_may_keep_the_place_of_a_visit_in_person() -> None:
    for place in ("10", "11"):
        one = visit(line("97110", "GP", "95", minutes=15), place_of_service=place)
        assert "telehealth.place_wrong" not in found(one)


def test_dry_needling_for_medicare_names_the_notice_and_its_modifiers() -> None:
    remedy = found(visit(line("20560", "GP")))["codes.needling"]["remedy"]
    assert all(word in remedy for word in ("ABN", "GA", "GX", "GY"))
    assert not failed(found(visit(line("20560", "GP", "GA"))), "codes.needling")


@pytest.mark.parametrize(
    ("diagnosis", "day", "rule", "named"),
    [
        ("M72.2", "2026-11-02", "diagnoses.not_billable", ["M67.A01", "M72.21"]),
        ("S23.420A", "2026-11-02", "diagnoses.unlisted", ["S43.60XA"]),
        ("M67.A01", "2026-11-02", None, []),
        ("M72.21", "2026-11-02", None, []),
        ("M72.2", "2026-09-30", None, []),
    ],
)
def test_diagnoses_of_fiscal_year_2027(diagnosis: str, day: str, rule: str | None, named: list[str]) -> None:
    one = visit(line("97110", "GP", minutes=15, diagnoses=[diagnosis]), service_date=day)
    findings = found(one, "--filed-on", "2026-11-28")
    assert {"diagnoses.not_billable", "diagnoses.unlisted"} & findings.keys() == ({rule} if rule else set())
    assert all(code in findings[rule]["remedy"] for code in named if rule)


@pytest.mark.parametrize(
    ("code", "discipline", "amount"),
    [("92507", "SLP", "76.15"), ("92523", "SLP", "226.46"), ("29540", "PT", "28.06"), ("20561", "PT", "38.08")],
)
def test_a_unit_of_2026_at_national_prices(code: str, discipline: str, amount: str) -> None:
    one = visit(service(code, 45, discipline), discipline=discipline)
    priced = answer("price", "-", "--locality", "national", given=[one])
    assert priced["visits"][0]["allowed"] == amount


def test_no_price_mixes_the_values_of_one_year_with_the_factor_of_another() -> None:
    only_2025 = {"code": "95886", "units": 1, "performed_by": "PT"}
    assert tables(DAY).fee("95886") is not None
    priced = answer("price", "-", "--locality", "national", given=[visit(only_2025)])["visits"][0]
    assert priced["allowed"] is None
    assert "2025" in priced["open"][0]["title"]
    in_2025 = answer("price", "-", "--locality", "national", given=[visit(only_2025, service_date="2025-03-03")])
    assert in_2025["visits"][0]["allowed"] is not None


@pytest.mark.parametrize(
    ("pair", "day", "wanted"),
    [
        (("97161", "97140"), "2020-01-15", "separate"),
        (("97140", "97530"), "2019-06-03", "bypassable"),
        (("97140", "97530"), "2020-06-01", "separate"),
    ],
)
def test_a_pair_of_old_dates_is_answered_by_rows_that_carry_their_own(
    pair: tuple[str, str], day: str, wanted: str
) -> None:
    printed = answer("codes", "check", *pair, "--on", day)
    assert printed["answer"] == wanted
    in_force = [edit for edit in printed["edits"] if edit["active"]]
    assert bool(in_force) == (wanted != "separate")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("kinesio tape", "29540"),
        ("kinesio tape", "97112"),
        ("blood flow restriction", "97110"),
        ("fall risk assessment", "97750"),
        ("scar massage", "97140"),
        ("cold laser", "97037"),
    ],
)
def test_the_search_knows_what_billers_call_it(words: str, code: str) -> None:
    printed = answer("codes", "search", *words.split())
    assert code in [one["code"] for one in printed["codes"]]


@pytest.mark.parametrize("code", sorted(unlisted_codes() & catalogue().keys()))
def test_an_unlisted_code_says_in_words_what_was_done(code: str, tmp_path: Path) -> None:
    silent = visit(line(code, "GP", minutes=15), patient_id="P01", provider_npi="1000000012")
    assert stops(found(silent), "codes.undescribed")
    told = visit(
        line(code, "GP", minutes=15, description="Cupping, low back"), patient_id="P01", provider_npi="1000000012"
    )
    assert not failed(found(told), "codes.undescribed")
    assert stops(found(visit(line(code, "GP", description="word " * 20))), "codes.long_description")
    sent = tmp_path / "out.837"
    done = CliRunner().invoke(
        app,
        ["claim", "-", "--practice", str(PRACTICE), "--filed-on", "2026-03-05", "-o", str(sent)],
        json.dumps([told]),
    )
    assert done.exit_code == 0, done.output
    written = sent.read_text(encoding="ascii")
    assert f"SV1*HC:{code}:GP::::CUPPING, LOW BACK*" in written
    assert "NTE*ADD*CUPPING, LOW BACK~" in written
    assert answer("validate", str(sent))["files"][0]["summary"]["faults"] == 0
    (read,) = [one for one in answer("read", str(sent))["items"] if one["kind"] == "claim"]
    assert read["lines"][0]["description"] == "CUPPING, LOW BACK"
    sent.write_text(written.replace("::::CUPPING, LOW BACK", "").replace("NTE*ADD*CUPPING, LOW BACK~", ""))
    assert "837p.unlisted-undescribed" in answer("validate", str(sent))["files"][0]["summary"]["by_check"]
