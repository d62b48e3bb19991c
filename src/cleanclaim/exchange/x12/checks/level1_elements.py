"""SNIP level 1, elements: how values are written, and which need or exclude each other.

`element_errors` finds them, in the segments that the quick test does not accept.
"""

from cleanclaim.exchange.x12.checks.check import Check, CheckExample

TRAILING_SEPARATORS = Check(
    id="element.trailing-separators",
    level=1,
    title="Separators of elements or components that were not sent",
    why="X12 has none after the last one that is sent, and some receivers refuse them.",
    remedy="Leave out the separators at its end.",
    example=CheckExample("837p", "REF*EI", fails="REF*EI*741234567**~"),
)
TOO_SHORT = Check(
    id="element.too-short",
    level=1,
    title="A value is too short",
    why="Each element has a least length; what is shorter is not what the receiver looks for.",
    remedy="Correct it.",
    code="4",
    example=CheckExample("837p", "N4*", fails="N4*A*TX*787011234~"),
)
TOO_LONG = Check(
    id="element.too-long",
    level=1,
    title="A value is too long",
    why="A receiver cuts it off or refuses it.",
    remedy="Correct it.",
    code="5",
    example=CheckExample("837p", "CLM*", fails="CLM*PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP*127.5***11:B:1*Y*A*Y*Y~"),
)
CHARACTERS = Check(
    id="element.characters",
    level=1,
    title="A value holds a character that may not be sent, is blank, or is no number",
    why="Amounts and counts are digits with a point at most, and control characters disturb the receiver.",
    remedy="Correct it.",
    code="6",
    example=CheckExample("837p", "CLM*", fails="CLM*PT1*127,5***11:B:1*Y*A*Y*Y~"),
)
FRACTION = Check(
    id="element.fraction-of-a-cent",
    level=1,
    title="An amount has a fraction of a cent",
    why="Money is paid in whole cents; such an amount can be posted by nobody, and no sum with it ties out.",
    remedy="Send dollars and whole cents.",
    code="6",
    example=CheckExample("837p", "CLM*", fails="CLM*PT1*127.505***11:B:1*Y*A*Y*Y~"),
)
TELEPHONE_FORM = Check(
    id="element.telephone",
    level=1,
    title="A telephone number is not ten digits",
    why="The guides want area code and number without signs (PER04 after TE or FX); front ends refuse others.",
    remedy="Send the ten digits.",
    code="6",
    example=CheckExample("837p", "PER*", fails="PER*IC*BILLING OFFICE*TE*(512)555-0100~"),
)
DATE = Check(
    id="element.date",
    level=1,
    title="A value is not a date, or not in the format it is said to have",
    why="A day that the calendar does not have cannot be compared with any other.",
    remedy="Correct it.",
    code="8",
    example=CheckExample("837p", "DMG*", fails="DMG*D8*19580230*F~"),
)
TIME = Check(
    id="element.time",
    level=1,
    title="A value is not a time of day",
    why="Hours go to 23 and minutes to 59.",
    remedy="Correct it.",
    code="9",
    example=CheckExample("837p", "BHT*", fails="BHT*0019*00*B1*20260302*2500*CH~"),
)
COMPONENTS = Check(
    id="element.components",
    level=1,
    title="A single value has components",
    why="The receiver takes the separator for a part of the value, or reads its first part only.",
    remedy="Send one value.",
    code="6",
    example=CheckExample("837p", "REF*EI", fails="REF*EI*74:1234567~"),
)
INCOMPLETE_GROUP = Check(
    id="element.incomplete-group",
    level=1,
    title="Elements that need each other are not all sent",
    why="One means nothing without the others: a number without its kind, a date without its format.",
    remedy="Send them all, or none.",
    code="2",
    example=CheckExample("837p", "NM1*85", fails="NM1*85*2*RIVERBEND*****XX~"),
)
EXCLUSIVE = Check(
    id="element.exclusive",
    level=1,
    title="Elements that exclude each other are both sent",
    why="The receiver cannot know which of them holds.",
    remedy="Send one of them.",
    code="10",
    example=CheckExample("837p", "N4*", fails="N4*AUSTIN*TX*787011234*US***TX~"),
)
