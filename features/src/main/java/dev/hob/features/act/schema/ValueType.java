// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a value may be.
public sealed interface ValueType {
  /// Any string.
  ///
  /// @param least shortest, UTF-16 code units
  /// @param most longest
  record Text(int least, int most) implements ValueType {
    public static final Text ANY = new Text(0, Integer.MAX_VALUE);
  }

  /// A string in one of the forms of RFC 3339 and ISO 8601.
  record Moment(Form form) implements ValueType {}

  enum Form {
    DATE("date"),
    TIME("time"),
    DATE_TIME("date-time"),
    DURATION("duration");

    private final String word;

    Form(String word) {
      this.word = word;
    }

    /// As a schema's `format` has it.
    public String word() {
      return word;
    }
  }

  /// A decimal number.
  ///
  /// @param whole whether it is an integer
  record Numeric(boolean whole, Limits limits) implements ValueType {}

  /// @param least may be reached unless `aboveLeast`
  /// @param most may be reached unless `belowMost`
  record Limits(
      @Nullable BigDecimal least,
      @Nullable BigDecimal most,
      boolean aboveLeast,
      boolean belowMost) {
    public static final Limits NONE = new Limits(null, null, false, false);

    public boolean hold(BigDecimal value) {
      boolean high =
          least == null
              || value.compareTo(least) > 0
              || (!aboveLeast && value.compareTo(least) == 0);
      boolean low =
          most == null || value.compareTo(most) < 0 || (!belowMost && value.compareTo(most) == 0);
      return high && low;
    }
  }

  record Flag() implements ValueType {}

  /// One of a closed list.
  ///
  /// @param members scalars, at least one
  record OneOf(List<JsonNode> members) implements ValueType {
    public OneOf {
      members = List.copyOf(members);
    }
  }

  /// A list of values that are no lists themselves.
  record Items(ValueType item, int least, int most) implements ValueType {}

  /// An object. People do not say objects: no words become one.
  record Structure(ParameterSchema schema) implements ValueType {}
}
