"""The kernel by itself, on a bakery instead of a clinic."""
