"""Sources: what a citation stands on."""
