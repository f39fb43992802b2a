"""IPython's way of showing values, without its terminal.

A notebook's text outputs are made by IPython's formatters, so the page uses the same. All else of
IPython stays away: a stand-in takes the place of its shell, which would bring a terminal, a
history and a parser along. `display`, `HTML`, `clear_output` and ipywidgets find in it what they
ask a shell for.
"""

import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from session.figures import figure_bundle

__all__ = ["Shell", "without_terminal"]

Post = Callable[[dict[str, Any]], None]


class Shell:
    """What is asked of IPython's shell.

    Parameters
    ----------
    post : callable
        Takes a message for the page: an output in the notebook's format, or that the outputs so far
        are to go.
    fail : callable
        Takes an error that is no cell's: of a repr, or of what a widget calls.
    """

    def __init__(self, post: Post, fail: Callable[[BaseException], None]) -> None:
        from IPython.core.formatters import DisplayFormatter

        self.display_formatter = DisplayFormatter()
        self.display_pub = Publisher(post)
        self.events = _Events()
        self._fail = fail
        # By name, since Matplotlib comes with the first cell that asks for it.
        self.display_formatter.mimebundle_formatter.for_type_by_name(
            "matplotlib.figure", "Figure", figure_bundle
        )

    def showtraceback(self, error: tuple[Any, Any, Any] | None = None, **_: Any) -> None:
        """Show an error of a repr, or of what a widget calls."""
        raised = error[1] if error else sys.exc_info()[1]
        if raised is not None:
            self._fail(raised)

    def result(self, value: Any) -> dict[str, Any] | None:
        """Return a last expression's value as an output, if there is anything to show."""
        if value is None:
            return None
        data, metadata = self.display_formatter.format(value)
        if not data:
            return None
        return {
            "output_type": "execute_result",
            "data": _as_text(data),
            "metadata": metadata,
            "execution_count": None,
        }


class Publisher:
    """What `display` gives its data to."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Send an output to the page; `update` puts it in the place of the one with its id."""
        output = {
            "output_type": "display_data",
            "data": _as_text(data),
            "metadata": dict(metadata or {}),
        }
        if transient:
            output["transient"] = dict(transient)
        self._post({"type": "update" if update else "output", "output": output})

    def clear_output(self, wait: bool = False) -> None:
        """Let the outputs so far go, with `wait` not before the next one is there."""
        self._post({"type": "clear", "wait": wait})


def _as_text(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with pictures as the notebook's format has them, in Base64."""
    return {
        kind: b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class _Events:
    """What comm tells the shell before and after a message."""

    def trigger(self, event: str, *_: Any) -> None:
        """Do nothing."""

    register = unregister = trigger


def without_terminal(shell: Callable[[], Shell]) -> None:
    """Make IPython importable without what surrounds its terminal, and `shell` be its shell.

    The package IPython imports all of itself; an empty one in its place leaves its modules to be
    imported one by one.
    """
    spec = find_spec("IPython")
    assert spec
    package = ModuleType("IPython")
    package.__path__ = list(spec.submodule_search_locations or ())
    package.__spec__ = spec
    package.get_ipython = shell  # type: ignore[attr-defined]
    sys.modules["IPython"] = package
    from IPython.core import release

    package.__version__ = release.version  # type: ignore[attr-defined]
    package.version_info = release.version_info  # type: ignore[attr-defined]

    core = ModuleType("IPython.core.interactiveshell")
    core.InteractiveShell = _ShellClass(shell)  # type: ignore[attr-defined]
    sys.modules["IPython.core.interactiveshell"] = core


class _ShellClass:
    """What is asked of the shell's class."""

    def __init__(self, shell: Callable[[], Shell]) -> None:
        self.instance = shell

    def initialized(self) -> bool:
        """Say that there is a shell."""
        return True
