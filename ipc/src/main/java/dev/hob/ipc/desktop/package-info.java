// SPDX-License-Identifier: Apache-2.0
/// What apps can do, and doing it, on the session bus: the desktop's side of the feature `act`.
///
/// `offer` is the vocabulary; `manifest` and `harvest` find offers, `call` carries them out, and
/// `confirm` asks the person. [dev.hob.ipc.desktop.Desktop] puts them together. Nothing that an app
/// says about itself is trusted: texts are cut and cleaned, a connection's app is found by the
/// credentials that the bus vouches for, and an app that hangs costs its own deadline alone.
@NullMarked
package dev.hob.ipc.desktop;

import org.jspecify.annotations.NullMarked;
