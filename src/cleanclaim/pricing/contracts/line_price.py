"""The price of one line taken apart, so that it can be worked out anew with one thing changed.

97110 × 3, by Medicare       $29.92 whole, $23.33 with half its practice expense; one unit whole
allowed                      29.92 + 2 × 23.33 = 76.58
with all units whole         3 × 29.92 = 89.76
with one unit less           29.92 + 23.33 = 53.25
"""

from msgspec import Struct

from cleanclaim.pricing.contracts.contract import take_percent
from cleanclaim.pricing.settlement import Terms, settle


class LinePrice(Struct, frozen=True, kw_only=True):
    """The price of one line, in cents.

    `whole` is what a unit brings, `reduced` what one brings under the multiple procedure reduction, None where that is
    not known or never touches the code. Of `units`, `whole_units` are paid whole. `charge` is what was billed where no
    more than that is paid, None otherwise. A line `by_assistant` is paid `assistant_percent` of it (hundredths of a
    percent), or, by Medicare's `terms`, less of the payer's share alone. `working` says how it came about.
    """

    code: str
    units: int
    whole: int
    reduced: int | None = None
    whole_units: int
    charge: int | None = None
    by_assistant: bool = False
    assistant_percent: int | None = None
    terms: Terms | None = None
    working: tuple[str, ...] = ()

    @property
    def due(self) -> int:
        """What is allowed before anything is taken off for an assistant."""
        return self.gross(self.units, self.whole_units)

    def gross(self, units: int, whole_units: int) -> int:
        """The same for so many units, of which so many are paid whole."""
        first = min(units, whole_units)
        rest = units - first
        amount = first * self.whole + (rest * (self.whole if self.reduced is None else self.reduced))
        return amount if self.charge is None else min(amount, self.charge)

    def allowed(
        self,
        deductible: int = 0,
        *,
        units: int | None = None,
        whole_units: int | None = None,
        assistant_times: int | None = None,
    ) -> int:
        """What is allowed after what an assistant's line loses; with other units, other units paid whole, or with that
        taken off so many times. `deductible` are the cents of the line that fall under it.
        """
        gross = self.gross(
            self.units if units is None else units, self.whole_units if whole_units is None else whole_units
        )
        times = int(self.by_assistant) if assistant_times is None else assistant_times
        if not times:
            return gross
        if self.terms is None:
            for _ in range(times):
                gross = take_percent(gross, self.assistant_percent or 0)
            return gross
        return self._after_medicare(gross, self.terms, deductible, times)

    def _after_medicare(self, gross: int, terms: Terms, deductible: int, times: int) -> int:
        """What Medicare allows less what it takes off: of its share, or of the whole amount."""
        for _ in range(times - 1 if terms.assistant_payment_basis == "whole" else 0):
            gross -= settle(gross, terms, deductible_left=0, assistant=True).assistant_reduction
        shares = settle(gross, terms, deductible_left=deductible, assistant=True)
        left = gross - shares.assistant_reduction
        if terms.assistant_payment_basis == "whole":
            return left
        share = left - shares.patient_owes
        for _ in range(times - 1):
            share = (share * terms.assistant_payment_percent + 50) // 100
        return shares.patient_owes + share

    @property
    def can_lose_for_assistant(self) -> bool:
        """Whether it is known what an assistant's line loses."""
        return self.terms is not None or self.assistant_percent not in {None, 10_000}
