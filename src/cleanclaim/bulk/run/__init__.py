"""A book of any size worked through in constant memory, a part of its patients at a time, by all processors."""
