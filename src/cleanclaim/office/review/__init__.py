"""Review: a file's claims with what is wrong in them, mended one key at a time, and the file that comes of it."""
