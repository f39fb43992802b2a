"""Not every contributor installs Otter-Grader."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("otter") else ["test_otter.py"]
