"""What was found before, so that what did not change need not be analysed again."""
