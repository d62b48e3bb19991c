"""The office's template filters."""
