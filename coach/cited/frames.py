"""What Coach says of itself and around an answer: labels, whole sentences, a suggested day (standard library only).

Closed on purpose: a place that anything fits into is one into which advice fits.
"""

from __future__ import annotations

import re

from coach.lead_ins import ASKS_BACK, BETWEEN, DECIDES, NEARBY, NEAREST, PULLS_APART, READING, STEP, VERSION

# Labels in front of a part of an answer; they say nothing themselves.
LABELS = (STEP, PULLS_APART, DECIDES, READING, NEAREST, *BETWEEN, ASKS_BACK)
LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, LABELS))})\s*")
# What these begin may have several sentences, and one citation behind the last of them.
CARRYING = re.compile(rf"\s*(?:{READING}|{STEP})")
# How a chat model failed, in the words of `coach.model`; what a provider said in its own words is not among them.
_ADDRESS = r"https?://[\w.:/…\[\]-]{1,120}"
_WHO = rf"(?:[Tt]he server at {_ADDRESS}|[A-Za-z_]+(?::[\w.:/-]{{1,80}})?)"
_WHERE = rf"(?: at (?:{_ADDRESS}|[\w.:-]{{1,80}}))?"
_FAILED = (
    rf"{_WHO} (?:did not (?:answer|finish)(?: in time| within [\d.]+ s)?{_WHERE}|failed(?: \(\d{{3}}\))?|"
    rf"takes no more requests just now \(429\)|could not be reached{_WHERE}|declined to answer|gave an empty reply|"
    rf"refused the key(?: \(\d{{3}}\))?|does not let this key use [\w.:/-]{{1,80}}(?: \(\d{{3}}\))?|"
    r"was stopped by its provider's content filter|reached the limit of its reply before the end|"
    r"broke off before the end of its reply(?: \([\w -]{1,40}\))?)|"
    rf"No time was left to ask {_WHO}|The question with its passages is too long for {_WHO}|"
    rf"The account of this key at {_WHO} has no credit left|"
    rf"The content filter of {_WHO} turned the question away \(\d{{3}}\)|"
    rf"What came back from {_WHO}{_WHERE} was not the reply of a chat model|"
    r"[A-Z_]{3,40} is not set|Your limit of \d+ requests? a minute is reached"
)
_HINT = (
    r"(?:Ask again(?: later|, or choose another model|; a smaller model answers sooner| in \d+ s)?|"
    r"Put the question in other words|Check [A-Z_]{3,40}|Add credit to it|Check the network and the address|"
    r"Start it: ollama serve|Check its name, and the address if you gave one|"
    r"Shorten the question, or begin a new conversation|Wait \d+ s, or raise COACH_REQUESTS_PER_MINUTE|"
    r"Raise COACH_MAX_OUTPUT_TOKENS; a model that thinks first needs more)\."
)
_ID = r"[A-Za-z][\w.-]{0,63}"
_SUGGESTED_DAY = (
    r"say, by (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} (?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)"
)
SUGGESTED_DAY = re.compile(rf"\s*\({_SUGGESTED_DAY.replace(' ', chr(92) + 's+')}\)\s*$")
# What Coach says of itself rather than of the person's case: whole sentences, and nothing that advises.
FRAMES: tuple[str, ...] = (
    r"The principles here do not answer this, and I would rather say so than guess\.",
    r"I found nothing here that surely answers this, and I would rather say so than guess\.",
    r"I found nothing here that I can quote word for word, and I would rather say so than guess\.",
    r"I am not sure that this fits your case\.",
    r"If I have misread you, tell me a little more and I will look again\.",
    r"This deserves a person rather than a program\.",
    r"I am less sure here\.",
    r"There may be more than one question in this\.",
    r"What else you wrote about is not in this answer: ask it apart\.",
    # what is said to thanks and to wishes about the last answer (coach.composer.aside)
    r"You are welcome\. I hope it goes well; tell me how it went, if you like\.",
    r"You are welcome\. I am sorry that there was no more in it\.",
    r"You are welcome\. When there is a situation at work to talk about, describe it in a sentence or two\.",
    r"You are welcome\. What I said before still holds:",
    r"In short, then\.",
    r"This is the one, with all that stands around it\.",
    r"I have no wording for your case\. What comes nearest are words that a principle itself gives\.",
    r"I have no wording for your case: the principles say what to do, and leave the words to you\.",
    rf"That leads back to (?:the same pages|{_ID}(?: and {_ID}){{0,2}}), and for this I find nothing beyond what I "
    r"quoted above\.",
    r"Tell me what is different about it, or what you have tried, and I will look again\.",
    r"I cannot tell yet what this is about\. Describe the situation at work in a sentence or two\.",
    r"I can only read English so far, and this looks like (?:[A-Z][a-z]{3,11}|another language|[a-z]{2,3})\. "
    r"Please ask again in English\.",
    r"Your message cannot be read: (?:There is no question|The question holds (?:no words|control characters)|"
    r"The question has [\d,]+ characters; [\d,]+ is the limit)\.",
    r"\d+ part\(s\) of the answer did not stand in the corpus word for word and were left out\.",
    NEARBY,
    rf"{VERSION} [0-9a-f]{{6,64}}",
    # what is said of a chat model's part in an answer (coach.generation.notes)
    r"About this answer: a small judge that works offline, and is often wrong, has checked the readings "
    r"\(how often: coach judge --about\)\.",
    r"About this answer: the model could not read all the principles at once, so it was given fewer of them\.",
    r"About this answer: nothing that the model wrote held when it was checked, so the principles answer in their own "
    r"words\.",
    r"About this answer: the model's reply was not in the form asked for, so the principles answer in their own "
    r"words\.",
    r"About this answer: the model named no principle, so they answer in their own words\.",
    r"About this answer: (?:one part|\d+ parts) of what the model wrote "
    r"(?:did not hold when it was checked|could not be confirmed) and (?:is|are) not shown\.",
    rf"About this answer: what the model wrote could not be checked \((?:{_FAILED}|no time was left|the verdicts could "
    rf"not "
    r"be read|no verdict could be read)\), so only quotations are shown\.",
    rf"About this answer: (?:{_FAILED}), so (?:what had been checked by then is shown|the principles answer in their "
    rf"own "
    rf"words)\.(?: {_HINT})?",
    rf"About this answer: the model left out {_ID}, whose words may advise what harms somebody; they are not shown\.",
    # what is said of harmful advice that is quoted (coach.coach)
    rf"About this answer: what {_ID}(?:, {_ID}){{0,4}} asks for may harm somebody\. It is quoted, not recommended: "
    r"weigh it first\.",
    rf"\({_SUGGESTED_DAY}\)",
)
