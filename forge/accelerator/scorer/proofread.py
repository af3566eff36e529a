# SPDX-License-Identifier: Apache-2.0
"""Hob F0.5 and the other scores of corrections (eval.md, 7)."""

from dataclasses import dataclass

from . import facts as f
from . import text as t
from .rows import Row, needed, output_text
from .stats import Metric, Tally

GAP = SWAP = 3
PROTECTED = ("link", "code", "number")
Edit = tuple[int, int, str]


def _precision(tp: float, fp: float) -> float:
    return tp / (tp + fp) if tp + fp else 1.0


def _recall(tp: float, fn: float) -> float:
    return tp / (tp + fn) if tp + fn else 1.0


def f05(tp: float, fp: float, fn: float) -> float:
    if not tp:
        return 0.0 if fp or fn else 1.0
    precision, recall = _precision(tp, fp), _recall(tp, fn)
    return 1.25 * precision * recall / (0.25 * precision + recall)


METRICS = [
    Metric("f05", 1, lambda tally: f05(tally["tp"], tally["fp"], tally["fn"])),
    Metric("precision", 1, lambda tally: _precision(tally["tp"], tally["fp"])),
    Metric("recall", 1, lambda tally: _recall(tally["tp"], tally["fn"])),
    Metric.ratio("exact", 1),
    Metric.ratio("false_alarm", -1),
    Metric.ratio("protected", -1),
    Metric.ratio("edits_consistent", 1),
]


def fits(row: Row) -> bool:
    kind = row.get("kind")
    return kind == "edit" if kind else "incorrect" in row


@dataclass(frozen=True)
class Step:
    kind: str  # substitute, swap, delete, insert
    cost: int  # 0 is a match
    start: int
    end: int
    out_start: int
    out_end: int


def edits(source: list[str], output: list[str]) -> list[Edit]:
    """The edits that lead from source to output tokens (P)."""
    steps = _steps(source, output)
    result: list[Edit] = []
    opened: list[Step] = []

    def close() -> None:
        if opened:
            replacement = " ".join(output[opened[0].out_start : opened[-1].out_end])
            result.append((opened[0].start, opened[-1].end, replacement))
            opened.clear()

    for step in steps:
        joins = (
            step.cost > 0
            and bool(opened)
            and not _stands_alone(step)
            and not _stands_alone(opened[-1])
            and _signs(step, source, output) == _signs(opened[-1], source, output)
        )
        if not joins:
            close()
        if step.cost:
            opened.append(step)
    close()
    return result


def _steps(source: list[str], output: list[str]) -> list[Step]:
    a, b = [x.lower() for x in source], [x.lower() for x in output]

    def swaps(i: int, j: int) -> bool:
        crosswise = i > 1 and j > 1 and a[i - 2] == b[j - 1] and a[i - 1] == b[j - 2]
        return crosswise and a[i - 2] != a[i - 1]

    costs = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    options: dict[tuple[int, int], list[tuple[int, Step]]] = {}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways: list[tuple[int, Step]] = []
            if i and j:
                cost = _substitution(source[i - 1], output[j - 1])
                step = Step("substitute", cost, i - 1, i, j - 1, j)
                ways.append((costs[i - 1][j - 1] + cost, step))
            if swaps(i, j):
                ways.append((costs[i - 2][j - 2] + SWAP, Step("swap", SWAP, i - 2, i, j - 2, j)))
            if i:
                ways.append((costs[i - 1][j] + GAP, Step("delete", GAP, i - 1, i, j, j)))
            if j:
                ways.append((costs[i][j - 1] + GAP, Step("insert", GAP, i, i, j - 1, j)))
            if ways:
                costs[i][j] = min(cost for cost, _ in ways)
                options[i, j] = ways
    steps = []
    i, j = len(a), len(b)
    while i or j:
        step = next(step for cost, step in options[i, j] if cost == costs[i][j])
        steps.append(step)
        i, j = step.start, step.out_start
    return steps[::-1]


