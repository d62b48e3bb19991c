"""How often the intervals of `cleanclaim audit estimate` hold, on made-up frames of 2,000 items of which all is known.

    .venv/bin/python -m benchmarks.audit_coverage

prints the table of docs/explanation/audit-statistics.md: how often the lower limit alone, and the two-sided interval,
has the true total within it. The arithmetic is that of the estimates in floating point, so that it ends in minutes.
"""

import random
from collections.abc import Callable, Sequence
from math import sqrt

from cleanclaim.compliance.audit.estimation.quantiles import t_quantile

ITEMS, RUNS = 2_000, 10_000
AMOUNTS = (2900, 5900, 8800, 11700, 14600)
FRAMES: dict[str, Callable[[random.Random, int], int]] = {
    "40 %, a unit each": lambda made, _paid: 2900 if made.random() < 0.4 else 0,
    "50 %, whole": lambda made, paid: paid if made.random() < 0.5 else 0,
    "10 %, whole": lambda made, paid: paid if made.random() < 0.1 else 0,
    "2 %, whole": lambda made, paid: paid if made.random() < 0.02 else 0,
    "95 %, whole": lambda made, paid: paid if made.random() < 0.95 else 0,
    "10 %, some underpaid": lambda made, paid: made.choice((paid, 2900, -2900)) if made.random() < 0.1 else 0,
}


def main() -> None:
    """Print a row for each frame, size and method."""
    print("| errors | sample | method | lower, 1-sided 90 % | lower, 2-sided 90 % (95) | 2-sided 90 % |")
    print("|---|---|---|---|---|---|")
    for name, draw in FRAMES.items():
        for n in (30, 100, 200):
            for method in ("difference", "ratio"):
                shares = " | ".join(f"{100 * share:.1f}" for share in coverage(draw, n, method))
                print(f"| {name} | {n} | {method} | {shares} |", flush=True)


def coverage(draw: Callable[[random.Random, int], int], n: int, method: str) -> tuple[float, float, float]:
    """How often the one-sided lower limit, the two-sided one's, and both limits of the latter hold."""
    made = random.Random(20260302)  # noqa: S311 - no secret
    paid = [made.choice(AMOUNTS) for _ in range(ITEMS)]
    errors = [draw(made, amount) for amount in paid]
    true, frame = sum(errors), sum(paid)
    narrow, wide = t_quantile(0.9, n - 1), t_quantile(0.95, n - 1)
    one = low = both = 0
    for _ in range(RUNS):
        chosen = made.sample(range(ITEMS), n)
        point, error = _estimate([paid[at] for at in chosen], [errors[at] for at in chosen], frame, method)
        one += point - narrow * error <= true
        low += point - wide * error <= true
        both += point - wide * error <= true <= point + wide * error
    return one / RUNS, low / RUNS, both / RUNS


def _estimate(paid: Sequence[int], errors: Sequence[int], frame: int, method: str) -> tuple[float, float]:
    n = len(paid)
    mean = sum(errors) / n
    ratio = sum(errors) / sum(paid) if method == "ratio" else 0.0
    rests = [each - ratio * amount for each, amount in zip(errors, paid, strict=True)]
    center = sum(rests) / n
    variance = sum((rest - center) ** 2 for rest in rests) / (n - 1)
    point = ratio * frame if method == "ratio" else ITEMS * mean
    return point, sqrt(ITEMS * (ITEMS - n) / n * variance)


if __name__ == "__main__":
    main()
