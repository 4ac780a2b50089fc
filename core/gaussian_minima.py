"""Sums of Gaussians on the post's example: the objective with its derivatives, and ways down to a local minimum.

A model is an array (k × 3), a term a row: height a, mean m, deviation d. Its output at x is Σ a exp(-z²) with
z = (x - m)/d, so d and -d are the same term, and the order of the terms does not matter. The objective is f = ‖r‖²,
r the outputs less y. With φ = a exp(-z²) a term has

    φ_m = 2zφ/d,  φ_d = 2z²φ/d,  φ_mm = (4z² - 2)φ/d²,  φ_md = (4z³ - 4z)φ/d²,  φ_dd = (4z⁴ - 6z²)φ/d²,

and φ_a, φ_am, φ_ad are φ, φ_m, φ_d for a = 1. So ∇f = 2Jᵀr and ∇²f = 2(JᵀJ + Σ r_i ∇²φ(x_i)), where J is the
derivative of r by all entries of the model, and the sum has a 3 × 3 block a term.
"""

from functools import cache

import numpy as np
from scipy.optimize import leastsq, minimize

from core.dataset import Floats
from core.gaussians import example

BAD_START: Floats = np.array([[1.0, -2.0, 1.0], [1.0, -0.3, 0.3], [1.0, 0.3, 0.3], [1.0, 2.0, 1.0]])
"""The start from which the post's gradient descent reaches its bad local minimum."""


@cache
def data() -> tuple[Floats, Floats]:
    """Return x (n) and y (n) of the example, rounded."""
    rounded = example()
    return rounded.X[:, 0], rounded.y


def outputs(model: Floats, x: Floats) -> Floats:
    """Return the model's outputs at x (n)."""
    a, m, d = model.T
    return np.asarray(np.exp(-(((x[:, None] - m) / d) ** 2)) @ a)


def residual(model: Floats) -> Floats:
    """Return r (n)."""
    x, y = data()
    return outputs(model, x) - y


def objective(model: Floats) -> float:
    """Return f = ‖r‖²."""
    r = residual(model)
    return float(r @ r)


def jacobian(model: Floats) -> Floats:
    """Return J (n × 3k), its columns in the order of the model's entries."""
    x, _ = data()
    a, m, d = model.T
    z = (x[:, None] - m) / d
    e = np.exp(-(z**2))
    slope = 2 * a * e * z / d
    return np.stack([e, slope, slope * z], axis=2).reshape(len(x), model.size)


def gradient(model: Floats) -> Floats:
    """Return ∇f (k × 3)."""
    return np.asarray(2 * (jacobian(model).T @ residual(model)).reshape(model.shape))


def hessian(model: Floats) -> Floats:
    """Return ∇²f (3k × 3k)."""
    x, _ = data()
    a, m, d = model.T
    z = (x[:, None] - m) / d
    weights = residual(model)[:, None] * np.exp(-(z**2))
    moments = []  # Σ r_i z_i^p exp(-z_i²) of each term, p = 0 ... 4
    for _ in range(5):
        moments.append(weights.sum(axis=0))
        weights = weights * z
    J = jacobian(model)
    H = J.T @ J
    for k in range(len(model)):
        m0, m1, m2, m3, m4 = (moment[k] for moment in moments)
        curve = a[k] / d[k] ** 2
        am, ad = 2 * m1 / d[k], 2 * m2 / d[k]
        mm, md, dd = curve * (4 * m2 - 2 * m0), curve * (4 * m3 - 4 * m1), curve * (4 * m4 - 6 * m2)
        own = slice(3 * k, 3 * k + 3)
        H[own, own] += [[0, am, ad], [am, mm, md], [ad, md, dd]]
    return np.asarray(2 * H)


# ---- ways down ----


def gradient_descent(model: Floats, size: float, steps: int) -> tuple[Floats, list[float]]:
    """Go down the gradient by so many steps of one size; return the last model, and the objective after each step.

    It ends early before a step to where the model or its objective is no finite number.
    """
    values = [objective(model)]
    for _ in range(steps):
        moved = model - size * gradient(model)
        value = objective(moved)
        if not (np.isfinite(moved).all() and np.isfinite(value)):
            break
        model = moved
        values.append(value)
    return model, values


