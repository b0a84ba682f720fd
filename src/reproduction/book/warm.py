"""One interpreter that has imported what chapters import, forked for the kernel of each chapter.

``serve`` runs in a process of its own. A kernel's command is ``ask``, in a process that starts
at once because it imports next to nothing: it has a kernel forked and lives as long as that does.
"""

import json
import os
import signal
import socket
import sys

LONGEST_REQUEST = 10_000_000


def serve(handle: int, modules: list[str]) -> None:
    """Import modules, then fork a kernel for everyone who asks, until the input ends.

    Args:
        handle: a socket's that listens.
        modules: what cells import.
    """
    import importlib
    import select
    from contextlib import suppress

    server = socket.socket(fileno=handle)
    for name in ("ipykernel.kernelapp", "ipykernel.ipkernel", *modules):
        with suppress(BaseException):  # the cell that imports it will say why
            importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while server in select.select([server, sys.stdin], [], [])[0]:
        asker = server.accept()[0]
        if os.fork() == 0:
            server.close()
            become_kernel(asker)
        asker.close()
    os.killpg(0, signal.SIGKILL)  # the builder has gone, and its kernels go with it


def become_kernel(asker: socket.socket) -> None:
    """Be a kernel in the asker's folder and environment, for as long as the asker lives."""
    import threading

    from ipykernel.kernelapp import IPKernelApp

    with asker.makefile("r", encoding="utf-8") as request:
        asked = json.loads(request.readline(LONGEST_REQUEST))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.path.insert(0, "")
    threading.Thread(target=lambda: (asker.recv(1), os._exit(1)), daemon=True).start()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # and it says nothing as it starts
    IPKernelApp.launch_instance(argv=[*asked["arguments"], parent])
    os._exit(0)


def ask(path: str, *arguments: str) -> None:
    """Have a kernel forked, and wait for its end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # it ends without a word
    request = {
        "folder": os.getcwd(),  # noqa: PTH109, because pathlib takes long to import
        "environment": dict(os.environ),
        "arguments": arguments,
    }
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(path)
            server.sendall(json.dumps(request).encode() + b"\n")
            server.recv(1)
    except OSError:  # it was ended, or has not come up: nbclient says that there is no kernel
        sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]), sys.argv[3:])
    else:
        ask(*sys.argv[2:])
