"""The made-up practices of `cleanclaim serve --demo`: nobody in them exists."""
