"""Reads the Coq sources as text: what each requires, which statements are frozen there, and what must not stand there.

Coq itself judges the proofs. What is refused here are the ways of making it judge nothing: an axiom, an admitted proof,
a check switched off. `Print Assumptions` and coqchk would show most of them too; a second look costs nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

LIBRARY = "Lemmata"

_REFUSED = {
    r"Admitted|admit|give_up|Admit": "leaves a proof out",
    r"(?:Axiom|Parameter|Conjecture)s?|Primitive|Declare\s+(?:Module|Instance)": "assumes without a proof",
    r"Unset\s+(?:Guard|Positivity|Universe)\s+Checking|bypass_check|Type\s+In\s+Type": "switches a check of Coq off",
    r"Declare\s+ML\s+Module|Add\s+(?:Rec\s+)?(?:LoadPath|ML\s+Path)|Load|Cd|Redirect|Drop": "reaches outside",
    r"Defined": "makes a definition by tactics, which is no text to freeze",
}
_ASSUMPTION = re.compile(r"(?:(?:Local|Global|Let|#\[.*?\])\s+)*(Variables?|Hypothes[ie]s|Context)\b", re.DOTALL)
_CLAIM = re.compile(r"Definition\s+(claim_\w+)\s*:(?!=)(.*):=(.*)", re.DOTALL)  # greedy: a statement may have a let
_REQUIRE = re.compile(r"(?:From\s+(\S+)\s+)?Require\s+(?:Import\s+|Export\s+)?(.*)", re.DOTALL)
_SETTING = re.compile(r"(?:From\s.*)?Require\b|(?:Import|(?:Local\s+)?Open\s+Scope|Unset\s+Printing\s+Implicit)\b")


@dataclass(frozen=True)
class Claim:
    """A frozen statement in the sources: `Definition claim_theorem_1__part : statement := @theorem` and a full stop."""

    module: str
    name: str
    theorem: str

    @property
    def id(self) -> str:
        """The claim's id in the project, `theorem-1`."""
        return self.name.removeprefix("claim_").partition("__")[0].replace("_", "-")


@dataclass(frozen=True)
class Source:
    """One file, named as the module that it becomes."""

    module: str
    requires: tuple[str, ...]
    claims: tuple[Claim, ...]
    settings: tuple[str, ...]  # what it imports and opens, for printing its statements as it writes them
    faults: tuple[str, ...]


def read_sources(folder: Path) -> tuple[Source, ...]:
    """Read every .v file of a folder, in the order of their names."""
    return tuple(read_source(path.stem, path.read_text("utf-8", "replace")) for path in sorted(folder.glob("*.v")))


def read_source(module: str, text: str) -> Source:
    """Read the text of one file."""
    code = without_comments(text)
    spoken = list(sentences(code))
    claims = [found for found in map(_CLAIM.fullmatch, spoken) if found]
    return Source(
        module,
        requires=tuple(name for sentence in spoken for name in _required(sentence)),
        claims=tuple(Claim(module, found[1], " ".join(found[3].split()).removeprefix("@")) for found in claims),
        settings=tuple(" ".join(sentence.split()) for sentence in spoken if _SETTING.match(sentence)),
        faults=tuple(f"{module}.v: {fault}" for fault in (*_refused(code), *_outside_sections(spoken))),
    )


def faults_of(sources: Sequence[Source]) -> Iterator[str]:
    """Yield what is wrong with the sources before Coq is asked."""
    yield from (fault for source in sources for fault in source.faults)
    names = Counter(claim.name for source in sources for claim in source.claims)
    if not names:
        yield "there is no frozen statement in the sources"
    yield from (f"{name} stands {times} times in the sources" for name, times in names.items() if times > 1)
    modules = {source.module for source in sources}
    for source in sources:
        missing = sorted({*source.requires} - modules)
        yield from (f"{source.module}.v requires {name}, which is not there" for name in missing)
    try:
        TopologicalSorter({source.module: source.requires for source in sources}).prepare()
    except CycleError as error:
        yield f"files require each other: {' -> '.join(error.args[1])}"


def without_comments(text: str) -> str:
    """Return the text with every comment (they nest) and the inside of every string replaced by a blank."""
    kept: list[str] = []
    depth = 0
    for piece in re.findall(r'"(?:[^"])*"|\(\*|\*\)|.', text, re.DOTALL):  # in Coq a string inside a comment is one too
        if piece == "(*":
            depth += 1
        elif piece == "*)" and depth:
            depth -= 1
            kept.append(" ")
        elif not depth:
            kept.append('" "' if len(piece) > 1 and piece[0] == '"' else piece)
    return "".join(kept)


def sentences(code: str) -> Iterator[str]:
    """Split code without comments at every full stop that a blank or the end follows."""
    return (sentence for part in re.split(r"\.(?=\s|$)", code) if (sentence := part.strip()))


def _required(sentence: str) -> list[str]:
    """Return the modules of our own that a sentence requires."""
    if not (found := _REQUIRE.fullmatch(sentence)):
        return []
    names = found[2].split()
    if found[1] == LIBRARY:
        return names
    return [name.removeprefix(f"{LIBRARY}.") for name in names if name.startswith(f"{LIBRARY}.")]


def _refused(code: str) -> Iterator[str]:
    for words, why in _REFUSED.items():
        for found in re.finditer(rf"(?<![\w'.])(?:{words})(?![\w'])", code):
            yield f"{' '.join(found[0].split())} {why}"


def _outside_sections(spoken: list[str]) -> Iterator[str]:
    """Yield a fault for what a section would have closed: outside one, a variable is an axiom."""
    inside: list[str] = []
    for sentence in spoken:
        words = sentence.split()
        if words[0] in {"Section", "Module"}:
            inside.append(words[0])
        elif words[0] == "End" and inside:
            inside.pop()
        elif (found := _ASSUMPTION.match(sentence)) and "Section" not in inside:
            yield f"{found[1]} outside a section assumes without a proof"
