"""Who gave a service: an aide's time is nobody's to bill, and the number of the visit has to fit who gave it.

What aides, athletic trainers and technicians give is recorded and earns no unit, whoever watches them.
(Medicare Benefit Policy Manual, ch. 15, 230.1 C)

    payer    | code  | minutes | performed_by | units || broken
    medicare | 97110 |      30 | aide         |     2 || helper_billed
    -
    medicare | 97110 |      30 | trainer      |     0 ||
    -
    medicare | 97110 |      30 | technician   |       ||
    medicare | 97140 |      15 | PT           |     1 ||
    -
    medicare | 97110 |      30 | PT           |     2 ||
    medicare | 97110 |      25 | aide         |       ||                 # recorded, and 0 units

What not every state lets an assistant give, debridement, needling and tests among them, is no evaluation: alike where units
were entered and where we count them.

    payer    | discipline | code  | performed_by | units | modifiers || broken
    medicare | PT         | 97597 | PTA          |     1 | GP CQ     || state_decides
    -
    medicare | PT         | 97597 | PTA          |       |           || state_decides
    -
    medicare | PT         | 97597 | PT           |     1 | GP        ||
    -
    medicare | PT         | 97597 |              |     1 | GP        || state_decides?

The number against on whose number the visit is: the two must be able to be true together.

credential | supervised_by | performed_by | code  | minutes | units | modifiers || broken
PTA        | 1000000012    | PT           | 97110 |      30 |     2 | GP        || number_of_assistant
-
PTA        | 1000000012    | PTA          | 97110 |      30 |     2 | GP CQ     ||
-
PTA        | 1000000012    | PT           | 97110 |      15 |     1 | GP        ||    # both treated
PTA        | 1000000012    | PTA          | 97140 |      15 |     1 | GP CQ     ||
-
PTA        | 1000000012    |              | 97110 |      30 |     2 | GP        ||    # asked of elsewhere
-
PT         |               | PT           | 97110 |      30 |     2 | GP        ||
"""

from collections.abc import Sequence

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.chart.episode import evaluation_codes
from cleanclaim.law.coding.units_earned import is_assistants
from cleanclaim.model.practice import Clinician
from cleanclaim.model.supervision import THERAPISTS
from cleanclaim.model.visit import ASSISTANTS, HELPERS, Service
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.modifiers import state_marks

OWN_MODIFIERS = Missing(
    "Which modifier of this payer is the assistant's",
    "Look it up in the payer's manual, and write assistant_own_modifiers into your own payer file (--payers).",
    name="assistant_own_modifiers",
)


@fact(missing=OWN_MODIFIERS)
def without_own_mark(
    services: Sequence[Service],
    assistant_own_mark: bool | None = None,
    assistant_own_modifiers: tuple[str, ...] | None = None,
) -> bool | None:
    """Whether a line of the assistant lacks the payer's own modifier; unknown where it has one that a state gives its
    meaning (U1 to UD), and nobody has read which is the assistant's.
    """
    theirs = [one for one in services if is_assistants(one) and one.units != 0]
    if not assistant_own_mark:
        marked = any(not state_marks().isdisjoint(one.modifiers) for one in theirs)
        return None if assistant_own_mark is None and marked else False
    accepted = frozenset(assistant_own_modifiers or state_marks())
    if any(accepted.isdisjoint(one.modifiers) for one in theirs):
        return True
    return False if assistant_own_modifiers or not theirs else None


@fact
def on_assistants_number(clinician: Clinician | None = None) -> bool:
    """Whether the visit is on the number of somebody who is an assistant by the practice's file."""
    return clinician is not None and clinician.credential in ASSISTANTS


@fact
def number_credential(clinician: Clinician) -> str:
    """The credential of whose number it is."""
    return clinician.credential


@rule(
    title="An assistant's number, and no assistant treated",
    cite="42-usc-1395m-v",
    when="on_assistants_number",
    message="{provider_npi} is the number of {number_credential:one}, and every service says that a therapist gave it.",
    remedy="Enter who gave each service, or the number of the therapist who treated.",
    carc="4",
)
def number_of_assistant(services: Sequence[Service], provider_npi: str | None = None) -> bool:  # noqa: ARG001 - said in the message
    """One of the two is wrong: without the assistant's modifier an assistant's service is overpaid."""
    return bool(services) and all(one.performed_by in THERAPISTS for one in services)


@fact
def by_helper(billed: bool, performed_by: str | None = None) -> bool:
    """Whether the line bills what an aide, an athletic trainer or a technician gave."""
    return billed and performed_by in HELPERS


@rule(
    title="An aide's time is billed",
    cite="cms-100-02-15-230-1-aides",
    when="by_helper",
    message="{code} was given by {performed_by:one}, whose time is not therapy.",
    remedy="Take its units off; bill what the therapist or assistant gave.",
    field="billed",
    carc="185",
)
def helper_billed(by_helper: bool, performed_by: str | None = None) -> bool:  # noqa: ARG001 - said in the message
    """What an aide gives is no skilled service, even under a therapist's eyes; billed as one it has to be repaid."""
    return by_helper


@fact
def all_by_therapists(services: Sequence[Service]) -> bool:
    """Whether therapists gave all services of the visit."""
    return THERAPISTS.issuperset([service.performed_by for service in services])


@fact(missing="performers")
def evaluated_by_assistant(services: Sequence[Service], all_by_therapists: bool) -> tuple[str, ...] | None:
    """Evaluations an assistant gave, as recorded: with units or still to be counted; unknown where nobody says who."""
    if all_by_therapists or evaluation_codes().isdisjoint([one.code for one in services]):
        return ()
    wanted = evaluation_codes()
    found = [one for one in services if one.code in wanted and one.units != 0 and one.mode != "together"]
    sure = tuple(one.code for one in found if one.performed_by in ASSISTANTS)
    return None if not sure and any(one.performed_by is None for one in found) else sure


@fact
def is_for_the_state(billed: bool, mode: str, entry: Code | None = None) -> bool:
    """Whether the line bills what not every state lets an assistant give, and no evaluation."""
    return billed and mode != "together" and entry is not None and entry.assistant is False and entry.evaluation is None


@rule(
    title="Whether an assistant may give it is up to the state",
    cite="cms-100-02-15-230",
    when="is_for_the_state",
    severity="warn",
    message="{code} was furnished by {performed_by:one}; some states and payers leave it to the therapist.",
    remedy="Look into your state's practice act before the claim goes out; bill it as furnished if it allows it.",
    carc="185",
    verified=False,
)
def state_decides(performed_by: str) -> bool:
    """Of sharp debridement, dry needling and tests Medicare's manual says only that state law decides."""
    return performed_by in ASSISTANTS
