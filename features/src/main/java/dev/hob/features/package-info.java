// SPDX-License-Identifier: Apache-2.0
/// The features of Hob: how input becomes a prompt and a model's text a checked answer.
///
/// The way in is [dev.hob.features.FeatureService]; each request is an errand on a thread of its
/// own: read strictly ([dev.hob.features.input]), ask policy once, plan (pure), be admitted, run,
/// check ([dev.hob.features.guard]), answer. `prompt`, `fact`, `guard`, `helper` and `text` are
/// pure and serve training and scoring too.
@NullMarked
package dev.hob.features;

import org.jspecify.annotations.NullMarked;
