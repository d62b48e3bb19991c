"""Many visits at once: what a change of the law or of the tables would do to a whole book of them."""
