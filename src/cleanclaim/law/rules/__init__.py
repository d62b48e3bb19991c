"""The rules, a family a module. Each opens with its law in plain words and a table of examples."""
