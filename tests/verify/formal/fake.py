"""A coqc and a coqchk that are not: they answer like the real ones, but for one lie each.

The script is run as `coqc` or `coqchk`; LIE says how it lies, VERSION what it calls itself.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

LIE = "none"
VERSION = "The Coq Proof Assistant, version 8.16.1\ncompiled with OCaml 4.13.1"
SUMMARY = """
CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms: AXIOMS

* Constants/Inductives relying on type-in-type: <none>

* Constants/Inductives relying on unsafe (co)fixpoints: <none>

* Inductives whose positivity is assumed: <none>
"""


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def assumptions() -> None:
    """Answer Print Assumptions."""
    if LIE == "an axiom":
        say("Axioms:\nClassical_Prop.classic : forall P : Prop,\n  P \\/ ~ P\nfour_colours : True")
    elif LIE == "an axiom of ours":
        say("Axioms:\nstatements.trust_me : False")
    elif LIE == "unnamed axioms":
        say("Axioms:")
    elif LIE == "chatter":
        say("Looks fine to me")
    elif LIE != "no assumptions":
        say("Closed under the global context")


def audit(lines: list[str]) -> None:
    """Answer a file of questions, line by line."""
    for number, line in enumerate(lines):
        if marker := re.search(r'idtac "(\w+ (\w+))"', line):
            if LIE == "a marker less" and marker[2] == "1":
                continue
            say(marker[1])
            if LIE == "a marker twice" and marker[2] == "1":
                say(marker[1])
        elif line.startswith("Print Assumptions"):
            assumptions()
        elif check := re.match(r"Check @Lemmata\.(\w+)\.(\w+)\.", line):
            name = f"claim_other_{number}" if LIE == "another statement" else check[2]
            say(f"{name}\n     : 1 = 1")


def coqc(name: str) -> int:
    """Compile, or not."""
    file = Path(name)
    text = file.read_text()
    if LIE == "no mathcomp" and file.stem == "needed":
        say(f'File "./{file}", line 1, characters 0-9:\nError: Cannot find a physical path bound to logical path x')
        return 1
    if file.stem.startswith("audit"):
        file.with_suffix(".vo").touch()
        if LIE != "silence":
            audit(text.splitlines())
        return 0
    if file.stem != "needed" and LIE == "status 3":
        return 3
    if file.stem != "needed" and LIE == "a proof":
        say(f'File "./{file}", line 2, characters 0-9:\nError: No such\n  assumption.')
        return 1
    if file.stem != "needed" and LIE == "hanging":
        subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"], check=False)
    if LIE != "nothing written":
        file.with_suffix(".vo").touch()
    names = [] if LIE == "nothing declared" else re.findall(r"(?:Definition|Lemma) (\w+)", text)
    if LIE == "more declared":
        names.append("claim_of_nobody")
    file.with_suffix(".glob").write_text("".join(f"def 0:1 <> {name}\n" for name in names))
    return 0


def coqchk() -> int:
    """Check, or not."""
    if LIE == "coqchk: refusal":
        say("Fatal Error: Anomaly in the universe graph")
        return 1
    if LIE == "coqchk: status 7":
        return 7
    if LIE != "coqchk: silence":
        axioms = {"coqchk: an axiom": "\n    Lemmata.statements.trust_me", "coqchk: a seal": "\n    mathcomp.finset.E"}
        say(SUMMARY.replace("AXIOMS", axioms.get(LIE, "<none>")))
    return 0


def main() -> int:
    """Be the program of that name."""
    if "--version" in sys.argv:
        if LIE == "a slow start":
            time.sleep(60)
        say(VERSION)
        return 0
    return coqchk() if Path(sys.argv[0]).name == "coqchk" else coqc(sys.argv[-1])


if __name__ == "__main__":
    sys.exit(main())
