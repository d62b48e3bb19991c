"""Expected payment: from coded lines to dollars, who pays what share, every amount with its working and its source."""
