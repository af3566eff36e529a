// SPDX-License-Identifier: Apache-2.0
/// Downloaded models as Hugging Face names them: whatever the file's own names and row orders are,
/// a source hands out rows under the names and in the order of the family's own classes.
@NullMarked
package dev.hob.forge.importing.source;

import org.jspecify.annotations.NullMarked;
