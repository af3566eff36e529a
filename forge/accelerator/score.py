#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores predictions: `python score.py FEATURE FILE --from PRED.jsonl [--lists DIR] [--data DIR]`.

Prints `hob eval`'s own values as one JSON object: metrics with intervals, primary metric, errors.
"""

import argparse
import json
import sys
from pathlib import Path

from scorer import act, prioritize, proofread, rows, stats, summarize
from scorer.facts import Extractor, Lists
from scorer.tone import STYLES, Tone

LISTS = Path(__file__).parents[2] / "features/src/main/resources/dev/hob/features/fact"
FEATURES = {
    "summarize": summarize,
    "prioritize": prioritize,
    "proofread": proofread,
    **{style: Tone(style) for style in STYLES},
    "act": act,
}
PRIMARY = {"prioritize": "macro_f1", "proofread": "f05", "act": "exact"}


def primary(feature: str, chosen: list[rows.Row]) -> str:
    if feature != "summarize":
        return PRIMARY.get(feature, "score")
    return "key_fact_recall" if any(row.get("facts") for row in chosen) else "rougeL"


def report(args: argparse.Namespace) -> dict:
    module = FEATURES[args.feature]
    read = rows.read_lines(args.file)
    if args.feature == "act":
        chosen = act.with_actions(read, args.file, args.data)
    else:
        chosen = [row for row in read if module.fits(row)]
    answers = {p["id"]: p for p in rows.read_lines(args.predictions)}
    nothing = {"error": "no prediction in the file"}
    pairs = [(row, answers.get(row["id"], nothing)) for row in chosen]
    extractor = Extractor(Lists.read(args.lists))
    tallies = [module.score(row, answer, extractor) for row, answer in pairs]
    measured = stats.intervals(module.METRICS, tallies, args.seed, args.bootstrap)
    return {
        "feature": args.feature,
        "file": args.file.name,
        "rows": len(chosen),
        "errors": sum(module.failed(row, answer) for row, answer in pairs),
        "seed": args.seed,
        "primary": primary(args.feature, chosen),
        "metrics": {k: dict(zip(("value", "low", "high"), m)) for k, m in measured.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feature", choices=FEATURES)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="predictions", type=Path, required=True)
    parser.add_argument("--lists", type=Path, default=LISTS)
    parser.add_argument("--data", type=Path, help="folder with act-catalogues")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--bootstrap", type=int, default=1000)
    args = parser.parse_args()
    try:
        found = report(args)
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
