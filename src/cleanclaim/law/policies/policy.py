"""What a payer asks for on a date of service: `policy("medicare", day).unit_method`.

Each payer is a TOML file in `policies/payers/`, read when it is first needed. A file may extend another
payer and say only what differs. What was verified for one payer is only reported of another that extends it; what a
contract says stays a contract's. Installed packages may bring further payers (see `plugins`); a practice may keep more,
or its own version of ours, in a folder of its own: its files keep the standing of their answers when they extend each
other, and of ours when they extend the payer of their own name.
"""

from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from cleanclaim.law.plugins import OURS, Plugin, load_plugins
from cleanclaim.law.policies.keys import NO_LIMIT, former_names, keys
from cleanclaim.law.policies.national_coverage import last_change
from cleanclaim.law.policies.own_payers import named_in_project, own_payer_files, read_payer_table
from cleanclaim.law.policies.spans import PolicyValue, Standing, in_force, read_spans
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean

Kind = Literal["public", "commercial", "injury", "patient"]
Spans = dict[str, tuple[PolicyValue, ...]]

FOLDER = Path(__file__).parent / "payers"

UNKNOWN_PAYER = (
    "Name a known payer, or say whose policy it has (policy = under [payers.NAME] in the practice's file), or describe "
    "it in a policy file of your own (--payers): see the how-to Add a payer."
)
"""What to do where no policy describes the payer."""


class Policy(Struct, frozen=True, kw_only=True, dict=True):
    """What a payer asks for on one day.

    The attributes are the keys of `policies/keys.toml`, which tells what each means. Amounts are cents, relative values
    hundredths. None is unknown; `NO_LIMIT` is a limit known not to exist.

    `unverified` names the keys whose value is known and was neither read in a public document nor in the practice's own
    contract: a fault that depends on one never stops a claim. What is unknown is not among them; it leaves a question
    unanswered.

    `known_on` and `own_payers` are those that `policy` was called with; other payers are looked up by the same.
    """

    payer: str
    name: str
    kind: Kind
    on: date
    unverified: frozenset[str]
    values: dict[str, PolicyValue]
    known_on: date | None = None
    own_payers: str | Path | None = None

    unit_method: Literal["cms", "cpt"] | None
    daily_unit_cap: int | None
    daily_unit_cap_codes: tuple[str, ...] | None
    day_value_limit: int | None
    day_value_limit_evaluation: int | None
    day_value_limit_reevaluation: int | None
    relative_values: dict[str, int] | None
    discipline_modifiers: Literal["none", "always", "always_and_sometimes"] | None
    assistant_modifiers: bool | None
    assistants_paid: bool | None
    assistant_own_mark: bool | None
    assistant_own_modifiers: tuple[str, ...] | None
    de_minimis_percent: int | None
    de_minimis_method: Literal["simple", "percentage"] | None
    acute_modifiers: tuple[str, ...] | None
    modifier_59_style: Literal["59", "x"] | None
    bypass_modifiers: tuple[str, ...] | None
    kx_applies: bool | None
    kx_threshold: int | None
    kx_threshold_ot: int | None
    review_threshold: int | None
    ncci_applies: bool | None
    extra_pairs: tuple[tuple[str, str], ...] | None
    mue_applies: bool | None
    bundled_codes: tuple[str, ...] | None
    replaced_codes: dict[str, str] | None
    not_covered_codes: tuple[str, ...] | None
    equipment_contractor: bool | None
    dry_needling_covered: bool | None
    monitoring_supplies: tuple[str, ...] | None
    monitoring_period_days: int | None
    episode_gap_days: int | None
    liability_notice: bool | None
    assistant_may_render: bool | None
    certifying_referrer_required: bool | None
    telehealth_covered: bool | None
    telehealth_codes: tuple[str, ...] | None
    telehealth_any_code: bool | None
    telehealth_refused_codes: tuple[str, ...] | None
    telehealth_modifiers: tuple[str, ...] | None
    telehealth_place: Literal["in_person", "telehealth", "either"] | None
    timely_filing: TimeLimit | None
    late_filing_months: int | None
    secondary_filing: TimeLimit | None
    unlisted_description_in_note: bool | None
    claim_filing: str | None
    plan_of_care_required: bool | None
    certification_days: int | None
    recertification_days: int | None
    verbal_order_days: int | None
    signed_order_exception: bool | None
    signed_order_sent_days: int | None
    progress_report_days: int | None
    progress_report_late_days: int | None
    assistant_may_report: bool | None
    assistant_may_evaluate: bool | None
    assistant_supervision: Literal["direct", "general"] | None
    assistant_cosign: Literal["treated", "always"] | None
    student_alone_paid: bool | None
    discharge_report_required: bool | None
    note_total_minutes: bool | None
    note_minutes_each: bool | None
    authorization_required: bool | None
    authorization_disciplines: tuple[str, ...] | None
    authorization_after_visits: int | None
    visit_limit: int | None
    visit_limit_each: bool | None
    visit_limit_period: Literal["injury", "calendar_year", "calendar_month"] | None
    visit_limit_disciplines: tuple[str, ...] | None
    weekly_visit_limit: int | None
    exclusion_screening_days: int | None
    retroactive_billing_days: int | None
    clinician_day_minutes: int | None
    corrected_claim: TimeLimit | None
    replacement_claims: bool | None
    appeal: TimeLimit | None
    fee_schedule: Literal["mpfs", "own"] | None
    mppr_reduction_percent: int | None
    assistant_payment_percent: int | None
    assistant_payment_basis: Literal["payer_share", "whole"] | None
    coinsurance_percent: int | None
    annual_deductible: int | None
    sequestration_percent: int | None
    substitute_disciplines: tuple[str, ...] | None
    substitute_days: int | None
    substitute_areas: bool | None
    facility_places: tuple[str, ...] | None
    coverage_determinations: bool | None

    @cached_property
    def counting_method(self) -> Literal["cms", "cpt", "either"] | None:
        """The way to count minutes by: the payer's own, or `either` where it was looked for and not found, so that only
        what both ways earn alike is earned. None where nobody looked, for it may be a third.
        """
        value = self.values.get("unit_method")
        if self.unit_method is not None or value is None:
            return self.unit_method
        return "either" if value.value is not None or value.looked_for is not None else None

    @cached_property
    def binding_cap(self) -> tuple[int, tuple[str, ...]] | None:
        """Units a day the payer pays and the codes they count, where somebody verified both; else None.

        Only such a cap changes what is billed. One that nobody verified is mentioned and left alone.
        """
        cap, counting = self.daily_unit_cap, self.daily_unit_cap_codes
        if cap is None or cap >= NO_LIMIT or counting is None:
            return None
        return None if {"daily_unit_cap", "daily_unit_cap_codes"} & self.unverified else (cap, counting)

    @property
    def determinations_on(self) -> date:
        """The day from which Medicare's determinations stand as they do on the policy's day."""
        return last_change(self.on)

    def value(self, key: str) -> PolicyValue:
        """The value of a key with its source, its dates and its standing."""
        return self.values[key]


class PayerFileHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a payer's file says of itself. `examples` are tables of visits, by name, that show what it should do."""

    name: str
    kind: Kind
    about: str
    extends: str | None = None
    examples: dict[str, str] = {}


class PayerFile(Struct, frozen=True):
    """A payer's file with every key answered: by itself (`own`), or by the payer it extends (`inherited`)."""

    head: PayerFileHead
    own: Spans
    inherited: Spans

    @property
    def spans(self) -> Spans:
        """Every key's dated values: the file's own where it says something, else those inherited."""
        return {**self.inherited, **self.own}


def law_version() -> str:
    """The release of the law that ships with this program, such as `2026.4`, and the packages that add to it:
    `2026.4 with northside 1.0.0`.
    """
    added = ", ".join(map(str, load_plugins()))
    return f"{keys().version} with {added}" if added else keys().version


def payer_names(folder: str | Path | None = None) -> list[str]:
    """The payers that have a policy, ours and those in `folder`, by the name a visit gives them."""
    return sorted(_usable_files(folder))


def policy(payer: str, on: date, known_on: date | None = None, folder: str | Path | None = None) -> Policy | None:
    """The policy of a payer on a date of service, or None where no file describes that payer.

    `known_on` leaves out what was published later. `folder` holds a practice's own payer files, or is a project's file
    with tables of them; one named like ours takes its place, and may extend it. Raises UserError where a payer's file
    is wrong.
    """
    return _policy(payer, on, known_on, folder)


def payer_file(payer: str, folder: str | Path | None = None) -> PayerFile:
    """A payer's file as it was read: what it says itself, and what it leaves to another. `folder` as in `policy`.

    Raises UserError where the file, or one it extends, is wrong; KeyError where no file describes that payer.
    """
    _usable_files(folder)
    return _payer(payer, folder)


@lru_cache(maxsize=10_000)
def _policy(payer: str, on: date, known_on: date | None, folder: str | Path | None) -> Policy | None:
    if payer not in _usable_files(folder):
        return None
    described = _payer(payer, folder)
    values = {key: in_force(spans, on, known_on) for key, spans in described.spans.items()}
    answers: dict[str, Any] = {key: value.value for key, value in values.items()}
    return Policy(
        payer=payer,
        name=described.head.name,
        kind=described.head.kind,
        on=on,
        unverified=frozenset(key for key, value in values.items() if value.value is not None and not value.may_stop),
        values=values,
        known_on=known_on,
        own_payers=folder,
        **answers,
    )


@cache
def _usable_files(folder: str | Path | None) -> dict[str, Path]:
    """The files of all payers. Those of the folder and of installed packages are read, so that a wrong one is not
    noticed by chance.
    """
    _files(None)  # that no two bring one payer
    for plugin in load_plugins():
        for payer in plugin.payers:
            try:
                _payer(payer, None)
            except UserError as wrong:
                raise plugin.build_refusal(f"{wrong.place}: {wrong.problem}") from wrong
    if folder is not None:
        for payer in sorted(own_payer_files(folder)):
            _payer(payer, folder)
    return _files(folder)


