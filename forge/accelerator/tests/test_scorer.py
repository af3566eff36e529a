# SPDX-License-Identifier: Apache-2.0
"""The Java scorer's fixtures, through the Python scorer. `python3 -m unittest tests.test_scorer`"""

import itertools
import json
import math
import unittest
from pathlib import Path

from score import FEATURES
from scorer import facts, proofread, stats, summarize, text

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "forge/src/test/resources/dev/hob/forge/eval"
LISTS = ROOT / "features/src/main/resources/dev/hob/features/fact"


def read(name: str):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


class ScorerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.extractor = facts.Extractor(facts.Lists.read(LISTS))
        cls.worked = read("worked.json")

    def same(self, got: float, expected: float, about: object) -> None:
        self.assertTrue(math.isclose(got, expected, abs_tol=1e-6), f"{about}: {got}")

    def test_fixtures_of_every_feature(self) -> None:
        for name, module in FEATURES.items():
            for fixture in read(f"{name}.json"):
                with self.subTest(fixture["name"]):
                    tally = module.score(fixture["row"], fixture["prediction"], self.extractor)
                    got = stats.values(module.METRICS, [tally])
                    self.assertEqual(got.keys(), fixture["expect"].keys())
                    for metric, expected in fixture["expect"].items():
                        self.same(got[metric], expected, metric)

    def test_worked_scores(self) -> None:
        for answer, references, expected in self.worked["rougeL"]:
            self.same(summarize.rouge_l(answer, references), expected, answer)
        for tp, fp, fn, expected in self.worked["f05"]:
            self.same(proofread.f05(tp, fp, fn), expected, (tp, fp, fn))
        for items, expected in self.worked["ece"]:
            self.same(stats.ece([(c, r) for c, r in items]), expected, items)
        for gold, predicted, expected in self.worked["macro_f1"]:
            self.same(stats.macro_f1(list(zip(gold, predicted))), expected, gold)

    def test_worked_edits(self) -> None:
        for source, output, expected in self.worked["edits"]:
            found = proofread.edits(text.edit_tokens(source), text.edit_tokens(output))
            self.assertEqual([f"({a},{b},{new})" for a, b, new in found], expected)

    def test_worked_facts_and_tokens(self) -> None:
        for source, expected in self.worked["facts"]:
            found = self.extractor.extract(source, facts.Context.of(source))
            self.assertEqual([str(fact) for fact in found], expected)
        for raw, n0, rouge, words, edits, sentences in self.worked["tokens"]:
            self.assertEqual(text.n0(raw), n0)
            self.assertEqual(text.rouge_tokens(raw), rouge)
            self.assertEqual(text.words(raw), words)
            self.assertEqual(text.edit_tokens(raw), edits)
            self.assertEqual(text.sentences(raw), sentences)

    def test_worked_draws(self) -> None:
        seed, expected = self.worked["splitmix64"]
        drawn = itertools.islice(stats.split_mix_64(seed), len(expected))
        self.assertEqual([f"{value:016x}" for value in drawn], expected)
        mean = stats.Metric.ratio("mean", 1)
        for sample, seed, resamples, *bounds in self.worked["bootstrap"]:
            rows = []
            for value in sample:
                rows.append(stats.Tally())
                rows[-1].share("mean", value)
            found = stats.intervals([mean], rows, seed, resamples)["mean"]
            self.assertEqual(list(found), bounds)


if __name__ == "__main__":
    unittest.main()
