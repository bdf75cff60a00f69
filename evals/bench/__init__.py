"""Side-by-side benchmarks against the plain stack: ``python -m evals.bench``."""
