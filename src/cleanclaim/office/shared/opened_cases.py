"""Dropped files as they were read, each under an address of its own: what Minutes and Explain open again.

The same address opens the same file until the office stops, or its owner drops many more files.
"""

from cleanclaim.law.case import Case
from cleanclaim.office.shared.workspace import Workspace

CASES: Workspace[Case] = Workspace("This file")
"""The files opened in Minutes and in Explain."""
