"""The corpus page: what Coach can answer from, what is used, what is missing, and corpora of one's own."""
