"""How fast the exact verdicts are, beside what a user would write: ratios side by side in one run.

CPU time, BLAS on one thread, median over seeds. `python -m tests.bench [--seeds 5] [--json FILE]`.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import flint
import numpy as np
import scipy.linalg
from distributed import LocalCluster
from rich.console import Console
from rich.progress import track
from rich.table import Table

from core import growth as floats
from core.activations import RELU, TANH, Activation
from core.changeable import ChangeableLayer
from core.changes import random_changes
from core.criterion import Cutoff, says_improving
from core.dataset import Dataset, waves
from core.exact import Growth, Problem, grow, rationals
from core.exact.failing import failure_probabilities
from core.pretraining import Pretraining, fill, grown
from verify.check.certificates import check_line
from verify.claim import Claim
from verify.claims import ALL
from verify.formal.coq import State, check
from verify.instruments.float_columns import optimal_objective
from verify.proving import prove
from verify.running.loading import claims_in
from verify.tasks import Task, run
from verify.tasks.dask import dask_executor

Row = dict[str, str | float | None]


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def problems(seed: int, growths: int, points: int) -> tuple[list[Dataset], list[Problem]]:
    """The post's datasets, and the problems of growing on them."""
    data, found = [], []
    for index in range(growths):
        generator = np.random.default_rng([seed, index])
        data.append(waves(generator, points))
        found.append(Problem(rationals(data[-1].X), rationals(data[-1].y), generator))
    return data, found


def lstsq_loop(data: list[Dataset], grown: list[Growth]) -> None:
    """What a user would write: `numpy.linalg.lstsq` once a candidate, along the exact growth."""
    for dataset, growth in zip(data, grown, strict=True):
        G = np.asarray(growth.activation(float(growth.scale) * (growth.weights.approx @ dataset.X.T)))
        says_improving(dataset, G, growth.accepted, Cutoff.TODAY)


def census(seed: int, activation: Activation, scale: Fraction) -> tuple[float, float, int]:
    """(exact, loop) CPU seconds for 100 growths of 100 neurons on 100 points, and how many neurons were drawn."""
    data, drawn = problems(seed, 100, 100)
    grown: list[Growth] = []
    exact = cpu(lambda: grown.extend(grow(drawn, activation, neurons=100, scale=scale)))
    return exact, cpu(lambda: lstsq_loop(data, grown)), sum(len(growth.verdicts) for growth in grown)


def one_growth(seed: int, points: int, neurons: int) -> tuple[float, list[Dataset], list[Growth]]:
    """CPU seconds of one exact ReLU growth, and what is needed to compare with it."""
    data, drawn = problems(seed, 1, points)
    grown: list[Growth] = []
    return cpu(lambda: grown.extend(grow(drawn, RELU, neurons=neurons))), data, grown


def qr(data: Dataset, growth: Growth) -> float:
    """CPU seconds of one triangular factorisation of the final matrix."""
    W = growth.weights.approx[list(growth.accepted)]
    G = np.asarray(growth.activation(data.X @ W.T))
    return cpu(lambda: scipy.linalg.qr(G, mode="r"))


def row(work: str, against: str, ours: list[float], theirs: list[float] | None, aim: str) -> Row:
    """One line of the table; the ratio is the median of the ratios, pair by pair."""
    other = None if theirs is None else statistics.median(theirs)
    ratio = None if theirs is None else statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    return {
        "work": work,
        "against": against,
        "seconds": statistics.median(ours),
        "other": other,
        "ratio": ratio,
        "asked": aim,
    }


def censuses(seeds: int) -> list[Row]:
    """The censuses against the loop, and the ReLU census against FLINT's ranks, a candidate."""
    rows, candidate = [], 0.0
    cases = (
        ("exact ReLU census", RELU, Fraction(1), ">= 15, aim 25"),
        ("exact tanh census", TANH, Fraction(1), ">= 2, aim 5"),
        ("exact tanh census, weights x 1/100", TANH, Fraction(1, 100), ">= 1, aim 2"),
    )
    for name, activation, scale, aim in cases:
        found = [census(seed, activation, scale) for seed in track(range(seeds), name, transient=True)]
        rows.append(row(name, "lstsq once a candidate", [a for a, _, _ in found], [b for _, b, _ in found], aim))
        candidate = candidate or statistics.median(a / drawn for a, _, drawn in found)
    rng = np.random.default_rng(0)
    data = waves(rng, 100)
    p = 18_981_229
    for u in (10, 50, 99):
        W = rationals(rng.standard_normal((u + 1, 3)))
        N, _ = rationals(data.X).integers()
        V, _ = W.integers()
        G = np.maximum(N @ V.T, 0).ravel().tolist()
        modular = cpu(lambda G=G, u=u: flint.nmod_mat(100, u + 1, [g % p for g in G], p).rank())  # type: ignore[misc]
        integral = cpu(lambda G=G, u=u: flint.fmpz_mat(100, u + 1, G).rank())  # type: ignore[misc]
        for what, seconds in (("nmod_mat.rank", modular), ("fmpz_mat.rank", integral)):
            against = f"FLINT {what}, u = {u}"
            rows.append(row("exact ReLU census, a candidate", against, [candidate], [seconds], "reported"))
    return rows


