"""The command line: thin. It reads files, calls the library's verbs and prints what they return."""
