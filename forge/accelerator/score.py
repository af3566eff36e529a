#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores predictions: `python score.py summarize|proofread FILE --from PRED.jsonl [--lists DIR]`.

Prints `hob eval`'s own values as one JSON object: metrics with intervals, primary metric, errors.
"""

import argparse
import json
import sys
from pathlib import Path

from scorer import proofread, rows, stats, summarize
from scorer.facts import Extractor, Lists

LISTS = Path(__file__).parents[2] / "features/src/main/resources/dev/hob/features/fact"
FEATURES = {"summarize": summarize, "proofread": proofread}
ANSWER = {"summarize": "summary", "proofread": "text"}


def primary(feature: str, chosen: list[rows.Row]) -> str:
    if feature == "proofread":
        return "f05"
    return "key_fact_recall" if any(row.get("facts") for row in chosen) else "rougeL"


def report(feature: str, file: Path, predictions: Path, lists: Path, seed: int, b: int) -> dict:
    module = FEATURES[feature]
    chosen = [row for row in rows.read_lines(file) if module.fits(row)]
    answers = {p["id"]: p for p in rows.read_lines(predictions)}
    extractor = Extractor(Lists.read(lists))
    nothing = {"error": "no prediction in the file"}
    tallies = [module.score(row, answers.get(row["id"], nothing), extractor) for row in chosen]
    failed = [rows.output_text(answers.get(r["id"], nothing), ANSWER[feature]) is None for r in chosen]
    measured = stats.intervals(module.METRICS, tallies, seed, b)
    return {
        "feature": feature,
        "file": file.name,
        "rows": len(chosen),
        "errors": sum(failed),
        "seed": seed,
        "primary": primary(feature, chosen),
        "metrics": {k: dict(zip(("value", "low", "high"), v)) for k, v in measured.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feature", choices=FEATURES)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="predictions", type=Path, required=True)
    parser.add_argument("--lists", type=Path, default=LISTS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--bootstrap", type=int, default=1000)
    args = parser.parse_args()
    try:
        found = report(
            args.feature, args.file, args.predictions, args.lists, args.seed, args.bootstrap
        )
    except rows.BadRow as e:
        print(f"score.py: {e}", file=sys.stderr)
        return 65
    except FileNotFoundError as e:
        print(f"score.py: no such file: {e.filename}", file=sys.stderr)
        return 66
    print(json.dumps(found, sort_keys=True, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
