# SPDX-License-Identifier: Apache-2.0
"""The runs of a GPU slot (data-plan, 10): each is one command, each leaves its return set in `out`.

`run1` tests the machine, measures, sweeps rates, then trains `warm` and `lang`; `run2` trains
`mix`; `run3` trains `decay` with palettes in its second half. A run that its time cuts short is
simply continued by the next. Then `recover` and `adapters`.
"""

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from . import adapting, lora, schedule
from .checkpoint import State
from .mixture import Cursor, Mixture, stage_shares
from .model import CausalLM
from .optimizer import Rates, adamw_only
from .packing import Batch, Packer
from .palette import read_bits
from .shapes import SHAPES, Shape
from .shards import read_corpus
from .training import Options, Run, Sizes, curve

RETURN_SECONDS = 60  # a run ends so long before its limit, to write what travels back
UNTIL = {"run1": schedule.LANG, "run2": schedule.MIX, "run3": 1.0}
ADAMW = {"s": 2e-3, "m": 1.5e-3, "l": 1e-3, "tiny": 2e-3, "nano": 4e-3}


@dataclass(frozen=True)
class Slot:
    """What a command line says of a base's run."""

    shards: Path
    out: Path
    shape: str = "s"
    optimizer: str = "muon"
    seconds: float = 600.0  # of this run, everything counted
    slot_seconds: float = 1380.0  # of training in all three runs
    tokens: int = 0  # a budget in tokens instead, for exact repeats
    steps: int = 1 << 60
    sweep_seconds: float = 60.0
    device: str = ""
    bits: Path | None = None
    micro: int = 65_536
    lengths: tuple[int, int, int] = (256, 1024, 2048)  # warm; lang and mix; decay
    step_tokens: tuple[int, int] = (65_536, 0)  # warm; then (0: 131,072, for L 262,144)
    rising: int = 200


def device_of(name: str) -> torch.device:
    return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


def sizes_of(slot: Slot) -> dict[str, Sizes]:
    later = slot.step_tokens[1] or (262_144 if slot.shape == "l" else 131_072)
    warm, middle, late = slot.lengths
    return {
        "warm": Sizes(warm, min(slot.micro, slot.step_tokens[0]), slot.step_tokens[0]),
        "lang": Sizes(middle, slot.micro, later),
        "mix": Sizes(middle, slot.micro, later),
        "decay": Sizes(late, slot.micro, later),
    }


def base_run(name: str, slot: Slot) -> Path:
    """One of `run1`, `run2`, `run3`; returns the folder with the return set."""
    began = time.monotonic()
    device = device_of(slot.device)
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
    else:
        torch.use_deterministic_algorithms(True)
    corpus = read_corpus(slot.shards)
    shape = SHAPES[slot.shape]
    rates = Rates() if slot.optimizer == "muon" else adamw_only(ADAMW[slot.shape])
    options = Options(
        budget=schedule.Budget(tokens=slot.tokens)
        if slot.tokens
        else schedule.Budget(seconds=slot.slot_seconds),
        sizes=sizes_of(slot),
        until=UNTIL[name],
        steps=slot.steps,
        rising=slot.rising,
        compile=device.type == "cuda",
        bits=read_bits(slot.bits) if slot.bits else None,
    )
    run = Run(shape, corpus, rates, options, device)
    log = curve(slot.out)
    if (slot.out / "state.json").exists():
        run.resume(slot.out)
    elif name == "run1":
        _self_test(shape, device)
        if slot.sweep_seconds and not slot.tokens:
            factor = sweep(run, slot.sweep_seconds)
            run = Run(shape, corpus, rates, options, device)
            run.state.rate_factor = factor
    else:
        raise FileNotFoundError(f"{slot.out}: no run to go on with; start with run1")
    left = slot.seconds - RETURN_SECONDS - (time.monotonic() - began)
    run.options = replace(options, seconds=max(0.0, left))
    run.train(slot.out, log)
    run.save(slot.out)
    run.export(slot.out / "base")
    _record(slot.out, name, shape, run.state, device)
    return slot.out


