# Two commands do everything: `make report` and `make test`. Each target installs what it needs
# into .venv, once: the first needs the network, later runs do not.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
HAS := $(VENV)/.has-
BASE := $(HAS)base
# Where PYTHONDONTWRITEBYTECODE is set, every process would compile the library anew.
COMPILE := $(BIN)/python -m compileall -q src

.PHONY: report test tests test-all coverage lint docs lab gallery bench clean
.DEFAULT_GOAL := report

# $(call install,WHAT,ARGUMENTS): pip at its work, told in a line for every tenth package and for
# every large download.
define install
@echo "Installing $(1) into $(VENV): once, from the network"
@{ $(PIP) install --progress-bar off -c constraints.txt $(2) || echo FAILED; } | awk ' \
	/^(Collecting|Processing) / { found++; if (found % 10 == 0) say(found " packages found") } \
	/ [0-9][0-9]+\.[0-9] MB/ && !/cached/ { sub(/.*[(]/, ""); sub(/[)].*/, ""); say("downloading " $$0) } \
	/^Installing collected/ { say("unpacking " NF - 3 " packages") } \
	/^FAILED/ { failed = 1 } \
	function say(words) { print "  " words; fflush() } \
	END { exit failed }'
@touch $@
endef

report: $(BASE)
	$(BIN)/syria-analysis report situation --date 2024-12-02

test: $(HAS)test
	$(MAKE) --jobs 2 lint tests

tests: $(HAS)test
	@$(COMPILE)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

test-all: $(HAS)all lint
	TESTS_NEED_A_BROWSER=1 $(BIN)/python -m pytest -n auto --dist loadfile -m ''
	$(BIN)/python tools/mutation.py

coverage: $(HAS)all
	rm -f .coverage .coverage.*
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m coverage run -m pytest -n auto --dist loadfile
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --skip-covered

lint: $(HAS)test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(HAS)docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -d build/doctrees docs build/docs
	@echo "The documentation is in build/docs/index.html"

lab: $(HAS)lab
	$(BIN)/jupyter lab notebooks/explore.ipynb

gallery: $(BASE)
	$(BIN)/python tools/gallery.py

bench: $(HAS)bench
	$(BIN)/python benchmarks/run.py

$(BASE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'syria-analysis needs Python 3.11 or later: make PYTHON=python3.11 …' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo 'Python has no working venv module here: install it (on Debian and Ubuntu the package python3-venv) and run make again.' >&2; exit 1; }
	@rm -f $(HAS)*
	$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet -c constraints.txt 'pip>=25.1' hatchling hatch-fancy-pypi-readme editables
	$(call install,the library and what it needs,--no-build-isolation --editable .)
	@$(COMPILE)

$(HAS)test: $(BASE)
	$(call install,what tests need,--group test)

$(HAS)all: $(HAS)test
	$(call install,what slow tests need,--group all)

$(HAS)docs: $(BASE)
	$(call install,what the documentation needs,--group docs)

$(HAS)lab: $(BASE)
	$(call install,JupyterLab and the panel,--no-build-isolation --editable '.[notebook]')

$(HAS)bench: $(BASE)
	$(call install,what is measured against,--group bench)

clean:
	rm -rf $(VENV) .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist docs/generated
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
