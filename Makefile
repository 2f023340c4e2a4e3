# Two commands do everything: `make report` and `make test`. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: report test tests test-all lint lab gallery bench clean
.DEFAULT_GOAL := report

report: $(READY)
	$(BIN)/syria-analysis report situation --date 2024-12-02

test: $(READY)
	$(MAKE) --jobs 2 lint tests

tests: $(READY)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

test-all: $(READY) lint
	@$(BIN)/python -c 'import dagster' 2>/dev/null || $(BIN)/pip install --quiet -c constraints.txt --no-build-isolation -e '.[schedule]'
	TESTS_NEED_A_BROWSER=1 $(BIN)/python -m pytest -n auto --dist loadfile -m ''
	$(BIN)/python tools/mutation.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY)
	$(BIN)/python -c 'import jupyterlab, anywidget' 2>/dev/null || $(BIN)/pip install --quiet -c constraints.txt -e '.[notebook]'
	$(BIN)/jupyter lab notebooks/explore.ipynb

gallery: $(READY)
	$(BIN)/python tools/gallery.py

bench: $(READY)
	@$(BIN)/python -c 'import geopy, spherely' 2>/dev/null || $(BIN)/pip install --quiet -c constraints.txt --no-build-isolation -e '.[bench]'
	$(BIN)/python benchmarks/run.py

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'syria-analysis needs Python 3.11 or later: make PYTHON=python3.11 …' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo 'Python has no working venv module here: install it (on Debian and Ubuntu the package python3-venv) and run make again.' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $(READY)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist
