# The book and its tests, from a virtual environment in .venv. `make help` lists the targets.

SHELL := /bin/sh
BIN := .venv/bin
# Without the working folder among the modules: a numpy.py there must not become NumPy.
RUN := $(BIN)/python -P -m
QUARTO_VERSION := 1.10.18

.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help book test check bench lint environment oracle requirements clean
# Settings of the user's Python change what is imported and printed; PYTHON names one to use.
unexport $(filter-out PYTHON,$(filter PYTHON%,$(.VARIABLES)))

help:
	@echo 'make book           render the book as HTML and PDF into _book'
	@echo '                    (RENDERER=quarto or RENDERER=builtin insists on one)'
	@echo 'make test           run every test (ARGS="-k survival" goes to pytest)'
	@echo 'make check          compare every printed number with the patients, in the terminal'
	@echo 'make bench          measure how long things take'
	@echo 'make lint           ruff and mypy'
	@echo 'make environment    install the packages of requirements.txt into .venv, where they are missing'
	@echo 'make oracle         make the values of tests/oracle again (needs R)'
	@echo 'make requirements   compile the pinned requirements again (needs uv)'
	@echo 'make clean          delete everything that the other targets made, .venv too'

book: environment
	@$(BIN)/python -P tools/choose_renderer.py $(if $(RENDERER),--renderer '$(RENDERER)')

test: environment
	@$(RUN) pytest $(ARGS)

check: environment
	@$(RUN) reproduction.cli check $(ARGS)

bench: environment
	@$(BIN)/python benchmarks/bench.py $(ARGS)

lint: environment
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

# The environment's own Python says whether it is whole. If not, the first Python that is new
# enough and has the venv module makes it, or the one that PYTHON names.
environment:
	@$(BIN)/python -I tools/environment.py --check 2>/dev/null && exit; \
	set -- python3.13 python3.12 python3.11 python3; [ -z "$$PYTHON" ] || set -- "$$PYTHON"; \
	bare=; for python; do \
	  "$$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -I -c 'import ensurepip, venv' 2>/dev/null && exec "$$python" -I tools/environment.py; \
	  bare="$$python"; \
	done; \
	if [ "$$bare" ]; then echo "$$bare has no venv module: install it (Debian, Ubuntu:" \
	  "apt install python3-venv) or name another Python, make PYTHON=/path/to/python3"; \
	else echo "No Python 3.11 or newer among: $$*. Install one, or name it:" \
	  "make PYTHON=/path/to/python3"; fi >&2; exit 1

oracle:
	@command -v Rscript >/dev/null || \
	  { echo 'make oracle: Rscript is missing (Debian, Ubuntu: apt install r-base-core)' >&2; exit 2; }
	@Rscript --vanilla -e 'for (name in c("survival", "prodlim", "cmprsk", "numDeriv", "MASS"))' \
	  -e 'if (!requireNamespace(name, quietly = TRUE)) {' \
	  -e 'message("make oracle: the R package ", name, " is missing (Debian, Ubuntu: apt install r-cran-", tolower(name), ")")' \
	  -e 'quit(status = 2) }'
	@for script in tests/oracle/*.R examples/*/oracle/*.R; do echo "$$script"; Rscript --vanilla "$$script" || exit 1; done
	@echo 'git diff tests/oracle examples shows what changed'

# Pins stay as they are unless ARGS=--upgrade or ARGS="--upgrade-package NAME".
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-emit-index-url --custom-compile-command "make requirements"
requirements:
	@command -v uv >/dev/null || \
	  { echo 'make requirements: uv is missing (pipx install uv)' >&2; exit 2; }
	printf '%s\n' flit-core setuptools | $(COMPILE) $(ARGS) - --output-file requirements-build.txt
	$(COMPILE) $(ARGS) requirements.in --constraint requirements-build.txt --output-file requirements.txt
	echo 'quarto-cli==$(QUARTO_VERSION)' | $(COMPILE) --no-deps - --output-file requirements-quarto.txt

clean:
	rm -rf _book _word _latex ._book.* .book-cache .quarto .venv .venv.lock .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
