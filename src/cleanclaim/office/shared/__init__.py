"""What every page of the office shares: layout, safety, errors, uploads, cited sources, components."""
