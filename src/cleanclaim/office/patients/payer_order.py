"""Who pays before whom, where the order of a patient's coverages cannot be right: Medicaid pays last."""

from datetime import date

from msgspec import Struct

from cleanclaim.law.chart.payer_order import MEDICAID, is_before_medicaid
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.office.practices.payer_names import find_filing, name_payer
from cleanclaim.office.shared.citations import CiteView, build_cite_view

SOURCE = "42-cfr-433-139"


class WrongOrder(Struct, frozen=True):
    """Medicaid, by its name, and the payers that are entered to pay after it; the source that says otherwise."""

    medicaid: str
    behind: list[str]
    cite: CiteView


def find_wrong_order(patient: Patient, practice: Practice | None, on: date) -> WrongOrder | None:
    """The payers that are entered behind Medicaid and come before it; None where there are none."""
    for key, coverage in patient.coverages.items():
        if find_filing(key, practice, on) == MEDICAID:
            later = [one.payer for one in patient.coverages_after(coverage)]
            behind = [one for one in later if is_before_medicaid(find_filing(one, practice, on))]
            if behind:
                names = [name_payer(one, practice, on) for one in behind]
                return WrongOrder(name_payer(key, practice, on), names, build_cite_view(SOURCE, key, on))
    return None
