"""What is refused as a question, which languages are seen, and when a question leans on the turns before it."""

from __future__ import annotations

from collections.abc import Container

import pytest

from coach.coach import Coach
from coach.errors import QuestionError
from coach.records import Turn
from coach.retriever.language import other_language
from coach.retriever.question import MAX_CHARACTERS, MAX_TURNS, check_question, leans_back, standalone

REFUSED = {
    "nothing": "",
    "spaces": "   ",
    "tabs and line breaks": "\n\t \r\n",
    "no-break spaces": "\u00a0\u2003",
    "invisible characters": "\u200b\u2060\ufeff",
    "one character too many": "a" * (MAX_CHARACTERS + 1),
    "a NUL": "How do I\0 lead?",
    "an escape sequence": "How do I \x1b[31mlead?",
    "a C1 control character": "How do I \x9b lead?",
    "a lone surrogate": "How do I \ud83d lead?",
    "emoji only": "🙂🔥🚀",
    "digits only": "42 1,000 3.5",
    "signs only": "?!… -- ###",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_question_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(text)
    assert caught.value.hint


def test_the_limit_is_eight_thousand_characters() -> None:
    assert MAX_CHARACTERS == 8000


ACCEPTED = {
    "exactly the limit": ("a" * MAX_CHARACTERS, "a" * MAX_CHARACTERS),
    "one letter": ("a", "a"),
    "emoji among words": ("Help 🙂 me", "Help 🙂 me"),
    "line breaks stay": (" one\r\ntwo ", "one\ntwo"),
    "invisible characters go": ("le\u200bad\u202e", "lead"),
    "another script": ("どうすれば", "どうすれば"),
}


@pytest.mark.parametrize(("text", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_question_is_taken_as_typed_but_for_what_nobody_sees(text: str, expected: str) -> None:
    cleaned = check_question(text)
    assert cleaned.split() == expected.split()
    assert check_question(cleaned) == cleaned


# ---------------------------------------------------------------------------------------------------- language

FOREIGN = {
    "es": "Mi jefe ignora mis ideas de estrategia. ¿Qué puedo hacer?",
    "es without accents": "como puedo conseguir un ascenso en mi empresa",
    "de": "Mein Chef hört nie auf meine Vorschläge. Was soll ich tun?",
    "de short": "Wie werde ich befördert?",
    "fr": "Mon patron ignore mes idées de stratégie, que dois-je faire ?",
    "fr with English terms": "Comment devenir product manager senior dans une startup quand on est junior ?",
    "ar": "كيف أقنع مديري بأفكاري حول الاستراتيجية؟",
    "hi": "मेरा मैनेजर मेरे विचारों को नज़रअंदाज़ करता है, मैं क्या करूँ?",
    "zh": "我的老板忽视我的战略想法，我该怎么办？",
    "ja": "上司が私の戦略のアイデアを無視します。どうすればいいですか？",
    "ru": "Мой начальник игнорирует мои идеи. Что мне делать?",
    "pl": "Mój szef ignoruje moje pomysły na strategię. Co mam robić?",
    "pt": "O meu chefe ignora as minhas ideias. O que devo fazer?",
    "it": "Il mio capo ignora le mie idee di strategia. Cosa devo fare?",
    "nl": "Mijn baas negeert mijn ideeën over strategie. Wat moet ik doen?",
    "tr": "Patronum strateji fikirlerimi görmezden geliyor. Ne yapmalıyım?",
}
ENGLISH = (
    # keywords
    "promotion",
    "promotion criteria director",
    "influence without authority",
    "founder ignores PM strategy",
    "lateral move ops worth it?",
    "stakeholder alignment roadmap conflict",
    "OKR KPI P&L GTM?",
    "PM vs PO vs BA",
    "leadership readiness signs",
    "agency",
    # typos and texting
    "how do i get promtoed to senoir pm",
    "my bos dosent lisen to me wat shud i do",
    "cn u help me bcome more stratgic pls",
    "shoud i tkae a lateral mvoe in opertions",
    "y does my mngr ignor me",
    "im stuk in exection mode hlep",
    # English of people who grew up with another language
    "I am working since three years like product manager and never they promote me.",
    "How I can to make that engineering team follow my roadmap?",
    "Please to advise me, my boss is not giving the importance to my proposals.",
    "I have doubt, whether should I do the needful myself only or wait for the sir?",
    "My chef don't let me present for the customers, what to do?",
    "In my company is nobody responsible for onboarding, should I take?",
    # names and places
    "Krzysztof and Nguyễn disagree on the roadmap, and I am in the middle.",
    "Søren, Žaneta and Håkon all want different things from me.",
    "Przemysław ignores Małgorzata and me.",
    "At Deutsche Bahn in München, who decides what my team builds?",
    "Our founder José María García nods and ignores me.",
    "Dr. Müller-Lüdenscheidt took my project away.",
    # jargon
    "Do I escalate the Kubernetes migration RFC to the CTO or own the ADR myself?",
    "Our DACH GTM motion conflicts with EMEA RevOps; who breaks the tie?",
    "ARR churn NRR dashboards: do I report or recommend?",
    "JTBD discovery before PRD?",
    "I own the SKU rationalisation and nobody owns the ERP cutover.",
    "Mise en place, ordering, rota: nobody owns them in our bistro.",
    # registers
    "Help!",
    "So what now?",
    "Yo, boss be ghosting my decks, fr.",
    "Dear Sir or Madam, I should be most obliged for counsel concerning my advancement.",
    "It is the same every Monday: status, status, status. Where is my own voice in it?",
    "My café manager's résumé says déjà vu, and the naïve façade bothers me.",
)


@pytest.fixture(scope="session")
def known(coach: Coach) -> Container[str]:
    """The words that the real index knows."""
    return frozenset(map(str, coach.retriever.index.extras["plain_words"]))


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_another_language_is_seen(known: Container[str], text: str) -> None:
    assert other_language(text, known)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_seen_as_english(known: Container[str], text: str) -> None:
    assert other_language(text, known) is None


def test_the_language_is_named(known: Container[str]) -> None:
    assert other_language(FOREIGN["de"], known) == "German"


# ---------------------------------------------------------------------------------------------------- follow-ups

SHORT_FOREIGN = (
    "Mein Manager ignoriert mein Feedback zum Product Roadmap Meeting",
    "Mein Chef ignoriert meine Ideen",
    "Kannst du mir helfen",
    "Mon patron ignore mes idées de stratégie",
    "Quiero un ascenso pero mi jefe no me escucha nunca",
    "¿Cómo consigo un ascenso?",
    "Il mio capo ignora le mie idee",
    "Hoe word ik gepromoveerd?",
    "Hur blir jag befordrad?",
    "Nasıl terfi alırım?",
    "bagaimana cara saya naik jabatan",
)


@pytest.mark.parametrize("text", SHORT_FOREIGN)
def test_a_short_question_in_another_language_is_seen_too(text: str, known: Container[str]) -> None:
    assert other_language(text, known)


LEANS = (
    "And if she says no?",
    "But how?",
    "Why?",
    "What if he refuses?",
    "What about the second one?",
    "How do I do that?",
    "Can you say more about the first point?",
    "Should I tell them?",
    "Is it too early for that?",
    "So I should just wait?",
    "Which one first?",
    "ok and then",
    "Even if I am new?",
    "Would this work with a founder?",
    "What did you mean by that?",
    "Yes, but my team is remote.",
)
STANDS = (
    "Why does our founder ignore my strategy ideas?",
    "Ok, another topic: how do I think strategically as a junior PM?",
    "So everyone on the committee pulls in another direction and nothing gets decided",
    "How do I get promoted to director?",
    "My founder ignores my strategy ideas.",
    "influence without authority",
    "Is a lateral move into operations worth it?",
    "I feel like I only ever report numbers. How do I start to recommend something instead?",
    "How can a junior PM learn strategy?",
    "Nobody owns the onboarding flow at our company. Should I volunteer?",
    "Our head of sales promised a customer a feature, and now he wants my engineers to build it within two weeks, "
    "although the roadmap that everybody signed says something else. How do I handle it without any authority?",
)


@pytest.mark.parametrize("text", LEANS)
def test_a_follow_up_leans_back(text: str) -> None:
    assert leans_back(text)


@pytest.mark.parametrize("text", STANDS)
def test_a_question_that_says_what_it_is_about_stands_on_its_own(text: str) -> None:
    assert not leans_back(text)


FIRST = Turn("user", "My manager ignores my strategy ideas.")
REPLY = Turn("assistant", "Career progression follows a skills pyramid.")


def test_a_follow_up_is_read_with_the_question_before_it() -> None:
    assert standalone("And if she says no?", [FIRST, REPLY]) == f"{FIRST.content}\nAnd if she says no?"


def test_a_chain_of_follow_ups_is_followed_to_the_question_that_began_it() -> None:
    history = [Turn("user", "How do I lead engineers?"), REPLY, FIRST, REPLY, Turn("user", "Why?"), REPLY]
    assert standalone("And then?", history) == f"{FIRST.content}\nWhy?\nAnd then?"


def test_a_question_that_stands_on_its_own_is_read_alone() -> None:
    assert standalone(STANDS[0], [FIRST, REPLY]) == STANDS[0]


def test_what_the_coach_said_is_never_read() -> None:
    assert standalone("Why?", [REPLY]) == "Why?"


def test_without_history_a_follow_up_stays_as_it_is() -> None:
    assert standalone("Why?", []) == "Why?"


def test_turns_older_than_the_limit_change_nothing() -> None:
    later = [Turn("user", "Why?")] * MAX_TURNS
    assert standalone("And then?", [FIRST, *later]) == standalone("And then?", later)
