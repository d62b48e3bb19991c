"""Style: every component in every state, for whoever makes a page."""
