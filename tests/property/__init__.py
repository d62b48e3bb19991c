"""What holds of every visit, tried on made-up ones; a package, so that they share the visits."""
