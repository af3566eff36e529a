# SPDX-License-Identifier: Apache-2.0
"""`python -m accelerator run1|run2|run3|recover|adapters …`; `--help` shows each."""

import argparse
import sys
from pathlib import Path

from . import adapting, runs
from .shapes import SHAPES
from .shards import BadShard


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="accelerator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in (
        ("run1", "self-test, utilization, rate sweep, then warm and lang"),
        ("run2", "mix"),
        ("run3", "decay, with palettes in its second half"),
    ):
        base = commands.add_parser(name, help=about)
        _files(base)
        base.add_argument("--shape", choices=SHAPES, default="s")
        base.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
        base.add_argument("--seconds", type=float, default=600, help="of this run, all counted")
        base.add_argument("--slot-seconds", type=float, default=1380, help="of training in all runs")
        base.add_argument("--tokens", type=int, default=0, help="a budget of tokens instead")
        base.add_argument("--steps", type=int, default=1 << 60)
        base.add_argument("--sweep-seconds", type=float, default=60)
        base.add_argument("--bits", type=Path, help="palette.json of `hob forge palettize`")
        base.add_argument("--micro", type=int, default=65_536, help="tokens of a micro-batch")
        base.add_argument("--lengths", type=int, nargs=3, default=(256, 1024, 2048))
        base.add_argument("--step-tokens", type=int, nargs=2, default=(65_536, 0))
        base.add_argument("--rising", type=int, default=200, help="steps of rising rate")
        base.add_argument("--device", default="")
    recover = commands.add_parser("recover", help="the recovery adapter of a palettized base")
    _files(recover)
    _adapting(recover, tokens=10_000_000, rate=1e-3)
    recover.add_argument("--base", type=Path, required=True, help="palettized base")
    recover.add_argument("--teacher", type=Path, required=True, help="the base in full precision")
    adapters = commands.add_parser("adapters", help="feature adapters on a palettized base")
    _files(adapters)
    _adapting(adapters, tokens=3_000_000, rate=1e-2)
    adapters.add_argument("--base", type=Path, required=True)
    adapters.add_argument("--recovery", type=Path, help="adapter to start from")
    adapters.add_argument("--roles", nargs="+", choices=adapting.ROLES, default=list(adapting.ROLES))
    return parser


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shards", type=Path, required=True, help="folder of *.hobshard.xz")
    parser.add_argument("--out", type=Path, required=True)


def _adapting(parser: argparse.ArgumentParser, tokens: int, rate: float) -> None:
    parser.add_argument("--tokens", type=int, default=tokens, help="for each adapter")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="for each adapter")
    parser.add_argument("--length", type=int, default=1024)
    parser.add_argument("--rows", type=int, default=16)


def main(arguments: list[str]) -> int:
    args = vars(_parser().parse_args(arguments))
    command = args.pop("command")
    try:
        if command in runs.UNTIL:
            args["lengths"] = tuple(args["lengths"])
            args["step_tokens"] = tuple(args["step_tokens"])
            runs.base_run(command, runs.Slot(**args))
            return 0
        options = adapting.Adapting(
            **{name: args.pop(name) for name in ("tokens", "rate", "seconds", "length", "rows")}
        )
        if command == "recover":
            runs.recover(args["base"], args["teacher"], args["shards"], args["out"], options)
        else:
            runs.adapters(
                args["base"], args["recovery"], args["shards"], args["out"], args["roles"], options
            )
    except (BadShard, FileNotFoundError, ValueError) as e:
        print(f"accelerator: {e}", file=sys.stderr)
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
