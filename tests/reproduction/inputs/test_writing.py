"""Files are written whole, with the mode they had; devices and pipes as they are."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reproduction.inputs.writing import write_whole


def test_a_new_file_has_the_mode_of_other_new_files(tmp_path):
    write_whole(tmp_path / "new", "näher")
    (tmp_path / "other").write_text("")
    assert (tmp_path / "new").read_bytes() == "näher".encode()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_an_old_file_keeps_its_mode_and_a_link_stays(tmp_path):
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_a_reader_has_the_old_content_until_the_new_is_whole(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")
    with file.open() as reader:
        write_whole(file, "new")
        assert reader.read() == "old"
    assert file.read_text() == "new"


def test_a_pipe_stays_a_pipe(tmp_path):
    pipe, found = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "through")
    reader.join()
    assert found == ["through"]
    assert pipe.is_fifo()


def test_standard_output_may_be_a_file_that_others_write_to(tmp_path):
    code = (
        "from pathlib import Path; from reproduction.inputs.writing import write_whole\n"
        "print('before', flush=True); write_whole(Path('/dev/stderr'), 'said\\n')"
    )
    with (tmp_path / "out").open("ab") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, stderr=out, check=True)
    assert (tmp_path / "out").read_text() == "before\nsaid\n"


@pytest.mark.parametrize("name", ["none/file", "."])
def test_an_error_names_the_path_as_given(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError) as caught:
        write_whole(Path(name), "x")
    assert caught.value.filename == name
    assert list(tmp_path.iterdir()) == []
