"""The menu that runs a chapter, with and without the address of a repository."""

from pathlib import Path

import built_pages
import pytest
from bs4 import BeautifulSoup
from places import ROOT

pytestmark = pytest.mark.slow  # pages are built

CONF = """
import yaml
settings = yaml.safe_load(open({config!r}, encoding="utf-8"))
extensions = ["myst_nb", "sphinx_sitemap", "sphinxext.opengraph", "cnnlab_book"]
html_theme = "sphinx_book_theme"
html_math_renderer = "mathml"
html_baseurl = {address!r}
html_theme_options = {{
    "repository_url": {repository!r},
    "repository_branch": "main",
    "launch_buttons": settings["launch_buttons"] | {{"jupyterhub_url": {hub!r}}},
}}
nb_execution_mode = "off"
root_doc = "book/start"
sitemap_url_scheme = "{{link}}"
moved_pages = {{"old/place": "book/start"}}
suppress_warnings = settings["sphinx"]["config"]["suppress_warnings"]
"""
NOTEBOOK = """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
  {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Start"]}]}"""


def built(folder: Path, repository: str, hub: str = "", address: str = "") -> Path:
    (folder / "book").mkdir()
    (folder / "book" / "start.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    config = str(ROOT / "_config.yml")
    conf = CONF.format(config=config, repository=repository, hub=hub, address=address)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    assert built_pages.build(folder) == (0, "")
    return folder / "html"


def menu(html: Path) -> dict[str, str]:
    page = BeautifulSoup((html / "book/start.html").read_text(encoding="utf-8"), "html.parser")
    links = page.select(".dropdown-launch-buttons a")
    return {link.get_text(strip=True): str(link["href"]) for link in links}


def test_without_an_address_the_menu_leads_to_the_instructions(tmp_path: Path) -> None:
    html = built(tmp_path, "")
    assert menu(html) == {"On your machine": "run.html"}
    assert not (html / "sitemap.xml").exists()
    assert "og:image" not in (html / "book/start.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    return built(folder, "https://github.com/Teacher/course", "https://hub.example.edu")


def test_a_link_to_a_page_has_a_picture_with_its_whole_address(published: Path) -> None:
    page = BeautifulSoup((published / "book/start.html").read_text(encoding="utf-8"), "html.parser")
    picture = str(page.select_one("meta[property='og:image']")["content"])
    address = "https://teacher.github.io/course/"
    assert picture.startswith(address)
    assert (published / picture.removeprefix(address)).exists()


def test_one_address_makes_every_link(published: Path) -> None:
    links = menu(published)
    assert links["Binder"] == (
        "https://mybinder.org/v2/gh/Teacher/course/notebooks?urlpath=lab/tree/start.ipynb"
    )
    assert links["Colab"] == (
        "https://colab.research.google.com/github/Teacher/course/blob/notebooks/start.ipynb"
    )
    assert links["JupyterHub"] == (
        "https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A//github.com/Teacher/course"
        "&urlpath=lab/tree/course/start.ipynb&branch=notebooks"
    )


def test_the_address_also_gives_the_map_and_the_card(published: Path) -> None:
    assert "https://teacher.github.io/course/book/start.html" in (
        published / "sitemap.xml"
    ).read_text(encoding="utf-8")
    page = BeautifulSoup((published / "book/start.html").read_text(encoding="utf-8"), "html.parser")
    tag = page.select_one("meta[property='og:url']")
    assert tag is not None
    assert tag["content"] == "https://teacher.github.io/course/book/start.html"


def test_a_site_may_have_an_address_of_its_own(tmp_path: Path) -> None:
    html = built(tmp_path, "https://github.com/Teacher/course", address="https://cnn.example.edu/")
    assert "https://cnn.example.edu/book/start.html" in (html / "sitemap.xml").read_text("utf-8")
    assert "teacher.github.io" not in (html / "book/start.html").read_text("utf-8")


def test_an_old_address_leads_to_the_page_and_is_neither_on_the_map_nor_found(
    published: Path,
) -> None:
    text = (published / "old/place.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    canonical = page.select_one("link[rel=canonical]")
    assert canonical is not None
    assert canonical["href"] == "https://teacher.github.io/course/book/start.html"
    assert page.select("meta[content='0; url=../book/start.html']")
    for name in ("sitemap.xml", "_static/search_index.js"):
        text = (published / name).read_text(encoding="utf-8")
        assert "start.html" in text
        assert "old/place" not in text


def links(html: Path) -> set[str]:
    page = BeautifulSoup((html / "book/start.html").read_text(encoding="utf-8"), "html.parser")
    return {str(link["href"]) for link in page.select("a[href^=http]")}


@pytest.mark.parametrize(
    ("given", "pages", "names", "here"),
    [
        (
            "https://gitlab.com/school/course.git",
            "https://school.gitlab.io/course/",
            {"Binder", "JupyterHub"},
            "https://gitlab.com/school/course",
        ),
        (
            "https://gitlab.com/school/2027/course",
            "https://school.gitlab.io/2027/course/",
            {"JupyterHub"},
            "https://gitlab.com/school/2027/course",
        ),
        (
            "https://github.school.edu/teacher/course",
            "",
            {"JupyterHub"},
            "https://github.school.edu/teacher/course",
        ),
        (
            "https://git.school.edu/teacher/course.git",
            "",
            {"JupyterHub"},
            "https://git.school.edu/teacher/course",
        ),
    ],
)
def test_links_are_right_for_the_forge_or_are_not_there(
    tmp_path: Path, given: str, pages: str, names: set[str], here: str
) -> None:
    html = built(tmp_path, given, "https://hub.example.edu")
    assert set(menu(html)) == {"On your machine", *names}
    assert (html / "sitemap.xml").exists() == bool(pages)
    if pages:
        assert f"{pages}book/start.html" in (html / "sitemap.xml").read_text(encoding="utf-8")
    services = ("https://mybinder.org/", "https://colab.", "https://hub.")
    own = {link for link in links(html) if not link.startswith(services)}
    assert own, "the repository is linked"
    assert all(link == here or link.startswith(f"{here}/") for link in own if "git" in link), own
    edits = {link.partition("/main/")[0] for link in own if "/edit/" in link}
    edit = {"gitlab.com": {f"{here}/-/edit"}, "github.school.edu": {f"{here}/edit"}}
    assert edits == edit.get(here.split("/")[2], set())
    page = BeautifulSoup((html / "book/start.html").read_text(encoding="utf-8"), "html.parser")
    assert bool(page.select(".fa-code-branch")) == (here == "https://git.school.edu/teacher/course")
    hub = menu(html)["JupyterHub"]
    assert "urlpath=lab/tree/" + here.rpartition("/")[2] + "/start.ipynb" in hub
