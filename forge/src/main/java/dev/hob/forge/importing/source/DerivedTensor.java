// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

/// A tensor that reads another one; what it does not say otherwise is the other's.
abstract class DerivedTensor implements SourceTensor {
  final SourceTensor whole;

  DerivedTensor(SourceTensor whole) {
    this.whole = whole;
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public int rows() {
    return whole.rows();
  }

  @Override
  public int columns() {
    return whole.columns();
  }

  @Override
  public boolean isBrainFloat() {
    return whole.isBrainFloat();
  }

  @Override
  public void unload() {
    whole.unload();
  }
}
