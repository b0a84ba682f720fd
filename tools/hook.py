"""Run a command of ``reproduction`` before or after Quarto renders, as ``_quarto.yml`` says.

A script, because Quarto runs scripts with the Python that runs the chapters, wherever that is.
"""

import sys

try:
    from reproduction.cli import main
except ImportError as error:
    sys.exit(
        f"{sys.executable}, the Python that Quarto found, has no package {error.name}; expected "
        "the project's own. Run `make environment`, then `. .venv/bin/activate`, and render "
        "again; or run `make book`, which does all of this."
    )
sys.exit(main(sys.argv[1:]))
