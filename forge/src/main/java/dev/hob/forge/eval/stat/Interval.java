// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

/// A value with the bounds of its 95 % percentile interval.
public record Interval(double value, double low, double high) {}
