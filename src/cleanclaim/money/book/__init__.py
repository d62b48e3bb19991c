"""A folder as a book: whatever lies in it, each file once, and the money that follows from it."""
