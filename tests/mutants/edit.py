"""What an edit is, and the checks that must notice it."""

from dataclasses import dataclass

BASELINE = "reports/baseline.json"


@dataclass(frozen=True)
class Check:
    """A command for the interpreter that ends with status 0 as long as nothing is wrong."""

    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({' '.join(self.arguments)})"


@dataclass(frozen=True)
class Edit:
    """A bug that someone might make: in `file` the text `old`, which occurs there once, becomes `new`.

    `bug` says in words what is wrong then; `checks` are the narrowest that should notice, tried in this order.
    """

    name: str
    bug: str
    file: str
    old: str
    new: str
    checks: tuple[Check, ...]


def report(*claims: str) -> Check:
    """The report on some claims alone, without a baseline."""
    options = [option for claim in claims for option in ("--claim", claim)]
    return Check("report", ("-m", "verify.report", "--jobs", "1", "--json", "-", *options))


def gate(*claims: str) -> Check:
    """The report on some claims, compared with the published baseline as `nox -s verify` does it."""
    return Check("report and baseline", (*report(*claims).arguments, "--baseline", BASELINE))


def by_tests(*files: str) -> Check:
    """Some of the tests, up to the first that fails, and the same random examples in every run."""
    options = ("-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--hypothesis-seed=0")
    return Check("tests", ("-m", "pytest", *options, *(f"tests/{file}" for file in files)))
