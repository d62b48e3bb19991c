"""What payers allowed beside what their contracts say: underpaid and overpaid, to the cent, with what explains it."""
