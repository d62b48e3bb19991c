"""A payer to try claims against: takes 837P files, answers and pays them by the same law and prices. No money moves."""
