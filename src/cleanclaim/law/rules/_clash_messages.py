"""What is said of minutes on the clock that are counted twice: which services share them, of which visits."""

from collections.abc import Sequence

from cleanclaim.law.chart.clinician_day import Clash
from cleanclaim.law.wording import listed
from cleanclaim.model.visit import Visit


def clock(minutes: int) -> str:
    """`9:15` for minutes after midnight."""
    return f"{minutes // 60}:{minutes % 60:02}"


def clash_sentence(clashes: Sequence[Clash], begin: str) -> str:
    """The clashes in words, the first three of them."""
    parts = [
        f"{clash.code} with {clash.other_code} of visit {clash.other_visit} for {clash.minutes} min from {clock(clash.start)}"
        for clash in clashes[:3]
    ]
    more = f", and {len(clashes) - 3} more" if len(clashes) > 3 else ""
    return f"{begin} {'; '.join(parts)}{more}."


def overlap_message(overlapping: tuple[Clash, ...]) -> str:
    """Which services overlap, and for how long."""
    return clash_sentence(overlapping, "The same person treats two patients one on one at once:")


def group_message(at_once: tuple[Clash, ...]) -> str:
    """Which visits began the same service at the same minute."""
    visits = listed(dict.fromkeys(clash.other_visit for clash in at_once))
    return f"{at_once[0].code} begins at {clock(at_once[0].start)} for the patient of visit {visits} too, by the same person."


def group_and_one_message(group_shares: tuple[Clash, ...]) -> str:
    """Which services share which minutes."""
    return clash_sentence(group_shares, "The same person leads a group and treats one on one at once:")


def counted_twice_message(twice_on_the_clock: tuple[Clash, ...], visit: Visit) -> str:
    """Which services share which minutes, the first three pairs of them."""
    pairs = [
        f"{one.code} and {one.other_code}{'' if one.other_visit == visit.visit_id else f' of visit {one.other_visit}'}"
        f" share {one.minutes} min from {clock(one.start)}"
        for one in twice_on_the_clock[:3]
    ]
    more = f", and {len(twice_on_the_clock) - 3} pairs more" if len(twice_on_the_clock) > 3 else ""
    return f"The patient's minutes are counted twice: {'; '.join(pairs)}{more}."


def cotreated_message(shared_with_discipline: tuple[Clash, ...]) -> str:
    """Which minutes both disciplines count."""
    return clash_sentence(shared_with_discipline, "Two disciplines count the same minutes of the patient:")
