"""One reader a format: bytes in, blocks of clean text out. Vendors' parsers are imported here and nowhere else."""
