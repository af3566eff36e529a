# SPDX-License-Identifier: Apache-2.0
"""Scores of summaries and digests (eval.md, 3 to 5)."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from . import facts as f
from . import text as t
from .rows import Row, needed, output_text
from .stats import Metric, Tally

KINDS = ("notification-batch", "summarize", "thread")
METRICS = [
    Metric.ratio("key_fact_recall", 1),
    Metric.ratio("key_fact_hard", 1),
    Metric.ratio("rougeL", 1),
    Metric.ratio("unsupported_rate", -1),
    Metric("unsupported_per_100", -1, lambda tally: 100 * tally.ratio("unsupported")),
    Metric.ratio("must_not_rate", -1),
    Metric.ratio("negation_lost", -1),
    Metric.ratio("modality_lost", -1),
    Metric.ratio("source_precision", 1),
    Metric.ratio("length_ok", 1),
    Metric.ratio("compression", 0),
    Metric.ratio("quoted_rate", 0),
]


def fits(row: Row) -> bool:
    kind = row.get("kind")
    return kind in KINDS if kind else any(k in row for k in ("notifications", "turns", "input"))


def rouge_l(answer: str, references: list[str]) -> float:
    own = t.rouge_tokens(answer)
    return max((_f(own, t.rouge_tokens(reference)) for reference in references), default=0.0)


def _f(answer: list[str], reference: list[str]) -> float:
    before = [0] * (len(reference) + 1)
    for token in answer:
        row = [0] * (len(reference) + 1)
        for j, other in enumerate(reference, 1):
            row[j] = before[j - 1] + 1 if token == other else max(before[j], row[j - 1])
        before = row
    if not before[-1]:
        return 0.0
    precision = before[-1] / len(answer)
    recall = before[-1] / len(reference)
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True)
class Note:
    id: str
    app: str
    time: dt.datetime
    summary: str
    body: str
    thread: str
    sender: str

    @property
    def content(self) -> str:
        return f"{self.summary}\n{self.body}" if self.body else self.summary

    @property
    def shown(self) -> str:
        return f"{self.time:%Y-%m-%d %H:%M}\n{self.app}\n{self.content}"


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))


def _notes(row: Row) -> list[Note]:
    now = _moment(needed(row, "now"))
    notes = []
    for item in row["notifications"]:
        text = item["time"]
        if len(text) <= 5:
            time = dt.datetime.combine(now.date(), dt.time.fromisoformat(text))
        else:
            time = _moment(text)
            if time.tzinfo:
                time = time.astimezone(now.tzinfo or dt.timezone.utc).replace(tzinfo=None)
        summary = item["summary"]
        sender = item.get("sender", item.get("from", summary))
        identity = str(item["n"] if "n" in item else item["id"])
        notes.append(
            Note(
                identity,
                item["app"],
                time,
                summary,
                item.get("body") or "",
                item.get("thread") or "",
                sender,
            )
        )
    return notes


class Shown:
    """What a row shows to the model."""

    def __init__(self, row: Row, extractor: f.Extractor) -> None:
        self.row = row
        self.extractor = extractor
        self.notes = _notes(row) if "notifications" in row else []
        self.query = row.get("query") or "" if "turns" in row and not self.notes else ""
        if self.notes:
            self.units = [note.shown for note in self.notes]
            today = _moment(row["now"]).date()
            apps = [note.app for note in self.notes]
            self.context = f.Context.of("\n".join(self.units), today, apps)
        elif "turns" in row:
            self.units = [f"{turn['who']}: {turn['text']}" for turn in row["turns"]]
            self.context = f.Context.of(self.text + "\n" + self.query)
        else:
            self.units = [needed(row, "input")]
            self.context = f.Context.of(self.text)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.units)

    @cached_property
    def source(self) -> f.Source:
        shown = f"{self.text}\n{self.query}" if self.query else self.text
        source = f.Source.of(shown, self.extractor, self.context)
        return source.with_counts(_counts(self.notes)) if self.notes else source

    def source_of(self, ids: list[str]) -> f.Source:
        some = [note for note in self.notes if note.id in ids]
        shown = "\n".join(note.shown for note in some)
        return f.Source.of(shown, self.extractor, self.context).with_counts(_counts(some))

    @property
    def limit(self) -> int:
        words = (self.row.get("options") or {}).get("words")
        if isinstance(words, int):
            return words
        if not self.notes:
            return 40
        tokens = sum(len(t.rouge_tokens(note.content)) for note in self.notes)
        return max(18, (3 * tokens + 3) // 4)

    @property
    def references(self) -> list[str]:
        summary = self.row.get("summary")
        return self.row.get("references") or ([summary] if summary is not None else [])

    @property
    def key_facts(self) -> list[list[str]]:
        return [
            [fact] if isinstance(fact, str) else fact["any"] if "any" in fact else [fact["fact"]]
            for fact in self.row.get("facts") or []
        ]


def _counts(notes: list[Note]) -> frozenset[int]:
    return f.counts([(note.app, note.thread, note.sender) for note in notes])


def failed(row: Row, prediction: Row) -> bool:
    return output_text(prediction, "summary") is None


def score(row: Row, prediction: Row, extractor: f.Extractor) -> Tally:
    shown = Shown(row, extractor)
    answer = output_text(prediction, "summary")
    tally = Tally()
    if answer is None:
        _count_failure(shown, tally)
        return tally
    if shown.references:
        tally.share("rougeL", rouge_l(answer, shown.references))
    if shown.key_facts:
        recalled, hard, hard_recalled = f.key_fact_recall(
            shown.key_facts, answer, shown.limit, extractor, shown.context
        )
        tally.share("key_fact_recall", recalled / len(shown.key_facts))
        if hard:
            tally.share("key_fact_hard", hard_recalled / hard)
    stated = extractor.extract(answer, shown.context)
    unsupported = shown.source.unsupported(stated)
    tally.share("unsupported_rate", bool(unsupported))
    tally.share("unsupported", len(unsupported), len(stated))
    if row.get("forbidden"):
        words = t.words(answer)
        broken = any(t.stand_in_row(t.words(text), words) for text in row["forbidden"])
        tally.share("must_not_rate", broken)
    clauses, negation, modality = f.lost_qualifiers(answer, shown.text)
    tally.share("negation_lost", negation, clauses)
    tally.share("modality_lost", modality, clauses)
    for entry in (prediction["output"].get("sources") or []) if shown.notes else []:
        ids = [str(i) for i in entry.get("ids") or []]
        if ids:
            clause = extractor.extract(entry.get("clause") or "", shown.context)
            tally.share("source_precision", shown.source_of(ids).supports_all(clause))
    tally.share("length_ok", len(t.rouge_tokens(answer)) <= shown.limit)
    tally.share("compression", max(1, len(answer)) / max(1, len(shown.text)))
    tally.share("quoted_rate", bool(prediction.get("quoted")))
    return tally


def _count_failure(shown: Shown, tally: Tally) -> None:
    """A missing answer has the worst value of everything that has a worst value."""
    if shown.references:
        tally.share("rougeL", 0)
    if shown.key_facts:
        tally.share("key_fact_recall", 0)
        tally.share("key_fact_hard", 0)
    if shown.row.get("forbidden"):
        tally.share("must_not_rate", 1)
    if shown.notes:
        tally.share("source_precision", 0)
    for name, worst in (
        ("unsupported_rate", 1),
        ("unsupported", 1),
        ("negation_lost", 1),
        ("modality_lost", 1),
        ("length_ok", 0),
    ):
        tally.share(name, worst)