def growths(seeds: int) -> list[Row]:
    """One growth to full rank against the loop and one QR, how its time grows, and one tall growth."""
    sizes = (100, 200, 400, 800)
    times: dict[int, list[float]] = {}
    loops, factorisations = [], []
    for seed in track(range(seeds), "growth to full rank", transient=True):
        for n in sizes:
            seconds, data, grown = one_growth(seed, n, n)
            times.setdefault(n, []).append(seconds)
        loops.append(cpu(lambda data=data, grown=grown: lstsq_loop(data, grown)))  # type: ignore[misc]
        factorisations.append(min(qr(data[0], grown[0]) for _ in range(3)))
    rows = [
        row("exact ReLU growth, n = u = 800", "lstsq once a candidate", times[800], loops, ">= 150"),
        row("exact ReLU growth, n = u = 800", "scipy.linalg.qr once", times[800], factorisations, ">= 1/8"),
    ]
    medians = [statistics.median(times[n]) for n in sizes]
    for a, b, low, high in zip(medians, medians[1:], sizes, sizes[1:], strict=False):
        exponent = float(np.log(b / a) / np.log(high / low))
        rows.append(row(f"exponent of n, {low} to {high}: {exponent:.2f}", "-", [b], None, "reported"))
    tall, factor = [], []
    for seed in track(range(min(seeds, 5)), "tall growth", transient=True):
        seconds, data, grown = one_growth(seed, 20_000, 2_000)
        tall.append(seconds)
        factor.append(qr(data[0], grown[0]))
    rows.append(row("exact ReLU growth, n = 20,000, u = 2,000", "scipy.linalg.qr once", tall, factor, ">= 1/1.5"))
    return rows


def float_growths(seeds: int) -> list[Row]:
    """A tall growth in floats against one QR of its final matrix, laid out as LAPACK wants it."""
    rows = []
    # tanh with weights of deviation 1 leaves float64 no new direction after some hundred neurons.
    for name, activation, scale in (("ReLU", RELU, 1.0), ("tanh, weights x 10", TANH, 10.0)):
        ours: list[float] = []
        theirs: dict[str, list[float]] = {"r": [], "economic": []}
        for seed in track(range(min(seeds, 5)), f"tall {name} growth in floats", transient=True):
            generator = np.random.default_rng([seed, 0])
            data = waves(generator, 20_000)
            grown: list[floats.Growth] = []
            ours.append(
                cpu(
                    lambda data=data, generator=generator, grown=grown: grown.append(  # type: ignore[misc]
                        floats.grow(data, activation, generator, neurons=2_000, scale=scale)  # noqa: B023
                    )
                )
            )
            G = np.asfortranarray(floats.outputs(data, activation, grown.pop().weights, scale))
            for mode, seconds in theirs.items():
                seconds.append(cpu(lambda G=G, mode=mode: scipy.linalg.qr(G, mode=mode)))  # type: ignore[misc]
        for mode, seconds in theirs.items():
            against = f"scipy.linalg.qr(mode={mode!r}) once"
            rows.append(row(f"float {name} growth, n = 20,000, u = 2,000", against, ours, seconds, ">= 1/2"))
    return rows


def checking(seeds: int) -> list[Row]:
    """Checking one growth's certificates with the independent checker."""
    rows = []
    for name, activation, aim in (("ReLU", RELU, "< 0.5 s"), ("tanh", TANH, "reported")):
        grown = [grow(problems(seed, 1, 100)[1], activation, neurons=100)[0] for seed in range(seeds)]
        lines = [json.dumps(growth.certificate()) for growth in grown]
        times = [cpu(lambda line=line: check_line(line)) for line in lines]  # type: ignore[misc]
        rows.append(row(f"checking a {name} growth, n = u = 100", "-", times, None, aim))
    return rows


