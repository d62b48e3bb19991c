"""What Medicare will pay: from coded lines to dollars, every amount with its working and its source."""
