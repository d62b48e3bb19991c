"""The commands, one file a verb, named as the verb."""
