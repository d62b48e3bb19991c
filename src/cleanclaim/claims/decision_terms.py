"""What a payer's terms change of how the codes of its decisions are read.

CO 24 of a payer that pays by the head (capitation)   nothing is due for the visit: no denial
PR of workers' compensation                           the patient may owe nothing: a person looks, no statement goes out
"""

from msgspec import Struct


class DecisionTerms(Struct, frozen=True):
    """The terms of one decision. `capitated`: the payer pays by the head, and nothing for a visit but for the codes
    that are `paid_apart`. `spares_patient`: the patient of such a payer may owe nothing, whatever group PR says.
    """

    capitated: bool = False
    paid_apart: frozenset[str] = frozenset()
    spares_patient: bool = False

    def is_capitated(self, procedure: str) -> bool:
        """Whether a service is paid by the head; empty stands for the claim as a whole."""
        return self.capitated and procedure not in self.paid_apart


USUAL_TERMS = DecisionTerms()
"""Those of every other decision."""