def backtracking(model: Floats, steps: int) -> tuple[Floats, list[float]]:
    """Go down the gradient by steps that lower f by at least half of what the slope promises (Armijo).

    A step begins with twice the size of the last one and is halved until it does. Returns what `gradient_descent`
    does; fewer values where no size lowers f any more.
    """
    values, size = [objective(model)], 1.0
    for _ in range(steps):
        slope = gradient(model)
        size *= 2
        while size > np.finfo(np.float64).tiny:
            tried = model - size * slope
            value = objective(tried)
            if value <= values[-1] - size / 2 * float(np.sum(slope**2)):
                break
            size /= 2
        if not value < values[-1]:
            break
        model = tried
        values.append(value)
    return model, values


def quasi_newton(model: Floats, steps: int) -> Floats:
    """Go down by SciPy's L-BFGS-B, at most so many iterations."""
    found = minimize(
        lambda entries: objective(entries.reshape(model.shape)),
        model.ravel(),
        jac=lambda entries: gradient(entries.reshape(model.shape)).ravel(),
        method="L-BFGS-B",
        options={"maxiter": steps, "maxfun": 2 * steps, "ftol": 0, "gtol": 1e-12},
    )
    return np.asarray(found.x.reshape(model.shape))


def levenberg_marquardt(model: Floats, evaluations: int) -> Floats:
    """Go down by MINPACK's Levenberg-Marquardt, at most so many evaluations of the residual."""
    found, *_ = leastsq(
        lambda entries: residual(entries.reshape(model.shape)),
        model.ravel(),
        Dfun=lambda entries: jacobian(entries.reshape(model.shape)),
        full_output=True,  # without it there is a warning where the evaluations do not suffice
        maxfev=evaluations,
        xtol=1e-12,
        ftol=1e-12,
        gtol=1e-12,
    )
    return np.asarray(found.reshape(model.shape))


def damped_newton(model: Floats, steps: int) -> Floats:
    """Go down by at most so many steps p with (|∇²f| + μI) p = -∇f, |·| the absolute values of the eigenvalues.

    Each is a direction of descent. μ is raised until f falls, and lowered after; it ends where no μ lowers f, or ∇²f is
    no number. Along narrow curved valleys this goes on where Levenberg and Marquardt's method, which leaves ∇²φ out,
    creeps.
    """
    value, damping = objective(model), 1e-2
    for _ in range(steps):
        H = hessian(model)
        if not np.isfinite(H).all():
            return model
        eigenvalues, V = np.linalg.eigh(H)
        slope = V.T @ gradient(model).ravel()
        for _ in range(30):
            tried = model - (V @ (slope / (np.abs(eigenvalues) + damping))).reshape(model.shape)
            lower = objective(tried)
            if lower < value:
                break
            damping = max(4 * damping, 1e-10)
        else:
            return model
        model, value, damping = tried, lower, damping / 5
    return model


def newton(model: Floats, steps: int = 8) -> Floats | None:
    """Take Newton's steps towards a stationary point of any kind; None where they do not settle down.

    They have settled when a step is a millionth of the model's entries: the next would be about the square of that.
    """
    for _ in range(steps):
        try:
            step = np.linalg.solve(hessian(model), gradient(model).ravel()).reshape(model.shape)
        except np.linalg.LinAlgError:
            return None
        model = model - step
        if not np.isfinite(model).all():
            return None
        if np.all(np.abs(step) <= 1e-6 * np.abs(model).max()):
            return model
    return None


def random_start(rng: np.random.Generator, terms: int) -> Floats:
    """Draw terms: heights standard normal, means uniform on [-3, 3], deviations log-uniform on [0.1, 1]."""
    deviations = np.exp(rng.uniform(np.log(0.1), 0.0, terms))
    return np.column_stack([rng.standard_normal(terms), rng.uniform(-3.0, 3.0, terms), deviations])
