"""What people read: codes, rules and payers looked up, visits explained, releases compared, payer files checked."""
