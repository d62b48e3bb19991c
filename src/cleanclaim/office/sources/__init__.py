"""Sources: the page of a cited source, with the payer answers that rest on it."""
