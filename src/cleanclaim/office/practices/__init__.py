"""The practice as it bills: its file with clinicians, payers, sites and fees, and which clinician a user is."""
