"""pyx12, which we did not write, asked whether it accepts an 837P."""

import io
import logging

import pyx12.params
import pyx12.x12n_document


def refusal(text: str) -> str:
    """What pyx12 has against a file: nothing if it accepts it, else its own report."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    acknowledgement, problems = io.StringIO(), io.StringIO()
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(text), acknowledgement, None, fd_json=problems
    )
    return "" if accepted else problems.getvalue() or acknowledgement.getvalue() or "refused"
