// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.ipc.admin.Administration;
import dev.hob.ipc.admin.BundleProblem;
import dev.hob.registry.AdapterRecord;
import dev.hob.registry.BaseRecord;
import dev.hob.registry.BundleInUseException;
import dev.hob.registry.InstallOptions;
import dev.hob.registry.Installed;
import dev.hob.registry.LocalRegistry;
import dev.hob.registry.StorageException;
import dev.hob.registry.UnknownBundleException;
import dev.hob.registry.UntrustedBundleException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The registry as the doors may handle it: its records as JSON, its exceptions as problems.
final class Bundles implements Administration {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// How long a removal waits for the answers that use the adapter.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String ACTIVE = "active";

  private final LocalRegistry registry;

  Bundles(LocalRegistry registry) {
    this.registry = registry;
  }

  @Override
  public ArrayNode adapters() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    registry.adapters().forEach(record -> all.add(json(record)));
    return all;
  }

  @Override
  public ArrayNode bases() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (BaseRecord record : registry.bases()) {
      ObjectNode node = JSON.valueToTree(record);
      all.add(node.put("resident", registry.isResident(record.digest())));
    }
    return all;
  }

  @Override
  public Result showBase(String base) {
    return result(() -> {
      LocalRegistry.BaseDetails details = registry.showBase(base);
      ObjectNode node = json(details.record()).put("folder", details.folder().toString());
      details.origin().ifPresent(origin -> node.set("origin", JSON.valueToTree(origin)));
      return node;
    });
  }

  @Override
  public Result verifyBase(String base) {
    return result(() -> {
      BaseRecord found = registry.showBase(base).record();
      return json(registry.verifyBase(found.name(), found.version())).put("verified", true);
    });
  }

  @Override
  public Result useBase(String base) {
    return result(() -> {
      BaseRecord found = registry.showBase(base).record();
      return json(registry.activateBase(found.name(), found.version()));
    });
  }

  @Override
  public Result removeBase(String base) {
    return result(() -> {
      BaseRecord found = registry.showBase(base).record();
      registry.removeBase(found.name(), found.version());
      return JsonNodeFactory.instance
          .objectNode()
          .put("name", found.name())
          .put("removed", found.version());
    });
  }

  /// With the adapters that are made for it.
  private ObjectNode json(BaseRecord record) {
    ObjectNode node = JSON.valueToTree(record);
    node.put("resident", registry.isResident(record.digest()));
    ArrayNode adapters = node.putArray("adapters");
    registry.adapters().stream()
        .filter(adapter -> adapter.lineage().equals(record.lineage()))
        .forEach(adapter -> adapters.add(adapter.name() + " " + adapter.version()));
    return node;
  }

  @Override
  public Result install(Install request) {
    return result(() -> {
      InstallOptions told =
          new InstallOptions(
              request.role(), request.base(), request.name(), Optional.empty(), Optional.empty());
      Installed installed = registry.install(Path.of(request.path()), told);
      if (request.activate() && !installed.active() && installed.kind().equals("adapter")) {
        registry.activate(installed.name(), installed.version());
      }
      return installed(installed);
    });
  }

  /// The record as it is listed, where it is an adapter, and what the installation did.
  private ObjectNode installed(Installed installed) {
    ObjectNode node = JSON.valueToTree(installed);
    if (installed.kind().equals("adapter")) {
      registry.adapters().stream()
          .filter(a -> a.name().equals(installed.name()))
          .filter(a -> a.version().equals(installed.version()))
          .findFirst()
          .ifPresent(record -> {
            node.setAll(json(record));
            node.put("active", record.state().equals(ACTIVE));
          });
    }
    return node;
  }

  @Override
  public Result show(String adapter) {
    return result(() -> {
      LocalRegistry.Details details = registry.show(adapter, version(adapter));
      return json(details.record()).put("folder", details.folder().toString());
    });
  }

  @Override
  public Result verify(String adapter) {
    return result(() -> json(registry.verify(adapter, version(adapter))).put("verified", true));
  }

  @Override
  public Result activate(String adapter, Optional<String> version) {
    return result(() -> json(registry.activate(adapter, version.orElseGet(() -> newest(adapter)))));
  }

  @Override
  public Result remove(String adapter, Optional<String> version) {
    return result(() -> {
      List<String> versions = version.map(List::of).orElseGet(() -> versions(adapter));
      versions.forEach(v -> registry.remove(adapter, v, PATIENCE));
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", adapter);
      versions.forEach(node.putArray("removed")::add);
      return node;
    });
  }

  private ObjectNode json(AdapterRecord record) {
    ObjectNode node = JSON.valueToTree(record);
    return node.put("resident", registry.isResident(record.digest()));
  }

  /// The active version, else the newest.
  private String version(String adapter) {
    return registry.adapters().stream()
        .filter(a -> a.name().equals(adapter) && a.state().equals(ACTIVE))
        .map(AdapterRecord::version)
        .findFirst()
        .orElseGet(() -> newest(adapter));
  }

  /// The registry lists versions from old to new.
  private String newest(String adapter) {
    return versions(adapter).getLast();
  }

  private List<String> versions(String adapter) {
    List<AdapterRecord> all = registry.adapters();
    List<String> versions =
        all.stream().filter(a -> a.name().equals(adapter)).map(AdapterRecord::version).toList();
    if (versions.isEmpty()) {
      throw new UnknownBundleException(
          "adapter", adapter, all.stream().map(AdapterRecord::name).distinct().toList());
    }
    return versions;
  }

  private static Result result(Supplier<ObjectNode> work) {
    try {
      return new Result.Done(work.get());
    } catch (UnknownBundleException e) {
      return refused(new BundleProblem.Unknown(e.kind(), e.name(), e.known()));
    } catch (IncompatibleBundleException e) {
      return refused(new BundleProblem.Incompatible(e.file(), e.tensor(), e.expected(), e.got()));
    } catch (CorruptBundleException e) {
      return refused(new BundleProblem.Corrupt(e.file(), e.offset(), e.bound()));
    } catch (UntrustedBundleException e) {
      return refused(new BundleProblem.Untrusted(e.name(), e.reason()));
    } catch (BundleInUseException e) {
      return refused(new BundleProblem.InUse(e.name(), e.leases()));
    } catch (StorageException e) {
      return refused(
          new BundleProblem.Storage(e.path().toString(), String.valueOf(e.getMessage())));
    }
  }

  private static Result refused(BundleProblem why) {
    return new Result.Refused(why);
  }
}
