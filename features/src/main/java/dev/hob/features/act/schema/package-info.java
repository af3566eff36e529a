// SPDX-License-Identifier: Apache-2.0
/// The part of JSON Schema in which actions describe their parameters: one object of named values.
///
/// Read: `type` (`object` at the top; `string`, `integer`, `number`, `boolean`, `array` of such,
/// `object`; a list of types without `null` counts as its first), `properties`, `required`, `enum`,
/// `const`, `default`, `description`, `format` (`date`, `time`, `date-time`, `duration`; others are
/// plain strings), `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `minLength`,
/// `maxLength`, `minItems`, `maxItems`, `additionalProperties`. Refused, because a call could then
/// break them unseen: `$ref` and what combines schemas (`anyOf`, `oneOf`, `allOf`, `not`, `if`),
/// `pattern`, `multipleOf`, `uniqueItems`, `patternProperties`, `dependentRequired`,
/// `dependentSchemas`, `propertyNames`, `contains`, `prefixItems`. Anything else says nothing about
/// what is valid and is passed over.
@NullMarked
package dev.hob.features.act.schema;

import org.jspecify.annotations.NullMarked;
