# SPDX-License-Identifier: Apache-2.0
"""When two arguments say the same, what a schema allows, what nobody said (docs/eval.md, 6)."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import facts as f
from . import text as t
from .patterns import SMALL, TENS

Json = Any
_MISSING = object()
_MACHINE_TIME = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?([0-9]{2}):([0-9]{2})(?::.*)?(?:Z|[+-].*)?"
)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def as_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def member(schema: Json, name: str) -> Json:
    """Schema of a property; empty where there is none."""
    found = (schema.get("properties") or {}).get(name) if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def kind(schema: Json, value: Json) -> str:
    """The schema's type; of several the first that is not null; else the value's own."""
    named = schema.get("type")
    if isinstance(named, str):
        return named
    for one in named or []:
        if one != "null":
            return one
    if isinstance(value, (list, dict)):
        return "array" if isinstance(value, list) else "object"
    return "number" if is_number(value) else "string"


def plain(text: str) -> str:
    """N1; outer quotes and final `.!?` cut, and then a leading article."""
    text = _unquoted(_unquoted(t.n1(text)).rstrip(".!?").strip())
    for article in ("a ", "an ", "the "):
        if text.startswith(article):
            return text[len(article) :]
    return text


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if quoted else text


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[0-9])T(?=[0-9]{2}:)", " ", text)


class Values:
    def __init__(self, extractor: f.Extractor, context: f.Context) -> None:
        self.extractor = extractor
        self.context = context

    def same(self, schema: Json, right: Json, given: Json) -> bool:
        wanted = kind(schema, right)
        if wanted == "array":
            items = schema.get("items") or {}
            return (
                isinstance(right, list)
                and isinstance(given, list)
                and len(right) == len(given)
                and all(self.same(items, a, b) for a, b in zip(right, given))
            )
        if wanted == "object":
            return self._same_members(schema, right, given)
        if wanted in ("integer", "number"):
            a, b = _decimal(right), _decimal(given)
            if a is not None and b is not None:
                return a == b
            return self._same_text("", right, given)
        return self._same_text(schema.get("format") or "", right, given)

    def _same_members(self, schema: Json, right: Json, given: Json) -> bool:
        if not isinstance(right, dict) or not isinstance(given, dict):
            return False
        for name in {*right, *given}:
            own = member(schema, name)
            a = right.get(name, own.get("default", _MISSING))
            b = given.get(name, own.get("default", _MISSING))
            if a is _MISSING or b is _MISSING or not self.same(own, a, b):
                return False
        return True

    def _same_text(self, form: str, right: Json, given: Json) -> bool:
        if isinstance(right, (list, dict)) or isinstance(given, (list, dict)):
            return False
        a, b = as_text(right), as_text(given)
        if plain(a) == plain(b):
            return True
        if form == "duration":
            return seconds(a) is not None and seconds(a) == seconds(b)
        kinds = {"date": ("date",), "time": ("time",), "date-time": ("date", "time")}.get(form, ())
        return bool(kinds) and all(self._agree(k, a, b) for k in kinds)

    def _agree(self, fact: str, right: str, given: str) -> bool:
        wanted, said = self._facts(fact, right), self._facts(fact, given)
        return (
            bool(wanted)
            and len(wanted) == len(said)
            and self._source(given).supports_all(wanted)
            and (fact != "time" or _one_clock(wanted, given) and _one_clock(said, right))
        )

    def supports(self, source: str, fact: str, text: str) -> bool:
        """Are all facts of this kind in `text`, of which there must be one, stated by `source`?"""
        stated = self._facts(fact, text)
        return (
            bool(stated)
            and f.Source.of(source, self.extractor, self.context).supports_all(stated)
            and (fact != "time" or any(_one_clock([x], text) for x in self._facts(fact, source)))
        )

    def _source(self, text: str) -> f.Source:
        return f.Source.of(_spaced(text), self.extractor, self.context)

    def _facts(self, fact: str, text: str) -> list[f.Fact]:
        found = self.extractor.extract(_spaced(text), self.context)
        return [one for one in found if one.kind == fact]


def _one_clock(times: list[f.Fact], text: str) -> bool:
    """A time in its schema's own form has but one reading."""
    m = _MACHINE_TIME.fullmatch(text)
    return not m or all(60 * int(m[1]) + int(m[2]) in time.value.minutes for time in times)


def _decimal(value: Json) -> Decimal | None:
    if is_number(value):
        return Decimal(str(value))
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


# Lengths of time: `PT7M`, `420`, `7 minutes`, `half an hour`, `an hour and a half`.

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_WORDS = ["zero", *SMALL]
_NUMBER = (
    f"(?:(?:{'|'.join(TENS)})(?:-(?:{'|'.join(_WORDS)}))?|{'|'.join(_WORDS)}"
    r"|half an?|an?|[0-9]+(?:\.[0-9]+)?)"
)
_UNIT = "(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
_AND = "(?:,? and |, | )?"
_PART = re.compile(rf"({_NUMBER}) ?({_UNIT})\b( and a half)?{_AND}", re.ASCII)
_COUNTED = rf"{_NUMBER} ?{_UNIT}\b(?: and a half)?"
_RUN = re.compile(rf"(?<![a-z0-9.]){_COUNTED}(?:{_AND}{_COUNTED})*", re.ASCII)
_ISO = re.compile(
    r"p(?:([0-9]+)d)?(?:t(?=.)(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)(?:\.[0-9]*)?s)?)?"
)


