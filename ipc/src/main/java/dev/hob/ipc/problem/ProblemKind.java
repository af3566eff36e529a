// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.problem;

import java.util.Locale;

/// The vocabulary of formats.md, 4, as the doors speak it.
public enum ProblemKind {
  INVALID_INPUT(400, "The request is not valid"),
  TOO_LARGE(413, "The request is too large"),
  UNSUPPORTED_LANGUAGE(422, "The language is not supported"),
  UNSUPPORTED_OPTION(422, "The option is not supported"),
  UNSUPPORTED_SCHEMA(422, "The schema is not supported"),
  NOT_PERMITTED(403, "Policy does not permit it"),
  NEEDS_CONSENT(403, "The person has to say yes first"),
  UNTRUSTED_BUNDLE(403, "The bundle is not trusted"),
  UNKNOWN_FEATURE(404, "There is no such feature"),
  UNKNOWN_REQUEST(404, "There is no such earlier request"),
  UNKNOWN_ADAPTER(404, "There is no such adapter"),
  UNKNOWN_BASE(404, "There is no such base"),
  INCOMPATIBLE_BUNDLE(409, "The bundle does not fit"),
  CORRUPT_BUNDLE(422, "The bundle is damaged"),
  OVER_CAPACITY(429, "Too much is waiting"),
  DEADLINE_UNREACHABLE(429, "The deadline cannot be met"),
  LOW_MEMORY(503, "Too little memory is free"),
  CLOUD_UNREACHABLE(503, "The cloud cannot be reached"),
  STORAGE(507, "The disk refused"),
  CANCELLED(499, "The request was cancelled"),
  INTERNAL(500, "Hob failed");

  private final int status;
  private final String title;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// `too-large`
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// `urn:hob:too-large`
  public String type() {
    return "urn:hob:" + code();
  }

  /// `dev.hob.Error.TooLarge`
  public String busName() {
    StringBuilder camel = new StringBuilder("dev.hob.Error.");
    for (String word : code().split("-")) {
      camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return camel.toString();
  }
}
