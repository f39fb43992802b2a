"""The reference in book/api says where each name is imported from, and it can be."""

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass, isfunction
from types import ModuleType

import pytest
from places import ROOT
from sphinx.pycode import ModuleAnalyzer

PAGES = sorted((ROOT / "book" / "api").glob("*.md"))
SECTION = re.compile(r"^## ", re.MULTILINE)
DESCRIBED = re.compile(r"automodule:: (\S+)\n +:members:(.*)")
FROM = re.compile(
    r"^(?:.* )?[Ii]mported from (?:`([\w.]+)`|the module that its name)", re.MULTILINE
)
OTHERS = re.compile(r"^((?:`\w+`(?:, | and )?)+) (?:is|are) imported from `([\w.]+)`", re.MULTILINE)
AS = re.compile(r"^Imported as `from ([\w.]+) import (\w+)`", re.MULTILINE)


def members(module: ModuleType, chosen: str) -> list[str]:
    """The names that autodoc describes."""
    if chosen.strip():
        return [name.strip() for name in chosen.split(",")]
    if hasattr(module, "__all__"):
        return list(module.__all__)
    own = [
        name
        for name, value in vars(module).items()
        if (isfunction(value) or isclass(value)) and value.__module__ == module.__name__
    ]
    described = ModuleAnalyzer.for_module(module.__name__).find_attr_docs()
    values = [name for owner, name in described if not owner]
    return [name for name in (*own, *values) if not name.startswith("_")]


def descriptions() -> Iterator[tuple[str, str, str]]:
    """A page's first words, a section of it, and a module that is described there."""
    for page in PAGES:
        first, *sections = SECTION.split(page.read_text(encoding="utf-8"))
        for section in sections or [first]:
            for found in DESCRIBED.finditer(section):
                yield first, section, found[0]


@pytest.mark.parametrize(
    ("intro", "section", "described"),
    [pytest.param(*parts, id=str(DESCRIBED.match(parts[2])[1])) for parts in descriptions()],
)
def test_each_name_is_imported_as_its_page_says(intro: str, section: str, described: str) -> None:
    name, chosen = DESCRIBED.match(described).groups()
    module = import_module(name)
    names = members(module, chosen)
    assert names
    others = {
        other: place
        for some, place in OTHERS.findall(section)
        for other in re.findall(r"`(\w+)`", some)
    }
    assert set(others) <= set(names)
    if with_module := AS.search(section):
        place = getattr(import_module(with_module[1]), with_module[2])
        assert place is module
    else:
        said = FROM.search(OTHERS.sub("", section)) or FROM.search(intro)
        assert said, "nothing says where this is imported from"
        place = import_module(said[1] or name)
    for member in names:
        where = import_module(others[member]) if member in others else place
        assert getattr(where, member, None) is getattr(module, member), member
        assert member not in others or not hasattr(place, member), member


def test_nothing_of_cnnlab_itself_is_left_out() -> None:
    cnnlab = import_module("cnnlab")
    described = {
        member
        for _, _, found in descriptions()
        for name, chosen in DESCRIBED.findall(found)
        for member in members(import_module(name), chosen)
        if getattr(import_module(name), member) is getattr(cnnlab, member, None)
    }
    assert described == set(cnnlab.__all__)
