"""A book that is remembered: what its files say and what each family of claims came to, so that one more file is quick.

Nothing in it is a source of truth: it is made from the files of the folder, and may be deleted at any time.
"""
