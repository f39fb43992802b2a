"""Links in the text that set a widget of the page: `[stride 2](#widget-size_explorer&stride=2)`.

They are plain Markdown, so that JupyterLab has them, too. MyST would look for a place of that name;
they lead to the widget's own script instead, which follows them without leaving the place.
"""

from docutils import nodes
from markdown_it.common.normalize_url import normalizeLink
from myst_parser.mdit_to_docutils.transforms import ResolveAnchorIds
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

__all__ = ["TO_A_WIDGET", "setup"]

TO_A_WIDGET = "#widget-"


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(KeepLinksToWidgets)


class KeepLinksToWidgets(SphinxTransform):
    """Keeps links to widgets as they are written."""

    default_priority = ResolveAnchorIds.default_priority - 1

    def apply(self, **keywords: object) -> None:
        """Take the links from MyST."""
        for link in self.document.findall(nodes.reference):
            if link.get("id_link") and link["refuri"].startswith(TO_A_WIDGET):
                del link["id_link"]
                link["refuri"] = normalizeLink(link["refuri"])
                link["internal"] = True
