"""The graph of claims, laid out in columns: each claim stands to the right of all that it rests on.

A printed statement stands below the claim that repairs it. An edge that follows from others is not drawn, and long
edges pass through the columns between. Columns are ordered by where their neighbours stand (the barycentre heuristic
of Sugiyama, Tagawa and Toda 1981).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verify.evidence import Claim, Kind

_SWEEPS = 8
_ROW, _GAP, _HEIGHT = 27.0, 64.0, 21.0  # of a claim; between columns; of a box
_WAY = 0.4  # of a row, for an edge that passes through
_LETTER, _SMALL_LETTER, _PADDING = 6.9, 6.2, 26.0  # widths, generous for any sans serif of 12 and 11 pixels
LONGEST = 34
"""A longer id is cut in the graph; its card has all of it."""


@dataclass(frozen=True)
class Box:
    """A claim in the graph: where its box stands, in pixels. `claim` is None for one that this run did not run."""

    id: str
    claim: Claim | None
    x: float
    y: float
    width: float
    height: float = _HEIGHT

    @property
    def label(self) -> str:
        """The id, cut where it is long."""
        return self.id if len(self.id) <= LONGEST else f"{self.id[: LONGEST - 1]}…"


@dataclass(frozen=True)
class Edge:
    """A line from a claim to what it rests on, or to what it repairs, as the path of an SVG."""

    path: str
    start: str
    end: str
    repairs: bool = False


@dataclass(frozen=True)
class Graph:
    """What is drawn; `alone` are the claims that nothing joins to another."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    alone: tuple[Claim, ...]
    width: float
    height: float


@dataclass
class _Columns:
    """The order of each column, and the neighbours of each node on either side; (name, column) passes an edge on."""

    order: list[list[str]]
    left: dict[str, list[str]] = field(default_factory=dict)
    right: dict[str, list[str]] = field(default_factory=dict)

    def join(self, start: str, end: str) -> None:
        """Join a node to one in the column on its left."""
        self.left.setdefault(start, []).append(end)
        self.right.setdefault(end, []).append(start)


def graph(claims: Sequence[Claim]) -> Graph:
    """Lay the claims of a run out; the same claims give the same graph."""
    by_id = {claim.id: claim for claim in claims}
    below = _attached(claims)
    hanging = {name for names in below.values() for name in names}
    rests = {claim.id: claim.rests_on for claim in claims if claim.id not in hanging}
    rests |= {name: () for names in rests.values() for name in names if name not in by_id}
    joined = {end for ends in rests.values() for end in ends} | {name for name, ends in rests.items() if ends}
    joined |= set(below)
    drawn = {name: _without_detours(rests, ends) for name, ends in rests.items() if name in joined}
    if not drawn:
        return Graph((), (), tuple(claims), 0, 0)
    columns, ways = _columns(drawn)
    _order(columns)
    boxes = _boxes(columns, below, by_id, ways)
    edges = tuple(_edges(drawn, below, boxes, ways))
    shown = {name: box for name, box in boxes.items() if name not in ways}
    return Graph(
        tuple(shown.values()),
        edges,
        tuple(claim for claim in claims if claim.id not in shown),
        max(box.x + box.width for box in shown.values()) + 1,
        max(box.y + box.height for box in shown.values()) + 1,
    )


def _attached(claims: Sequence[Claim]) -> dict[str, list[str]]:
    """The printed statements below each repaired claim: those that stand in no other relation."""
    involved = {name for claim in claims for name in claim.rests_on}
    free = {c.id for c in claims if c.kind is Kind.PRINTED and not c.rests_on and c.id not in involved}
    found: dict[str, list[str]] = {}
    for claim in claims:
        if claim.repairs in free:
            free.discard(claim.repairs)
            found.setdefault(claim.id, []).append(claim.repairs)
    return found


def _without_detours(rests: Mapping[str, Sequence[str]], ends: Sequence[str]) -> list[str]:
    """What a claim rests on, without that which another of these rests on."""
    implied: set[str] = set()
    ahead = [further for end in ends for further in rests[end]]
    while ahead:
        name = ahead.pop()
        if name not in implied:
            implied.add(name)
            ahead.extend(rests[name])
    return [end for end in dict.fromkeys(ends) if end not in implied]


