"""The publishers' own files, as they are downloaded: one module a layout, recognized by its content and its header.

`archives.py` and `publisher_file.py` give every file, zipped or not, text or workbook, as rows of cells; each layout
says whether a file is its own and reads it into the columns that the look-ups of this package use.
"""
