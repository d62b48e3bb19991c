"""A public suite of cases: the authorities' examples, pairs, amounts and faulty files, put to any program as JSON."""
