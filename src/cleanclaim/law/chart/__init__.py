"""Charts: the patient's plans, authorizations and earlier visits, and the clinician's day."""
