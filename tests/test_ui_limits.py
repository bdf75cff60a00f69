"""Questions a minute: counted for each visitor, in memory that does not grow."""

from __future__ import annotations

import threading

import pytest

from ui.limits import MOST_VISITORS, Limiter, TooMany


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
