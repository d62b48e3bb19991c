"""The kinds of what waits for a person, and what to do about each."""

from typing import Literal

WaitingKind = Literal[
    "refused",
    "unknown claim",
    "reversal",
    "denied",
    "overpaid",
    "paid back",
    "not answered",
    "taken back",
    "another payer",
    "provider level",
    "takeback",
    "refund not entered",
    "two versions",
    "not placed",
    "not at the bank",
    "deposit without a remittance",
]
WHAT_TO_DO: dict[WaitingKind, str] = {
    "refused": "No payer has it: correct what the answer names and send it again before the time to file is over.",
    "unknown claim": "Find out whose it is: put the 837P that billed it into the folder, or send the money back.",
    "reversal": "Put the remittance that paid it into the folder; else ask the payer what it took back.",
    "denied": "Correct it, appeal, or write it off in money.toml: `cleanclaim denials` says which, and by when.",
    "overpaid": "More came in than is due: pay it back, or expect a takeback. Public payers set a day for that.",
    "paid back": "The refund is on its way: the payer has yet to take it off the claim. Ask where no answer comes.",
    "not answered": "A correction or a void went out, and the payer has not answered it: wait, or ask where it is.",
    "taken back": "The payer took back what it paid, and decided nothing in its place: ask why, bill again or appeal.",
    "another payer": "Bill it to that payer, or to the patient's other one; the patient may not be billed. Of workers'"
    " compensation: look whether anybody owes it; most states let nobody bill the employee.",
    "provider level": "Ask the payer what it is for.",
    "takeback": "Below 0 the payer will take it from later payments. Above 0 it has money that no reversal explains,"
    " taken by it or sent back to it: ask for the claim, and name it in money.toml ([[takeback]]).",
    "refund not entered": "The payer says that a refund came by check: enter it in money.toml ([[payer_refund]]); where"
    " none was sent, ask which check it means.",
    "two versions": "Two files say different things of one payment: the one made last counts. Ask which is right, and"
    " take the other out of the folder.",
    "not placed": "Correct it in money.toml: the claim, who owes it, or the amounts.",
    "not at the bank": "Ask the bank, then the payer, where the money went; a check may lie unopened.",
    "deposit without a remittance": "Get the 835 from the payer or the clearinghouse; what is no payer's may stay.",
}
"""What a person does about each kind."""
