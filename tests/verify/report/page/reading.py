"""Reads a page as a browser would: elements with their attributes and texts, ids, links, and the numbers with hooks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "img", "br", "wbr", "link"}


@dataclass(eq=False)
class Element:
    """An element: its attributes, and all text inside it."""

    tag: str
    attributes: dict[str, str]
    inside: "Element | None" = None
    text: str = ""

    @property
    def around(self) -> "list[Element]":
        """What it is inside, from the inside out."""
        return [] if self.inside is None else [self.inside, *self.inside.around]

    @property
    def article(self) -> "Element | None":
        """The card that it is on."""
        return next((one for one in self.around if one.tag == "article"), None)


@dataclass
class Page(HTMLParser):
    """A page that was read; ValueError where an element is not closed in its turn."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.source)
        self.close()
        if self.open:
            raise ValueError(f"{self.open[-1].tag} is never closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open[-1] if self.open else None)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag != self.open[-1].tag:
            raise ValueError(f"{self.open[-1].tag} is closed as {tag}")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that tag with those attributes; class stands as class_, data-x as data_x."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.elements if one.tag == tag and wanted.items() <= one.attributes.items()]

    @property
    def ids(self) -> list[str]:
        """All ids, in their order."""
        return [one.attributes["id"] for one in self.elements if "id" in one.attributes]

    def words(self, tag: str, **attributes: str) -> str:
        """The text of the one element of that tag with those attributes, its blanks as one."""
        [element] = self.all(tag, **attributes)
        return " ".join(element.text.split())
