"""Where a chapter can be run: the menu under the rocket at the top of every notebook's page.

The theme writes the links to Binder, Colab and a JupyterHub from `launch_buttons` in
``_config.yml``; they need the address of the repository, which stands there too, once. They
lead to the branch of the plain notebooks, which `tools/lab.py` makes.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["pages_address", "repository_address", "setup"]

_PAGES = {"github.com": "github.io", "gitlab.com": "gitlab.io"}
HOW_TO = "book/run"
BOOK = "book/"  # where the notebooks lie in the repository; they are at the top of their branch
BRANCH = "notebooks"


def setup(app: Sphinx) -> None:
    """Complete the settings first, and the theme's menu after the theme has made it."""
    app.connect("config-inited", _use_repository)
    app.connect("html-page-context", _complete_menu, priority=900)


def _use_repository(app: Sphinx, config: Config) -> None:
    options = config["html_theme_options"]
    repository = options["repository_url"] = repository_address(options.get("repository_url", ""))
    if repository:
        _use_forge(options, repository)
    else:
        options.pop("launch_buttons", None)  # the theme fails on links without an address
    if not config["html_baseurl"]:
        config["html_baseurl"] = pages_address(repository)
    config["ogp_site_url"] = config["html_baseurl"]
    if not config["html_baseurl"]:
        # Whoever shows a link with its picture asks for that by its whole address.
        config["ogp_social_cards"] = {"enable": False}


def _use_forge(options: dict[str, Any], repository: str) -> None:
    """Keep only the links that are right for a repository on its host."""
    address = urlsplit(repository)
    kind = _kind_of_forge(repository)
    # The theme must be told a kind that it knows; what would be wrong elsewhere is left out.
    options["repository_provider"] = kind or "github"
    options["use_repository_button"] = True
    options["use_issues_button"] = options["use_edit_page_button"] = bool(kind)
    services = dict(options.get("launch_buttons", {}))
    if address.netloc != "github.com":
        services.pop("colab_url", None)
    # The theme's link to Binder is right for an owner's repository there, not for a subgroup's.
    if address.netloc not in _PAGES or address.path.count("/") != 2:
        services.pop("binderhub_url", None)
    options["launch_buttons"] = services


def _kind_of_forge(repository: str) -> str:
    """Return "github" or "gitlab", also for a school's own, or an empty string."""
    name = urlsplit(repository).netloc.partition(".")[0]
    return name if name in ("github", "gitlab") else ""


def repository_address(given: str) -> str:
    """Return the address of a repository's page in a browser, from any that its forge shows.

    Parameters
    ----------
    given : str
        An address with or without ``.git``, or one for SSH; it may be empty.

    Returns
    -------
    str
        The address without a slash at its end.

    Examples
    --------
    >>> repository_address("git@github.com:teacher/cnnlab.git")
    'https://github.com/teacher/cnnlab'
    """
    over_ssh = re.fullmatch(r"(?:ssh://)?git@([^:/]+)(?::\d+)?[:/](.+)", given.strip())
    address = "https://{}/{}".format(*over_ssh.groups()) if over_ssh else given.strip()
    return address.rstrip("/").removesuffix(".git")


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
    >>> pages_address("https://github.com/teacher/teacher.github.io")
    'https://teacher.github.io/'
    """
    address = urlsplit(repository)
    owner, _, name = address.path.strip("/").partition("/")
    pages = f"{owner.lower()}.{_PAGES.get(address.netloc)}"
    if address.netloc not in _PAGES or not name:
        return ""
    return f"https://{pages}/" if name.lower() == pages else f"https://{pages}/{name}/"


def _complete_menu(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    groups = context.get("header_buttons")
    if groups is None:
        return
    for button in groups:
        # It is alone only where no forge is known: the sign must not be that of another.
        if button.get("label") == "source-repository-button":
            button["icon"] = "fas fa-code-branch"
    if context.get("page_source_suffix") != ".ipynb":
        return
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
    branch = app.config["html_theme_options"].get("repository_branch", "main")
    for button in menu["buttons"]:
        button["url"] = _to_plain_notebook(button["url"], branch)
    here = {
        "type": "link",
        "text": "On your machine",
        "url": context["pathto"](HOW_TO),
        "icon": "fas fa-laptop",
        "tooltip": "How to run it",
    }
    menu["buttons"].insert(0, here)


def _to_plain_notebook(url: str, branch: str) -> str:
    """Return a service's link to a notebook of the book, as one to that in the notebooks' branch.

    Examples
    --------
    >>> link = "https://mybinder.org/v2/gh/me/cnnlab/main?urlpath=lab/tree/book/06_padding.ipynb"
    >>> _to_plain_notebook(link, "main")
    'https://mybinder.org/v2/gh/me/cnnlab/notebooks?urlpath=lab/tree/06_padding.ipynb'
    """
    service, _, notebook = url.rpartition(f"/{BOOK}")
    name, _, branch_after = notebook.partition("&branch=")
    if branch_after:  # JupyterHub: the branch comes last
        return f"{service}/{name}&branch={BRANCH}"
    before, after = service.rsplit(f"/{branch}", 1)
    return f"{before}/{BRANCH}{after}/{name}"
