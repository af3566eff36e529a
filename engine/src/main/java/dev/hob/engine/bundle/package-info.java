// SPDX-License-Identifier: Apache-2.0

/// What a bundle is, byte by byte, and how it becomes a [dev.hob.engine.bundle.Base] or an
/// [dev.hob.engine.bundle.Adapter]: everything is checked before any of it is used. May use
/// `memory`, `state`, `kernel` (operand records) and `tokenizer`.
///
/// # Base bundle
///
/// A folder of plain files (a link is refused):
///
/// | file | what |
/// | --- | --- |
/// | `manifest.json` | [dev.hob.engine.bundle.BaseManifest]; its `files` lists all others by `bytes` and `sha256` (64 hex digits) |
/// | `config.json` | Hugging Face's model config: [dev.hob.engine.bundle.ModelConfig] |
/// | `tokenizer.json` | Hugging Face tokenizers' file: byte-level BPE |
/// | `weights.safetensors` | below |
/// | `card.md`, `recovery/` … | listed in the manifest, not read here |
///
/// **Digest**: SHA-256 over the lines `<sha256 of the file> <path>\n` of all files but those called
/// `manifest.json` or `manifest.sig` in whatever folder, sorted as texts. **Lineage**: SHA-256 over
/// the *unquantized* tensors in order of their names, each as `name\n`, `dtype\n`, sides joined by
/// commas, `\n`, bytes. Both are written `sha256:<hex>`. A recovery adapter's own manifest may
/// therefore name the digest of the bundle that it lies in.
///
/// # safetensors
///
/// ```
/// u64 LE n | n bytes JSON header, padded with spaces | data
/// ```
///
/// `n` is such that data starts at a multiple of 64. Tensors fill the data without holes or
/// overlaps, as the format demands; so that each starts at a multiple of 64, gaps are tensors
/// `__pad.N` (U8, zeros), which every reader may ignore. Types read: F32, F16, BF16, U8. Numbers
/// are little-endian; NaN and infinity are refused in every weight and scale.
///
/// # Palettized tensors: `hob-palette-1`
///
/// `__metadata__` holds `format: hob-palette-1` and for each palettized tensor `T` an entry named
/// `T` whose value is a JSON text:
///
/// ```json
/// {"bits": 4, "rows": 768, "columns": 256, "rowGroup": 768, "G": 128, "layout": "strip16"}
/// ```
///
/// | entry | type | shape | |
/// | --- | --- | --- | --- |
/// | `T.idx` | U8 | [strips, stripBytes] | indices in the order of [dev.hob.engine.kernel.Strip16] |
/// | `T.lut` | U8 | [tables, 2^bits] | byte `b` = 1..255 stands for `(b - 128) / 127` |
/// | `T.scale` | F16 | [strips, groups, 16] | lane `r` of strip `s` belongs to row `16 s + r` |
///
/// `strips = ceil(rows / 16)`, `groups = ceil(columns / G)`, the last group may be short, G is a
/// multiple of 16. `tables` is 1 when `rowGroup = rows`, else `strips` with `rowGroup = 16`. The
/// weight is, in this order of operations when computed in f32,
///
/// ```
/// w[o,i] = scale[o/16, i/G, o%16] * ((lut[table(o)][idx[o,i]] - 128) / 127f)
/// ```
///
/// Padding (rows to 16, columns to a whole word) has index 0 and scale 0. `bits: 3` is reserved.
///
/// Bits a weight counts all of it: `8 * data bytes / weights`, `__pad` left out.
///
/// # Adapter
///
/// PEFT's `adapter_config.json` and `adapter_model.safetensors`, unchanged and unaligned. The names
/// are `base_model.model.model.layers.<n>.<projection>.lora_A.weight` [rank, in] and `lora_B` [out,
/// rank]; scaling is `lora_alpha / r`, or `lora_alpha / sqrt(r)` with `use_rslora`.
@NullMarked
package dev.hob.engine.bundle;

import org.jspecify.annotations.NullMarked;
