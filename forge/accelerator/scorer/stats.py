# SPDX-License-Identifier: Apache-2.0
"""Scores as functions of sums over rows, and their bootstrap intervals (eval.md, 12)."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NAN = float("nan")
_MASK = (1 << 64) - 1


def split_mix_64(seed: int) -> Iterator[int]:
    state = seed & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        yield z ^ (z >> 31)


class Tally(dict[str, float]):
    """Named sums; a name never added to reads as 0."""

    def __missing__(self, name: str) -> float:
        return 0.0

    def count(self, name: str, value: float) -> None:
        self[name] = self[name] + value

    def share(self, name: str, part: float, whole: float = 1) -> None:
        self.count(name + "/part", part)
        self.count(name + "/whole", whole)

    def ratio(self, name: str) -> float:
        whole = self[name + "/whole"]
        return self[name + "/part"] / whole if whole else NAN


def total(rows: list[Tally]) -> Tally:
    result = Tally()
    for row in rows:
        for name, value in row.items():
            result.count(name, value)
    return result


@dataclass(frozen=True)
class Metric:
    name: str
    better: int  # 1 more, -1 less, 0 neither
    formula: Callable[[Tally], float]

    @staticmethod
    def ratio(name: str, better: int) -> "Metric":
        return Metric(name, better, lambda tally: tally.ratio(name))


def values(metrics: list[Metric], rows: list[Tally]) -> dict[str, float]:
    """Defined metrics."""
    summed = total(rows)
    pairs = ((m.name, m.formula(summed)) for m in metrics)
    return {name: value for name, value in pairs if not math.isnan(value)}


def intervals(
    metrics: list[Metric], rows: list[Tally], seed: int = 7, resamples: int = 1000
) -> dict[str, tuple[float, float, float]]:
    """(value, low, high) of each defined metric."""
    defined = values(metrics, rows)
    chosen = [m for m in metrics if m.name in defined]
    sampled = _resampled(chosen, rows, seed, resamples)
    return {m.name: _bounded(defined[m.name], sampled[m.name]) for m in chosen}


def differences(
    metrics: list[Metric],
    ours: list[Tally],
    theirs: list[Tally],
    seed: int = 7,
    resamples: int = 1000,
) -> dict[str, tuple[float, float, float]]:
    """Ours minus theirs, row by row the same draws."""
    a, b = values(metrics, ours), values(metrics, theirs)
    chosen = [m for m in metrics if m.name in a and m.name in b]
    left = _resampled(chosen, ours, seed, resamples)
    right = _resampled(chosen, theirs, seed, resamples)
    return {
        m.name: _bounded(
            a[m.name] - b[m.name], [x - y for x, y in zip(left[m.name], right[m.name])]
        )
        for m in chosen
    }


def _resampled(
    metrics: list[Metric], rows: list[Tally], seed: int, resamples: int
) -> dict[str, list[float]]:
    names = sorted({name for row in rows for name in row})
    table = [[row[name] for name in names] for row in rows]
    random = split_mix_64(seed)
    result: dict[str, list[float]] = {m.name: [] for m in metrics}
    for _ in range(resamples):
        sums = [0.0] * len(names)
        for _ in rows:
            row = table[(next(random) >> 33) % len(rows)]
            sums = [x + y for x, y in zip(sums, row)]
        summed = Tally(zip(names, sums))
        for m in metrics:
            result[m.name].append(m.formula(summed))
    return result


def _bounded(value: float, resampled: list[float]) -> tuple[float, float, float]:
    ordered = sorted(v for v in resampled if not math.isnan(v))
    if not ordered:
        return value, value, value
    low = max(0, math.ceil(0.025 * len(ordered)) - 1)
    high = max(0, math.ceil(0.975 * len(ordered)) - 1)
    return value, ordered[low], ordered[high]


def count_class(tally: Tally, gold: str, predicted: str) -> None:
    """Counts one item for `class_macro_f1`."""
    if gold == predicted:
        tally.count(f"tp:{gold}", 1)
    else:
        tally.count(f"fn:{gold}", 1)
        tally.count(f"fp:{predicted}", 1)


def class_macro_f1(total: Tally) -> float:
    """As `macro_f1`, of summed counts."""
    kinds = ("tp:", "fp:", "fn:")
    names = sorted({k[3:] for k, v in total.items() if k.startswith(kinds) and v > 0})
    result = 0.0
    for name in names:
        tp = total[f"tp:{name}"]
        result += 2 * tp / (2 * tp + total[f"fp:{name}"] + total[f"fn:{name}"])
    return result / len(names) if names else NAN


def count_confidence(tally: Tally, confidence: float, right: bool) -> None:
    """Counts one item for `binned_ece`."""
    index = min(max(math.ceil(10 * confidence) - 1, 0), 9)
    tally.count(f"bin{index}:n", 1)
    tally.count(f"bin{index}:confidence", confidence)
    tally.count(f"bin{index}:right", right)


def binned_ece(total: Tally) -> float:
    """As `ece`, of summed counts."""
    n = sum(total[f"bin{i}:n"] for i in range(10))
    error = sum(abs(total[f"bin{i}:right"] - total[f"bin{i}:confidence"]) for i in range(10))
    return error / n if n else NAN


def count_median(tally: Tally, name: str, value: float) -> None:
    tally.count(f"{name}={value!r}", 1)


def median(total: Tally, name: str) -> float:
    """Of the values counted under `name`."""
    start = f"{name}="
    counts = sorted((float(k[len(start) :]), n) for k, n in total.items() if k.startswith(start))
    values = [value for value, n in counts for _ in range(round(n))]
    if not values:
        return NAN
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Of (gold, predicted) pairs."""
    classes = sorted({c for pair in pairs for c in pair})
    result = 0.0
    for name in classes:
        tp = sum(g == p == name for g, p in pairs)
        wrong = sum((g == name) != (p == name) for g, p in pairs)
        result += 2 * tp / (2 * tp + wrong)
    return result / len(classes) if classes else NAN


def ece(items: list[tuple[float, int]]) -> float:
    """Expected calibration error of (confidence, right?) pairs over ten bins."""
    bins: dict[int, tuple[float, float]] = {}
    for confidence, right in items:
        index = min(max(math.ceil(10 * confidence) - 1, 0), 9)
        c, r = bins.get(index, (0.0, 0.0))
        bins[index] = (c + confidence, r + right)
    return sum(abs(r - c) for c, r in bins.values()) / len(items) if items else NAN
