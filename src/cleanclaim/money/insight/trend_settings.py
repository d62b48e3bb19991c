"""By what payers' series are watched, as `trends.toml` has it, each with why."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("trends.toml")


class TrendSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of `trends.toml`, which says what each means."""

    least_claims: int
    least_denied: int
    least_patients: int
    least_before: int
    false_findings: int
    shuffles: int
    least_fall_percent: int
    visible_rise_percent: int
    power_percent: int
    cusum_height: int
    cusum_rise: int
    average_weight_percent: int
    average_width_hundredths: int
    days_before: int
    days_after: int


class _WrittenSetting(Struct, frozen=True, forbid_unknown_fields=True):
    value: int
    why: str


@cache
def trend_settings() -> TrendSettings:
    """The settings in use."""
    written = msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), dict[str, _WrittenSetting])
    return msgspec.convert({name: one.value for name, one in written.items()}, TrendSettings)
