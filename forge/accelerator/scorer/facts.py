# SPDX-License-Identifier: Apache-2.0
"""Facts of a text and what supports them (eval.md, 4)."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import text as t
from .patterns import MON, RULES, Clock, Day, Name, Quantity, Value

WORD = r"(?:[A-ZÀ-ÖØ-Þ][A-Za-z0-9À-ɏ']*|[a-z]+[A-Z][A-Za-z0-9]*)"
NAME = re.compile(rf"(?<![A-Za-z0-9À-ɏ']){WORD}(?:[ -]{WORD})*")
DAY_WORD = re.compile(
    rf"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|i|{MON})\Z"
)


@dataclass(frozen=True)
class Fact:
    kind: str
    start: int  # in the N0 form
    end: int
    value: Value

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


@dataclass(frozen=True)
class Lists:
    """Word lists; `stop` in W form."""

    stop: frozenset[str]
    common: frozenset[str]

    @staticmethod
    def read(folder: Path) -> "Lists":
        stop = (folder / "stop-words.txt").read_text(encoding="utf-8").split()
        common = (folder / "common-words.txt").read_text(encoding="utf-8").split()
        return Lists(frozenset(w for s in stop for w in t.words(s)), frozenset(common))


@dataclass(frozen=True)
class Context:
    """What extraction knows beside the text."""

    today: dt.date | None = None
    apps: frozenset[tuple[str, ...]] = frozenset()
    lower: frozenset[str] = frozenset()

    @staticmethod
    def of(source: str, today: dt.date | None = None, apps: Iterable[str] = ()) -> "Context":
        lower = frozenset(w for w in t.surface_words(t.n0(source)) if w == w.lower())
        names = (tuple(t.words(app)) for app in apps)
        return Context(today, frozenset(n for n in names if n), lower)


@dataclass(frozen=True)
class Extractor:
    lists: Lists

    def extract(self, text: str, context: Context) -> list[Fact]:
        return self._extract(t.NormalText(text), context)

    def words_outside(self, text: str, context: Context) -> list[str]:
        normal = t.NormalText(text)
        rest = normal.text
        for fact in self._extract(normal, context):
            rest = _blank(rest, fact.start, fact.end)
        return t.words_of_normal(rest.lower())

    def _extract(self, normal: t.NormalText, context: Context) -> list[Fact]:
        rest = normal.text
        facts: list[Fact] = []
        for rule in RULES:
            found = []
            for m in rule.pattern.finditer(rest):
                surface = m[0].rstrip(rule.trailing) if rule.trailing else m[0]
                value = rule.reader(m, surface, context.today)
                found.append(Fact(rule.kind, m.start(), m.start() + len(surface), value))
            for fact in found:
                rest = _blank(rest, fact.start, fact.end)
            facts += found
        facts += self._names(normal, rest, context)
        return sorted(facts, key=lambda fact: fact.start)

    def _names(self, normal: t.NormalText, rest: str, context: Context) -> list[Fact]:
        names = []
        for m in NAME.finditer(rest):
            cuts = [i for i in range(m.start() + 1, m.end()) if rest[i - 1] == " " and normal.opens(i)]
            starts = [m.start(), *cuts]
            ends = [*(cut - 1 for cut in cuts), m.end()]
            for start, end in zip(starts, ends):
                if normal.opens(start):
                    start += self._opening_lost(rest[start:end], context)
                tokens = tuple(t.words(rest[start:end]))
                if tokens and tokens not in context.apps and not self._says_nothing(rest[start:end]):
                    names.append(Fact("name", start, end, Name(tokens)))
        return names

    def _opening_lost(self, run: str, context: Context) -> int:
        first = re.split("[ -]", run, maxsplit=1)[0]
        word = first.lower()
        ordinary = any(
            w in self.lists.common or w in context.lower for w in (word, word.split("'")[0])
        )
        return min(len(first) + 1, len(run)) if ordinary else 0

    def _says_nothing(self, run: str) -> bool:
        for word in re.split("[ -]", run):
            lower = word.lower()
            stop = all(w in self.lists.stop for w in t.words(lower))
            if not stop and not DAY_WORD.match(lower.split("'")[0]):
                return False
        return True


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


@dataclass(frozen=True)
class Source:
    """All that an answer may draw on."""

    facts: tuple[Fact, ...]
    words: list[str]
    counts: frozenset[int] = field(default_factory=frozenset)

    @staticmethod
    def of(text: str, extractor: Extractor, context: Context) -> "Source":
        return Source(tuple(extractor.extract(text, context)), t.words(text))

    def with_counts(self, counts: frozenset[int]) -> "Source":
        return replace(self, counts=counts)

    def unsupported(self, facts: Iterable[Fact]) -> list[Fact]:
        return [fact for fact in facts if not self.supports(fact)]

    def supports_all(self, facts: Iterable[Fact]) -> bool:
        return not self.unsupported(facts)

    def supports(self, fact: Fact) -> bool:
        value = fact.value
        own = [f for f in self.facts if f.kind == fact.kind]
        if isinstance(value, str):
            return any(f.value == value for f in own)
        if isinstance(value, Day):
            return any(value.agrees(f.value) for f in own)
        if isinstance(value, Clock):
            return any(value.minutes & f.value.minutes for f in own)
        if isinstance(value, Quantity):
            counted = not value.unit and any(value.number == c for c in self.counts)
            return counted or any(value.agrees(f.value) for f in own)
        in_row = t.stand_in_row(list(value.tokens), self.words)
        return in_row or any(set(value.tokens) <= set(f.value.tokens) for f in own)


def counts(items: list[tuple[str, str, str]]) -> frozenset[int]:
    """True counts of a batch of (app, thread, sender)."""
    groups: dict[tuple[str, str], int] = {}
    for app, thread, sender in items:
        for kind, name in (("app", app), ("thread", thread), ("sender", sender)):
            key = (kind, t.n1(name))
            if kind == "app" or key[1]:
                groups[key] = groups.get(key, 0) + 1
    senders = sum(kind == "sender" for kind, _ in groups)
    return frozenset([*groups.values(), len(items), senders])


NEGATIONS = frozenset("not no never without cannot cancelled canceled".split())
MODALS = frozenset(
    "may might could would should if unless allegedly reportedly plan planned proposed expected"
    " likely draft".split()
)


def clauses(text: str) -> list[str]:
    parts = [part.strip() for sentence in t.sentences(text) for part in sentence.split("; ")]
    return [part for part in parts if part]


def _negates(tokens: list[str]) -> bool:
    return any(w in NEGATIONS or w.endswith("n't") for w in tokens)


def lost_qualifiers(answer: str, source: str) -> tuple[int, int, int]:
    """(clauses, clauses that lost a negation, clauses that lost a modal)."""
    sentences = [t.words(s) for s in t.sentences(source)]
    negation = modality = 0
    parts = clauses(answer)
    for part in parts:
        own = t.words(part)
        nearest = max(sentences, key=lambda s: len(set(s) & set(own)), default=[])
        negation += _negates(nearest) and not _negates(own)
        modality += bool(MODALS & set(nearest)) and not MODALS & set(own)
    return len(parts), negation, modality


def key_fact_recall(
    facts: list[list[str]], answer: str, limit: int, extractor: Extractor, context: Context
) -> tuple[int, int, int]:
    """(recalled, facts with a hard part, those recalled by it); each fact is a list of wordings."""
    source = Source.of(t.cut_after(answer, limit), extractor, context)
    own = set(source.words)
    recalled = hard_facts = hard_recalled = 0
    for wordings in facts:
        whole = hard = has_hard = False
        for sentence in wordings:
            stated = extractor.extract(sentence, context)
            supported = source.supports_all(stated)
            soft = set(extractor.words_outside(sentence, context)) - extractor.lists.stop
            has_hard |= bool(stated)
            hard |= bool(stated) and supported
            whole |= supported and len(soft & own) >= (len(soft) + 1) // 2
        recalled += whole
        hard_facts += has_hard
        hard_recalled += hard
    return recalled, hard_facts, hard_recalled
