# SPDX-License-Identifier: Apache-2.0
"""Shapes of bases (data-plan, 1) and Hugging Face's `config.json` for them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROPE_THETA = 50_000.0
EPSILON = 1e-6
CONTEXT = 2048
MATRICES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Shape:
    """A Qwen3 model with tied embedding and without biases."""

    vocabulary: int
    hidden: int
    layers: int
    ffn: int
    heads: int
    kv_heads: int
    head_dim: int = 64
    two_bit_layers: int = 0  # layers, from the second on, whose gate and up get two bits

    @property
    def parameters(self) -> int:
        query = self.heads * self.head_dim
        key = self.kv_heads * self.head_dim
        matrices = 2 * self.hidden * (query + key) + 3 * self.hidden * self.ffn
        norms = 2 * self.hidden + 2 * self.head_dim
        return self.vocabulary * self.hidden + self.layers * (matrices + norms) + self.hidden

    def training_flops(self, length: int) -> float:
        """A token's floating-point operations, forward and backward, rows of `length` tokens."""
        attention = 6 * self.layers * self.heads * self.head_dim * length
        return 6.0 * self.parameters + attention

    def config_json(self, dtype: str) -> dict[str, Any]:
        return {
            "architectures": ["Qwen3ForCausalLM"],
            "model_type": "qwen3",
            "vocab_size": self.vocabulary,
            "hidden_size": self.hidden,
            "num_hidden_layers": self.layers,
            "intermediate_size": self.ffn,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads,
            "head_dim": self.head_dim,
            "hidden_act": "silu",
            "rms_norm_eps": EPSILON,
            "rope_theta": ROPE_THETA,
            "rope_scaling": None,
            "attention_bias": False,
            "attention_dropout": 0.0,
            "max_position_embeddings": CONTEXT,
            "tie_word_embeddings": True,
            "use_cache": True,
            "initializer_range": 0.02,
            "use_sliding_window": False,
            "sliding_window": None,
            "max_window_layers": self.layers,
            "pad_token_id": 0,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "torch_dtype": dtype,
        }


SHAPES = {
    "s": Shape(8192, 256, 8, 768, 4, 2, two_bit_layers=7),
    "m": Shape(8192, 384, 12, 1024, 6, 2, two_bit_layers=10),
    "l": Shape(8192, 512, 16, 1408, 8, 2, two_bit_layers=11),
    "tiny": Shape(512, 128, 2, 256, 2, 1, two_bit_layers=1),
    "nano": Shape(512, 64, 2, 128, 2, 1, head_dim=32, two_bit_layers=1),  # checks on one core
}


def read_shape(config: Path) -> Shape:
    """The shape in a `config.json`.

    Raises ValueError for another architecture.
    """
    c = json.loads(config.read_text())
    if (
        c.get("model_type") != "qwen3"
        or not c.get("tie_word_embeddings")
        or c.get("rope_theta") != ROPE_THETA
    ):
        raise ValueError(f"{config}: no qwen3 model with tied embedding and theta 50000")
    plain = Shape(
        c["vocab_size"],
        c["hidden_size"],
        c["num_hidden_layers"],
        c["intermediate_size"],
        c["num_attention_heads"],
        c["num_key_value_heads"],
        c["head_dim"],
    )
    for known in SHAPES.values():
        if known.config_json("") == plain.config_json(""):
            return known
    return plain
