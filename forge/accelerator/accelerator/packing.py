# SPDX-License-Identifier: Apache-2.0
"""Documents packed into rows of fixed length. A document never attends to another: its positions
start at 0 and `segments` tells which tokens belong together."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .mixture import PROMPT_WEIGHT, Cursor, Mixture
from .shards import Document

_WORTH_CUTTING = 24
_PATIENCE = 10_000


@dataclass
class Batch:
    tokens: Tensor  # i64 [rows, length]
    targets: Tensor  # i64 [rows, length]
    weights: Tensor  # f32 [rows, length]
    positions: Tensor  # i64 [rows, length]
    segments: Tensor  # i64 [rows, length]; 0 is padding

    def to(self, device: torch.device) -> "Batch":
        return Batch(*(t.to(device, non_blocking=True) for t in vars(self).values()))


class Packer:
    def __init__(self, mixture: Mixture, stage: str, length: int) -> None:
        self._mixture = mixture
        self._prompt = PROMPT_WEIGHT[stage]
        self._length = length

    def batch(self, cursor: Cursor, rows: int) -> Batch:
        """The next `rows` rows. Running text is cut at a row's end (the rest is left out); a task
        that does not fit a row's rest opens the next row, one longer than a row is left out."""
        length = self._length
        tokens = np.zeros((rows, length), np.int64)
        targets = np.zeros((rows, length), np.int64)
        weights = np.zeros((rows, length), np.float32)
        positions = np.tile(np.arange(length), (rows, 1))
        segments = np.zeros((rows, length), np.int64)
        row = at = segment = skipped = 0
        while row < rows:
            family, document = self._mixture.next(cursor)
            size = len(document.tokens)
            text = family.startswith(("prose", "dialogue"))
            if size > length - at and not (text and length - at >= _WORTH_CUTTING):
                if size > length and not text:
                    skipped += 1
                    if skipped > _PATIENCE:
                        raise ValueError(f"{family}: nothing fits rows of {length} tokens")
                    continue
                row, at, segment = row + 1, 0, 0
                if row == rows:
                    _give_back(cursor, family, size)
                    break
            size = min(size, length - at)
            segment += 1
            end = at + size
            tokens[row, at:end] = document.tokens[:size]
            targets[row, at : end - 1] = document.tokens[1:size]
            weights[row, at : end - 1] = self._weighted(document, size)
            positions[row, at:end] = np.arange(size)
            segments[row, at:end] = segment
            at = end
        arrays = (tokens, targets, weights, positions, segments)
        return Batch(*(torch.from_numpy(array) for array in arrays))

    def _weighted(self, document: Document, size: int) -> np.ndarray:
        """A prompt's weight (between 0 and 1) is the stage's own; an answer's stays 1."""
        weights = document.weights[1:size]
        return np.where((weights > 0) & (weights < 1), self._prompt, weights)


def _give_back(cursor: Cursor, family: str, size: int) -> None:
    """The document opens the next batch."""
    cursor.documents[family] -= 1
    cursor.tokens[family] -= size
