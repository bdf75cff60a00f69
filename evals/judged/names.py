"""The names of the judged metrics, known without importing ragas."""

JUDGED = (
    "faithfulness",
    "response_relevancy",
    "context_precision",
    "context_recall",
    "factual_correctness",
)
