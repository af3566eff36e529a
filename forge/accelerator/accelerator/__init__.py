# SPDX-License-Identifier: Apache-2.0
"""The forge's base training once more, in PyTorch, for a machine with a GPU.

Reads the forge's shards and bundles, writes the same safetensors (Hugging Face names) and PEFT
files. Modules, from the bottom up:

| module | what it knows |
| --- | --- |
| `tensors` | safetensors files, whole or split |
| `shapes` | the configs S, M, L, and `config.json` |
| `shards`, `mixture`, `packing` | documents, their order by stage, rows of fixed length |
| `model`, `loss` | the Qwen3 block; weighted cross entropy |
| `palette` | strip16 files, tables by k-means, the straight-through palette of QAT |
| `optimizer` | Muon and AdamW, in one object with one state |
| `schedule` | stages and rates by progress; clocks and token budgets |
| `checkpoint`, `training` | exact resume; the loop |
| `lora`, `adapting` | LoRA pairs in PEFT's form; feature and recovery adapters |
| `runs` | the runs of a GPU slot, behind `python -m accelerator` |
"""
