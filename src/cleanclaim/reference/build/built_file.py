"""A file of the package, ready to be written."""

from msgspec import Struct


class BuiltFile(Struct, frozen=True):
    """The bytes of a file, the rows in it, and the conversion factors its input printed, if it did."""

    content: bytes
    rows: int
    conversion_factors: dict[str, int] = {}
