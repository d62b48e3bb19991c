"""What a payer's terms, and the decision as a whole, change of how its codes are read.

CO 24 of a payer that pays by the head (capitation)   nothing is due for the visit: no denial
PR of workers' compensation                           the patient may owe nothing: a person looks, no statement goes out
97110 50.00 paid as 97530: 64.00, OA 94 -45.00        one bundle: its second line is paid with the first, and not refus
97140 45.00 paid as 97530:  0.00, CO 97  45.00
"""

from msgspec import Struct


class DecisionTerms(Struct, frozen=True):
    """The terms of one decision. `capitated`: the payer pays by the head, and nothing for a visit but for the codes
    that are `paid_apart`. `spares_patient`: the patient of such a payer may owe nothing, whatever group PR says.
    `bundle`: the codes billed that are paid together as one.
    """

    capitated: bool = False
    paid_apart: frozenset[str] = frozenset()
    spares_patient: bool = False
    bundle: frozenset[str] = frozenset()

    def is_capitated(self, procedure: str) -> bool:
        """Whether a service is paid by the head; empty stands for the claim as a whole."""
        return self.capitated and procedure not in self.paid_apart


USUAL_TERMS = DecisionTerms()
"""Those of every other decision."""
