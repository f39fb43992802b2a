"""Where a chapter can be run: the menu under the rocket at the top of every notebook's page.

The theme writes the links to Binder, Colab and a JupyterHub from `launch_buttons` in
``_config.yml``; they need the address of the repository, which stands there, too, and once.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["pages_address", "setup"]

HOW_TO = "book/run"
LITE = "lite"  # the folder of the site into which `make lite` puts JupyterLite


def setup(app: Sphinx) -> None:
    """Complete the settings first, and the theme's menu after the theme has made it."""
    app.add_config_value("cnnlab_lite", False, "html")
    app.connect("config-inited", _use_repository)
    app.connect("html-page-context", _complete_menu, priority=900)


def _use_repository(app: Sphinx, config: Config) -> None:
    options = config["html_theme_options"]
    repository = options.get("repository_url", "")
    if repository:
        options |= {f"use_{name}_button": True for name in ("repository", "issues", "edit_page")}
    else:
        options.pop("launch_buttons", None)  # the theme fails on links without an address
    if not config["html_baseurl"]:
        config["html_baseurl"] = pages_address(repository)
    config["ogp_site_url"] = config["html_baseurl"]
    # The menu is part of every page: its links come and go with JupyterLite.
    config["cnnlab_lite"] = (Path(app.outdir) / LITE / "lab" / "index.html").exists()


def pages_address(repository: str) -> str:
    """Return where a repository's pages are published if nothing else is said.

    Parameters
    ----------
    repository : str
        The address of a repository, or an empty string.

    Returns
    -------
    str
        The pages' address on GitHub or GitLab, or an empty string for any other host.

    Examples
    --------
    >>> pages_address("https://github.com/teacher/cnnlab")
    'https://teacher.github.io/cnnlab/'
    """
    address = urlsplit(repository)
    owner, _, name = address.path.strip("/").partition("/")
    host = {"github.com": "github.io", "gitlab.com": "gitlab.io"}.get(address.netloc)
    return f"https://{owner.lower()}.{host}/{name}/" if host and name else ""


def _complete_menu(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    groups = context.get("header_buttons")
    if groups is None or context.get("page_source_suffix") != ".ipynb":
        return
    links = [_link("On your machine", context["pathto"](HOW_TO), "fas fa-laptop", "How to run it")]
    if app.config["cnnlab_lite"]:
        start = context["pathto"](f"{LITE}/lab/index.html", 1)
        path = quote(page.removeprefix("book/") + ".ipynb")
        link = f"{start}?path={path}"
        links.append(_link("In this browser", link, "fas fa-globe", "Run it in JupyterLite"))
    menu = next((group for group in groups if group.get("label") == "launch-buttons"), None)
    if menu is None:
        menu = {
            "type": "group",
            "tooltip": "Run this notebook",
            "icon": "fas fa-rocket",
            "buttons": [],
            "label": "launch-buttons",
        }
        groups.append(menu)
    menu["buttons"][:0] = links


def _link(text: str, url: str, icon: str, tooltip: str) -> dict[str, str]:
    return {"type": "link", "text": text, "url": url, "icon": icon, "tooltip": tooltip}
