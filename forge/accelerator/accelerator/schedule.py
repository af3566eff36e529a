# SPDX-License-Identifier: Apache-2.0
"""Stages and rates by progress (0 to 1): rising, stable, falling to 0 in `decay` (data-plan, 4, 6).

Progress is the share of a budget that is spent: of seconds of training where a clock drives the
run, of tokens where results must repeat exactly.
"""

from dataclasses import dataclass

WARM, LANG, MIX = 0.02, 0.42, 0.70  # where these stages end; `decay` ends at 1
QAT = (MIX + 1) / 2  # palettes from the middle of `decay` on
FROZEN = 1 - (1 - MIX) / 10  # tables stay as they are in the last tenth of `decay`


@dataclass(frozen=True)
class Budget:
    """Seconds of training in all runs together, or tokens; whichever is set."""

    seconds: float = 0.0
    tokens: int = 0

    def progress(self, seconds: float, tokens: int) -> float:
        share = seconds / self.seconds if self.seconds else tokens / self.tokens
        return min(1.0, share)


def stage(progress: float) -> str:
    if progress < WARM:
        return "warm"
    if progress < LANG:
        return "lang"
    return "mix" if progress < MIX else "decay"


def factor(step: int, progress: float, rising: int) -> float:
    """The share of the peak rate."""
    falling = 1.0 if progress < MIX else max(0.0, (1 - progress) / (1 - MIX))
    return min(1.0, (step + 1) / rising) * falling
