// SPDX-License-Identifier: Apache-2.0
/// How instruct models are asked, and how their answers are read: a system message, examples of our
/// own, the input as data; of the answer only what was asked for. What each feature says stands in
/// the feature's own folder.
@NullMarked
package dev.hob.features.chat;

import org.jspecify.annotations.NullMarked;
