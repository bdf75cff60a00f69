"""The retriever inside other people's LangChain chains."""

from __future__ import annotations

from langchain_core.runnables import RunnableLambda

from coach.langchain import CoachRetriever


def test_it_returns_the_principles_as_documents_best_first(coach) -> None:
    found = CoachRetriever(retriever=coach.retriever, k=2).invoke("My founder ignores all my strategy ideas")
    assert found[0].metadata["id"] == "P11"
    assert len(found) == 2
    assert found[0].page_content == coach.corpus.principle("P11").text
    assert found[0].metadata["quote"] in found[0].page_content


def test_it_returns_nothing_where_the_corpus_has_no_answer(coach) -> None:
    assert CoachRetriever(retriever=coach.retriever).invoke("How long do I bake sourdough bread?") == []


def test_it_can_be_put_into_a_chain(coach) -> None:
    chain = CoachRetriever(retriever=coach.retriever) | RunnableLambda(lambda found: [item.id for item in found])
    assert chain.invoke("How do I get promoted to director?")[0] == "P2"
