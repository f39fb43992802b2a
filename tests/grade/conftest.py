"""Otter-Grader is no part of what every contributor installs."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("otter") else ["test_otter.py"]
