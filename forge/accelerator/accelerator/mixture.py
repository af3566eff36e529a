# SPDX-License-Identifier: Apache-2.0
"""Which document comes next: families by the shares of a stage, documents by a keyed order.

The order is a function of (seed, epoch, family) alone, so a cursor is a few numbers and resuming
is exact.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .shards import Corpus, Document

_MASK64 = (1 << 64) - 1
PROMPT_WEIGHT = {"warm": 0.2, "lang": 0.2, "mix": 0.2, "decay": 0.1, "adapt": 0.0}
TEXT = {
    "prose-web": 0.24,
    "prose-talk": 0.32,
    "prose-novels": 0.10,
    "dialogue-chat": 0.16,
    "dialogue-task": 0.13,
    "dialogue-meetings": 0.05,
}
LATE_TEXT = {"prose-web": 0.6, "dialogue-chat": 0.2, "dialogue-task": 0.2}
TASKS = {
    "digest": 0.30,
    "text": 0.14,
    "proofread": 0.32,
    "act": 0.10,
    "prioritize": 0.08,
    "concise": 0.06,
}
DRILLS = {"drill": 1.0}
_PARTS = {  # shares of text, drills, tasks: those of Stage.java
    "warm": (0.0, 1.0, 0.0),
    "lang": (0.75, 0.13, 0.12),
    "mix": (0.50, 0.10, 0.40),
    "decay": (0.20, 0.08, 0.72),
}


def stage_shares(stage: str) -> dict[str, float]:
    text, drills, tasks = _PARTS[stage]
    late = LATE_TEXT if stage == "decay" else TEXT
    shares: dict[str, float] = {}
    for part, kinds in ((text, late), (drills, DRILLS), (tasks, TASKS)):
        shares.update({kind: part * share for kind, share in kinds.items() if part})
    return shares


def over_families(shares: Mapping[str, float], corpus: Corpus) -> dict[str, float]:
    """Shares of the families that exist. A kind's share goes to all families of that name or with
    that prefix, by their tokens; what has no family falls to the others."""
    found: dict[str, float] = {}
    for kind, share in shares.items():
        own = [f for f in corpus.families if f == kind or f.startswith((kind + "-", kind + "s"))]
        sizes = {f: sum(len(d.tokens) for d in corpus.families[f]) for f in own}
        total = sum(sizes.values())
        for family, size in sizes.items():
            found[family] = found.get(family, 0.0) + share * size / total
    total = sum(found.values())
    if not total:
        raise ValueError(f"no shard holds a family of {sorted(shares)}")
    return {family: share / total for family, share in sorted(found.items())}


@dataclass
class Cursor:
    """How far each family has been read in one stage: documents and tokens."""

    documents: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)


class Mixture:
    """An endless stream of documents of one stage."""

    def __init__(self, corpus: Corpus, shares: Mapping[str, float], seed: int) -> None:
        self._corpus = corpus
        self._shares = over_families(shares, corpus)
        self._seed = seed

    def next(self, cursor: Cursor) -> tuple[str, Document]:
        """Takes the next document and moves the cursor: the family furthest behind its share."""
        taken = sum(cursor.tokens.values())
        family = max(
            self._shares,
            key=lambda f: (self._shares[f] * (taken + 1) - cursor.tokens.get(f, 0), f),
        )
        index = cursor.documents.get(family, 0)
        documents = self._corpus.families[family]
        document = documents[self._place(family, index, len(documents))]
        cursor.documents[family] = index + 1
        cursor.tokens[family] = cursor.tokens.get(family, 0) + len(document.tokens)
        return family, document

    def epoch(self, cursor: Cursor) -> float:
        """Mean number of times that running text was read."""
        text = [f for f in self._shares if f.startswith(("prose", "dialogue"))]
        if not text:
            return 0.0
        read = sum(cursor.documents.get(f, 0) for f in text)
        return read / sum(len(self._corpus.families[f]) for f in text)

    def _place(self, family: str, index: int, size: int) -> int:
        name = int.from_bytes(hashlib.sha256(family.encode()).digest()[:8], "little")
        return permuted(index, size, self._seed ^ name)


def permuted(index: int, size: int, seed: int) -> int:
    """Place `index` of an endless order of 0 … size-1, epoch after epoch: a four-round Feistel
    network on the next even number of bits, walked until it falls inside (Black and Rogaway
    2002)."""
    half = (max(size - 1, 1).bit_length() + 1) // 2
    epoch, value = divmod(index, size)
    while True:
        left, right = value >> half, value & ((1 << half) - 1)
        for turn in range(4):
            mixed = _mix(right + seed + epoch * 0x9E3779B97F4A7C15 + turn * 31)
            left, right = right, left ^ (mixed & ((1 << half) - 1))
        value = left << half | right
        if value < size:
            return value


def _mix(x: int) -> int:
    z = x & _MASK64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK64
    return z ^ (z >> 31)
