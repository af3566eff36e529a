# SPDX-License-Identifier: Apache-2.0
"""The second scorer: docs/eval.md once more, in Python, for runs on a machine without Java.

A test feeds both scorers the same fixtures (../../src/test/resources/dev/hob/forge/eval); they agree
to 6 decimals. Standard library only.
"""
