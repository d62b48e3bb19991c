"""X12 files: claims out as an 837P, and the envelope that every transaction shares."""
