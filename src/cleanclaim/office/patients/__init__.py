"""Patients: found as one types, each with its coverages and the history of every change."""
