// SPDX-License-Identifier: Apache-2.0
/// Hob for Java apps: one class to open ([HobClient]), one sealed family of exceptions
/// ([HobException]). Plain Java over Hob's Unix socket; blocking calls, made for virtual threads.
@NullMarked
package dev.hob.client;

import org.jspecify.annotations.NullMarked;
