# SPDX-License-Identifier: Apache-2.0
"""Computes the expected values of the scorers' fixtures anew: `python3 -m tests.remake_fixtures`.

For a changed definition or word list. Read the diff before it is committed: the Java scorer must
agree, and worked values (`worked.json`) are never re-made.
"""

import json

from score import FEATURES
from scorer import facts, stats

from .test_scorer import FIXTURES, LISTS, read


def main() -> None:
    extractor = facts.Extractor(facts.Lists.read(LISTS))
    for name, module in FEATURES.items():
        lines = []
        for fixture in read(f"{name}.json"):
            tally = module.score(fixture["row"], fixture["prediction"], extractor)
            values = stats.values(module.METRICS, [tally])
            fixture["expect"] = {metric: round(value, 9) for metric, value in values.items()}
            lines.append(json.dumps(fixture, ensure_ascii=False))
        text = "[\n" + ",\n".join(lines) + "\n]\n"
        (FIXTURES / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