def seconds(text: str) -> int | None:
    form = t.n1(text)
    if re.fullmatch("[0-9]+", form):
        return int(form)
    if form.startswith("p"):
        m = _ISO.fullmatch(form)
        if not m or not any(m.groups()):
            return None
        return sum(int(n or 0) * u for n, u in zip(m.groups(), (86400, 3600, 60, 1)))
    return _in_words(form)


def durations_in(text: str) -> set[int]:
    found = (_in_words(m[0]) for m in _RUN.finditer(t.n1(text)))
    return {n for n in found if n is not None}


def _in_words(form: str) -> int | None:
    total, end = 0, 0
    while end < len(form):
        m = _PART.match(form, end)
        count = _count(m[1]) if m else -1
        if count < 0:
            return None
        total += int((count + (0.5 if m[3] else 0)) * _UNITS[m[2][0]] + 0.5)
        end = m.end()
    return total if end else None


def _count(word: str) -> float:
    if word.startswith("half a"):
        return 0.5
    if word in ("a", "an"):
        return 1
    if word[0].isdigit():
        return float(word)
    tens, _, ones = word.partition("-")
    if tens in TENS:
        n = _WORDS.index(ones) if ones else 0
        return -1 if n > 9 else 20 + 10 * TENS.index(tens) + n
    return _WORDS.index(word)


def invented(schema: Json, value: Json, said: str, values: Values) -> bool:
    """Does `value` hold a text that is neither said nor given by the schema?"""
    if "enum" in schema or ("default" in schema and value == schema["default"]):
        return False
    if isinstance(value, list):
        return any(invented(schema.get("items") or {}, v, said, values) for v in value)
    if isinstance(value, dict):
        return any(invented(member(schema, k), v, said, values) for k, v in value.items())
    if not isinstance(value, str) or plain(value) in t.n1(said):
        return False
    form = schema.get("format")
    if form == "duration":
        return seconds(value) not in durations_in(said)
    kinds = {"date": ("date",), "time": ("time",), "date-time": ("date", "time")}.get(form, ())
    return not kinds or not all(values.supports(said, k, value) for k in kinds)


def valid(schema: Json, value: Json) -> bool:
    """Does the schema allow the value? Keywords that actions use; others are left aside."""
    if isinstance(schema, bool):
        return schema
    return all(_rules(schema, value))


_TYPES = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: is_number(v) and v == int(v),
    "number": is_number,
    "boolean": lambda v: isinstance(v, bool),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "null": lambda v: v is None,
}


def _equal(a: Json, b: Json) -> bool:
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _rules(schema: Json, value: Json) -> Iterator[bool]:
    named = schema.get("type")
    names = named if isinstance(named, list) else [named]
    yield any(_TYPES.get(name, lambda _: True)(value) for name in names)
    yield "enum" not in schema or any(_equal(one, value) for one in schema["enum"])
    yield "const" not in schema or _equal(schema["const"], value)
    yield all(valid(one, value) for one in schema.get("allOf", []))
    yield "anyOf" not in schema or any(valid(one, value) for one in schema["anyOf"])
    yield "oneOf" not in schema or sum(valid(one, value) for one in schema["oneOf"]) == 1
    if is_number(value):
        yield value >= schema.get("minimum", value) and value <= schema.get("maximum", value)
        yield "exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"]
        yield "exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"]
        step = schema.get("multipleOf")
        yield step is None or Decimal(str(value)) % Decimal(str(step)) == 0
    elif isinstance(value, str):
        yield schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        yield "pattern" not in schema or bool(re.search(schema["pattern"], value))
        yield _form_holds(schema.get("format"), value)
    elif isinstance(value, list):
        yield schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        unique = all(not _equal(a, b) for i, a in enumerate(value) for b in value[:i])
        yield unique or not schema.get("uniqueItems")
        yield all(valid(schema.get("items", True), one) for one in value)
    elif isinstance(value, dict):
        yield all(name in value for name in schema.get("required", []))
        own = schema.get("properties") or {}
        others = schema.get("additionalProperties", True)
        yield all(valid(own.get(name, others), one) for name, one in value.items())


def _form_holds(form: str | None, text: str) -> bool:
    try:
        if form == "date":
            dt.date.fromisoformat(text)
        elif form == "time":
            dt.time.fromisoformat(re.sub("([Zz]|[+-][0-9:]+)$", "", text))
        elif form == "date-time":
            dt.datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
        elif form == "duration":
            m = _ISO.fullmatch(text.lower())
            return bool(m and any(m.groups()))
        return True
    except ValueError:
        return False
