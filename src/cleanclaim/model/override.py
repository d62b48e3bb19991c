"""An override: somebody's written decision that a finding of a rule does not hold a claim, for a reason and a time."""

from datetime import date

from msgspec import Struct


class Override(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rule` finds is let pass, through the day `expires`.

    `payer`, `patient_id`, `provider_npi` and `visit_id` say for which visits; None: for all. `line` says on which line
    of the claim, while `code` stands there; None: wherever the rule finds it. It changes how grave a finding is, never
    whether it is found.
    """

    rule: str
    reason: str
    author: str
    expires: date
    payer: str | None = None
    patient_id: str | None = None
    provider_npi: str | None = None
    visit_id: str | None = None
    line: int | None = None
    code: str | None = None
