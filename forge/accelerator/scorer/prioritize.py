# SPDX-License-Identifier: Apache-2.0
"""Scores of priorities of notifications (docs/eval.md, 8)."""

import math

from . import facts as f
from .rows import BadRow, Row
from .stats import Metric, Tally, class_macro_f1, count_class, count_confidence, binned_ece

CLASSES = ("high", "normal", "low")


def _false_high(total: Tally) -> float:
    share = total.ratio("false_high")
    return 0.0 if math.isnan(share) else share


METRICS = [
    Metric("macro_f1", 1, class_macro_f1),
    Metric.ratio("accuracy", 1),
    Metric.ratio("high_recall", 1),
    Metric("false_high", -1, _false_high),
    Metric("ece", -1, binned_ece),
]


def fits(row: Row) -> bool:
    notes = row.get("notifications") or [{}]
    return row.get("kind", "notification-batch") == "notification-batch" and "priority" in notes[0]


def _items(prediction: Row) -> dict[str, tuple[str, float]] | None:
    """Priority and confidence by id, the first of each; None where the system failed."""
    output = prediction.get("output") if prediction.get("error") is None else None
    listed = output.get("items") if isinstance(output, dict) else None
    if not isinstance(listed, list):
        return None
    items: dict[str, tuple[str, float]] = {}
    for item in listed:
        if item.get("priority") in CLASSES:
            confidence = item.get("confidence", 1)
            items.setdefault(
                str(item.get("id")), (item["priority"], min(max(float(confidence), 0.0), 1.0))
            )
    return items


def _id(note: Row) -> str:
    return str(note["n"] if "n" in note else note["id"])


def failed(row: Row, prediction: Row) -> bool:
    items = _items(prediction)
    return items is None or any(_id(note) not in items for note in row["notifications"])


def score(row: Row, prediction: Row, extractor: f.Extractor) -> Tally:
    items = _items(prediction)
    tally = Tally()
    for note in row["notifications"]:
        gold = note.get("priority")
        if gold not in CLASSES:
            raise BadRow(f"row {row['id']}, /notifications: priority {gold!r}")
        if items is None:
            tally.count(f"fn:{gold}", 1)
            tally.share("accuracy", 0)
            tally.share("false_high", 1)
            count_confidence(tally, 1, False)
            said = ""
        else:
            said, confidence = items.get(_id(note), ("normal", 1.0))
            count_class(tally, gold, said)
            count_confidence(tally, confidence, gold == said)
            tally.share("accuracy", gold == said)
            if said == "high":
                tally.share("false_high", gold == "low")
        if gold == "high":
            tally.share("high_recall", said == "high")
    return tally
