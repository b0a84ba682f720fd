"""Run as the first cell of each chapter: figures are SVG, and what code reads is written down."""


def _prepare() -> None:
    import os
    import sys

    from IPython.core import pylabtools

    def svg(figure: object) -> object:
        return pylabtools.print_figure(  # type: ignore[no-untyped-call]
            figure, fmt="svg", bbox_inches="tight", metadata={"Date": None}
        )

    shell = get_ipython()  # type: ignore[name-defined]  # noqa: F821
    formatter = shell.display_formatter.formatters["image/svg+xml"]
    formatter.for_type_by_name("matplotlib.figure", "Figure", svg)
    if "matplotlib" in sys.modules:
        shell.run_line_magic("matplotlib", "inline")

    packages = (sys.prefix, sys.base_prefix)
    listed = os.open(os.environ["BOOK_READS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    elsewhere = ("socket.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")

    def note(event: str, arguments: tuple[object, ...]) -> None:
        """Write down each file opened, and what cannot be followed: an audit hook."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100, without following links
            if not path.startswith(packages):
                os.write(listed, os.fsencode(path) + b"\0")
        elif event in elsewhere:
            os.write(listed, event.encode() + b"\0")

    sys.addaudithook(note)


_prepare()
del _prepare
