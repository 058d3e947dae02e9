"""The answers that the engine is tested against are still those of another engine."""

import pathlib
import subprocess
import sys

import pytest

pytest.importorskip("pysail", reason="pysail is not installed")


def test_another_engine_gives_the_stored_answers():
    program = pathlib.Path(__file__).with_name("oracle.py")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=600, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
