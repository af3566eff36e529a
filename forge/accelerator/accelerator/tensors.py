# SPDX-License-Identifier: Apache-2.0
"""safetensors, read and written here: a machine with a GPU may lack the library."""

import json
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

PART_BYTES = 15 * 1024 * 1024 + 512 * 1024  # what travels back is at most 16 MiB a file
_TYPES: dict[str, torch.dtype] = {
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "U8": torch.uint8,
    "I64": torch.int64,
}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}


def read(path: Path) -> dict[str, Tensor]:
    """All tensors of one file."""
    return read_with_metadata(path)[0]


def read_with_metadata(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    data = path.read_bytes()
    if len(data) < 8:
        raise ValueError(f"{path}: {len(data)} bytes, no header")
    (length,) = struct.unpack("<Q", data[:8])
    if length > len(data) - 8:
        raise ValueError(f"{path}: header of {length} bytes in a file of {len(data)}")
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body = memoryview(data)[8 + length :]
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        dtype = _TYPES[entry["dtype"]]
        count = 1
        for side in entry["shape"]:
            count *= side
        if not 0 <= start <= end <= len(body) or (end - start) != count * _size(dtype):
            raise ValueError(f"{path}: {name} is {start}..{end}, shape {entry['shape']}")
        flat = torch.frombuffer(bytearray(body[start:end]), dtype=dtype) if count else None
        tensors[name] = (torch.empty(0, dtype=dtype) if flat is None else flat).reshape(
            entry["shape"]
        )
    return tensors, metadata


def _size(dtype: torch.dtype) -> int:
    return torch.empty(0, dtype=dtype).element_size()


def write(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """One file, names sorted, written beside and moved into place."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name in sorted(tensors):
        tensor = tensors[name]
        size = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-(8 + len(head)) % 64)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        out.write(struct.pack("<Q", len(head)))
        out.write(head)
        for name in sorted(tensors):
            plain = tensors[name].detach().cpu().contiguous()
            out.write(plain.reshape(-1).view(torch.uint8).numpy().tobytes())
    part.replace(path)


def write_split(folder: Path, stem: str, tensors: Mapping[str, Tensor]) -> None:
    """`stem-00001-of-0000n.safetensors` of at most 15.5 MiB each, with Hugging Face's index; one
    file without a number if all fits. Older parts of the same stem are removed."""
    parts = list(_parts(tensors))
    kept = set()
    weight_map = {}
    for i, part in enumerate(parts, 1):
        name = f"{stem}.safetensors"
        if len(parts) > 1:
            name = f"{stem}-{i:05d}-of-{len(parts):05d}.safetensors"
        write(folder / name, part)
        kept.add(name)
        weight_map.update(dict.fromkeys(part, name))
    index = folder / f"{stem}.safetensors.index.json"
    if len(parts) > 1:
        total = sum(t.numel() * t.element_size() for t in tensors.values())
        body = {"metadata": {"total_size": total}, "weight_map": weight_map}
        index.write_text(json.dumps(body, indent=1, sort_keys=True))
    else:
        index.unlink(missing_ok=True)
    for old in folder.glob(f"{stem}*.safetensors"):
        if old.name not in kept and old.name.startswith((f"{stem}-0", f"{stem}.")):
            old.unlink()


def _parts(tensors: Mapping[str, Tensor]) -> Iterable[dict[str, Tensor]]:
    part: dict[str, Tensor] = {}
    size = 0
    for name in sorted(tensors):
        bytes_ = tensors[name].numel() * tensors[name].element_size()
        if part and size + bytes_ > PART_BYTES:
            yield part
            part, size = {}, 0
        part[name] = tensors[name]
        size += bytes_
    yield part


def read_split(folder: Path, stem: str) -> dict[str, Tensor]:
    """What `write_split` wrote, or any Hugging Face folder's `model` files."""
    index = folder / f"{stem}.safetensors.index.json"
    if not index.exists():
        return read(folder / f"{stem}.safetensors")
    tensors: dict[str, Tensor] = {}
    for name in sorted(set(json.loads(index.read_text())["weight_map"].values())):
        tensors.update(read(folder / name))
    return tensors
