"""Files and messages in and out: X12, visits files, printed forms. Bytes to values and back; no billing rules."""
