"""The examples of the authorities, asked as a user would; a package, so that they share the command line."""
