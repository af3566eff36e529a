# SPDX-License-Identifier: Apache-2.0
"""Text normal forms (eval.md, 2): N0, N1, tokens R, W, P and sentences S."""

import re
import unicodedata
from collections.abc import Iterator

WHITE = frozenset(
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(chr(c) for c in range(0x2000, 0x200B))
)
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"}
)
_ABBREVIATIONS = ("mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "e.g", "i.e", "approx", "fig")
_NEW_LINES = "\n\r\x85\u2028\u2029"
_CLOSERS = "\"')]"


def mapped(text: str) -> str:
    """NFKC with plain quotes and hyphens, white space as it was."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def n0(text: str) -> str:
    return _joined(mapped(text))[0]


def n1(text: str) -> str:
    return n0(text).lower()


def _joined(text: str) -> tuple[str, list[int]]:
    """Runs of white space as one space, trimmed; with the index of each character in `text`."""
    out: list[str] = []
    at: list[int] = []
    for i, c in enumerate(text):
        white = c in WHITE
        if white and (not out or out[-1] == " "):
            continue
        out.append(" " if white else c)
        at.append(i)
    if out and out[-1] == " ":
        out.pop()
        at.pop()
    return "".join(out), at


class NormalText:
    """N0 with the places where sentences begin."""

    def __init__(self, raw: str) -> None:
        self.mapped = mapped(raw)
        self.text, self._at = _joined(self.mapped)
        openings = set()
        for start, end in sentence_spans(self.mapped):
            i = start
            while i < end and not is_letter_or_digit(self.mapped[i]):
                i += 1
            openings.add(i)
        self._openings = openings

    def opens(self, index: int) -> bool:
        """Does the first letter or digit of a sentence stand at `index` of the N0 form?"""
        return self._at[index] in self._openings


def is_letter(c: str) -> bool:
    return unicodedata.category(c)[0] == "L"


def is_digit(c: str) -> bool:
    return unicodedata.category(c) == "Nd"


def is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


def is_number(c: str) -> bool:
    return unicodedata.category(c)[0] == "N"


def is_capital(c: str) -> bool:
    return unicodedata.category(c) in ("Lu", "Lt")


def is_letter_or_digit(c: str) -> bool:
    return is_letter(c) or is_digit(c)


def rouge_tokens(text: str) -> list[str]:
    return [m.group().translate(_LOWER) for m in re.finditer(r"[A-Za-z0-9]+", text)]


_LOWER = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}


def cut_after(text: str, limit: int) -> str:
    """The text up to the end of its `limit`-th R token."""
    spans = [m.end() for m in re.finditer(r"[A-Za-z0-9]+", text)]
    if len(spans) <= limit:
        return text
    return "" if limit <= 0 else text[: spans[limit - 1]]


def surface_words(text: str) -> Iterator[str]:
    """Maximal runs of letters, marks, digits and inner apostrophes."""
    run: list[str] = []
    for i, c in enumerate(text):
        if _in_word(c):
            run.append(c)
        elif c == "'" and run and i + 1 < len(text) and _in_word(text[i + 1]):
            run.append(c)
        elif run:
            yield "".join(run)
            run = []
    if run:
        yield "".join(run)


def _in_word(c: str) -> bool:
    category = unicodedata.category(c)
    return category[0] in "LM" or category == "Nd"


def words(text: str) -> list[str]:
    """W tokens."""
    return [_stem(word) for word in surface_words(n1(text))]


def words_of_normal(text: str) -> list[str]:
    """W tokens of a text in form N1."""
    return [_stem(word) for word in surface_words(text)]


def _stem(word: str) -> str:
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word


def edit_tokens(text: str) -> list[str]:
    """P tokens."""
    text = n0(text)
    tokens = []
    i = 0
    while i < len(text):
        end = _run(text, i, is_letter, "'") or _run(text, i, is_digit, ".,:")
        if end:
            tokens.append(text[i:end])
            i = end
        else:
            if text[i] != " ":
                tokens.append(text[i])
            i += 1
    return tokens


def _run(text: str, start: int, inside, joiners: str) -> int:
    """End of `X+(joiner X+)*` at `start`; 0 if there is none."""
    i = start
    while i < len(text) and inside(text[i]):
        i += 1
        if i + 1 < len(text) and text[i] in joiners and inside(text[i + 1]):
            i += 1
    return i if i > start else 0


def stand_in_row(part: list[str], whole: list[str]) -> bool:
    return bool(part) and any(
        whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1)
    )


def sentences(text: str) -> list[str]:
    """S, each in form N0."""
    text = mapped(text)
    return [_joined(text[start:end])[0] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of sentences in a mapped text, outer white space left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    i = 0
    while i < len(text):
        end = _sentence_end(text, i)
        if end:
            _add_trimmed(spans, text, start, end)
            start = end
            i = max(i, end - 1)
        i += 1
    _add_trimmed(spans, text, start, len(text))
    return spans


def _sentence_end(text: str, i: int) -> int:
    c = text[i]
    if c in _NEW_LINES:
        return i + 1
    if c not in ".!?":
        return 0
    end = i + 1
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    if end == len(text) or text[end] not in WHITE:
        return 0
    return 0 if c == "." and _is_abbreviation(text, i) else end


def _is_abbreviation(text: str, point: int) -> bool:
    if point and re.match("[A-ZÀ-ÖØ-Þ]", text[point - 1]) and _word_starts(text, point - 1):
        return True
    return any(
        text[:point].lower().endswith(word) and _word_starts(text, point - len(word))
        for word in _ABBREVIATIONS
    )


def _word_starts(text: str, index: int) -> bool:
    return index == 0 or not is_letter_or_digit(text[index - 1])


def _add_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start] in WHITE:
        start += 1
    while end > start and text[end - 1] in WHITE:
        end -= 1
    if start < end:
        spans.append((start, end))
