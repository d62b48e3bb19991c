"""Pages for people, made from the law and the tables themselves: rules, codes, payers, sources."""
