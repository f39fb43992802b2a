"""Show no signature for protocols: they are never called, and Python's is (*args, **kwargs)."""

from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Look at each signature that autodoc writes."""
    app.setup_extension("sphinx.ext.autodoc")  # which knows the event
    app.connect("autodoc-process-signature", _process)


def _process(
    app: Sphinx, what: str, name: str, obj: object, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    return ("", "") if getattr(obj, "_is_protocol", False) else None
