"""The map on the page, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from coach.coach import Coach
from coach.errors import QuestionError
from coach.records import Corpus, Question
from coach.retriever.map import CorpusMap, has_map
from coach.retriever.question import check_question
from ui import paged, safe
from ui.corpus import map_chart
from ui.corpus.map_chart import Landed

LAST_ASKED = "last_asked"  # in the session: the corpus and the text of the last question on the chat page
_LANDED = "map_landed"  # ... where it landed, and of what it is: drawing the map again embeds nothing
_NEAREST = 3


def draw(coach: Coach, corpus_name: str) -> None:
    """Draw the map of a corpus.

    Args:
        coach: Of the corpus.
        corpus_name: The name by which the page knows it.
    """
    if not has_map(coach.retriever.index.extras):
        st.caption(f"There is no map of {len(coach.corpus.principles):,} documents: it would be one cloud.")
        return
    corpus, drawn = coach.corpus, CorpusMap(coach.retriever.index.extras)
    landed = _landed(coach, drawn, corpus_name)
    chosen = _chosen(corpus)
    _legend(corpus, bool(chosen), landed)
    st.altair_chart(map_chart.chart(corpus, drawn, chosen, landed), key="corpus-map")
    if landed is not None:
        st.markdown(_of_question(coach.corpus, drawn, landed))
    elif not _has_asked(corpus_name):
        st.caption("Ask something on the Chat page, and it shows here where your question landed.")
    st.caption(_what_it_keeps(drawn, corpus))
    with st.expander("The map in words", icon=":material/notes:", key="map-in-words"):
        paged.draw(corpus.principles, lambda principle: _neighbours(principle.id, corpus, drawn), "map", at_once=30)


def _chosen(corpus: Corpus) -> tuple[str, ...]:
    having = {situation.principle for situation in corpus.situations}
    titles = {principle.id: principle.title for principle in corpus.principles if principle.id in having}
    if not titles:
        return ()
    return tuple(
        st.multiselect(
            "Show the situations of",
            list(titles),
            format_func=lambda name: safe.plain(f"{name} {titles.get(name, '')}", 80),
            placeholder="Choose principles to bring their situations forward",
            max_selections=5,
            key=f"map-situations-{corpus.name}",
        )
    )


def _legend(corpus: Corpus, has_chosen: bool, landed: Landed | None) -> None:
    parts = ["◆ principle"]
    if corpus.situations:
        parts.append("● situation")
    if has_chosen:
        parts.append("▲ situation of a chosen principle")
    if landed is not None:
        parts.append("✚ your last question")
    st.caption(" · ".join(parts))


def _landed(coach: Coach, drawn: CorpusMap, corpus_name: str) -> Landed | None:
    """Return where the last question to this corpus lies, worked out once for each question and version."""
    if not _has_asked(corpus_name):
        return None
    text = str(st.session_state[LAST_ASKED][1])
    key = (text, coach.corpus.version, str(coach.corpus.folder))
    kept = st.session_state.get(_LANDED)
    if not isinstance(kept, tuple) or kept[0] != key:
        kept = st.session_state[_LANDED] = (key, _place(coach, drawn, text))
    landed: Landed | None = kept[1]
    return landed


def _place(coach: Coach, drawn: CorpusMap, text: str) -> Landed | None:
    """Return where a question lies: its words evened out and embedded as the retriever does."""
    try:
        even = coach.retriever.neutral(check_question(text))
    except QuestionError:
        return None
    place = drawn.place(coach.retriever.encoder.encode([even])[0])
    ranking = coach.retriever.retrieve(Question(text)).ranking[:_NEAREST]
    return Landed(text, place, tuple(ranked.principle for ranked in ranking))


def _has_asked(corpus_name: str) -> bool:
    asked = st.session_state.get(LAST_ASKED)
    return isinstance(asked, tuple) and len(asked) == 2 and asked[0] == corpus_name


def _of_question(corpus: Corpus, drawn: CorpusMap, landed: Landed) -> str:
    """Return in words where the question lies, as Markdown: by the map, and as Coach reads it."""
    titles = {principle.id: principle.title for principle in corpus.principles}
    by_map = _listed(drawn.nearest(landed.place, _NEAREST), titles)
    in_full = _listed(landed.nearest, titles)
    return (
        f"**Your last question:** “{safe.one_line(landed.text, 200)}”\n\n"
        f"- Nearest principles on the map: {by_map}\n- Nearest when Coach reads it in full: {in_full}"
    )


def _neighbours(name: str, corpus: Corpus, drawn: CorpusMap) -> None:
    titles = {principle.id: principle.title for principle in corpus.principles}
    x, y = drawn.centres[drawn.owners.index(name)]
    near = [other for other in drawn.nearest((float(x), float(y)), _NEAREST) if other != name][: _NEAREST - 1]
    says = f"nearest principles: {_listed(near, titles)}" if near else "there is no other principle"
    st.markdown(f"**{safe.one_line(name)}** {safe.one_line(titles[name], 80)}: {says}")


def _listed(names: Iterable[str], titles: dict[str, str]) -> str:
    return ", ".join(f"**{safe.one_line(name)}** {safe.one_line(titles.get(name, ''), 60)}" for name in names)


def _what_it_keeps(drawn: CorpusMap, corpus: Corpus) -> str:
    """Return what two dimensions keep and what they lose."""
    if len(drawn.owners) < 3:
        return "So few principles lie on a line; nothing is lost on the way to two dimensions."
    kept = f"Two dimensions keep {drawn.kept:.0%} of what sets the principles apart: near here can be far in meaning."
    by_chance = 1 / len(drawn.owners)
    own = (
        f" Of situations that the map was not drawn from, {drawn.own:.0%} lie nearest to their own principle "
        f"({by_chance:.0%} by chance). Coach does not answer by the map: it reads every dimension, and the words."
        if drawn.own is not None
        else " Coach does not answer by the map: it reads every dimension, and the words."
    )
    shown = len(map_chart.drawn_situations(corpus))
    part = f" {shown:,} of {len(corpus.situations):,} situations are drawn." if shown < len(corpus.situations) else ""
    return (kept + own + part).replace("%", "\N{NO-BREAK SPACE}%")
