# SPDX-License-Identifier: Apache-2.0
"""Scores of rewriting in a tone (docs/eval.md, 7)."""

import re
from pathlib import Path

from . import facts as f
from . import text as t
from .rows import Row, needed, output_text
from .stats import Metric, Tally, count_median, median
from .summarize import rouge_l

LISTS = Path(__file__).parents[3] / "features/src/main/resources/dev/hob/features/style"
STYLES = {
    "friendly": ("friendly",),
    "professional": ("professional", "formal"),
    "concise": ("concise", "short", "plain"),
}
METRICS = [
    Metric.ratio("score", 1),
    Metric.ratio("style", 1),
    Metric.ratio("style_gain", 1),
    Metric.ratio("facts_kept", 1),
    Metric.ratio("negation_kept", 1),
    Metric.ratio("content_kept", 1),
    Metric.ratio("new_words", -1),
    Metric.ratio("unchanged", 0),
    Metric.ratio("needless_change", -1),
    Metric("length_ratio", 0, lambda total: median(total, "length")),
    Metric.ratio("rougeL", 1),
]
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]")
_EQUAL_MARKS = re.compile(r"([.,;:!?])\1")
_CLOSING = re.compile(r"[.?:][\"')\]]*\Z")
_BARE_NEGATIONS = frozenset(
    "aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt shouldnt wasnt werent wont"
    " wouldnt".split()
)

Phrases = list[list[str]]


def style_words(text: str) -> list[str]:
    """Runs of letters, marks, digits and `'` of N1, quotes around them left out."""
    words, run = [], []
    for c in t.n1(text) + " ":
        if c == "'" or t.is_letter_or_digit(c) or t.is_mark(c):
            run.append(c)
        elif run:
            words.append("".join(run).strip("'"))
            run = []
    return [word for word in words if word]


class Lists:
    """The word lists that the checks look into."""

    def __init__(self, folder: Path = LISTS) -> None:
        pairs = [line.split("\t", 1) for line in self._lines(folder, "contractions")]
        self.contractible = [style_words(long) for long, _ in pairs]
        self.contractions = [style_words(short) for _, short in pairs]
        names = ("greetings", "stiff", "loose", "filler")
        self.greetings, self.stiff, self.loose, self.filler = (
            [style_words(line) for line in self._lines(folder, name)] for name in names
        )

        phrases = [self.contractible, self.contractions, self.greetings]
        phrases += [self.stiff, self.loose, self.filler]
        entries = (" ".join(phrase) for listed in phrases for phrase in listed)
        self._listed = frozenset(word for entry in entries for word in t.words(entry))

    def own_content(self, text: str, stop: frozenset[str]) -> set[str]:
        """Words that say something and that no list knows."""
        return set(t.words(text)) - stop - self._listed

    @staticmethod
    def _lines(folder: Path, name: str) -> list[str]:
        lines = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.strip() and not line.startswith("#")]


def _any(phrases: Phrases, words: list[str]) -> bool:
    return any(t.stand_in_row(phrase, words) for phrase in phrases)


