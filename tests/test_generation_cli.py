"""`coach ask` and `coach chat` with a chat model: what a person and a program meet."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Reply, failure
from personalities import READINGS, Forger, Personality, Seen, knows_the_truth, seen, verdicts

from coach.cli.main import main
from coach.coach import Coach
from coach.errors import SettingsError
from coach.settings import ModelSettings, model_settings

COACH = Path(sys.executable).parent / "coach"
QUESTION = "My founder nods at my strategy ideas and ignores them"
NO_KEYS = {"OPENAI_API_KEY": "", "COACH_MODEL": "", "COACH_BASE_URL": "", "COACH_PRICE": "", "COACH_VERIFY_WITH": ""}
Run = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(coach: Coach, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `coach ...` in this process: a provider's package takes seconds to import, once."""

    def run(*arguments: str, stdin: str = "", **more: str) -> Done:
        for name, value in {**NO_KEYS, **more}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["coach", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="module")
def environment(coach: Coach, cache: Path) -> dict[str, str]:
    """Of a process of its own."""
    return {**os.environ, **NO_KEYS, "COACH_CACHE": str(cache)}


def on(server: ModelServer) -> tuple[str, ...]:
    return "--model", "openai:any", "--base-url", server.url


def told(text: str) -> str:
    return " ".join(text.split())


def test_an_answer_shows_readings_apart_from_quotations_and_what_it_took(run: Run) -> None:
    with ModelServer(Personality(usage=(1000, 100))) as server:
        done = run("ask", *on(server), "--usage", QUESTION, COACH_PRICE="2/10")
    assert done.returncode == 0
    assert f"For you: {READINGS['P11']}" in told(done.stdout)
    assert "… Spent: 3 calls, 3,000 tokens in, 300 out; about $0.0090" in done.stderr


def test_the_json_says_who_answered_what_it_took_and_what_was_dropped_but_not_its_text(run: Run) -> None:
    with ModelServer(Forger()) as server:
        done = run("ask", *on(server), "--json", QUESTION)
    answer = json.loads(done.stdout)
    assert answer["answered_by"] == "composer" and answer["fault"] == "" and answer["ask_back"] == ""
    assert {"principle": "", "part": "point", "reason": "unknown principle"} in answer["dropped"]
    assert {"calls", "tokens_in", "tokens_out"} == answer["usage"].keys()
    assert "P99" not in done.stdout and "30 days" not in done.stdout


def test_who_asks_why_is_told_what_was_left_out_but_not_what_it_said(run: Run) -> None:
    with ModelServer(Forger()) as server:
        done = run("ask", *on(server), "--why", QUESTION)
    assert "Left out: the model's point (unknown principle)" in done.stdout
    assert "P99" not in done.stdout and "30 days" not in done.stdout


def test_thanks_and_wishes_about_the_last_answer_cost_no_call(run: Run) -> None:
    with ModelServer(Personality()) as server:
        run("chat", *on(server), stdin=f"{QUESTION}\n")
        before = len(server.requests)
        done = run("chat", *on(server), stdin=f"{QUESTION}\nok thanks\ncan you say that shorter?\n")
        assert len(server.requests) - before == before > 0
    assert "You are welcome" in done.stdout and "In short, then." in done.stdout


def test_without_a_model_the_json_has_no_field_of_one(run: Run) -> None:
    answer = json.loads(run("ask", "--json", QUESTION).stdout)
    assert {"answered_by", "dropped", "usage", "ask_back", "fault"} & answer.keys() == set()


