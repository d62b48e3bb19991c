"""Rules: the rules by topic, searched as one types; a rule's page with its examples drawn; how far payers are known."""
