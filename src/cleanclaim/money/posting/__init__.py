"""Claims, remittances and decisions of people turned into entries of the ledger."""
