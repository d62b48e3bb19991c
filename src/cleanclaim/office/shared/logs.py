"""What the terminal prints of an error: its kind and its places in our code, never a value, a path or a message.

A message may quote what somebody typed, and that may be a patient.
"""

import logging
import traceback


class PatientFreeFormatter(logging.Formatter):
    """The level, the logger, the kind of error and the places in our code it went through."""

    def format(self, record: logging.LogRecord) -> str:
        """One record in one or more lines."""
        text = f"{record.levelname.lower()} in {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return text
        kind, _, trace = record.exc_info
        places = (f"  {place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace))
        return "\n".join([f"{text}: {kind.__name__}", *places])
