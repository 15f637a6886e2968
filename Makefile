# Two commands: `make map` (look at it) and `make test` (check it).
# Both make what they need; `make clean` takes it away again.

PYTHON ?= python3
BIN := .venv/bin
OUT := build/map

.PHONY: map test clean
.DELETE_ON_ERROR:

map: .venv/installed
	$(BIN)/fiss-geo demo --out $(OUT)
	@echo "open $(CURDIR)/$(OUT)/site/index.html in a browser"

test: .venv/installed-dev programs road-servers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --dist loadfile

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "fiss-geo needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The tests drive Debian's Chromium, PostgreSQL with PostGIS, MapServer and Voikko. Where they are missing
# and we may, they are installed; else the tests that need them are skipped, and say so.
.PHONY: programs
programs:
	@{ command -v chromium && command -v mapserv && ls /usr/share/postgresql/*/extension/postgis.control \
	     && ls /usr/lib/voikko/5/mor-standard /usr/lib/*/libvoikko.so.1; } >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	       && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	            chromium postgresql postgresql-postgis postgresql-postgis-scripts mapserver-bin \
	            libvoikko1 voikko-fi >/dev/null; } \
	  || echo "Chromium, PostGIS, MapServer or Voikko is missing and cannot be installed here: their tests will be skipped"

# OSRM and Valhalla, for the tests of their adapters: wheels for Python 3.12 and newer, in an
# environment of their own. Where there is no such Python, those tests are skipped, and say so.
NEWER := $(firstword $(shell ls -d /usr/bin/python3.1[2-9] /usr/local/bin/python3.1[2-9] \
           $(HOME)/.pyenv/versions/3.1[2-9].*/bin/python3 2>/dev/null))
.PHONY: road-servers
road-servers:
	@test -x .venv-road-servers/bin/python && test -e .venv-road-servers/installed \
	  || { test -n "$(NEWER)" && $(NEWER) -m venv .venv-road-servers \
	       && .venv-road-servers/bin/python -m pip install --quiet --disable-pip-version-check \
	            --only-binary :all: osrm-bindings==26.10.0 pyvalhalla==3.9.1 \
	       && touch .venv-road-servers/installed; } \
	  || echo "OSRM and Valhalla cannot be installed here (Python 3.12 needed): their tests will be skipped"

clean:
	rm -rf .venv .venv-road-servers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
