"""How a person says where visits took place: a ZIP code, or one of Medicare's localities."""

import re

from cleanclaim.model.errors import UserError

ZIP_CODE = r"[0-9]{5}(-?[0-9]{4})?"
LOCALITY = r"[0-9]{5}-[0-9]{2}|national"
ZIP_EXAMPLE = "60601"
LOCALITY_EXAMPLE = "06102-16, or national"


def check_place(zip_code: str | None, locality: str | None) -> None:
    """Pass if both are written as they should be, or None. Raises UserError, with how to write it."""
    if zip_code is not None and not re.fullmatch(ZIP_CODE, zip_code):
        raise UserError("The ZIP code", f"{zip_code!r} is not a ZIP code", f"Write it like {ZIP_EXAMPLE}.")
    if locality is not None and not re.fullmatch(LOCALITY, locality):
        raise UserError(
            "The locality", f"{locality!r} is not a Medicare locality", f"Write it like {LOCALITY_EXAMPLE}."
        )
