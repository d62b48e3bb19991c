"""The tests mirror `src/cleanclaim`: a module is tested where it would stand."""
