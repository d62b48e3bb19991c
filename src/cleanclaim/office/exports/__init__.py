"""Everything of an organization taken out, so that another installation reads it back equal."""
