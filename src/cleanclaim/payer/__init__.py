"""A payer to try claims against: takes 837P files, answers them, and pays by the same law and prices. It pays nobody."""