def _self_test(shape: Shape, device: torch.device) -> None:
    """The device computes what the CPU does, within bf16's rounding."""
    model = CausalLM(shape)
    model.start(1)
    tokens = torch.arange(1, 33).unsqueeze(0) % shape.vocabulary
    positions, segments = torch.arange(32).unsqueeze(0), torch.ones(1, 32, dtype=torch.long)
    with torch.no_grad():
        expected = model.hidden(tokens, positions, segments)
        moved = model.to(device)
        found = moved.hidden(tokens.to(device), positions.to(device), segments.to(device)).cpu()
    apart = (expected - found).abs().max().item()
    if apart > 0.02:
        raise ArithmeticError(f"{device} differs from the CPU by {apart}")
    print(f"self-test: {device} differs from the CPU by {apart:.2e}", flush=True)


def sweep(run: Run, seconds: float) -> float:
    """Trains from the same start at half, full and double rate; returns the factor whose loss over
    the last tenth of its steps is least. The run must not be used afterwards."""
    results = {}
    start = {name: w.detach().clone() for name, w in run.model.state_dict().items()}
    for factor in (0.5, 1.0, 2.0):
        trial = Run(run.shape, run.corpus, run.optimizer.rates, run.options, run.device)
        trial.model.load_state_dict(start)
        trial.state = State(rate_factor=factor)
        losses: list[float] = []
        trial.options = replace(trial.options, seconds=seconds / 3, until=1.0)
        try:
            trial.train(None, lambda line: losses.append(line["loss"]))
            tail = losses[-max(1, len(losses) // 10) :]
            results[factor] = sum(tail) / len(tail)
        except ArithmeticError:
            results[factor] = float("inf")
    print(f"rate sweep: {results}", flush=True)
    return min(results, key=lambda factor: results[factor])


def _record(out: Path, name: str, shape: Shape, state: State, device: torch.device) -> None:
    """`training.json`: what the card and the plan's estimates want to know."""
    rate = state.tokens / max(state.seconds, 1e-9)
    where = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    record = {
        "run": name,
        "tokens": state.tokens,
        "steps": state.step,
        "seconds": state.seconds,
        "tokensPerSecond": rate,
        "teraflops": rate * shape.training_flops(1024) / 1e12,
        "device": where,
        "torch": torch.__version__,
        "data": state.data,
        "tokenizer": state.tokenizer,
        "rateFactor": state.rate_factor,
    }
    (out / "training.json").write_text(json.dumps(record, indent=1, sort_keys=True))
    print(json.dumps(record), flush=True)


def recover(base: Path, teacher: Path, shards: Path, out: Path, options: adapting.Adapting) -> None:
    """The recovery adapter of a palettized base."""
    device = device_of("")
    model, full = adapting.load_base(base, device), adapting.load_base(teacher, device)
    shape = lora.LoraShape()
    pairs = lora.attach(model, shape)
    corpus = read_corpus(shards)
    shares = stage_shares("decay")
    packer = Packer(Mixture(corpus, shares, options.seed + 1), "decay", options.length)
    cursor = Cursor()
    batches = [packer.batch(cursor, options.rows).to(device) for _ in range(4)]
    adapting.closed_form(model, full, pairs, shape, batches)
    before = _gap(model, full, batches)
    losses = adapting.train_recovery(model, full, pairs, corpus, shares, options)
    lora.save(out, shape, pairs, base.name)
    print(f"recovery: {before:.4f} after the closed form, {_gap(model, full, batches):.4f} after"
          f" {len(losses)} steps")


@torch.no_grad()
def _gap(model: CausalLM, teacher: CausalLM, batches: list[Batch]) -> float:
    losses = []
    for batch in batches:
        scale = 1 / max(float(batch.weights.sum()), 1e-9)
        losses.append(adapting.recovery_loss(model, teacher, batch, scale).item())
    return sum(losses) / len(losses)


def adapters(
    base: Path, recovery: Path | None, shards: Path, out: Path, roles: list[str],
    options: adapting.Adapting,
) -> None:
    """A feature adapter for each role, started from the recovery adapter where one is given."""
    device = device_of("")
    corpus = read_corpus(shards)
    shape = lora.LoraShape()
    for role in roles:
        torch.manual_seed(options.seed)
        model = adapting.load_base(base, device)
        pairs = lora.attach(model, shape)
        if recovery:
            lora.load(recovery, pairs)
        losses = adapting.train_role(model, pairs, corpus, role, options)
        lora.save(out / role, shape, pairs, base.name)
        print(f"{role}: loss {losses[0]:.3f} -> {losses[-1]:.3f} in {len(losses)} steps", flush=True)