def failing(seeds: int) -> list[Row]:
    """The exact probability of failure at every step of a growth, cells of the points included."""
    grown = [grow(problems(seed, 1, 100)[1], RELU, neurons=100)[0] for seed in range(seeds)]
    times = [cpu(lambda growth=growth: failure_probabilities(growth)) for growth in grown]  # type: ignore[misc]
    return [row("failure probability at all steps of a ReLU growth, n = 100", "-", times, None, "< 0.5 s")]


def child(arguments: list[str]) -> tuple[float, float]:
    """(CPU seconds, peak megabytes) of a child process."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own command
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def commands(seeds: int) -> list[Row]:
    """The command line: how soon it answers, and how much memory a large table takes."""
    help_, numpy_ = [], []
    for _ in range(seeds):
        help_.append(child([sys.executable, "-m", "verify.report", "--help"])[0])
        numpy_.append(child([sys.executable, "-c", "import numpy"])[0])
    rows = [row("python -m verify.report --help", "import numpy", help_, numpy_, ">= 1/2.5")]
    rng = np.random.default_rng(0)
    table = rng.standard_normal((10_000, 21))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        header = ",".join([*(f"x{i}" for i in range(20)), "y"])
        np.savetxt(path, table, delimiter=",", header=header, comments="")
        command = ["-m", "verify.report", "--data", str(path), "--target", "y", "--neurons", "200", "--growths", "1"]
        seconds, megabytes = child([sys.executable, *command])
    rows.append(row(f"own data, 10,000 x 20, 200 neurons: {megabytes:.0f} MB", "-", [seconds], None, "< 500 MB"))
    return rows


def theorems(_: int) -> list[Row]:
    """All proofs derived and checked again, once, as lemmas are kept; and all that Coq does in a run."""
    claims = {name: claims_in(place)[name] for name, place in ALL.items()}
    proofs = {name: claim.proof for name, claim in claims.items() if isinstance(claim, Claim) and claim.proof}
    proving = cpu(lambda: [prove(name, proof) for name, proof in proofs.items()])
    rows = [row(f"{len(proofs)} proofs derived and checked again", "-", [proving], None, "< 3 s")]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    formal = check()
    if formal.state is State.CHECKED:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        what = f"Coq: {len(formal.statements)} theorems, {time.perf_counter() - began:.0f} s by the clock"
        rows.append(row(what, "-", [seconds], None, "< 60 s"))
    return rows


def drawn(seed: int, growths: int) -> list[int]:
    """A task: how many neurons are drawn in each of so many exact ReLU growths."""
    found = grow(problems(seed, growths, 100)[1], RELU, neurons=100)
    return [len(growth.verdicts) for growth in found]


def on_a_cluster(workers: int) -> float:
    """Seconds by the clock for 16 tasks of some tenths of a second, with so many workers of a local Dask cluster."""
    own = f"{drawn.__module__}:{drawn.__name__}".replace("__main__", "tests.bench")
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        dask_executor(cluster.scheduler_address) as executor,
    ):
        run([Task(own, {"seed": seed, "growths": 1}) for seed in range(4 * workers)], executor=executor)  # imports
        began = time.perf_counter()
        run([Task(own, {"seed": seed, "growths": 50}) for seed in range(16)], executor=executor)
        return time.perf_counter() - began


def clusters(seeds: int) -> list[Row]:
    """Two workers of a local Dask cluster against one, by the clock; a busy machine has no second core to offer."""
    pairs = [(on_a_cluster(2), on_a_cluster(1)) for _ in track(range(min(seeds, 3)), "cluster", transient=True)]
    two, one = ([pair[i] for pair in pairs] for i in range(2))
    return [row("two workers against one, Dask, local, by the clock", "one worker", two, one, ">= 1.7")]


def lstsq_changes(layer: ChangeableLayer, u: int, count: int) -> float:
    """CPU seconds of so many proposed changes to the first u columns: a new column and `numpy.linalg.lstsq` each."""
    G, rng = layer.columns[:u].T.copy(), np.random.default_rng(u)
    neurons, steps = random_changes(rng, range(1, u), layer.X.shape[1], count=count)

    def loop() -> None:
        for j, step in zip(neurons, steps, strict=True):
            before = G[:, j].copy()
            G[:, j] = layer.activation(layer.X @ (layer.W[j] + step))
            np.linalg.lstsq(G, layer.y)
            G[:, j] = before

    return cpu(loop)


def shallow_changes(activation: Activation, points: int, how_many: int, sample: int, seed: int) -> tuple[float, float]:
    """(ours, loop) CPU seconds of one growth to 90 neurons; the loop's from a sample at each number of neurons."""
    generator = np.random.default_rng([seed, 0])
    data, how = waves(generator, points), Pretraining(activation, 90, changes=how_many)
    ours = theirs = 0.0
    began = time.process_time()
    layer = ChangeableLayer(data.X, data.y, activation, 90)
    for _ in fill(layer, how, generator):
        layer.refine()
        ours += time.process_time() - began
        theirs += lstsq_changes(layer, layer.u, sample) * how_many / sample if layer.u > 1 else 0.0
        began = time.process_time()
    return ours, theirs


