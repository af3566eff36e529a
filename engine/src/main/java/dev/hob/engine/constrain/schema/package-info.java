// SPDX-License-Identifier: Apache-2.0

/// JSON Schema as a [dev.hob.engine.constrain.TokenConstraint]: whatever a model writes under it is
/// a valid instance once it ends.
///
/// A schema becomes one regular expression over bytes, with calls for `$ref`. Its Brzozowski
/// derivatives ("Derivatives of Regular Expressions", J. ACM 11, 1964) are the automaton's states,
/// made when first reached and kept; a state's mask is one walk over the vocabulary in byte order.
///
/// Supported: `type` (also a list), `properties`, `required`, `additionalProperties: false`,
/// `enum`, `const`, `items`, `minItems`, `maxItems`, `minLength`, `maxLength`, `pattern`, `anyOf`,
/// local `$ref`, recursive ones too. Anything else is refused by name and pointer; annotations are
/// skipped. Properties come in the schema's order, white space is at most one space after `:` and
/// `,`.
@NullMarked
package dev.hob.engine.constrain.schema;

import org.jspecify.annotations.NullMarked;
