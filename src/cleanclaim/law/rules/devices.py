"""Training with orthoses and prostheses: the first encounter has one code, every later one another.

97760 and 97761 are for the first encounter with the device in an episode; from then on it is 97763, for both. The codes
stand so since 2018.

    payer    | service_date | code  | minutes | units | earlier                        || broken
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2026-02-23 97161               ||
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2026-02-23 97760               || first_again
    -
    medicare | 2026-03-02   | 97761 |      30 |     2 | 2026-02-23 97760               ||              # another device
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 | 2026-02-23 97760               ||
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 | 2026-02-23 97161               || later_first
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 |                                || first_again?
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 |                                || later_first?
    -
    medicare | 2026-03-02   | 97110 |      30 |     2 |                                ||
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2024-02-05 97760               ||              # two years ago: a new episode

Both in one file, of which nobody says that it is all:

    visit_id | payer    | service_date | code  | minutes | units || broken
    1        | medicare | 2026-03-02   | 97760 |      30 |     2 || first_again?
    2        | medicare | 2026-03-09   | 97760 |      30 |     2 || first_again
    -
    1        | medicare | 2026-03-02   | 97760 |      30 |     2 || first_again?
    2        | medicare | 2026-03-09   | 97763 |      30 |     2 ||
"""

from collections.abc import Sequence
from datetime import date, timedelta

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart.over_time import EarlierService, device_training, earlier_services
from cleanclaim.law.wording import instead
from cleanclaim.model.visit import Visit
from cleanclaim.reference.code_sets import code_set

NEEDS = "claim"

FIRST, LATER = code_set("first_device_training"), code_set("later_device_training")
TRAINING = device_training()


@fact
def trains_first(billed: bool, code: str) -> bool:
    """Whether the line bills a first encounter with a device."""
    return billed and code in FIRST


@fact
def trains_later(billed: bool, code: str) -> bool:
    """Whether the line bills a later encounter with a device."""
    return billed and code in LATER


@fact
def earlier_training(
    code: Each[str],
    service_date: date,
    over_time: Sequence[Visit],
    episode_gap_days: int,
    all_visits: tuple[Visit, ...] | None = None,
) -> tuple[EarlierService, ...]:
    """Training with devices on earlier days that may be of the same episode, where the visit trains with one."""
    if TRAINING.isdisjoint(code):
        return ()
    since = service_date - timedelta(days=episode_gap_days - 1)
    return earlier_services(TRAINING, since, service_date, over_time, all_visits)


@fact(missing=("service_date", "all_visits"))
def same_first_before(
    code: str, earlier_training: tuple[EarlierService, ...], all_visits: tuple[Visit, ...] | None = None
) -> bool | None:
    """Whether the line's code was billed before; unknown where nothing shows it and the earlier visits are unknown."""
    if any(code == earlier.code for earlier in earlier_training):
        return True
    return None if all_visits is None else False


@fact(missing=("service_date", "all_visits"))
def no_training_before(
    earlier_training: tuple[EarlierService, ...], all_visits: tuple[Visit, ...] | None = None
) -> bool | None:
    """Whether no device was trained with before; unknown where nothing shows one and the earlier visits are unknown."""
    if earlier_training:
        return False
    return None if all_visits is None else True


@rule(
    title="First training with a device billed again",
    cite="cpt-orthotics-2018",
    when="trains_first",
    severity="warn",
    unknown="info",
    message=f"{{code}} was billed for this patient within {{episode_gap_days}} days; later encounters are {instead(LATER)}.",
    remedy=f"Bill {instead(LATER)}, unless it is another device.",
    verified=False,
)
def first_again(code: str, episode_gap_days: int, same_first_before: bool) -> bool:  # noqa: ARG001 - said in the message
    """The first encounter is paid for once a device; the second claim for it is denied or asked back."""
    return same_first_before


@rule(
    title="Later training with a device, and no first",
    cite="cpt-orthotics-2018",
    when="trains_later",
    severity="warn",
    unknown="info",
    message="{code} is for a later encounter, and none of the patient's visits of {episode_gap_days} days was the first.",
    remedy=f"Bill {instead(FIRST)} for the first encounter, or enter the visit in which it was.",
    verified=False,
)
def later_first(code: str, episode_gap_days: int, no_training_before: bool) -> bool:  # noqa: ARG001 - said in the message
    """The first encounter is paid higher in most fee schedules, and a later one without it looks like an error."""
    return no_training_before
