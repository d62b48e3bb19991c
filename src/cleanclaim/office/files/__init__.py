"""Files that the office stores: once by content, given out to who may have them."""
