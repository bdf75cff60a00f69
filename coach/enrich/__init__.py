"""Drafts for a person to review: situations and beyond questions that a chat model writes, or that an FAQ brings.

    plan = plan_of(read_corpus(folder))
    run = Run(Drafter(corpus, nearness, writer), Asking(model, wanted, cache))
    for done in run.drafted(plan.tasks): ...

Importing this package imports nothing slow. Every file it writes says in its first lines that it is a draft.
"""
