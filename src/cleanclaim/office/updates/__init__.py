"""Updates: the published tables on file, what is stale, importing a publisher's file, and what a release changes."""
