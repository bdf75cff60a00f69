"""Coach as LangChain sees it, its retriever and the whole chain; import it only where LangChain is used.

from coach.langchain import CoachChain, CoachRetriever
retriever = CoachRetriever.open(k=3)
retriever.invoke("My founder nods at my ideas and ignores them")

chain = CoachChain.open(model="openai:gpt-4o-mini")
chain.invoke("My founder nods at my ideas and ignores them").points
"""

from coach.langchain.chain import CoachChain
from coach.langchain.question import Asked, question_of
from coach.langchain.retriever import CoachRetriever

__all__ = ["Asked", "CoachChain", "CoachRetriever", "question_of"]
