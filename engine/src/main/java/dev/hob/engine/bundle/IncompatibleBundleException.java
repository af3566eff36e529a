// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

/// A sound bundle that does not fit: another lineage, another shape, a kind that the engine does
/// not run.
public final class IncompatibleBundleException extends RuntimeException {
  private final String file;
  private final String tensor;
  private final String expected;
  private final String got;

  /// @param tensor the tensor or field that does not fit
  public IncompatibleBundleException(String file, String tensor, String expected, String got) {
    super(file + ": " + tensor + " is " + got + ", needed is " + expected);
    this.file = file;
    this.tensor = tensor;
    this.expected = expected;
    this.got = got;
  }

  public String file() {
    return file;
  }

  public String tensor() {
    return tensor;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }
}
