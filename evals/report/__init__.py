"""The reports of a run: terminal, JSON, JUnit XML, Markdown and one HTML page. They show a run and compute no score."""
