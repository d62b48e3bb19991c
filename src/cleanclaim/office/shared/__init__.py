"""What every page of the office shares: layout, safety, errors, uploads, sources, the components and their page."""
