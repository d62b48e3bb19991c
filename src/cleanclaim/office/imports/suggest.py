"""What a cell that cannot be read may mean: letters where digits belong, as scans and hurried hands write them."""

from string import digits

from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.visit_values import UnreadableError

_DIGITS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_READERS = VISIT_FIELDS | SERVICE_FIELDS
_OF_DIGITS = ("code", "minutes", "units", "service_date", "provider_npi", "charge")

_OR_NAME = ("provider_npi", "code")
"""Where a name may stand instead: of the clinician, of the service."""


def suggest(field: str, text: str) -> str:
    """A text that can be read in the field and differs in letters for digits alone; empty where there is none.

    Where a name may stand, what has no digit at all is one.
    """
    changed = text.strip().translate(_DIGITS)
    if field not in _OF_DIGITS or changed == text.strip():
        return ""
    if field in _OR_NAME and not set(digits) & set(text):
        return ""
    try:
        _READERS[field](changed)
    except UnreadableError:
        return ""
    return changed
