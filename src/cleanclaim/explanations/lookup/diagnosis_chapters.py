"""The chapters of ICD-10-CM, by the category each begins with, and the diagnoses that therapy sees most."""

from bisect import bisect_right

CHAPTERS: tuple[tuple[str, str], ...] = (
    ("A00", "A-B infections"),
    ("C00", "C-D tumours"),
    ("D50", "D blood and immunity"),
    ("E00", "E hormones and metabolism"),
    ("F01", "F mind and behavior"),
    ("G00", "G nervous system"),
    ("H00", "H eye"),
    ("H60", "H ear"),
    ("I00", "I circulation"),
    ("J00", "J breathing"),
    ("K00", "K digestion"),
    ("L00", "L skin"),
    ("M00", "M muscles and bones"),
    ("N00", "N kidney and genitals"),
    ("O00", "O pregnancy and birth"),
    ("P00", "P newborns"),
    ("Q00", "Q inborn conditions"),
    ("R00", "R symptoms"),
    ("S00", "S-T injuries"),
    ("U00", "U special purposes"),
    ("V00", "V-Y causes of injury"),
    ("Z00", "Z reasons for contact"),
)
"""Where each chapter begins (ICD-10-CM, tabular list), in our own words."""

COMMON_IN_THERAPY = ("M", "S", *("Z47", "Z48", "Z49", "Z50", "Z51"), *("R26", "R29"), *("G81", "G82", "G83"), "I69")
"""How the diagnoses begin that are listed first: muscles and bones, injuries, aftercare, gait, paralysis, stroke."""


def find_chapter(code: str) -> str:
    """The chapter a diagnosis belongs to."""
    place = bisect_right(CHAPTERS, code[:3], key=lambda one: one[0])
    return CHAPTERS[max(place - 1, 0)][1]


def is_common_in_therapy(code: str) -> bool:
    """Whether the diagnosis is among those that therapy sees most."""
    return code.startswith(COMMON_IN_THERAPY)
