# SPDX-License-Identifier: Apache-2.0
"""Qwen3: RMS norms (also on each query and key head), rotary positions, grouped-query attention,
SwiGLU, no biases, tied embedding. Parameter names are Hugging Face's."""


import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .shapes import EPSILON, ROPE_THETA, Shape



class Linear(nn.Module):
    """A matrix without bias, and a low-rank pair beside it where one was set."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(rows, columns))
        self.pair: nn.Module | None = None
        self.used: Tensor | None = None  # stands for the weight while QAT runs

    def forward(self, x: Tensor) -> Tensor:
        y = F.linear(x, self.weight if self.used is None else self.used)
        return y if self.pair is None else y + self.pair(x)


class Norm(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        wide = x.float()
        wide = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + EPSILON)
        return wide.to(x.dtype) * self.weight.to(x.dtype)


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.q_proj = Linear(shape.heads * shape.head_dim, shape.hidden)
        self.k_proj = Linear(shape.kv_heads * shape.head_dim, shape.hidden)
        self.v_proj = Linear(shape.kv_heads * shape.head_dim, shape.hidden)
        self.o_proj = Linear(shape.hidden, shape.heads * shape.head_dim)
        self.q_norm = Norm(shape.head_dim)
        self.k_norm = Norm(shape.head_dim)
        self.fake_kv = False  # int8 keys and values, as the engine caches them

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        q = _turn(self.q_norm(self._heads(self.q_proj(x))), cos, sin)
        k = _turn(self.k_norm(self._heads(self.k_proj(x))), cos, sin)
        v = self._heads(self.v_proj(x))
        if self.fake_kv:
            k, v = fake_int8(k, k.shape[-1]), fake_int8(v, v.shape[-1])
        group = self.shape.heads // self.shape.kv_heads
        k = k.repeat_interleave(group, dim=2)
        v = v.repeat_interleave(group, dim=2)
        mixed = _attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask)
        return self.o_proj(mixed.transpose(1, 2).reshape(rows, length, -1))

    def _heads(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (-1, self.shape.head_dim))


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions: [rows, length, heads, head_dim]."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def _attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """[rows, heads, length, head_dim]; `mask` is true where a token may look."""
    q, k = q.to(v.dtype), k.to(v.dtype)
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    return scores.masked_fill(~mask, float("-inf")).softmax(-1) @ v


def fake_int8(x: Tensor, group: int) -> Tensor:
    """Rounded to int8 with one scale a group of the last dimension; gradients pass straight."""
    grouped = x.unflatten(-1, (-1, min(group, x.shape[-1])))
    scale = grouped.detach().abs().amax(-1, keepdim=True).clamp_min(1e-8) / 127
    rounded = (grouped / scale).round() * scale
    return x + (rounded.flatten(-2) - x).detach()


class FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = Linear(shape.ffn, shape.hidden)
        self.up_proj = Linear(shape.ffn, shape.hidden)
        self.down_proj = Linear(shape.hidden, shape.ffn)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = Norm(shape.hidden)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = Norm(shape.hidden)
        self.mlp = FeedForward(shape)
        self.dropout = 0.0
        self.fake_activations = False

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self._dropped(self.self_attn(self._in(self.input_layernorm(x)), cos, sin, mask))
        return x + self._dropped(self.mlp(self._in(self.post_attention_layernorm(x))))

    def _in(self, x: Tensor) -> Tensor:
        return fake_int8(x, 128) if self.fake_activations else x

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training) if self.dropout else x


class Decoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = Linear(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.hidden)


class CausalLM(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Decoder(shape)
        half = shape.head_dim // 2
        frequencies = ROPE_THETA ** (-torch.arange(half, dtype=torch.float64) / half)
        self.register_buffer("frequencies", frequencies, persistent=False)

    def start(self, seed: int) -> None:
        """Fresh weights: N(0, 0.02), output projections zero (data-plan, 6)."""
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for name, parameter in sorted(self.named_parameters()):
                if parameter.dim() < 2:
                    parameter.fill_(1)
                elif name.endswith(("o_proj.weight", "down_proj.weight")):
                    parameter.zero_()
                else:
                    fresh = torch.empty(parameter.shape).normal_(0, 0.02, generator=generator)
                    parameter.copy_(fresh)

    @property
    def embedding(self) -> Tensor:
        table = self.model.embed_tokens
        return table.weight if table.used is None else table.used

    def hidden(self, tokens: Tensor, positions: Tensor, segments: Tensor) -> Tensor:
        """States after the final norm, [rows, length, hidden]."""
        return self.model.norm(self.states(tokens, positions, segments)[-1])

    def states(self, tokens: Tensor, positions: Tensor, segments: Tensor) -> list[Tensor]:
        """States after each block, before the final norm."""
        x = F.embedding(tokens, self.embedding)
        angles = positions.unsqueeze(-1) * self.frequencies
        cos = angles.cos().to(x.dtype).unsqueeze(2)
        sin = angles.sin().to(x.dtype).unsqueeze(2)
        mask = attention_mask(segments)
        states = []
        for block in self.model.layers:
            x = block(x, cos, sin, mask)
            states.append(x)
        return states

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding)

    def matrices(self) -> dict[str, Linear]:
        """The block matrices by Hugging Face's names, layer by layer."""
        return {
            f"{name}.weight": module
            for name, module in self.named_modules()
            if isinstance(module, Linear) and "layers" in name
        }


def attention_mask(segments: Tensor) -> Tensor:
    """[rows, 1, length, length]: earlier tokens of the same document, and oneself."""
    same = segments.unsqueeze(-1) == segments.unsqueeze(-2)
    length = segments.shape[-1]
    earlier = torch.ones(length, length, dtype=torch.bool, device=segments.device).tril()
    return (same & earlier).unsqueeze(1)
