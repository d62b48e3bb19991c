"""Pages about the money of a folder, for the browser and for paper."""
