// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.chat.ChatTemplate;
import dev.hob.engine.chat.UnusableTemplateException;
import dev.hob.engine.constrain.schema.JsonSchemas;
import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.PromptForm;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is made once for a base. Thread-safe; its tokenizer is good while a lease of the base is
/// held.
final class KnownBase {
  private final BaseManifest manifest;
  private final Tokenizer tokenizer;
  private final InstantSource clock;
  private final Vocabulary vocabulary;

  /// Guarded by this. Few requests bring a schema, and the order of a large vocabulary takes its
  /// megabytes.
  private @Nullable JsonSchemas schemas;

  /// Guarded by this, as is the next.
  private @Nullable ChatTemplate template;

  private @Nullable Vocabulary chatVocabulary;

  KnownBase(Base base, InstantSource clock) {
    this.clock = clock;
    this.manifest = base.manifest();
    this.tokenizer = base.tokenizer();
    this.vocabulary = Vocabulary.of(tokenizer);
  }

  /// Whether this is what is known of `base` as it is mapped now.
  @SuppressWarnings("ReferenceEquality") // the same mapping, not an equal tokenizer
  boolean isOf(Base base) {
    return tokenizer == base.tokenizer() && manifest.digest().equals(base.manifest().digest());
  }

  BaseManifest manifest() {
    return manifest;
  }

  /// Empty for a base that only continues text.
  Optional<PromptForm> form() {
    return Traits.form(manifest);
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// The same with the end of a turn among the ends.
  synchronized Vocabulary chatVocabulary() {
    if (chatVocabulary == null) {
      BitSet ends = (BitSet) vocabulary.ends().clone();
      template().turnEnds().forEach(ends::set);
      chatVocabulary = new Vocabulary(vocabulary.text(), ends);
    }
    return chatVocabulary;
  }

  /// @throws UnusableTemplateException it cannot be run
  synchronized ChatTemplate template() {
    if (template == null) {
      template = ChatTemplate.of(manifest.chatTemplate().orElse(""), tokenizer, clock);
    }
    return template;
  }

  /// @throws IllegalArgumentException the base has no end-of-sequence token
  synchronized JsonSchemas schemas() {
    if (schemas == null) {
      schemas = new JsonSchemas(tokenizer);
    }
    return schemas;
  }
}
