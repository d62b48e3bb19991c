"""The versions of the tables of imports."""
