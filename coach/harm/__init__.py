"""Whether a sentence advises what harms somebody."""
