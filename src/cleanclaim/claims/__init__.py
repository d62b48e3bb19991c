"""Claims: assembled from visits, replaced, voided, sent on to the next payer, matched to what was paid."""