def _substitution(x: str, y: str) -> int:
    if x == y:
        return 0
    low_x, low_y = x.lower(), y.lower()
    if low_x == low_y:
        return 1
    letters = t.is_letter(x[0]) + t.is_letter(y[0])
    if letters == 1:
        return 6
    if letters == 0:
        return 4 if t.is_digit(x[0]) or t.is_digit(y[0]) else 3
    near = 2 * _levenshtein(low_x, low_y) <= max(len(low_x), len(low_y))
    return 3 if near else 5


def _levenshtein(x: str, y: str) -> int:
    before = list(range(len(y) + 1))
    for i, c in enumerate(x, 1):
        row = [i]
        for j, d in enumerate(y, 1):
            row.append(min(before[j - 1] + (c != d), before[j] + 1, row[j - 1] + 1))
        before = row
    return before[-1]


def _stands_alone(step: Step) -> bool:
    return step.kind == "swap" or (step.kind == "substitute" and step.cost in (1, 3))


def _signs(step: Step, source: list[str], output: list[str]) -> bool:
    tokens = source[step.start : step.end] + output[step.out_start : step.out_end]
    return not any(t.is_letter_or_digit(token[0]) for token in tokens)


def best_counts(source: str, output: str, references: list[str]) -> tuple[int, int, int]:
    """(TP, FP, FN) against the reference that suits the output best; the first of equals."""
    tokens = t.edit_tokens(source)
    proposed = set(edits(tokens, t.edit_tokens(output)))
    counted = []
    for reference in references:
        wanted = set(edits(tokens, t.edit_tokens(reference)))
        right = len(proposed & wanted)
        counted.append((right, len(proposed) - right, len(wanted) - right))
    return max(counted, key=lambda c: (f05(*c), c[0], -c[1], -c[2]))


def applied(source: str, wire: list[Row]) -> str | None:
    """The source with wire edits (UTF-16 offsets) applied right to left; None if one is outside."""
    text = source.encode("utf-16-le", "surrogatepass")
    for edit in sorted(wire, key=lambda e: -e.get("offset", 0)):
        offset, length = edit.get("offset", -1), edit.get("length", -1)
        if offset < 0 or length < 0 or 2 * (offset + length) > len(text):
            return None
        new = (edit.get("replacement") or "").encode("utf-16-le", "surrogatepass")
        text = text[: 2 * offset] + new + text[2 * (offset + length) :]
    return text.decode("utf-16-le", "surrogatepass")


def failed(row: Row, prediction: Row) -> bool:
    return output_text(prediction, "text") is None


def score(row: Row, prediction: Row, extractor: f.Extractor) -> Tally:
    source = needed(row, "incorrect")
    references = row.get("references") or [needed(row, "correct")]
    right = {t.n0(reference) for reference in references}
    answer = output_text(prediction, "text")
    failed = answer is None
    output = source if answer is None else answer
    tp, fp, fn = best_counts(source, output, references)
    tally = Tally()
    tally.count("tp", tp)
    tally.count("fn", fn)
    tally.count("fp", 1 if failed else fp)
    tally.share("exact", not failed and t.n0(output) in right)
    if t.n0(source) in right:
        tally.share("false_alarm", failed or t.n0(output) != t.n0(source))
    kept = [fact for fact in _facts(source, extractor) if fact.kind in PROTECTED]
    if all(_source(reference, extractor).supports_all(kept) for reference in references):
        tally.share("protected", failed or not _source(output, extractor).supports_all(kept))
    wire = [] if failed else (prediction["output"].get("edits") or [])
    tally.share("edits_consistent", not failed and applied(source, wire) == output)
    return tally


def _facts(text: str, extractor: f.Extractor) -> list[f.Fact]:
    return extractor.extract(text, f.Context.of(text))


def _source(text: str, extractor: f.Extractor) -> f.Source:
    return f.Source.of(text, extractor, f.Context.of(text))
