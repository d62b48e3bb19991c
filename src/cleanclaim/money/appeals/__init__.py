"""Appeals and requests to reopen: which one is due, what the record proves, what is missing, and the packet."""
