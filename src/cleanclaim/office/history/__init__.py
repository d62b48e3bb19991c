"""Records whose every change is a version: who changed what, when; undo, redo, and what two people did at once."""
