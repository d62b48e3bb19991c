"""SNIP level 2: what the implementation guide asks: loops, segments and elements, their order, how often, which codes.

`matcher` and `element_errors` find them. The guides are outlines of our own, marked as not compared with X12's: a
fault of this level that surprises may be ours, and correcting a guide is a line.
"""

from cleanclaim.exchange.x12.checks.check import Check, CheckExample

MISSING_ELEMENT = Check(
    id="element.missing",
    level=2,
    title="An element that must be sent is missing",
    why="The guide makes it required: the receiver cannot do without it.",
    remedy="Send it.",
    code="1",
    example=CheckExample("837p", "CLM*", fails="CLM**127.5***11:B:1*Y*A*Y*Y~"),
)
UNUSED_ELEMENT = Check(
    id="element.not-used",
    level=2,
    title="An element is sent that is not used here",
    why="The guide says that it is not sent; some receivers refuse it.",
    remedy="Leave it empty.",
    code="I10",
    example=CheckExample("837p", "N4*", fails="N4*AUSTIN*TX*787011234*US**X~"),
)
REPEATED_ELEMENT = Check(
    id="element.repeated",
    level=2,
    title="An element is repeated more often than allowed",
    why="The receiver reads as many as the guide allows and loses the others.",
    remedy="Send it once.",
    code="3",
    example=CheckExample("837p", "REF*EI", fails="REF*EI*741234567^741234568~"),
)
UNKNOWN_CODE = Check(
    id="element.code",
    level=2,
    title="A code that the guide does not list",
    why="Only the codes that the guide lists have a meaning in this place.",
    remedy="Send a code that the guide lists.",
    code="7",
    example=CheckExample("837p", "DMG*", fails="DMG*D8*19580514*X~"),
)
MISSING_SEGMENT = Check(
    id="segment.missing",
    level=2,
    title="A segment that must be sent is missing",
    why="The guide makes it required: the receiver cannot do without it.",
    remedy="Send it.",
    code="3",
    example=CheckExample("837p", "HI*", fails=""),
)
MISSING_LOOP = Check(
    id="loop.missing",
    level=2,
    title="A loop that must be sent is missing",
    why="The guide makes it required: the receiver cannot do without it.",
    remedy="Send it.",
    code="3",
    example=CheckExample("837p", "NM1*PR", fails=""),
)
REPEATED_SEGMENT = Check(
    id="segment.repeated",
    level=2,
    title="A segment comes more often than allowed",
    why="The receiver reads as many as the guide allows and loses the others.",
    remedy="Leave out what is too many.",
    code="5",
    example=CheckExample("837p", "DTP*431", fails="DTP*431*D8*20260201~DTP*431*D8*20260201~"),
)
REPEATED_LOOP = Check(
    id="loop.repeated",
    level=2,
    title="A loop comes more often than allowed",
    why="The receiver reads as many as the guide allows and loses the others.",
    remedy="Leave out what is too many.",
    code="4",
    example=CheckExample(
        "837p",
        "PRV*PE",
        fails="PRV*PE*PXC*225100000X~NM1*82*1*RIVERA*ANA****XX*1000000020~PRV*PE*PXC*225100000X~",
    ),
)
LATE_SEGMENT = Check(
    id="segment.late",
    level=2,
    title="A segment comes too late in its loop",
    why="Receivers read segments in the guide's order, and pass over or refuse what comes after its place.",
    remedy="Put it in the guide's order.",
    code="3",
    example=CheckExample("837p", "HI*", fails="HI*ABK:M5450*ABF:M25561~REF*G1*AUTH1~"),
)
WRONG_QUALIFIER = Check(
    id="segment.qualifier",
    level=2,
    title="A segment's qualifier is not one that may come here",
    why="The qualifier says what the segment means; with another one it means nothing in this place.",
    remedy="Send one of the qualifiers that may come here.",
    code="7",
    example=CheckExample("837p", "DTP*431", fails="DTP*999*D8*20260201~"),
)
MISPLACED_SEGMENT = Check(
    id="segment.misplaced",
    level=2,
    title="A segment has no place in its loop",
    why="The guide has it elsewhere; here the receiver does not look for it.",
    remedy="Leave it out, or put it where the guide has it.",
    code="2",
    example=CheckExample("837p", "REF*6R", fails="SBR*P*18*G100******CI~"),
)
UNKNOWN_SEGMENT = Check(
    id="segment.unknown",
    level=2,
    title="A segment that the guide does not have",
    why="The receiver does not know it.",
    remedy="Leave it out, or put it where the guide has it.",
    code="1",
    example=CheckExample("837p", "REF*6R", fails="ZZZ*1~"),
)
NO_GUIDE = Check(
    id="transaction.no-guide",
    level=2,
    severity="undetermined",
    title="A transaction whose guide is not known here",
    why="Only its envelope was checked: what its segments should be is not known here.",
    remedy="Have it checked by another tool.",
    code="1",
    example=CheckExample("837p", "ST*", fails="ST*278*0001~"),
)
