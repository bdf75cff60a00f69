"""What failed is tried once more, and only that: a run in which tests never ran stays failed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

AGAIN = Path(__file__).with_name("again.py")
# Each fails the first time, and not the second.
ONCE = "from pathlib import Path\ndef once():\n    is_first = not Path('seen').exists()\n    Path('seen').touch()\n"
FLAKY = f"{ONCE}    return is_first\ndef test_it():\n    assert not once()\n"
IMPORT = f"{ONCE}    assert not is_first\nonce()\ndef test_it():\n    pass\n"
CRASH = f"import os\n{ONCE}    return is_first\ndef test_it():\n    once() and os._exit(3)\n"
ALWAYS = "def test_it():\n    assert False\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "workers", "is_green"),
    [
        pytest.param(FLAKY, "0", True, id="a test that fails once"),
        pytest.param(FLAKY, "2", True, id="a test that fails once in a worker"),
        pytest.param(ALWAYS, "0", False, id="a test that fails twice"),
        pytest.param(IMPORT, "0", False, id="a file that cannot be imported once"),
        pytest.param(IMPORT, "2", False, id="a file that cannot be imported once by a worker"),
        pytest.param(CRASH, "2", False, id="a test that ends its worker once"),
    ],
)
def test_only_a_test_that_ran_is_tried_again(tmp_path: Path, text: str, workers: str, is_green: bool) -> None:
    (tmp_path / "test_one.py").write_text(text)
    (tmp_path / "test_other.py").write_text("def test_that():\n    pass\n")
    run = [sys.executable, str(AGAIN), "-n", workers, "--dist", "loadfile", "."]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is is_green, done.stdout
