"""X12 files: any of them read and checked, claims written as an 837P, and the envelope that they share."""
