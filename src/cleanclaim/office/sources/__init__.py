"""Sources: the page of a cited source."""
