"""Doors in and out: visits as files and other systems hand them over."""
