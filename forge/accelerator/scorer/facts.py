# SPDX-License-Identifier: Apache-2.0
"""Facts of a text and what supports them (eval.md, 4). Patterns in their order."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from . import text as t

CLASSES = ("link", "code", "date", "time", "number", "name")
A = r"(?<![A-Za-z0-9])"
Z = r"(?![A-Za-z0-9])"
EXT = (
    "pdf|docx?|xlsx?|pptx?|od[tsp]|txt|md|csv|json|ya?ml|xml|html?|png|jpe?g|gif|svg|mp[34]|zip|tar"
    "|gz|xz|deb|rpm|iso|java|py|js|ts|sh|rs|go"
)
MON = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
CUR = "[$€£¥]"
CW = "usd|eur|gbp|jpy|dollars?|euros?|pounds?|yen"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NW = f"(?:{'|'.join(SMALL[1:])}|(?:{'|'.join(TENS)})(?:-(?:{'|'.join(SMALL[:9])}))?)"
WORD = r"(?:[A-ZÀ-ÖØ-Þ][A-Za-z0-9À-ɏ']*|[a-z]+[A-Z][A-Za-z0-9]*)"
NAME = re.compile(rf"(?<![A-Za-z0-9À-ɏ']){WORD}(?:[ -]{WORD})*")
DAY_WORD = re.compile(
    rf"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|i|{MON})\Z"
)


@dataclass(frozen=True)
class Day:
    readings: frozenset[tuple[int, int, int]] = frozenset()  # year, month, day; 0 = not said
    weekday: int = 0
    relative: str = ""

    def agrees(self, other: "Day") -> bool:
        if self.weekday and self.weekday == other.weekday:
            return True
        if self.relative and self.relative == other.relative:
            return True
        return any(_same_day(a, b) for a in self.readings for b in other.readings)

    def __str__(self) -> str:
        if self.relative:
            return self.relative
        if self.weekday:
            return f"weekday {self.weekday}"
        return " or ".join(sorted("-".join(str(f or "?") for f in r) for r in self.readings))


def _same_day(a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
    both = [(x, y) for x, y in zip(a, b) if x and y]
    return bool(both) and all(x == y for x, y in both)


@dataclass(frozen=True)
class Clock:
    minutes: frozenset[int]

    def __str__(self) -> str:
        shown = ", ".join(str(m) for m in sorted(self.minutes))
        return shown if len(self.minutes) == 1 else "{" + shown + "}"


@dataclass(frozen=True)
class Quantity:
    number: Decimal
    unit: str = ""

    def agrees(self, other: "Quantity") -> bool:
        same = self.number == other.number
        return same and (self.unit == other.unit or not self.unit or not other.unit)

    def __str__(self) -> str:
        plain = f"{self.number:f}"
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        plain = "0" if plain == "-0" else plain
        return f"{plain} {self.unit}" if self.unit else plain


@dataclass(frozen=True)
class Name:
    tokens: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.tokens)


Value = str | Day | Clock | Quantity | Name


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


Reader = Callable[[re.Match[str], str, "dt.date | None"], Value]


@dataclass(frozen=True)
class Rule:
    kind: str
    pattern: re.Pattern[str]
    reader: Reader
    trailing: str = ""


def _clock(hour: int, minute: int, half: str | None) -> Clock:
    if half is None:
        time = hour * 60 + minute
        return Clock(frozenset({time, (time + 720) % 1440} if 1 <= hour <= 12 else {time}))
    if half.lower() == "p":
        hour = hour + 12 if hour < 12 else hour
    elif hour == 12:
        hour = 0
    return Clock(frozenset({hour * 60 + minute}))


def _day_word(word: str, today: dt.date | None) -> Day:
    if word in WEEKDAYS:
        weekday = WEEKDAYS.index(word) + 1
        ahead = today and today + dt.timedelta((weekday - today.isoweekday() + 6) % 7 + 1)
        return Day(_calendar(ahead), weekday)
    relative = "today" if word == "tonight" else word
    shift = {"tomorrow": 1, "yesterday": -1}.get(relative, 0)
    return Day(_calendar(today and today + dt.timedelta(shift)), 0, relative)


def _calendar(day: dt.date | None) -> frozenset[tuple[int, int, int]]:
    return frozenset({(day.year, day.month, day.day)} if day else ())


def _slashed(m: re.Match[str], surface: str, today: dt.date | None) -> Day:
    a, b, year = int(m[1]), int(m[2]), int(m[3] or 0)
    if m[3] and len(m[3]) == 2:
        year += 2000
    return Day(frozenset({(year, a, b), (year, b, a)}))


def _quantity(m: re.Match[str], surface: str, today: dt.date | None) -> Quantity:
    sign = "-" if m[0].startswith("-") else ""
    power = {"": 0, "k": 3, "million": 6}.get((m[5] or "").lower(), 9)
    value = Decimal(f"{sign}{m[2].replace(',', '')}{m[3] or ''}e{power}")
    unit = (m[1] or "").strip() or m[4] or ""
    if not unit and m[6]:
        unit = {"u": "$", "d": "$", "e": "€", "g": "£", "p": "£"}.get(m[6][0].lower(), "¥")
    return Quantity(value, unit)


def _number_words(m: re.Match[str], surface: str, today: dt.date | None) -> Quantity:
    parts = surface.lower().split(" ")
    count = 1 if parts[0] == "a" else _small(parts[0])
    if len(parts) > 1:
        count *= {"h": 100, "t": 1_000, "m": 1_000_000}[parts[1][0]]
    return Quantity(Decimal(count))


def _small(word: str) -> int:
    if word in SMALL:
        return SMALL.index(word) + 1
    tens, _, ones = word.partition("-")
    return (TENS.index(tens) + 2) * 10 + (SMALL.index(ones) + 1 if ones else 0)


def _link(m: re.Match[str], surface: str, today: dt.date | None) -> str:
    rest = re.sub("^https?://", "", surface, flags=re.I)
    rest = re.sub(r"^www\.", "", rest, flags=re.I)
    host, slash, path = rest.partition("/")
    whole = host.lower() + slash + path
    return whole[:-1] if whole.endswith("/") else whole


def _address(m: re.Match[str], surface: str, today: dt.date | None) -> str:
    local, _, host = surface.rpartition("@")
    return f"{local}@{host.lower()}"


def _month(name: str) -> int:
    return MONTHS.index(name.lower()[:3]) + 1


def _date(y: int, m: int, d: int) -> Day:
    return Day(frozenset({(y, m, d)}))


def _rule(kind: str, pattern: str, reader: Reader, flags: int = re.I, trailing: str = "") -> Rule:
    return Rule(kind, re.compile(pattern, re.ASCII | flags), reader, trailing)


def _lower(m: re.Match[str], surface: str, today: dt.date | None) -> str:
    return surface.lower()


def _version(m: re.Match[str], surface: str, today: dt.date | None) -> str:
    return surface.lower().removeprefix("v")


def _time(m: re.Match[str], surface: str, today: dt.date | None) -> Clock:
    return _clock(int(m[1]), int(m[2] or 0), m[3] if m.re.groups > 2 else None)


RULES = [
    _rule("link", A + r"(?:https?://|www\.)[^\s<>\"')\]]+", _link, trailing=".,;:!?"),
    _rule("link", A + r"[a-z0-9._%+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", _address),
    _rule(
        "code",
        A + rf"[a-z0-9_-]{{1,255}}(?:\.[a-z0-9_-]{{1,255}}){{0,40}}\.(?:{EXT}){Z}",
        _lower,
    ),
    _rule("code", r"#[0-9]+" + Z, _lower, 0),
    _rule("code", A + r"[A-Z]{2,10}-[0-9]+" + Z, _lower, 0),
    _rule("code", A + r"v?[0-9]+(?:\.[0-9]+){2,40}(?:[-+][0-9a-z.]*[0-9a-z])?" + Z, _version),
    _rule("code", A + r"(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40}" + Z, _lower),
    _rule(
        "date",
        A + r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + Z,
        lambda m, s, d: _date(int(m[1]), int(m[2]), int(m[3])),
    ),
    _rule(
        "date",
        A + rf"([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MON}){Z}\.?(?:,? ([0-9]{{4}}){Z})?",
        lambda m, s, d: _date(int(m[3] or 0), _month(m[2]), int(m[1])),
    ),
    _rule(
        "date",
        A + rf"({MON})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?{Z}(?:,? ([0-9]{{4}}){Z})?",
        lambda m, s, d: _date(int(m[3] or 0), _month(m[1]), int(m[2])),
    ),
    _rule("date", A + r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?" + Z, _slashed),
    _rule(
        "date",
        A + r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|yesterday)" + Z,
        lambda m, s, d: _day_word(s.lower(), d),
    ),
    _rule(
        "time",
        A
        + r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?(?: ?([ap])\.?m"
        + Z
        + r")?(?![0-9:])",
        _time,
    ),
    _rule("time", A + r"(1[0-2]|0?[1-9])(?:\.([0-5][0-9]))? ?([ap])\.?m" + Z, _time),
    _rule("time", A + r"([01]?[0-9]|2[0-3])h([0-5][0-9])" + Z, _time, 0),
    _rule(
        "time",
        A + r"(?:noon|midnight)" + Z,
        lambda m, s, d: Clock(frozenset({720 if s.lower() == "noon" else 0})),
    ),
    _rule(
        "number",
        rf"(?<![A-Za-z0-9.,])[+-]?({CUR} ?)?([0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(\.[0-9]+)?"
        rf"(?: ?(%|{CUR})|(?: ?(k|bn|million|billion))?(?: ({CW}))?{Z})",
        _quantity,
    ),
    _rule("number", A + rf"(?:(?:a|one|{NW}) (?:hundred|thousand|million)|{NW})" + Z, _number_words),
]


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
