"""What many claims show together: patterns that auditors look for, in both directions."""
