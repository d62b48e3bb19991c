"""SNIP level 4, hierarchy: the levels (HL) of a transaction, numbered in order, each below the one that it names.

`hierarchy` finds them as the levels come.
"""

from cleanclaim.exchange.x12.checks.check import Check, CheckExample

LEVEL_NUMBER = Check(
    id="hierarchy.number",
    level=4,
    title="The levels are not numbered in order",
    why="A level names the one above it by its number (HL01).",
    remedy="Number the levels 1, 2, 3 and so on.",
    code="7",
    example=CheckExample("837p", "HL*2", fails="HL*3*1*22*0~"),
)
LEVEL_ABOVE = Check(
    id="hierarchy.parent",
    level=4,
    title="A level names another one above it than the one it stands in",
    why="The patient would belong to another subscriber, or the claim to another provider.",
    remedy="Send the number of the level above.",
    code="7",
    example=CheckExample("837p", "HL*2", fails="HL*2*7*22*0~"),
)
LEVEL_BELOW = Check(
    id="hierarchy.children",
    level=4,
    title="A level says wrongly whether others follow below it",
    why="A receiver that reads that none follows does not look for the patient's level.",
    remedy="Send 1 where a level follows below this one, else 0.",
    code="7",
    example=CheckExample("837p", "HL*2", fails="HL*2*1*22*1~"),
)
