"""The evals page: the runs that `coach eval` kept, read and never written."""
