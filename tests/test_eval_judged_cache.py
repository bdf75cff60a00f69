"""What was paid for is kept: across runs, interruptions and processes; what could not be used is not."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CountingEncoder
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration
from model_server import ModelServer, Reply
from ragas_judge import SAMPLE, RagasJudge, judge_by_hand
from test_eval_judged import run_script

from coach.errors import EnvironmentFault
from coach.records import Usage
from evals.judged.cache import ReplyCache, scoring
from evals.judged.metrics import judged_metrics
from evals.judged.model import open_judge
from evals.judged.run import Key, Limits, judge_samples
from evals.records import Verdict

CALLS = 2 + 1 + 3 + 1 + 4  # of the five metrics for the sample
SAMPLES = {name: SAMPLE for name in ("a", "b", "c")}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(judge_by_hand()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "judge.sqlite3"


def run(file: Path | None, jobs: int = 4, name: str = "openai:judge") -> dict[Key, Verdict]:
    """Open everything anew, as a new process would, and judge three cases."""
    judge = open_judge(name, file)
    metrics = judged_metrics(judge.model, CountingEncoder())
    try:
        return judge_samples(SAMPLES, metrics, Limits(jobs=jobs), None, judge.cache)
    finally:
        judge.cache.close()


def reply(text: str = "{}", **details: object) -> list[ChatGeneration]:
    usage = {"input_tokens": 30, "output_tokens": 4, "total_tokens": 34}
    return [ChatGeneration(message=AIMessage(text, usage_metadata=usage), generation_info=details)]  # type: ignore[arg-type]


def test_a_second_run_asks_nothing_and_finds_the_same(server: ModelServer, file: Path) -> None:
    first = run(file)
    assert len(server.requests) == 3 * CALLS
    assert run(file) == first
    assert len(server.requests) == 3 * CALLS


def test_the_replies_of_another_judge_are_not_found(server: ModelServer, file: Path) -> None:
    run(file)
    run(file, name="openai:another")
    assert len(server.requests) == 2 * 3 * CALLS


def test_replies_at_another_address_are_not_found(
    server: ModelServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(file)
    with ModelServer(judge_by_hand()) as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.url)
        run(file)
        assert len(other.requests) == 3 * CALLS


@pytest.mark.parametrize("interruption", [SystemExit, KeyboardInterrupt])
def test_an_interrupted_run_continues_where_it_stopped(
    server: ModelServer, file: Path, interruption: type[BaseException]
) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 5:
            raise interruption

    judge = open_judge("openai:judge", file)
    metrics = judged_metrics(judge.model, CountingEncoder())
    with pytest.raises(interruption):
        judge_samples(SAMPLES, metrics, Limits(jobs=1), interrupt, judge.cache)
    judge.cache.close()
    paid = judge.cache.usage.calls
    assert CALLS <= paid < 3 * CALLS  # the five metrics of case a, and what was under way
    time.sleep(0.1)  # a request that was under way when the run ended may still reach the server
    server.requests.clear()
    assert run(file) == run(None)
    assert len(server.requests) == 3 * CALLS - paid + 3 * CALLS  # the rest; then everything, without a file


@pytest.mark.slow
def test_a_run_that_is_killed_continues_where_it_stopped(server: ModelServer, file: Path) -> None:
    script = f"from pathlib import Path\nfrom test_eval_judged_cache import *\nrun(Path({str(file)!r}), jobs=1)"
    by_hand = judge_by_hand()

    def kill(request: dict[str, object]) -> Reply:
        if len(server.requests) > 14:
            os.kill(child.pid, signal.SIGKILL)
        return by_hand(request)

    server.reply = kill
    with subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parent) as child:
        assert child.wait(60) == -signal.SIGKILL
    server.requests.clear()
    server.reply = by_hand
    assert len(run(file)) == 15
    assert len(server.requests) == 3 * CALLS - 14


def test_what_could_not_be_read_is_asked_again(server: ModelServer, file: Path) -> None:
    by_hand = judge_by_hand()
    server.reply = RagasJudge(
        **{**by_hand.judgements, "ContextRecallClassifications": lambda _: {"classifications": []}}
    )
    first = run(file)
    assert [key for key, verdict in first.items() if verdict.value is None] == [
        (name, "context_recall") for name in SAMPLES
    ]
    server.requests.clear()
    server.reply = by_hand
    assert run(file)["a", "context_recall"] == Verdict(0.5)
    assert len(server.requests) == 3  # the three that could not be read, and nothing else


def test_prose_is_forgotten_with_the_attempts_to_mend_it(server: ModelServer, file: Path) -> None:
    server.reply = lambda _: Reply("I would say yes.")
    run(file)
    with sqlite3.connect(file) as rows:
        assert rows.execute("SELECT count(*) FROM replies").fetchone() == (0,)


@pytest.mark.parametrize(
    "unusable",
    [
        reply(""),
        reply("{}", finish_reason="length"),
        reply("{}", finish_reason="content_filter"),
        [ChatGeneration(message=AIMessage("{}", additional_kwargs={"refusal": "no"}))],
        [],
    ],
    ids=["empty", "cut short", "filtered", "refused", "nothing"],
)
def test_an_unusable_reply_is_not_kept(unusable: list[ChatGeneration]) -> None:
    cache = ReplyCache(None, "judge")
    cache.update("prompt", "", unusable)
    assert cache.lookup("prompt", "") is None


@pytest.mark.parametrize("reason", [None, "stop", "STOP", "end_turn", "eos_token"])
def test_a_complete_reply_is_kept_with_its_tokens(file: Path, reason: str | None) -> None:
    cache = ReplyCache(file, "judge")
    with scoring("case", "metric"):
        cache.update("prompt", "", reply('{"verdict": 1}', finish_reason=reason))
        assert [kept.text for kept in cache.lookup("prompt", "") or []] == ['{"verdict": 1}']
    with sqlite3.connect(file) as rows:
        columns = "case_id, metric, reply, tokens_in, tokens_out"
        found = rows.execute(f"SELECT {columns} FROM replies").fetchall()
    assert found == [("case", "metric", '[{"text": "{\\"verdict\\": 1}"}]', 30, 4)]


def test_a_reply_belongs_to_its_case_and_metric() -> None:
    cache = ReplyCache(None, "judge")
    with scoring("a", "faithfulness"):
        cache.update("prompt", "", reply())
    for case, metric in (("b", "faithfulness"), ("a", "context_recall")):
        with scoring(case, metric):
            assert cache.lookup("prompt", "") is None


def test_only_what_came_from_the_provider_is_spent(server: ModelServer, file: Path) -> None:
    server.reply = lambda request: Reply(judge_by_hand()(request).text, usage=(1000, 10))
    for expected in (Usage(2, 2000, 20), Usage()):
        judge = open_judge("openai:judge", file)
        judge_samples({"a": SAMPLE}, judged_metrics(judge.model, CountingEncoder())[:1], None, None, judge.cache)
        assert judge.cache.usage == expected


def test_a_reply_without_a_count_is_said_to_be_unmetered() -> None:
    cache = ReplyCache(None, "judge")
    cache.update("prompt", "", [ChatGeneration(message=AIMessage("{}"))])
    assert cache.usage == Usage(calls=1, unmetered=1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"not a database, and long enough to be looked at" * 40, "was damaged", id="another kind of file"),
        pytest.param(None, "was not a file of the judge's replies", id="another program's database"),
    ],
)
def test_a_file_that_is_not_ours_is_set_aside_and_a_new_one_begun(file: Path, content: bytes | None, why: str) -> None:
    file.parent.mkdir()
    if content is None:
        with sqlite3.connect(file) as rows:
            rows.execute("CREATE TABLE recipes (name TEXT)")
    else:
        file.write_bytes(content)
    before = file.read_bytes()
    cache = ReplyCache(file, "judge")
    assert cache.remarks == (f"{file.name} {why}: it is now {file.name}.set-aside-1, and a new one was begun.",)
    assert file.with_name(f"{file.name}.set-aside-1").read_bytes() == before
    cache.update("prompt", "", reply())
    assert ReplyCache(file, "judge").lookup("prompt", "")


def test_a_file_damaged_in_the_middle_is_set_aside(file: Path) -> None:
    cache = ReplyCache(file, "judge")
    for number in range(200):
        cache.update(f"prompt {number}", "", reply("x" * 500))
    cache.close()
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    file.write_bytes(content)
    again = ReplyCache(file, "judge")
    assert "was damaged" in again.remarks[0]
    assert again.lookup("prompt 1", "") is None


def test_a_row_that_somebody_edited_is_no_reply(file: Path) -> None:
    cache = ReplyCache(file, "judge")
    cache.update("prompt", "", reply())
    with sqlite3.connect(file) as rows:
        rows.execute("UPDATE replies SET reply = '[{}]'")
    assert cache.lookup("prompt", "") is None


def test_a_file_that_fails_in_the_middle_of_a_run_is_a_remark_not_a_crash(file: Path) -> None:
    cache = ReplyCache(file, "judge")
    with sqlite3.connect(file) as rows:
        rows.execute("DROP TABLE replies")
    cache.update("prompt", "", reply())
    assert cache.lookup("prompt", "") is None
    assert "could not all be kept (no such table: replies)" in cache.remarks[0]


def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot be kept"):
        ReplyCache(tmp_path / "file" / "judge.sqlite3", "judge")
    with pytest.raises(EnvironmentFault, match="cannot be kept"):
        ReplyCache(tmp_path, "judge")


def test_two_processes_write_to_one_file(file: Path) -> None:
    script = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from langchain_core.messages import AIMessage
        from langchain_core.outputs import ChatGeneration
        from evals.judged.cache import ReplyCache
        sys.stdin.readline()
        cache = ReplyCache(Path({str(file)!r}), "judge")
        for number in range(100):
            cache.update(sys.argv[1] + str(number), "", [ChatGeneration(message=AIMessage("x"))])
        print(cache.remarks)
    """)
    command = [sys.executable, "-c", script]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": Path(__file__).parent}
    children = [subprocess.Popen([*command, name], **pipes) for name in ("a", "b")]  # type: ignore[call-overload]
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    assert [child.communicate()[0] for child in children] == ["()\n", "()\n"]
    cache = ReplyCache(file, "judge")
    assert all(cache.lookup(f"{name}{number}", "") for name in ("a", "b") for number in range(100))


def test_nothing_in_the_file_is_code_or_a_key(server: ModelServer, file: Path) -> None:
    run(file)
    content = file.read_bytes()
    assert b"sk-test" not in content
    assert b"langchain" not in content
    assert b'"lc"' not in content


def test_opening_the_cache_needs_no_ragas() -> None:
    script = "import sys, evals.judged.model, evals.judged.run, evals.judged.cost\nprint('ragas' in sys.modules)"
    assert run_script(script) == ("False", "", 0)
