"""What a student installs, as `requirements.txt` says it: read here by what needs no Sphinx."""

import re
from pathlib import Path

_REQUIREMENTS = (Path(__file__).parent.parent / "requirements.txt").read_text(encoding="utf-8")
EXTRAS: str = re.findall(r"^-e \.(\[.*\])$", _REQUIREMENTS, re.MULTILINE)[0]  # not those of `book`
JUPYTERLAB: str = re.findall(r"^jupyterlab\b.*$", _REQUIREMENTS, re.MULTILINE)[0]
