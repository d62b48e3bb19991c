"""Know that every clinician may bill every payer on every day: what runs out, what is on hold, who is excluded."""

SECTION = "Compliance"
