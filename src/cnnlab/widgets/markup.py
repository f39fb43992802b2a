"""A first frame's HTML as a tree: what a picture is drawn from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "circle", "img", "image", "input", "path", "polyline", "rect"}


@dataclass
class Node:
    """An element: its name, its attributes, and the elements and texts in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The names of its looks."""
        return self.attributes.get("class", "").split()

    @property
    def elements(self) -> list["Node"]:
        """Its children without the texts."""
        return [child for child in self.children if isinstance(child, Node)]

    def style(self, name: str) -> str | None:
        """Return a property of its own style, if it has it."""
        found = re.search(rf"(?:^|;)\s*{name}:\s*([^;]*)", self.attributes.get("style", ""))
        return found[1] if found else None

    def walk(self) -> Iterator["Node"]:
        """Yield the element and all below it, in reading order."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def text(self) -> str:
        """Return all that is written in it; where it breaks a line, a line break."""
        squeezed = re.sub(r"\s+", " ", self._written())
        return re.sub(r" +(?=[,.;])", "", squeezed).replace(" \0 ", "\n").strip()

    def _written(self) -> str:
        return "".join(
            child if isinstance(child, str) else _apart(child) for child in self.children
        )


def _apart(node: Node) -> str:
    """Return an element's text, apart from its neighbours' where a page has it apart."""
    if node.tag == "br":
        return " \0 "
    if node.tag == "sup":
        return "ᵀ" if node.text() == "T" else f"^({node.text()})"
    space = " " if node.tag in ("div", "li", "p", "span", "td", "th") else ""
    return f"{space}{node._written()}{space}"


def parse(html: str) -> Node:
    r"""Return the tree of an HTML fragment, below a root of no name.

    Examples
    --------
    >>> parse("<p><b>1</b> + 1<br>= 2</p>").text()
    '1 + 1\n= 2'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
