"""`coach chat`: a conversation in the terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.text import Text

from coach.cli import render
from coach.cli.options import (
    BaseUrlOption,
    CompanyOption,
    EncoderOption,
    LevelOption,
    ModelOption,
    NoVerifyOption,
    RoleOption,
    UsageOption,
    VerifyWithOption,
)
from coach.cli.partner import CorporaOption, Partner, open_partner
from coach.cli.typed import read_message
from coach.errors import QuestionError
from coach.records import Profile, Question, Turn
from coach.settings import from_environment, model_settings

EXAMPLES = """
In the chat:

- /why shows why the principles of the last answer were chosen

- /sources shows the full text of the principles it cited

- /save FILE keeps the conversation (.md or .json)

- /new starts afresh, /help lists the commands, /quit or Ctrl-D leaves

Ctrl-C while a chat model answers stops it.

Examples:

- coach chat --role "product manager" --level junior

- coach chat --corpus product-leadership --corpus acme
"""
_HELP = "/why  /sources  /save FILE  /new  /help  /quit"
_COMMANDS = {
    "/why": "why the principles of the last answer were chosen",
    "/sources": "the full text of the principles it cited",
    "/save FILE": "keeps the conversation in a file, as .md or .json",
    "/new": "starts afresh; what was said before is not read any more",
    "/help": "shows this list",
    "/quit": "leaves, as Ctrl-D does",
}


@dataclass
class Conversation:
    """What has been said, and by whom."""

    profile: Profile
    tells_usage: bool = False
    turns: list[Turn] = field(default_factory=list)


def chat(
    role: RoleOption = "",
    level: LevelOption = "",
    company: CompanyOption = "",
    model: ModelOption = "",
    verify_with: VerifyWithOption = "",
    no_verify: NoVerifyOption = False,
    base_url: BaseUrlOption = "",
    usage: UsageOption = False,
    corpus: CorporaOption = None,
    encoder: EncoderOption = "",
) -> None:
    """Talk with Coach in the terminal; it understands follow-up questions."""
    models = model_settings(model, verify_with, no_verify, base_url)
    partner = open_partner(corpus or (), from_environment(encoder=encoder), models)
    out = render.console()
    talk = Conversation(Profile(role, level, company), usage)
    render.paragraph(Text(f"Coach · {render.safe(partner.heading)}", style="bold"), out)
    render.paragraph(Text(f"Describe a situation at work. {_HELP}", style="dim"), out)
    if sys.stdin.isatty():
        import readline  # noqa: F401  # line editing and history for input()
    while (line := read_message(out)) is not None:
        if line.startswith("/"):
            if not _command(line, partner, talk, out):
                return
        elif line:
            _answer(line, partner, talk, out)


def _answer(text: str, partner: Partner, talk: Conversation, out: Console) -> None:
    out.print()
    try:
        said = partner.reply(Question(text, tuple(talk.turns), talk.profile), out)
    except QuestionError as error:
        render.paragraph(Text(f"{error.message}. {error.hint}"), out)
        return
    except KeyboardInterrupt:
        if not partner.personal:
            raise
        render.paragraph(Text("(Stopped. What you asked is not kept; ask again, or /quit leaves.)"), out)
        return
    if talk.tells_usage and partner.personal:
        from coach.cli.live import tell_usage

        tell_usage(partner.personal)
    talk.turns += [Turn("user", text), Turn("assistant", said)]


def _command(line: str, partner: Partner, talk: Conversation, out: Console) -> bool:
    """Carry out a command; return whether the conversation goes on."""
    name, _, argument = line.partition(" ")
    if name in ("/quit", "/exit", "/q"):
        return False
    if name == "/new":
        talk.turns.clear()
        partner.forget()
        render.paragraph(Text("A fresh start."), out)
    elif name == "/save":
        _save(argument.strip(), talk, out)
    elif name in ("/why", "/sources") and not partner.has_answered:
        render.paragraph(Text("There is no answer yet. Describe a situation first."), out)
    elif name == "/why":
        partner.show_why(out)
    elif name == "/sources":
        partner.show_sources(out)
    elif name == "/help":
        for command, does in _COMMANDS.items():
            render.paragraph(Text(f"{command:<11} {does}"), out)
        render.paragraph(Text("Anything else is a question. Ask for it shorter, or what a point means."), out)
    else:
        render.paragraph(Text(f"There is no command {render.safe(name)}. {_HELP}"), out)
    return True


def _save(name: str, talk: Conversation, out: Console) -> None:
    if not name:
        render.paragraph(Text("Say where: /save conversation.md"), out)
        return
    path = Path(name).expanduser()
    turns = [{"role": turn.role, "content": turn.content} for turn in talk.turns]
    if path.suffix == ".json":
        content = json.dumps({"turns": turns}, ensure_ascii=False, indent=1)
    else:
        speakers = {"user": "You", "assistant": "Coach"}
        content = "\n\n".join(f"**{speakers[turn.role]}:** {turn.content}" for turn in talk.turns)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content + "\n")
    except FileExistsError:
        render.paragraph(Text(f"{path} exists already; give another name."), out)
    except OSError as error:
        render.paragraph(Text(f"{path} cannot be written: {error.strerror or error}"), out)
    else:
        render.paragraph(Text(f"Saved to {path}"), out)
