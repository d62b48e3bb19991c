"""Hypothesis tries the same examples in every run: a test that fails here fails everywhere, today and tomorrow."""

from hypothesis import settings

settings.register_profile("same every time", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("same every time")
