"""What comes after the first payer's decision: who is billed next for a claim, and how its claim is made."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.office.claims.judge import JudgedClaim


class NextPayer(Struct, frozen=True):
    """A payer after the first: its name, and whether it is the second or third; empty where no order is entered."""

    name: str
    order: str


class NextPayers(Struct, frozen=True):
    """Whom the claim goes to after `first`, in their order. `unordered`: coverages of which nobody said when they pay.

    `command` writes the next payer's claim; empty where no order is entered or the claim has not gone out.
    """

    first: str
    payers: Sequence[NextPayer]
    unordered: Sequence[str]
    command: str = ""


def find_next_payers(judged: JudgedClaim, sent_name: str) -> NextPayers | None:
    """The payers after the one that a claim is for; None where the patient has no other that is first or later than it.

    `sent_name`: the file in which the claim went out, empty where it has not.
    """
    practice = judged.case.practice
    visit = judged.visits[0].visit if judged.visits else None
    patient = practice.patients.get(visit.patient_id or "") if practice and visit else None
    billed = patient.coverages.get(visit.billed_payer or "") if patient and visit else None
    if practice is None or patient is None or billed is None:
        return None
    later = [one for one in patient.coverages_after(billed) if one.payer in practice.payers]
    others = [one for one in patient.coverages.values() if one is not billed and one.payer in practice.payers]
    unordered = [one for one in others if None in (billed.order, one.order)]
    if not later and not unordered:
        return None
    names = {key: one.name or key for key, one in practice.payers.items()}
    command = f"cleanclaim secondary {sent_name} --paid REMITTANCE.835 --practice practice.toml -o second.837"
    return NextPayers(
        first=names.get(billed.payer, billed.payer),
        payers=[NextPayer(names[one.payer], one.order or "") for one in later],
        unordered=[names[one.payer] for one in unordered],
        command=command if later and sent_name else "",
    )
