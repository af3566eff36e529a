# SPDX-License-Identifier: Apache-2.0
"""Documents from `.hobshard.xz` files (written by `hob forge data`; form: HobShard.java).

Inside the xz stream: one JSON line, then little-endian u16 tokens, u32 document offsets, a u8
family for each document, and runs of equal loss weight (u32 length, f32 weight).
"""

import hashlib
import json
import lzma
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


class BadShard(ValueError):
    """A file is no whole shard; the message says which and why."""


@dataclass(frozen=True)
class Document:
    tokens: np.ndarray  # u16 [n]
    weights: np.ndarray  # f32 [n]; loss weight of predicting each token


@dataclass
class Corpus:
    """All documents by family, in the order of files and documents."""

    families: dict[str, list[Document]] = field(default_factory=dict)
    digests: list[str] = field(default_factory=list)
    tokenizer: str = ""

    @property
    def tokens(self) -> int:
        return sum(len(d.tokens) for documents in self.families.values() for d in documents)

    @property
    def digest(self) -> str:
        """Names the data of a run."""
        return hashlib.sha256("\n".join(self.digests).encode()).hexdigest()


def read_corpus(folder: Path) -> Corpus:
    """Reads all shards of a folder, by name."""
    corpus = Corpus()
    paths = sorted(folder.glob("*.hobshard.xz"))
    if not paths:
        raise BadShard(f"{folder}: no *.hobshard.xz")
    for path in paths:
        header, documents = read_shard(path)
        if corpus.tokenizer not in ("", header["tokenizer"]):
            raise BadShard(f"{path}: made with another tokenizer than the shards before it")
        corpus.tokenizer = header["tokenizer"]
        corpus.digests.append(header["sha256"])
        for family, document in documents:
            corpus.families.setdefault(family, []).append(document)
    return corpus


def read_shard(path: Path) -> tuple[dict, Iterator[tuple[str, Document]]]:
    """The header, and (family, document) pairs."""
    try:
        with lzma.open(path) as stream:
            header = json.loads(stream.readline())
            payload = stream.read()
    except (lzma.LZMAError, EOFError, ValueError) as e:
        raise BadShard(f"{path}: no whole .hobshard.xz: {e}") from e
    if header.get("format") != 1:
        raise BadShard(f"{path}: format {header.get('format')}, not 1")
    if hashlib.sha256(payload).hexdigest() != header["sha256"]:
        raise BadShard(f"{path}: the payload's digest is not that of its header")
    tokens, documents, runs = header["tokens"], header["documents"], header["runs"]
    expected = 2 * tokens + 4 * (documents + 1) + documents + 8 * runs
    if len(payload) != expected:
        raise BadShard(f"{path}: payload of {len(payload)} bytes, the header says {expected}")
    return header, _documents(header, payload)


def _documents(header: dict, payload: bytes) -> Iterator[tuple[str, Document]]:
    tokens, documents, runs = header["tokens"], header["documents"], header["runs"]
    ids = np.frombuffer(payload, "<u2", tokens)
    at = 2 * tokens
    offsets = np.frombuffer(payload, "<u4", documents + 1, at)
    at += 4 * (documents + 1)
    families = np.frombuffer(payload, "u1", documents, at)
    at += documents
    table = np.frombuffer(payload, [("length", "<u4"), ("weight", "<f4")], runs, at)
    weights = np.repeat(table["weight"], table["length"])
    for d in range(documents):
        start, end = int(offsets[d]), int(offsets[d + 1])
        yield header["families"][families[d]], Document(ids[start:end], weights[start:end])


def write_shard(
    path: Path, header: dict, documents: list[tuple[str, list[int], list[float]]]
) -> None:
    """Writes a shard; for tests and for tasks made on the GPU's own machine.

    `header` gives tokenizer, stage and seed; `documents` are (family, tokens, loss weights).
    """
    families = sorted({family for family, _, _ in documents})
    ids = [t for _, tokens, _ in documents for t in tokens]
    offsets = np.cumsum([0] + [len(tokens) for _, tokens, _ in documents])
    runs: list[list[float]] = []
    for _, _, weights in documents:
        for weight in weights:
            if not runs or runs[-1][1] != weight:
                runs.append([0, weight])
            runs[-1][0] += 1
    payload = np.array(ids, "<u2").tobytes() + offsets.astype("<u4").tobytes()
    payload += bytes(families.index(family) for family, _, _ in documents)
    payload += b"".join(struct.pack("<If", int(n), w) for n, w in runs)
    counts = {f: sum(family == f for family, _, _ in documents) for f in families}
    head = {
        "format": 1,
        **header,
        "families": families,
        "counts": counts,
        "documents": len(documents),
        "tokens": len(ids),
        "runs": len(runs),
        "sha256": hashlib.sha256(payload).hexdigest(),
    }
    with lzma.open(path, "wb", preset=6) as out:
        out.write(json.dumps(head).encode() + b"\n" + payload)
