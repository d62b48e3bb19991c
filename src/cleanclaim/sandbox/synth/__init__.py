"""A synthetic practice: everybody and everything in it is made up, from one number, the same bytes every time."""
