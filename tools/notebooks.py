"""Keep notebooks in git small and stable: `python tools/notebooks.py [--check] [files]`.

Text outputs stay, since nbval compares them. Images, widget views and what an editor noted about
cells go, since they change with every run. Cells are numbered from the top, as in a run of the
whole notebook: nbval leaves a cell without a number unchecked.
"""

import argparse
import hashlib
import itertools
import re
import sys
from pathlib import Path

import nbformat
from command_line import Parser
from installation import pip_source, with_installation
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
# One set of rules, which nbval applies too: what differs from run to run becomes a placeholder.
RULES = re.findall(
    r"^regex: (.*)\nreplace: (.*)$",
    (ROOT / "tests" / "nbval_sanitize.cfg").read_text(encoding="utf-8"),
    re.MULTILINE,
)
KEPT_CELL_METADATA = {"mystnb", "tags"}
KEPT_OUTPUT_TYPES = {"text/html", "text/latex", "text/markdown", "text/plain"}
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return `notebook` as it is kept in git, or say why it cannot be kept."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    runs = itertools.count(1)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", hashlib.sha256(f"{number}{cell.source}".encode()).hexdigest()[:8])
        cell.metadata = {
            key: value
            for key, value in cell.metadata.items()
            if key in KEPT_CELL_METADATA and value
        }
        folded = _folded(set(cell.metadata.get("tags", [])))
        if folded:
            cell.metadata["jupyter"] = nbformat.from_dict(folded)
        if cell.pop("attachments", None):
            raise ValueError(
                f"{cell.source[:40]!r} holds a pasted picture, which the site cannot show. "
                "Save it as a file beside the notebook, and write ![what it shows](its-name.png)"
            )
        if cell.cell_type == "code":
            cell.execution_count = next(runs)
            outputs = (_output(output, cell.execution_count) for output in cell.outputs)
            cell.outputs = [output for output in outputs if output]
            # Where the kernel cuts its output depends on timing.
            CoalesceStreamsPreprocessor().preprocess_cell(cell, {}, number)
    return notebook


def _folded(tags: set[str]) -> dict[str, bool]:
    """Return what JupyterLab folds: what the tags hide on the site, so no solution is in sight."""
    folded = {}
    if tags & {"hide-input", "remove-input", "hide-cell"}:
        folded["source_hidden"] = True
    if "hide-cell" in tags:
        folded["outputs_hidden"] = True
    return folded


def _output(output: NotebookNode, run: int) -> NotebookNode | None:
    if output.output_type == "stream":
        output.text = sanitised(output.text)
    elif output.output_type == "error":
        output.traceback = []
    else:
        output.metadata = {}
        if "execution_count" in output:
            output.execution_count = run
        output.data = {
            kind: sanitised(text) for kind, text in output.data.items() if kind in KEPT_OUTPUT_TYPES
        }
        if not output.data:
            return None
    return output


def sanitised(text: str) -> str:
    """Return `text` with what differs from run to run replaced, by the rules that nbval uses."""
    for pattern, placeholder in RULES:
        text = re.sub(pattern, placeholder, text)
    return text


def all_notebooks() -> list[Path]:
    """Return the chapters and the widgets' pages, but no editor's checkpoints."""
    return sorted(path for path in (ROOT / "book").rglob("*.ipynb") if path.parts[-2][0] != ".")


def _execute(notebook: NotebookNode, path: Path) -> None:
    """Run a notebook in its folder, or say which cell of which one fails."""
    try:
        NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        sys.exit(f"{path}: {error}")


def arguments() -> argparse.Namespace:
    """Return what the command asks for."""
    parser = Parser(description=__doc__.partition("\n\n")[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    mode.add_argument("--execute", action="store_true", help="run the cells afresh first")
    parser.add_argument("files", nargs="*", type=Path, help="all of the book unless given")
    return parser.parse_args()


def main() -> int:
    """Normalise the notebooks, or say which ones are not."""
    asked = arguments()
    differing = 0
    for path in asked.files or all_notebooks():
        before = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(before, as_version=4)
        if asked.execute:
            _execute(notebook, path)
        try:
            after = nbformat.writes(normalised(with_installation(notebook, pip_source()))) + "\n"
        except ValueError as error:
            sys.exit(f"{path}: {error}")
        if after != before:
            differing += 1
            print(f"{path}: {'not normalised' if asked.check else 'normalised'}")
            if not asked.check:
                path.write_text(after, encoding="utf-8", newline="\n")
    if asked.check and differing:
        print("`make notebooks` normalises them.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
