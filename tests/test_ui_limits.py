"""Questions a minute: counted for each visitor, in memory that does not grow; and whose turn it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ui.limits import MOST_VISITORS, Limiter, TooMany
from ui.turns import Busy, Turns


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def asked(limiter: Limiter, times: int, visitor: str = "anna", has_model: bool = False) -> int:
    """Return how many of so many questions at once were let through."""
    passed = 0
    for _ in range(times):
        try:
            limiter.check(visitor, has_model)
        except TooMany:
            continue
        passed += 1
    return passed


def test_a_minutes_questions_may_come_at_once_and_not_one_more() -> None:
    assert asked(Limiter(6, Clock()), 20) == 6


def test_without_a_model_300_a_minute_pass_and_20_with_one() -> None:
    limiter = Limiter(0, Clock())
    assert asked(limiter, 400) == 300
    assert asked(limiter, 400, has_model=True) == 20


def test_another_question_passes_when_its_share_of_the_minute_has_passed() -> None:
    clock = Clock()
    limiter = Limiter(6, clock)  # one every ten seconds
    asked(limiter, 6)
    clock.now += 9.5
    assert asked(limiter, 3) == 0
    clock.now += 0.5
    assert asked(limiter, 3) == 1
    clock.now += 60
    assert asked(limiter, 20) == 6


def test_the_hint_says_when_to_ask_again() -> None:
    clock = Clock()
    limiter = Limiter(6, clock)
    asked(limiter, 6)
    clock.now += 2.5
    with pytest.raises(TooMany) as refused:
        limiter.check("anna", False)
    assert refused.value.message == "You have asked 6 questions within a minute, which is the limit here"
    assert refused.value.hint == "Ask again in 8 seconds."
    clock.now += 7.5
    limiter.check("anna", False)


def test_a_refused_question_makes_nobody_wait_longer() -> None:
    clock = Clock()
    limiter = Limiter(6, clock)
    asked(limiter, 100)
    clock.now += 10
    assert asked(limiter, 1) == 1


def test_one_visitors_questions_are_not_counted_against_another() -> None:
    limiter = Limiter(6, Clock())
    asked(limiter, 20, "anna")
    assert asked(limiter, 20, "ben") == 6


def test_a_long_question_counts_for_several() -> None:
    clock = Clock()
    limiter = Limiter(0, clock)
    for _ in range(4):
        limiter.check("anna", False, length=8_000)  # two seconds of a processor each
    limiter.check("anna", False, length=100)
    with pytest.raises(TooMany) as refused:
        limiter.check("anna", False, length=8_000)
    assert refused.value.message == (
        "You have sent more than 36,000 characters within a minute, which is the limit here"
    )
    limiter.check("anna", False, length=100)
    clock.now += 8
    limiter.check("anna", False, length=8_000)


def test_short_questions_are_not_held_up_by_their_length() -> None:
    limiter, passed = Limiter(0, Clock()), 0
    for _ in range(300):
        limiter.check("anna", False, length=120)
        passed += 1
    assert passed == 300


def test_the_longest_question_passes_however_few_are_allowed() -> None:
    Limiter(1, Clock()).check("anna", False, length=8_000)
    Limiter(1, Clock()).check("anna", True, length=8_000)


def test_whoever_comes_as_somebody_new_each_time_is_held_up_by_the_address() -> None:
    limiter = Limiter(6, Clock(), address=lambda: "192.0.2.7/32")
    passed = sum(asked(limiter, 1, f"visitor {number}") for number in range(100))
    assert passed == 30
    with pytest.raises(TooMany, match="People at your address have asked 30 questions within a minute"):
        limiter.check("somebody new", False)


def test_long_questions_of_one_address_are_held_up_whoever_asks_them() -> None:
    limiter, passed = Limiter(0, Clock(), address=lambda: "192.0.2.7/32"), 0
    with pytest.raises(TooMany, match="People at your address have sent more than 72,000 characters"):
        while True:
            limiter.check(f"visitor {passed}", False, length=8_000)
            passed += 1
    assert passed == 9


def test_one_address_is_not_counted_against_another() -> None:
    addresses = iter(["192.0.2.7/32"] * 40 + ["192.0.2.8/32"])
    limiter = Limiter(6, Clock(), address=lambda: next(addresses))
    assert sum(asked(limiter, 1, f"visitor {number}") for number in range(40)) == 30
    limiter.check("somebody new", False)


def test_thousands_of_visitors_take_no_more_room_than_the_most_that_are_remembered() -> None:
    limiter = Limiter(6, Clock(), most_visitors=100)
    for number in range(5000):
        limiter.check(f"visitor {number}", False)
    assert len(limiter._whole_again) == 100
    assert MOST_VISITORS == 10_000


def test_who_asked_last_is_forgotten_last() -> None:
    limiter = Limiter(6, Clock(), most_visitors=2)
    asked(limiter, 6, "anna")
    asked(limiter, 6, "ben")
    asked(limiter, 1, "carl")  # there is no room for three: anna is forgotten
    assert asked(limiter, 9, "ben") == 0


def test_whoever_has_the_whole_allowance_again_is_not_remembered() -> None:
    clock = Clock()
    limiter = Limiter(6, clock)
    for number in range(50):
        limiter.check(f"visitor {number}", False)
    clock.now += 61
    limiter.check("anna", False)
    assert len(limiter._whole_again) == 1


def test_twenty_threads_get_no_more_than_one_would() -> None:
    limiter, passed = Limiter(100, Clock()), []
    threads = [threading.Thread(target=lambda: passed.append(asked(limiter, 50))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 100


# ------------------------------------------------------------------------------------------------------------ turns


@contextmanager
def answering(turns: Turns) -> Iterator[threading.Event]:
    """Give what ends an answer that has its turn in another thread."""
    begun, ended = threading.Event(), threading.Event()

    def answer() -> None:
        with turns.turn():
            begun.set()
            ended.wait(10)

    thread = threading.Thread(target=answer)
    thread.start()
    begun.wait(10)
    try:
        yield ended
    finally:
        ended.set()
        thread.join()


def test_whoever_waits_too_long_is_told_that_coach_is_busy() -> None:
    turns = Turns(at_once=1, longest_wait_s=0.05)
    with answering(turns), pytest.raises(Busy, match="many people are asking just now"), turns.turn():
        pass
    with turns.turn():
        pass


def test_whoever_finds_a_full_queue_does_not_wait() -> None:
    turns = Turns(at_once=1, most_waiting=0)
    begun = time.monotonic()
    with answering(turns), pytest.raises(Busy), turns.turn():
        pass
    assert time.monotonic() - begun < 1


def test_the_next_one_is_let_through_when_an_answer_ends() -> None:
    turns = Turns(at_once=1)
    with answering(turns) as ended:
        threading.Timer(0.05, ended.set).start()
        with turns.turn():
            pass


def test_an_answer_that_fails_leaves_its_turn_to_the_next() -> None:
    turns = Turns(at_once=1, most_waiting=0)
    for _ in range(3):
        with pytest.raises(ValueError), turns.turn():
            raise ValueError
    with turns.turn():
        pass


def test_no_more_than_so_many_are_answered_at_once() -> None:
    turns, lock, at_once, most = Turns(at_once=3), threading.Lock(), 0, 0

    def answer() -> None:
        nonlocal at_once, most
        with turns.turn():
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.02)
            with lock:
                at_once -= 1

    threads = [threading.Thread(target=answer) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3
