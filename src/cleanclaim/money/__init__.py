"""What became of the money: the ledger, what remittances did to it, and what is open."""