class Tone:
    """Scorer of one style."""

    METRICS = METRICS

    def __init__(self, name: str, lists: Lists | None = None) -> None:
        self.name = name
        self.lists = lists or Lists()

    def fits(self, row: Row) -> bool:
        kind = row.get("kind", "rewrite")
        return kind == "edit" or (kind == "rewrite" and row.get("style") in STYLES[self.name])

    def failed(self, row: Row, prediction: Row) -> bool:
        return _output(prediction) is None

    def score(self, row: Row, prediction: Row, extractor: f.Extractor) -> Tally:
        source = _input(row)
        already = row.get("already") is True
        output = _output(prediction)
        ok = output is not None
        output = output or ""
        stop = extractor.lists.stop
        style = self._style(source, output, already, stop) if ok else 0.0
        kept = ok and _facts_kept(source, output, extractor)
        negation = ok and _negations(source) == _negations(output)
        changed = t.n0(source) != t.n0(output)
        tally = Tally()
        tally.share("score", style if kept and negation else 0.0)
        tally.share("style", style)
        tally.share("facts_kept", kept)
        tally.share("negation_kept", negation)
        before, after = (self.lists.own_content(text, stop) for text in (source, output))
        both = len(before & after)
        kept_share = both / len(before) if before else 1.0
        new_share = 1 - both / len(after) if after else 0.0
        tally.share("content_kept", kept_share if ok else 0.0)
        tally.share("new_words", new_share if ok else 1.0)
        if already:
            tally.share("needless_change", changed)
        else:
            tally.share("style_gain", style - self._style(source, source, False, stop))
        if row.get("references") and row.get("kind") != "edit":
            tally.share("rougeL", rouge_l(output, row["references"]) if ok else 0.0)
        if ok:
            tally.share("unchanged", not changed)
            words = max(1, len(t.rouge_tokens(source)))
            count_median(tally, "length", len(t.rouge_tokens(output)) / words)
        return tally

    def _style(self, source: str, output: str, already: bool, stop: frozenset[str]) -> float:
        checks = {
            "friendly": lambda: self._friendly(output),
            "professional": lambda: self._professional(output),
            "concise": lambda: self._concise(source, output, already, stop),
        }[self.name]()
        return sum(checks) / len(checks)

    def _friendly(self, text: str) -> list[bool]:
        words = style_words(text)
        sentences = t.sentences(text)
        return [
            _any(self.lists.contractions, words) or not _any(self.lists.contractible, words),
            _any(self.lists.greetings, words),
            any(word.split("'")[0] in ("you", "we") for word in words),
            not _any(self.lists.stiff, words),
            len(t.rouge_tokens(text)) <= 16 * len(sentences),
            all(sentence.count("!") <= 1 for sentence in sentences),
        ]

    def _professional(self, text: str) -> list[bool]:
        plain = t.n0(text)
        words = style_words(text)
        return [
            not _any(self.lists.contractions, words),
            "!" not in plain,
            not _EMOJI.search(text),
            not _any(self.lists.loose, words),
            all(_opens_well(s) and bool(_CLOSING.search(s)) for s in t.sentences(text)),
            not _EQUAL_MARKS.search(plain),
        ]

    def _concise(
        self, source: str, output: str, already: bool, stop: frozenset[str]
    ) -> list[bool]:
        share = 0.75 if _any(self.lists.filler, style_words(source)) else 0.9
        most = (1 if already else share) * len(t.rouge_tokens(source))
        sentences = [sentence.lower() for sentence in t.sentences(output)]
        wanted = set(t.words(source)) - stop
        return [
            len(t.rouge_tokens(output)) <= most,
            not _any(self.lists.filler, style_words(output)),
            len(set(sentences)) == len(sentences),
            2 * len(wanted & set(t.words(output))) >= len(wanted),
        ]


def _input(row: Row) -> str:
    """Of a correction the right side: a plain sentence of no special style."""
    if row.get("kind") != "edit":
        return needed(row, "text")
    return row["references"][0] if row.get("references") else needed(row, "correct")


def _output(prediction: Row) -> str | None:
    text = output_text(prediction, "text")
    return text if text and t.n0(text) else None


def _opens_well(sentence: str) -> bool:
    """A capital, or a digit, is the first letter or number."""
    for c in sentence:
        if t.is_letter(c) or t.is_number(c):
            return not t.is_letter(c) or t.is_capital(c)
    return False


def _facts_kept(source: str, output: str, extractor: f.Extractor) -> bool:
    context = f.Context.of(source)
    before = f.Source.of(source, extractor, context)
    after = f.Source.of(output, extractor, context)
    return before.supports_all(after.facts) and after.supports_all(before.facts)


def _negations(text: str) -> int:
    words = t.words(text)
    return sum(w in f.NEGATIONS or w.endswith("n't") or w in _BARE_NEGATIONS for w in words)
