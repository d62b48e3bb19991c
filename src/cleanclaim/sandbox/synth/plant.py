"""Planting: each fault as often as it may be met with, until about one visit in twenty-five has a label."""

from cleanclaim.sandbox.synth.chart_faults import CHART_FAULTS, STAFF_FAULTS
from cleanclaim.sandbox.synth.coverage_faults import COVERAGE_FAULTS
from cleanclaim.sandbox.synth.duration_faults import DURATION_FAULTS
from cleanclaim.sandbox.synth.line_faults import LINE_FAULTS
from cleanclaim.sandbox.synth.made_practice import SyntheticPractice
from cleanclaim.sandbox.synth.note_faults import NOTE_FAULTS
from cleanclaim.sandbox.synth.other_claim_faults import OTHER_CLAIM_FAULTS

PLANTERS = (
    *CHART_FAULTS,
    *LINE_FAULTS,
    *NOTE_FAULTS,
    *COVERAGE_FAULTS,
    *OTHER_CLAIM_FAULTS,
    *DURATION_FAULTS,
)
ONE_IN = 2_400
"""Visits for each time that a fault is planted."""


def plant(practice: SyntheticPractice) -> None:
    """Plant each fault a few times, and label the visits it is planted in."""
    times = max(1, round(len(practice.visits) / ONE_IN))
    for _time in range(times):
        for planter in PLANTERS:
            planter(practice)
    for planter in STAFF_FAULTS:
        planter(practice)
    practice.faults.sort(key=lambda one: one.visit_id)
