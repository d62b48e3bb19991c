"""Two releases of a published table compared: sentences, tables and pages."""
