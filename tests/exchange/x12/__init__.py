"""Tests of the X12 files; a package, so that they share the made-up practice in `synthetic`."""
