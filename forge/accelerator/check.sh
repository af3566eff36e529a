#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the accelerator's code on a CPU: the scorer always, training where PyTorch is found.
# HOB_PYTHON names a Python; else `python3`, else the system's own is tried.
set -eu
cd "$(dirname "$0")"

python=""
for candidate in "${HOB_PYTHON:-}" python3 /usr/bin/python3; do
  if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    python=${python:-$candidate}
    if "$candidate" -c 'import torch, numpy' 2>/dev/null; then
      python=$candidate
      break
    fi
  fi
done
if [ -z "$python" ]; then
  echo "accelerator: skipped, no Python 3.10 or newer"
  exit 0
fi
"$python" -m unittest -q tests.test_scorer
if "$python" -c 'import torch, numpy' 2>/dev/null; then
  "$python" -m unittest -q tests.test_training
else
  echo "accelerator: training checks skipped, $python has no PyTorch (Debian: apt install python3-torch)"
fi
