"""Updates: the published tables held, what is stale, importing by dropping the publisher's file, what changes."""
