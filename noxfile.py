"""Everything a visitor or CI runs: `nox -s verify`, `tests`, `lint`, `types`.

And what takes longer or is asked for: `browser`, `docs`, `publish`, `package`, `pictures`, `bench`, `lowest`,
`mutants`, `mutation`. `formal` is among the first where Coq is.
"""

import shutil

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["verify", "tests", "lint", "types", *(["formal"] if shutil.which("coqc") else [])]
nox.options.reuse_existing_virtualenvs = True

PYPROJECT = nox.project.load_toml("pyproject.toml")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def group(name: str) -> tuple[str, ...]:
    """Return the requirements of a dependency group."""
    return nox.project.dependency_groups(PYPROJECT, name)


@nox.session
def verify(session: nox.Session) -> None:
    """Run the main job: every claim, the census and the report, against the published baseline."""
    session.install("-e", ".")
    written = ("--html", "report.html", "--json", "report.json")
    arguments = session.posargs or ["--baseline", "reports/baseline.json", *written]
    session.run("python", "-m", "verify.report", *arguments, env=ONE_THREAD)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, those of the report with the branches of verify.report that they take (arguments go to pytest)."""
    session.install("-e", ".", *group("tests"))
    pytest = ("python", "-m", "pytest", "-n", "auto")
    if session.posargs:
        session.run(*pytest, *session.posargs, env=ONE_THREAD)
        return
    # Apart, for measuring makes the exact arithmetic of the other tests slow.
    session.run(*pytest, "tests/verify/report", "--cov", "--cov-report=term", env=ONE_THREAD)
    session.run(*pytest, "--ignore=tests/verify/report", env=ONE_THREAD)


@nox.session
def browser(session: nox.Session) -> None:
    """Try the report's page in headless Chromium (--report FILE.json: one of a finished quick run, else it runs)."""
    session.install("-e", ".", *group("browser"))
    session.run("python", "-m", "pytest", "tests/browser", *session.posargs, env=ONE_THREAD)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style (ruff) and the direction of imports (import-linter)."""
    session.install("-e", ".", *group("lint"))
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check types (mypy strict), tests and this file included."""
    session.install("-e", ".", *group("types"))
    session.run("mypy", *session.posargs)


@nox.session
def formal(session: nox.Session) -> None:
    """Compile and audit the Coq sources (4: Coq is not there, and what to install; --deep checks mathcomp too)."""
    session.install("-e", ".")
    session.run("python", "-m", "verify.formal", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Time the exact verdicts against what a user would write: ratios, side by side in one run."""
    session.install("-e", ".[dask]")
    session.run("python", "-m", "tests.bench", *session.posargs, env=ONE_THREAD)


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant known bugs one at a time in a copy: some check must notice each (minutes; arguments name bugs)."""
    session.install("-e", ".", *group("tests"))
    session.run("python", "-m", "tests.mutants", *session.posargs, env=ONE_THREAD)


@nox.session
def mutation(session: nox.Session) -> None:
    """Try a random sample of small changes to core.exact and the checkers with cosmic-ray (most of an hour)."""
    session.install("-e", ".", *group("mutation"))
    arguments = session.posargs or ["--json", "reports/mutation.json"]
    session.run("python", "-m", "tests.mutation", *arguments, env=ONE_THREAD)


@nox.session
def package(session: nox.Session) -> None:
    """Build the distributions, install the wheel into an empty environment and use it outside of the checkout."""
    session.install(*group("package"))
    session.run("python", "-m", "pytest", "tests/package/smoke.py", *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that pyproject.toml admits."""
    bounds = [requirement.replace(">=", "==") for requirement in PYPROJECT["project"]["dependencies"]]
    session.install(*bounds, *group("tests"))
    session.install("-e", ".", "--no-deps")
    session.run("python", "-m", "pytest", *session.posargs, env=ONE_THREAD)


@nox.session
def pictures(session: nox.Session) -> None:
    """Write what reports/ shows: the report's first screen, and the post's pictures with what they establish."""
    session.install("-e", ".[figures]")
    session.run("python", "-m", "verify.report", "--svg", "reports/report.svg", env=ONE_THREAD)
    paper = ("--profile", "paper", "--figures", "reports/figures", *session.posargs)
    session.run("python", "-m", "verify.report", *paper, env=ONE_THREAD)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation in docs/_build, offline, with warnings as errors, and count what of it the tests run."""
    session.install("-e", ".", *group("docs"))
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "-n", "-q", *session.posargs, "docs", "docs/_build")
    session.run("python", "-m", "tests.docs")


@nox.session
def publish(session: nox.Session) -> None:
    """Build the documentation and publish it on the branch gh-pages of the remote (arguments go on to ghp-import)."""
    session.install("-e", ".", *group("docs"))
    session.run("python", "-m", "sphinx", "-W", "-n", "-q", "docs", "docs/_build")
    session.run("python", "-m", "ghp_import", "--no-jekyll", "--push", *session.posargs, "docs/_build")
