"""Reading files that are pipes: with a writer, with a late one, with none."""

import os
import threading
import time

import pytest

from reproduction.inputs import text
from reproduction.inputs.defects import InputError


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_is_read_to_its_end(pipe, capsys):
    def write() -> None:
        with pipe.open("w") as stream:
            stream.write("a\n")
            stream.flush()
            time.sleep(0.2)
            stream.write("b\n")

    writer = threading.Thread(target=write)
    writer.start()
    assert text.read_text(pipe) == "a\nb\n"
    writer.join()
    assert capsys.readouterr().err == ""


def test_a_pipe_that_nobody_writes_to_is_given_up(pipe, monkeypatch, capsys):
    monkeypatch.setattr(text, "PATIENCE", 1.5)
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        text.read_text(pipe)
    assert 1 < time.monotonic() - start < 10
    assert str(caught.value) == (
        f"{pipe}: cannot be read (nothing was written to it in 1.5 s); expected a readable file"
    )
    assert capsys.readouterr().err == f"Waiting for something to be written to {pipe}\n"