def _columns(drawn: Mapping[str, Sequence[str]]) -> tuple[_Columns, dict[str, str]]:
    """Give each claim its column, and each edge a node in the columns that it passes; return those with their edge."""
    depth: dict[str, int] = {}

    def visit(name: str) -> int:
        if name not in depth:
            depth[name] = max((1 + visit(end) for end in drawn[name]), default=0)
        return depth[name]

    for name in drawn:
        visit(name)
    columns = _Columns([[] for _ in range(max(depth.values()) + 1)])
    for name in drawn:
        columns.order[depth[name]].append(name)
    ways: dict[str, str] = {}
    for name, ends in drawn.items():
        for end in ends:
            at = name
            for column in range(depth[name] - 1, depth[end], -1):
                way = f"{name}\n{end}\n{column}"  # no id has a line break in it and two more
                ways[way] = end
                columns.order[column].append(way)
                columns.join(at, way)
                at = way
            columns.join(at, end)
    return columns, ways


def _order(columns: _Columns) -> None:
    """Order each column by the mean place of its neighbours, from left to right and back."""
    for sweep in range(_SWEEPS):
        forwards = sweep % 2 == 0
        neighbours = columns.left if forwards else columns.right
        place = {name: (k + 0.5) / len(order) for order in columns.order for k, name in enumerate(order)}
        for order in columns.order if forwards else reversed(columns.order):
            wanted = {
                name: sum(place[other] for other in neighbours.get(name, ())) / len(neighbours[name])
                if neighbours.get(name)
                else place[name]
                for name in order
            }
            order.sort(key=wanted.__getitem__)
            place |= {name: (k + 0.5) / len(order) for k, name in enumerate(order)}


def _boxes(
    columns: _Columns, below: Mapping[str, Sequence[str]], by_id: Mapping[str, Claim], ways: Mapping[str, str]
) -> dict[str, Box]:
    def rows(name: str) -> float:
        return _WAY if name in ways else 1 + len(below.get(name, ()))

    tallest = max(sum(map(rows, order)) for order in columns.order)
    boxes: dict[str, Box] = {}
    x = 1.0
    for order in columns.order:
        here = [one for name in order for one in (name, *below.get(name, ())) if name not in ways]
        width = max((_width(name, by_id.get(name)) for name in here), default=0.0)
        y = 1.0 + (tallest - sum(map(rows, order))) * _ROW / 2
        for name in order:
            if name in ways:
                boxes[name] = Box(name, None, x, y, width, _WAY * _ROW)
                y += _WAY * _ROW
                continue
            boxes[name] = Box(name, by_id.get(name), x, y, width)
            y += _ROW
            for other in below.get(name, ()):
                boxes[other] = Box(other, by_id[other], x + 14, y - 3, width - 14)
                y += _ROW
        x += width + _GAP
    return boxes


def _width(name: str, claim: Claim | None) -> float:
    return min(len(name), LONGEST) * _LETTER + len(word(claim)) * _SMALL_LETTER + _PADDING


def word(claim: Claim | None) -> str:
    """What stands beside an id in the graph: the effective level, or why there is none."""
    if claim is None:
        return "not run"
    if claim.kind is Kind.PRINTED:
        return "as printed"
    return claim.effective_level.value if claim.effective_level else f"{claim.outcome.value}, no level"


def _edges(
    drawn: Mapping[str, Sequence[str]],
    below: Mapping[str, Sequence[str]],
    boxes: Mapping[str, Box],
    ways: Mapping[str, str],
) -> list[Edge]:
    found = []
    for name, ends in drawn.items():
        for end in ends:
            through = [boxes[way] for way in ways if way.startswith(f"{name}\n{end}\n")]
            found.append(Edge(_path([boxes[name], *through, boxes[end]]), name, end))
    for name, others in below.items():
        for other in others:
            printed = boxes[other]
            x, y = printed.x - 7, boxes[name].y + _HEIGHT
            path = f"M{x:g} {y:g}V{printed.y + _HEIGHT / 2:g}H{printed.x:g}"
            found.append(Edge(path, name, other, repairs=True))
    return found


def _path(boxes: Sequence[Box]) -> str:
    """A smooth line from the left side of the first box through the others to the right side of the last."""
    middle = [box.y + box.height / 2 for box in boxes]
    path = f"M{boxes[0].x:g} {middle[0]:g}"
    x = boxes[0].x
    for k, box in enumerate(boxes[1:], start=1):
        right = box.x + box.width
        half = (x + right) / 2
        path += f"C{half:g} {middle[k - 1]:g} {half:g} {middle[k]:g} {right:g} {middle[k]:g}"
        x = box.x
        if box is not boxes[-1]:
            path += f"H{x:g}"
    return path
