"""Planting: each fault as often as it may be met with, until about one visit in twenty-five has a label."""

from cleanclaim.sandbox.synth.line_faults import LINE_FAULTS
from cleanclaim.sandbox.synth.made_practice import MadePractice
from cleanclaim.sandbox.synth.note_faults import NOTE_FAULTS
from cleanclaim.sandbox.synth.paper_faults import PAPER_FAULTS, STAFF_FAULTS

ONE_IN = 2_400
"""Visits for each time that a fault is planted."""


def plant(world: MadePractice) -> None:
    """Spoil the world, each fault a few times, and label what was spoilt."""
    times = max(1, round(len(world.visits) / ONE_IN))
    for _time in range(times):
        for planter in (*PAPER_FAULTS, *LINE_FAULTS, *NOTE_FAULTS):
            planter(world)
    for planter in STAFF_FAULTS:
        planter(world)
    world.faults.sort(key=lambda one: one.visit_id)
