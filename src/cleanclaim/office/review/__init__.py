"""Review: a file's claims with what is wrong in them, fixed one key at a time, and the file that comes of it."""
