"""Claims on paper: the CMS-1500 for payers who take no 837P, and a superbill for patients who pay themselves."""
