// SPDX-License-Identifier: Apache-2.0
/// Chat templates of instruct models: messages → token ids. A template is a program by a stranger
/// (Jinja, as the model's own files carry it): it runs in a box of bounded size and steps, without
/// files, classes or network, and never sees a message's text, only a mark in its place. So what it
/// prints is markup, in which control tokens are recognised, and what a person or a program wrote
/// is content, in which nothing is.
@NullMarked
package dev.hob.engine.chat;

import org.jspecify.annotations.NullMarked;
