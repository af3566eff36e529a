# SPDX-License-Identifier: Apache-2.0
"""The patterns of facts in their order, all but names, and the normal forms they give (eval.md, 4)."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

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
