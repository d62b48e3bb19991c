"""A kind of question: what it exercises, and what makes one."""

from collections.abc import Callable
from random import Random

from msgspec import Struct

from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.setting import TrainingSetting


class Kind(Struct, frozen=True):
    """One kind. `name` is stored with what people answered; `make` gives None where the facts drawn tell nothing."""

    name: str
    competency: str
    title: str
    make: Callable[[Random, TrainingSetting], Item | None]
