"""What one unit of a code brings, exactly.

Medicare's price is (work x its index + practice expense x its index + malpractice x its index) x conversion factor.
All seven are published decimals, so everything is whole numbers here and is rounded once, half a cent up: the price of
one unit, full or reduced, is a fee of its own and each is rounded by itself. A line is the sum of its units.
"""

from msgspec import Struct

# Relative values have two decimals, indices three, the conversion factor four, a percentage two; so a unit is counted
# in 1e-11 dollars, and a cent is this many of them.
_CENT = 1_000_000_000


class Rate(Struct, frozen=True, kw_only=True):
    """One unit of a code at one place on one day.

    Relative values (`work`, `pe`: practice expense, `malpractice`) are in hundredths, their indices in thousandths,
    `factor` in ten-thousandths of a dollar. `subject`: the therapy reduction of practice expense applies.
    """

    work: int
    pe: int
    malpractice: int
    work_index: int = 1000
    pe_index: int = 1000
    malpractice_index: int = 1000
    factor: int
    subject: bool = True

    def exact(self, pe_percent: int = 100) -> int:
        """The price of a unit with so much of its practice expense, in 1e-11 dollars."""
        fixed = self.work * self.work_index + self.malpractice * self.malpractice_index
        return (fixed * 100 + self.pe * self.pe_index * pe_percent) * self.factor

    def fee(self, pe_percent: int = 100) -> int:
        """The price of a unit with so much of its practice expense, in cents, half a cent rounded up."""
        return (self.exact(pe_percent) + _CENT // 2) // _CENT

    def formula(self, pe_percent: int = 100) -> str:
        """The multiplication behind a unit's price, as a person would write it down."""
        part = "" if pe_percent == 100 else f" × {pe_percent} %"
        return (
            f"({decimal(self.work, 2)} × {decimal(self.work_index, 3)}"
            f" + {decimal(self.pe, 2)} × {decimal(self.pe_index, 3)}{part}"
            f" + {decimal(self.malpractice, 2)} × {decimal(self.malpractice_index, 3)})"
            f" × ${decimal(self.factor, 4)}"
        )


def decimal(number: int, places: int) -> str:
    """A whole number as the decimal it stands for: 334009 with four places is `33.4009`."""
    return f"{number // 10**places}.{number % 10**places:0{places}d}"
