"""The palette: one door to pages, things to do, codes and rules, and to the records that one may see."""
