"""The judged tier: ragas metrics that a chat model scores.

    judge = open_judge("openai:gpt-4o-mini", cache_file=folder / "judge.sqlite3")    # model.py
    metrics = judged_metrics(judge.model, encoder)                                   # metrics.py
    expected = estimate(samples, metrics, judge.cache)                               # cost.py
    verdicts = judge_samples(samples, metrics, Limits(jobs=4), on_progress, judge.cache)  # run.py

Nothing is imported here: ragas and LangChain take seconds, and `coach eval` without a judge never needs them.
"""