def test_a_batch_is_answered_by_the_model_line_by_line(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    questions = [QUESTION, "How long do I bake sourdough bread?"]
    batch.write_text("".join(json.dumps({"question": question}) + "\n" for question in questions))
    with ModelServer(Personality()) as server:
        done = run("ask", *on(server), "--batch", str(batch), "--usage")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["points"][0]["reading"] == READINGS["P11"] and first["answered_by"] == "openai:any"
    assert second["status"] == "not_covered" and second["usage"]["calls"] == 0
    assert "Spent: 2 calls" in done.stderr


def test_another_model_verifies(run: Run) -> None:
    with ModelServer(Personality()) as server:
        done = run("ask", *on(server), "--verify-with", "openai:other", "--json", QUESTION)
        models = [(request.json["model"], seen(request.json).is_verifying) for request in server.requests]
    assert json.loads(done.stdout)["points"][0]["reading"]
    assert models == [("any", False), ("other", True)]


def test_without_a_verifying_call_the_reliability_of_the_judge_is_shown(run: Run) -> None:
    with ModelServer(Personality()) as server:
        done = run("ask", *on(server), "--no-verify", QUESTION)
        assert not any(seen(request.json).is_verifying for request in server.requests)
    assert "AUROC" in done.stderr
    assert "[P11]" in done.stdout


def test_without_a_key_the_composer_answers_and_one_line_says_why(run: Run) -> None:
    done = run("ask", "--model", "openai:gpt-4o-mini", QUESTION)
    assert done.returncode == 0
    assert "The key is to first earn deep credibility" in told(done.stdout)
    assert "OPENAI_API_KEY is not set, so the principles answer in their own words." in told(done.stdout)


def test_a_refused_key_is_never_echoed(run: Run) -> None:
    key = "sk-secret-0123456789abcdef"
    with ModelServer(lambda _: failure(401, f"Incorrect API key provided: {key}")) as server:
        done = run("ask", *on(server), QUESTION, OPENAI_API_KEY=key)
    assert done.returncode == 0
    assert "refused the key" in told(done.stdout)
    assert key not in done.stdout + done.stderr and "sk-secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("model", "code", "said"),
    [
        pytest.param("nonsense", 2, "names no chat model", id="no provider"),
        pytest.param("anthropic:claude-haiku-4-5", 3, 'pip install "grounded-coach[anthropic]"', id="no package"),
    ],
)
def test_a_model_that_cannot_be_opened_is_two_lines_and_a_code(run: Run, model: str, code: int, said: str) -> None:
    done = run("ask", "--model", model, QUESTION)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 2


def test_the_first_quotation_is_on_the_screen_while_the_model_still_writes(environment: dict[str, str]) -> None:
    def slow(request: dict[str, Any]) -> Reply:
        return replace(Personality()(request), pace_s=0.0 if seen(request).is_verifying else 0.02)

    with ModelServer(slow) as server:
        command = [str(COACH), "ask", *on(server), QUESTION]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            while "“PMs at founder-led" not in (line := process.stdout.readline()):
                assert line
            shown_at = time.monotonic()
            process.stdout.read()
            process.wait()
            assert time.monotonic() - shown_at > 0.3


@pytest.mark.slow
def test_ctrl_c_ends_the_request(environment: dict[str, str]) -> None:
    with ModelServer(Personality(hang_s=30.0)) as server:
        command = [str(COACH), "ask", *on(server), QUESTION]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        deadline = time.monotonic() + 30
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out) == (130, "") and "Traceback" not in err
        assert server.requests[0].gone.wait(2)


class Thorough(Personality):
    """Writes readings of two sentences, a next step with a day, and a question back where it may."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        found = seen(request)
        reply = super().__call__(request)
        if found.is_verifying or not found.has_schema:
            return reply
        whole = json.loads(reply.text or "{}")
        name = next(iter(found.principles))
        whole["next_step"] = {"principle": name, "text": f"{READINGS[name]} Begin with what is near.", "within_days": 7}
        whole["question"] = "Who decides on your work?"
        for point in whole["points"]:
            point["reading"] += " Begin with what is near."
        return replace(reply, text=json.dumps(whole))

    def verify(self, found: Seen) -> str:
        return verdicts(found.claims, lambda claim: "Begin" in claim.reading or knows_the_truth(claim))


@pytest.mark.parametrize(
    "question", [QUESTION, "Nobody at work listens to my suggestions", "How do I become a director?"]
)
def test_a_personal_answer_that_was_copied_from_the_terminal_is_grounded(
    run: Run, tmp_path: Path, question: str
) -> None:
    answer = tmp_path / "answer.txt"
    with ModelServer(Thorough()) as server:
        answer.write_text(run("ask", *on(server), question).stdout, encoding="utf-8")
        assert "For you: " in answer.read_text() and "(say, by " in answer.read_text()
        checked = run("check", str(answer), "--verify-with", *on(server)[1:], "--json", "--question", question)
    found = json.loads(checked.stdout)
    wrong = [said for said in found["sentences"] if said["verdict"] not in ("supported", "not_a_claim")]
    assert (wrong, found["grounded"]) == ([], True)


class Curious(Personality):
    """Asks back whenever it writes."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        reply = super().__call__(request)
        text = (reply.text or "").replace('"question": ""', '"question": "Who decides on your work?"')
        return replace(reply, text=text)


def test_chat_asks_back_once_and_keeps_the_conversation(run: Run) -> None:
    with ModelServer(Curious()) as server:
        lines = ["Nobody at work listens to my suggestions", "My work goes unnoticed, what now?", "/quit"]
        done = run("chat", *on(server), stdin="\n".join(lines) + "\n")
        prompts = [request.prompt for request in server.requests if not seen(request.json).is_verifying]
    assert done.returncode == 0
    assert done.stdout.count("One question back: Who decides on your work?") == 1
    assert "they: Nobody at work listens" in prompts[1]


