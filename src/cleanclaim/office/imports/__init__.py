"""Files of other systems taken in: visits, patients, and claims of earlier years; what was read is shown first."""
