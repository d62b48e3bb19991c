"""Text as a claim carries it: capital letters, digits and plain punctuation, nothing else.

An 837P and a CMS-1500 both want it so: "Zoë Müller-O'Brien" is sent as "ZOE MULLER-O'BRIEN". Names and
addresses are checked with it when they are read and written with it when a claim is.
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


@lru_cache(maxsize=65536)
def claim_text(text: str) -> str:
    """`text` in the letters a claim may carry; empty where none of it can be carried.

    Accents are folded, letters made capital, everything else outside the X12 basic set becomes a space;
    runs of spaces are one. Applying it twice changes nothing more.
    """
    typed = text.upper().translate(_TYPED_AS)
    folded = "".join(c for c in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(c))
    return " ".join(_NOT_CARRIED.sub(" ", folded.upper()).split())
