// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.ipc.admin.StatusSource.ChatBases;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseRecord;
import dev.hob.registry.LocalRegistry;
import dev.hob.router.BaseTraits;
import dev.hob.router.PromptForm;
import dev.hob.router.RefusedException;
import dev.hob.router.TaskRouter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The installed bases that can chat, each alone and with each of its adapters. Maps none.
record InstructBases(LocalRegistry registry, TaskRouter router) {
  private static final Set<String> USABLE = Set.of("active", "installed");

  /// Whether the active base is one.
  boolean active() {
    return chats(Optional.empty());
  }

  ChatBases named() {
    List<BaseRecord> usable =
        registry.bases().stream().filter(base -> USABLE.contains(base.state())).toList();
    List<String> names =
        usable.stream()
            .map(BaseRecord::name)
            .distinct()
            .filter(name -> chats(Optional.of(name)))
            .flatMap(name -> Stream.concat(Stream.of(name), adapters(name, usable)))
            .toList();
    return new ChatBases(active(), names);
  }

  private Stream<String> adapters(String base, List<BaseRecord> usable) {
    List<String> lineages =
        usable.stream().filter(it -> it.name().equals(base)).map(BaseRecord::lineage).toList();
    return registry.adapters().stream()
        .filter(it -> lineages.contains(it.lineage()) && USABLE.contains(it.state()))
        .map(AdapterRecord::name)
        .distinct()
        .map(adapter -> base + ":" + adapter);
  }

  private boolean chats(Optional<String> base) {
    try {
      return router
          .traits(base)
          .flatMap(BaseTraits::form)
          .filter(PromptForm.CHAT::equals)
          .isPresent();
    } catch (RefusedException e) {
      return false;
    }
  }
}
