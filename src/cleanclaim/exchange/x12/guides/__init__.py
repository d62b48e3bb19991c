"""The implementation guides as data: an outline for each transaction, and the dictionary they share."""
