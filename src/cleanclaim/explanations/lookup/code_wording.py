"""What the tables say about a code, as a biller would put it: one wording for the terminal and the office."""

from cleanclaim.explanations.lookup.code_pages import UNIT_LIMIT_WORDS, CodePage
from cleanclaim.law.wording import hundredths
from cleanclaim.reference.mpfs import Fee
from cleanclaim.reference.mue import Mue

KIND_WORDS = {
    "addon": "add-on",
    "attended": "modality",
    "caregiver": "teaching a caregiver",
    "group": "group treatment",
    "device": "monitoring device",
    "monitoring": "remote monitoring",
    "other": "other service",
    "reevaluation": "re-evaluation",
    "remote": "remote service",
    "speech": "speech treatment",
    "strapping": "taping and wrapping",
    "test": "test or measurement",
    "timed": "procedure",
    "wound": "wound care",
}
PAIR_ANSWER_WORDS = {
    "bundled": "never both on one day",
    "bypassable": "both only where the visit shows that they were distinct, and a modifier says so",
    "separate": "no edit in force: both are payable on one day",
    "undetermined": "the releases on file do not say",
}
"""What an answer about a pair of codes means."""


def describe_kind(page: CodePage) -> str:
    """`procedure`; `evaluation, PT family`."""
    family = f", {page.evaluation} family" if page.evaluation else ""
    return f"{KIND_WORDS.get(page.kind, page.kind)}{family}"


def describe_relative_values(fee: Fee) -> str:
    """The four relative values of a row of the fee schedule: `work 0.45 · practice 0.41 · ...`."""
    parts = [
        ("work", fee.work),
        ("practice", fee.nonfacility_pe),
        ("in a facility", fee.facility_pe),
        ("malpractice", fee.malpractice),
    ]
    return " · ".join(f"{name} {hundredths(value)}" for name, value in parts)


def describe_reduction(page: CodePage) -> str:
    """Whether the therapy reduction (MPPR) applies."""
    return "yes: the practice part of all but one unit of the day is halved" if page.mppr else "no"


def describe_unit_limit(limit: Mue | None, *, known: bool) -> str:
    """The unit limit; `known` tells whether a missing one means that CMS set none."""
    if limit is None:
        return "none set by CMS" if known else "not known: no release on file speaks of this code on this date"
    if limit.units == 0:
        return "none: CMS pays no unit of it (MUE 0)"
    units = "1 unit" if limit.units == 1 else f"{limit.units} units"
    return f"{units} {UNIT_LIMIT_WORDS[limit.mai]} (MUE, indicator {limit.mai})"
