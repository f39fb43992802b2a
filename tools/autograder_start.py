"""Where grading begins in a container of Gradescope or Otter: `run_otter.py` of the archive."""

import sys
import zipfile
from pathlib import Path

AUTOGRADER = Path(__file__).resolve().parent.parent
CNNLAB = AUTOGRADER / "cnnlab"

# A student's process belongs to `nobody`. It must reach Python, which may be in root's home, but
# no file of the grader's.
for folder in Path(sys.executable).resolve().parents:
    folder.chmod(folder.stat().st_mode | 0o011)
for name in ("source", "submission", "results"):
    (AUTOGRADER / name).chmod(0o700)

for wheel in (AUTOGRADER / "source" / "files").glob("*.whl"):
    zipfile.ZipFile(wheel).extractall(CNNLAB)
sys.path.insert(0, str(CNNLAB))

from otter.run.run_autograder import main  # noqa: E402

from cnnlab.grade.otter_plugin import wrap  # noqa: E402

wrap(AUTOGRADER / "submission")
main(str(AUTOGRADER))
