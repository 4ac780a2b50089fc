"""The list of the claims agrees with the claims, and needs none of them to be loaded."""

import importlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from verify.claims import ALL
from verify.report.__main__ import main
from verify.report.listing import Listed, house, print_list

Write = Callable[..., dict[str, str]]


def screen(listed: list[Listed], width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        print_list(console, listed)
    return captured.get().splitlines()


def test_the_list_is_what_the_claims_say_of_themselves() -> None:
    loaded = [importlib.import_module(module).CLAIM for module in ALL.values()]
    listed = list(house(ALL))
    assert [(one.id, one.kind, one.statement) for one in listed] == [
        (claim.id, getattr(claim, "kind", "claim"), claim.statement) for claim in loaded
    ]
    assert {one.kind for one in listed} == {"claim", "printed", "repaired"}


@pytest.mark.parametrize("width", [20, 40, 60, 80, 110])
def test_no_line_is_too_long_and_every_claim_is_there(width: int) -> None:
    lines = screen(list(house(ALL)), width)
    assert all(cell_len(line) <= width and line == line.rstrip() for line in lines)
    text = "".join(lines)
    assert all(name in text for name in ALL)
    assert f"{len(ALL)} in all; " in " ".join(lines)


def test_a_line_a_claim_and_long_statements_are_cut() -> None:
    listed = [Listed("one", "claim", "short"), Listed("[bold]", "printed", "\x1blong\nand " * 9)]
    assert screen(listed, 60) == [
        "one     claim    short",
        "[bold]  printed  *long and *long and *long and *long and *l…".replace("*", "\N{REPLACEMENT CHARACTER}"),
        "",
        "2 in all; --claim ID runs one, and shows it in full",
    ]


def test_on_a_narrow_screen_nothing_is_cut() -> None:
    assert screen([Listed("one", "claim", "a statement of some length")], 30)[:2] == [
        "one (claim): a statement of",
        "some length",
    ]


def test_own_claims_come_first(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("mine")
    assert main(["--list", "--module", str(tmp_path / "made_up_mine.py")]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first.split() == ["mine", "own", "a", "statement"]
    assert others[-1].startswith(f"{len(ALL) + 1} in all; ")


@pytest.mark.parametrize("module", ["none.py", "bad.py", "no.such.module"])
def test_module_that_cannot_be_listed_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text("1 / 0")
    assert main(["--list", "--module", module]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"verify.report: --module '{module}': ")


@pytest.mark.parametrize(
    ("option", "heavy"),
    [
        ("--help", {"numpy", "scipy", "sympy", "hypothesis", "pydantic", "rich", "flint"}),
        ("--list", {"numpy", "scipy", "sympy", "hypothesis", "pydantic", "flint"}),
        ("--doctor", {"scipy", "sympy", "hypothesis", "pydantic", "rich", "flint", "matplotlib", "numba"}),
    ],
)
def test_quick_commands_import_nothing_heavy(option: str, heavy: set[str]) -> None:
    program = f"import sys; sys.argv = ['x', '{option}']\nfrom verify.report.__main__ import main\n"
    program += "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sorted(sys.modules))"
    command = [sys.executable, "-c", program]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own program
    loaded = {name.split(".")[0] for name in shown.splitlines()[-1].split()}
    assert "verify" in loaded
    assert loaded.isdisjoint(heavy)
