"""A licensee's own CPT descriptors. The AMA licenses them; cleanclaim ships none and shows them only where imported."""

from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "descriptor")


def descriptor(code: str, releases: list[Release]) -> str | None:
    """The descriptor of a code in the licensee's file; None where nobody imported one."""
    return next((row["descriptor"] for release in releases for row in load_rows(release.file).of(code)), None)
