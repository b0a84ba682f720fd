# The book and its tests, from a virtual environment in .venv. `make help` lists the targets.

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.ready
LOG := .venv/install.log
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --progress-bar off --no-compile
QUARTO_VERSION := 1.10.18

.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help book test check bench lint oracle requirements clean FORCE
# The first two name other packages; without compiled files, every start takes three times as long.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

help:
	@echo 'make book           render the book as HTML and PDF into _book'
	@echo '                    (RENDERER=quarto or RENDERER=builtin insists on one)'
	@echo 'make test           run every test (ARGS="-k survival" goes to pytest)'
	@echo 'make check          compare every printed number with the patients, in the terminal'
	@echo 'make bench          measure how long things take'
	@echo 'make lint           ruff and mypy'
	@echo 'make oracle         make the values of tests/oracle again (needs R)'
	@echo 'make requirements   compile the pinned requirements again (needs uv)'
	@echo 'make clean          delete everything that the other targets made, .venv too'

book: $(READY)
	@$(BIN)/python -m reproduction.book.renderer $(if $(RENDERER),--renderer '$(RENDERER)')

test: $(READY)
	@$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	@$(BIN)/python -m reproduction.cli check $(ARGS)

bench: $(READY)
	@$(BIN)/python benchmarks/bench.py $(ARGS)

lint: $(READY)
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy

oracle:
	@command -v Rscript >/dev/null || \
	  { echo 'make oracle: Rscript is missing (Debian, Ubuntu: apt install r-base-core)' >&2; exit 2; }
	@Rscript --vanilla -e 'for (name in c("survival", "prodlim", "cmprsk", "numDeriv"))' \
	  -e 'if (!requireNamespace(name, quietly = TRUE)) {' \
	  -e 'message("make oracle: the R package ", name, " is missing (Debian, Ubuntu: apt install r-cran-", tolower(name), ")")' \
	  -e 'quit(status = 2) }'
	@for script in tests/oracle/*.R; do echo "$$script"; Rscript --vanilla "$$script" || exit 1; done
	@echo 'git diff tests/oracle shows what changed'

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
	rm -rf _book ._book.* .book-cache .quarto .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made again where it is not whole, was moved, or its requirements changed.
# $(READY) is written last and holds the folder's path, which the installation depends on.
ifneq ($(shell [ "$$(cat $(READY) 2>/dev/null)" = "$$(pwd -P)" ] && $(BIN)/python -c '' && echo whole),whole)
$(READY): FORCE
endif

$(READY): requirements-build.txt requirements.txt pyproject.toml
	@rm -f $@
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  set -- python3.13 python3.12 python3.11 python3; [ -z "$$PYTHON" ] || set -- "$$PYTHON"; \
	  bare=; for python; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null && exec "$$python" -m venv --clear .venv; \
	    bare="$$python"; \
	  done; \
	  if [ "$$bare" ]; then echo "$$bare lacks the venv module: install it (Debian, Ubuntu:" \
	    "apt install python3-venv) or name another Python, make PYTHON=/path/to/python3"; \
	  else echo "No Python 3.11 or newer among: $$*. Install one, or name it:" \
	    "make PYTHON=/path/to/python3"; fi >&2; exit 1; }
	@printf 'Installing the packages of requirements.txt into .venv, once '
	@{ $(PIP) --require-hashes --requirement requirements-build.txt && \
	   $(PIP) --require-hashes --no-build-isolation --requirement requirements.txt && \
	   $(PIP) --no-deps --no-build-isolation --editable . && pwd -P >$@; } 2>&1 | \
	 while IFS= read -r line; do \
	   printf '%s\n' "$$line" >&3; case $$line in Collecting*) printf .;; esac; \
	 done 3>$(LOG); echo
	@[ -e $@ ] || { tail -n 20 $(LOG); echo 'The installation failed: see $(LOG)'; exit 1; } >&2
