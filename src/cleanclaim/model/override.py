"""An override: somebody's written decision that a finding of a rule does not hold a claim, for a reason and a time."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

Ground = Literal["answer", "chart", "misread", "other"]
GROUNDS: Mapping[Ground, str] = {
    "answer": "The payer answered in writing",
    "chart": "The chart shows it",
    "misread": "The rule misread the record",
    "other": "Another ground",
}
"""On what a finding is let pass, each ground as people read it."""


class Override(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rule` finds is let pass, through the day `expires`.

    `payer`, `patient_id`, `provider_npi` and `visit_id` say for which visits; None: for all. `line` says on which line
    of the claim, while `code` stands there; None: wherever the rule finds it. `ground`: on what it rests; None where
    only the reason says so. It changes how grave a finding is, never whether it is found.
    """

    rule: str
    reason: str
    author: str
    expires: date
    ground: Ground | None = None
    payer: str | None = None
    patient_id: str | None = None
    provider_npi: str | None = None
    visit_id: str | None = None
    line: int | None = None
    code: str | None = None

    @property
    def words(self) -> str:
        """The ground and the reason: `The chart shows it: minutes stand in the addendum of Nov 21`."""
        return f"{GROUNDS[self.ground]}: {self.reason}" if self.ground else self.reason
