"""When Medicare's contractors may extrapolate at all: whose mark the percentage is, and what no appeal reaches."""

from datetime import date

from cleanclaim.compliance.audit.audit_law import legal_number
from cleanclaim.law.policies.sources import cite, sources

_STATUTE = "42-usc-1395ddd-f-3"


def may_extrapolate(day: date) -> str:
    """What has to be determined before anything is extrapolated, and that this is open to no appeal."""
    statute = sources()[_STATUTE]
    words = (
        "Medicare's contractors may extrapolate where a sustained or high level of payment error was determined, or"
        f" documented education failed. Of such a level no appeal is heard ({statute.section};"
        f" {'verified' if statute.read else 'reported'}): appeal"
        " the frame, the sample, the arithmetic, and each item."
    )
    high = legal_number("extrapolation_error_percent", day)
    if high is None:
        return words
    return (
        f"{words} {high.value} % is what CMS's manual calls high, in an earlier review before or after payment, and not"
        f" in this sample ({cite(high.cite).section}; {high.standing})."
    )


def below_high_level(overpaid: int, sample: int, day: date) -> str | None:
    """That fewer items of a sample are overpaid than what is called high of an earlier one; None where not."""
    high = legal_number("extrapolation_error_percent", day)
    if high is None or overpaid * 100 >= high.value * sample:
        return None
    return f"{overpaid:,} of {sample:,} items are overpaid, less than {high.value} %"
