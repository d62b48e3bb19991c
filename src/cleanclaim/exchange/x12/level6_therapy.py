"""SNIP level 6: what a kind of service asks of a claim, here therapy, whatever the payer.

Only what the numbers of a line say by themselves. Which modifiers a payer wants, and how many units the minutes earn,
is the law's business: `cleanclaim review`.
"""

from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.model.submitted_claim import SubmittedLine
from cleanclaim.reference.catalogue import catalogue


def line_faults(line: SubmittedLine) -> list[Fault]:
    """Therapy is billed in whole units of its code, and no modifier is said twice."""
    faults = []
    if len(set(line.modifiers)) < len(line.modifiers):
        faults.append(Fault(6, "A modifier is given twice.", "Give each once.", "", 1))
    units = line.units
    if units is None or line.code not in catalogue():
        return faults
    if line.unit == "MJ":
        problem = f"{line.code} is sent in minutes (MJ); therapy is billed in units."
        faults.append(Fault(6, problem, "Send UN and the units that the minutes earn.", "", 3))
    elif units <= 0:
        faults.append(Fault(6, f"SV104 has no unit of {line.code}.", "Send the units, or leave the line out.", "", 4))
    elif units != units.to_integral_value():
        faults.append(Fault(6, f"SV104 has {units} units of {line.code}: not a whole number.", "Correct it.", "", 4))
    return faults
