"""Charts: plans of care, progress reports, authorizations, benefits and coverage of a patient."""
