"""The implementation guides as data: one outline a transaction, and the dictionary they share. `x12.guide` reads them."""
