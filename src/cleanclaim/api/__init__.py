"""Doors onto the verbs for other programs: the same questions and answers as the command line, over MCP and HTTP."""