def deep_changes(seed: int) -> tuple[float, float]:
    """(ours, loop) CPU seconds of 200 layers of five ReLU on ten datasets; the loop's from one proposal in 100."""
    ours = theirs = 0.0
    for index in range(10):
        generator = np.random.default_rng([seed, index])
        data, how = waves(generator), Pretraining(RELU, 5, changes=100)
        began = time.process_time()
        for layer in grown(data, how, generator, layers=200, input_connection=False):
            ours += time.process_time() - began
            theirs += sum(lstsq_changes(layer, u, 1) * how.changes for u in range(2, layer.u + 1))
            began = time.process_time()
    return ours, theirs


def changes(seeds: int) -> list[Row]:
    """Random changes against solving for each, which is timed on a random sample: all of them take a minute."""
    rows, against = [], "lstsq once a proposal, by a sample"
    cases = (
        ("tanh, n = 100, 1,000 changes", TANH, 100, 1000, 10, ">= 200"),
        ("ReLU, n = 100, 1,000 changes", RELU, 100, 1000, 10, ">= 200"),
        ("tanh, n = 10,000, 100 changes", TANH, 10_000, 100, 1, ">= 40"),
        ("ReLU, n = 10,000, 100 changes", RELU, 10_000, 100, 1, ">= 40"),
    )
    for name, activation, points, how_many, sample, aim in cases:
        shallow_changes(activation, points, 2, 1, 0)  # compiles
        times = [
            shallow_changes(activation, points, how_many, sample, seed)
            for seed in track(range(seeds), name, transient=True)
        ]
        rows.append(row(f"90 neurons, {name}", against, [a for a, _ in times], [b for _, b in times], aim))
    times = [deep_changes(seed) for seed in track(range(min(seeds, 3)), "layers", transient=True)]
    what = "200 layers of five ReLU, 100 changes, 10 datasets"
    rows.append(row(what, against, [a for a, _ in times], [b for _, b in times], ">= 50"))
    return rows


def accuracy(_: int) -> list[Row]:
    """Objectives after 1,000 changes a neuron in 100 growths to 90 neurons, beside the exact ones of their columns."""
    rows = []
    for activation in (TANH, RELU):
        times, worst = [], Fraction(0)
        for index in track(range(100), f"accuracy, {activation.name}", transient=True):
            generator = np.random.default_rng([0, index])
            data, how = waves(generator), Pretraining(activation, 90, changes=1000)
            layer = ChangeableLayer(data.X, data.y, activation, 90)
            times.append(cpu(lambda layer=layer, how=how, g=generator: list(fill(layer, how, g))))  # type: ignore[misc]
            layer.refine()
            worst = max(worst, abs(Fraction(layer.objective) / optimal_objective(layer.columns, data.y) - 1))
        what = f"100 {activation.name} growths, 1,000 changes: objective off by {float(worst):.1e} or less"
        rows.append(row(what, "exact objective of the columns", times, None, "<= 1e-9"))
    return rows


def main() -> None:
    """Run all of it, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=Path("reports/bench.json"))
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1 (as `nox -s bench` does), or the ratios mean nothing")
    parts = (
        *(censuses, growths, float_growths, checking, failing, commands, theorems, clusters),
        *(changes, accuracy),
    )
    rows = [row for part in parts for row in part(options.seeds)]
    table = Table("work", "against", "CPU s", "other s", "other / ours", "asked", title="Exact verdicts, timed")
    for line in rows:
        numbers = ["-" if line[key] is None else f"{line[key]:.4g}" for key in ("seconds", "other", "ratio")]
        table.add_row(str(line["work"]), str(line["against"]), *numbers, str(line["asked"]))
    Console(width=140).print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    options.json.write_text(json.dumps({"rows": rows, "numpy": np.__version__, "peak_mb": peak}, indent=1) + "\n")


if __name__ == "__main__":
    main()