@pytest.mark.parametrize("asks", ["Who decides on your work?", "Why don't you just quit, since they never listen?"])
def test_without_a_verifying_call_a_question_back_is_asked_only_where_rules_know_that_it_only_asks(
    run: Run, asks: str
) -> None:
    class Asking(Curious):
        def __call__(self, request: dict[str, Any]) -> Reply:
            reply = super().__call__(request)
            return replace(reply, text=(reply.text or "").replace("Who decides on your work?", asks))

    with ModelServer(Asking()) as server:
        done = run("ask", *on(server), "--no-verify", "--json", "Nobody at work listens to my suggestions")
        assert not any(seen(request.json).is_verifying for request in server.requests)
    answer = json.loads(done.stdout)
    assert (answer["status"], answer["ask_back"]) == ("partly", asks if "quit" not in asks else "")
    assert ("quit" in asks) == any(what["part"] == "question" for what in answer["dropped"])


class Screen:
    """A command on a terminal of its own: what it shows so far, and keys pressed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process, self._main = typing_to(command, environment)
        self.shown = ""

    def until(self, text: str, within_s: float = 90.0) -> None:
        """Read until a text stands on the screen that was not there at the last call."""
        begun, self.shown = time.monotonic(), ""
        while text not in self.shown:
            assert time.monotonic() - begun < within_s, self.shown
            if select.select([self._main], [], [], 0.05)[0]:
                self.shown += os.read(self._main, 65_536).decode("utf-8", "replace")

    def press(self, keys: bytes) -> None:
        os.write(self._main, keys)

    def ended(self, within_s: float = 10.0) -> int:
        """Return the exit code, reading what is still shown: a full terminal would hold the process up."""
        begun = time.monotonic()
        while self.process.poll() is None and time.monotonic() - begun < within_s:
            with suppress(OSError):  # Linux says so when the other end is closed
                if select.select([self._main], [], [], 0.05)[0]:
                    self.shown += os.read(self._main, 65_536).decode("utf-8", "replace")
        return self.process.wait(0.1)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._main)


def typing_to(command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command in a session of its own, its terminal the controlling one, so that Ctrl-C is a key."""
    main_end, its_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_A_TERMINAL, *command],
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        env={**environment, "TERM": "xterm", "COLUMNS": "100"},
        start_new_session=True,
    )
    os.close(its_end)
    return process, main_end


_ON_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
CTRL_C, CTRL_D = b"\x03", b"\x04"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "leaving"),
    [
        pytest.param({"hang_s": 60.0}, CTRL_C, id="before a word has come, then Ctrl-C twice"),
        pytest.param({"pace_s": 0.2}, CTRL_D, id="in the middle of the stream, then Ctrl-D"),
        pytest.param({"pace_s": 0.2}, b"/quit\r", id="in the middle of the stream, then /quit"),
    ],
)
def test_ctrl_c_in_a_chat_stops_the_answer_and_the_conversation_goes_on(
    environment: dict[str, str], how: dict[str, float], leaving: bytes
) -> None:
    with ModelServer(Personality(**how)) as server:
        screen = Screen([str(COACH), "chat", *on(server)], environment)
        try:
            screen.until("You: ")
            screen.press(f"{QUESTION}\r".encode())
            wait_for(lambda: bool(server.requests))
            time.sleep(0.5)  # the answer is being written
            screen.press(CTRL_C)
            screen.until("You: ", within_s=5.0)
            assert "Stopped." in screen.shown and "Traceback" not in screen.shown
            assert server.requests[0].gone.wait(2)
            server.reply = Personality()
            screen.press(f"{QUESTION}\r".encode())
            screen.until(f"For you: {READINGS['P11'].split(',')[0]}")
            screen.until("You: ")
            time.sleep(0.5)  # readline draws the prompt a moment before it takes keys: nobody is as fast as that
            screen.press(leaving)
            if leaving == CTRL_C:
                screen.until("Ctrl-C again")
                time.sleep(0.5)
                screen.press(CTRL_C)
            assert (screen.ended(), "Traceback" in screen.shown) == (0, False)
        finally:
            screen.close()


def wait_for(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within_s
        time.sleep(0.02)


def test_the_environment_can_name_the_model_and_how_long_it_may_take() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_MODEL", "ollama:llama3.1")
        patch.setenv("COACH_DEADLINE", "7.5")
        assert model_settings() == ModelSettings("ollama:llama3.1", deadline_s=7.5)
        assert model_settings("openai:other") == ModelSettings("openai:other", deadline_s=7.5)
        patch.setenv("COACH_DEADLINE", "soon")
        with pytest.raises(SettingsError, match="COACH_DEADLINE"):
            model_settings()
    assert model_settings() is None