@cache
def _files(folder: str | Path | None) -> dict[str, Path]:
    files = {path.stem: path for path in FOLDER.glob("*.toml")}
    owners: dict[str, Plugin | str] = dict.fromkeys(files, OURS)
    for plugin in load_plugins():
        for payer in plugin.payers:
            if payer in owners:
                raise plugin.build_collision(f"a payer {payer!r}", str(owners[payer]))
        files |= plugin.payers
        owners |= dict.fromkeys(plugin.payers, plugin)
    if folder is not None:
        files |= own_payer_files(folder)
    return files


@cache
def _payer(payer: str, folder: str | Path | None, heirs: tuple[str, ...] = ()) -> PayerFile:
    """A payer with every key answered. `heirs` are the payers that led here by `extends`."""
    path = _files(folder)[payer]
    with named_in_project(path):
        return _read_payer(payer, path, folder, heirs)


def _read_payer(payer: str, path: Path, folder: str | Path | None, heirs: tuple[str, ...]) -> PayerFile:
    head, tables = _read(path)
    own: Spans = {}
    inherited: Spans = {}
    if head.extends is not None:
        inherited = _inherited(path, payer, head.extends, folder, heirs)
    for written, table in tables.items():
        key = former_names().get(written, written)
        if key in own:
            raise UserError(f"{path.name}, {written}", f"{key} is answered twice", f"{written} is its former name.")
        if key not in keys().keys:
            raise UserError(
                f"{path.name}, {key}",
                f"no policy has a key {key!r}.{did_you_mean(key, keys().keys)}",
                "The keys and their meaning are in law/policies/keys.toml.",
            )
        if not isinstance(table, dict):
            raise UserError(
                f"{path.name}, {key}", "a key needs dates", f"Write a table: [{key}], reviewed, and dated entries."
            )
        own[key] = read_spans(f"{path.name}, {key}", payer, key, table, own=path.parent != FOLDER)
    described = PayerFile(head, own, inherited)
    missing = [key for key in keys().keys if key not in described.spans]
    if missing:
        raise UserError(
            path.name,
            f"nothing is said of {', '.join(missing)}",
            'Answer them, be it with unknown = true and why, or let the file extend a payer: extends = "commercial".',
        )
    for key, question in keys().keys.items():
        if question.counts and not own.keys().isdisjoint((key, question.counts)):
            _check_counts(path, key, question.counts, described.spans)
    return described


def _check_counts(path: Path, key: str, codes: str, spans: Spans) -> None:
    """A limit that counts no code would never be reached, and nobody would see why."""
    for limit in spans[key]:
        without = [
            span
            for span in spans[codes]
            if span.value == () and span.since <= (limit.until or date.max) and limit.since <= (span.until or date.max)
        ]
        if without and limit.value is not None and limit.value != NO_LIMIT:
            first = max(limit.since, without[0].since)
            raise UserError(
                f"{path.name}, {key}, {first}",
                f"{limit.value} is the most, but {codes} names no code that counts toward it",
                f'Write [{codes}] too: "{first}" = {{ value = ["97110", "97140"], cite = "payer-contract" }}.',
            )


def _inherited(path: Path, payer: str, parent: str, folder: str | Path | None, heirs: tuple[str, ...]) -> Spans:
    where = None if parent == payer else folder  # a practice's own `aetna` may extend our `aetna`
    if parent not in _files(where):
        raise UserError(
            f"{path.name}, extends",
            f"no payer is called {parent!r}.{did_you_mean(parent, _files(where))}",
            f"Extend one of {', '.join(sorted(_files(where)))}.",
        )
    if payer in heirs or (where is folder and parent == payer):
        raise UserError(f"{path.name}, extends", "payers extend each other in a circle", "Let one of them stand alone.")
    if parent == payer:
        return dict(_payer(parent, where).spans)
    spans = _payer(parent, where, (*heirs, payer)).spans
    if path.parent != FOLDER and _files(where)[parent].parent != FOLDER:
        return dict(spans)
    return {key: tuple(map(_of_another, values)) for key, values in spans.items()}


def _of_another(span: PolicyValue) -> PolicyValue:
    """An answer as it stands for another payer: at second hand, unless it is the same for every payer."""
    if span.every_payer or span.standing is None:
        return span
    standing: Standing = "contract" if span.standing == "contract" else "reported"
    return structs.replace(span, standing=standing, may_stop=False)


def _read(path: Path) -> tuple[PayerFileHead, dict[str, object]]:
    remedy = "A payer's file is TOML and begins with name, kind and about; its examples are tables in quotes."
    raw = read_payer_table(path, remedy)
    try:
        head = msgspec.convert(
            {key: raw.pop(key) for key in PayerFileHead.__struct_fields__ if key in raw}, PayerFileHead
        )
    except msgspec.ValidationError as wrong:
        raise UserError(path.name, str(wrong), remedy) from None
    return head, raw
