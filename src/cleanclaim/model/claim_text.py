"""Text and codes as a claim carries them: capital letters, digits and plain punctuation, nothing else.

An 837P and a CMS-1500 both want it so: "Zoë Müller-O'Brien" is sent as "ZOE MULLER-O'BRIEN". Names and
addresses are checked with it when they are read and written with it when a claim is.

The form of a code is the same whatever the tables on file list: what has another form cannot be sent at all.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent, and the typographer's
# apostrophes, quotation marks and dashes, with what is typed instead.
_TYPED_AS = str.maketrans(
    {"Æ": "AE", "Œ": "OE", "Ø": "O", "Ð": "D", "Đ": "D", "Þ": "TH", "Ł": "L", "Ħ": "H", "ẞ": "SS"}
    | dict.fromkeys("\u2018\u2019\u02bb\u02bc\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)

# The X12 basic character set (X12.6) without the separators of our files: * between elements, : between
# components, ^ between repetitions, ~ at the end of a segment.
_NOT_CARRIED = re.compile(r"[^A-Z0-9 !\"&'()+,\-./;?=]+")

_PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-V][0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
# ICD-10-CM of October 2025 begins codes with two letters too (QA0.0101).
_DIAGNOSIS = re.compile(r"[A-Z](?=[A-Z]?[0-9])[0-9A-Z]{2}(\.?[0-9A-Z]{1,4})?")
_PLACE = re.compile(r"[0-9]{2}")


@lru_cache(maxsize=65536)
def claim_text(text: str) -> str:
    """`text` in the letters a claim may carry; empty where none of it can be carried.

    Accents are folded, letters made capital, everything else outside the X12 basic set becomes a space;
    runs of spaces are one. Applying it twice changes nothing more.
    """
    typed = text.upper().translate(_TYPED_AS)
    if not typed.isascii():
        typed = "".join(c for c in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(c)).upper()
    return " ".join(_NOT_CARRIED.sub(" ", typed).split())


def is_procedure_code(code: str) -> bool:
    """Whether it has the form of a procedure code (CPT, HCPCS), such as 97110, 0552T or G0283."""
    return _PROCEDURE.fullmatch(code) is not None


def is_modifier(mark: str) -> bool:
    """Whether it has the form of a modifier: two capital letters or digits."""
    return _MODIFIER.fullmatch(mark) is not None


def is_diagnosis_code(code: str) -> bool:
    """Whether it has the form of a code of ICD-10-CM, with its period or without."""
    return _DIAGNOSIS.fullmatch(code) is not None


def is_place_of_service(code: str) -> bool:
    """Whether it has the form of a place of service: two digits."""
    return _PLACE.fullmatch(code) is not None
