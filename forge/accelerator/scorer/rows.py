# SPDX-License-Identifier: Apache-2.0
"""Rows with gold and predictions: JSON lines, plain or xz."""

import json
import lzma
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class BadRow(Exception):
    """A row or prediction is not what it must be; the message says where."""


def read_lines(path: Path) -> list[Row]:
    opened = lzma.open if path.suffix == ".xz" else open
    rows: list[Row] = []
    seen: set[str] = set()
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as e:
                raise BadRow(f"{path.name}:{number}: not JSON: {e.msg}") from e
            if not isinstance(row, dict) or not row.get("id"):
                raise BadRow(f"{path.name}:{number}: /id: expected a text, found nothing")
            if row["id"] in seen:
                raise BadRow(f"{path.name}:{number}: /id: \"{row['id']}\" stands twice")
            seen.add(row["id"])
            rows.append(row)
    return rows


def needed(row: Row, field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str):
        raise BadRow(f"row {row['id']}, /{field}: expected a text, found {value!r}")
    return value


def output_text(prediction: Row, field: str) -> str | None:
    """A text of the output; None where the system failed or gave none."""
    if prediction.get("error") is not None:
        return None
    value = (prediction.get("output") or {}).get(field)
    return value if isinstance(value, str) else None
