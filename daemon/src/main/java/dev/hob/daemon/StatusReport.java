// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.daemon.channel.Channels;
import dev.hob.engine.EngineFigures;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.flow.Writer;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.desktop.Desktop;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.policy.decide.PolicyStore;
import dev.hob.registry.BaseRecord;
import dev.hob.router.RateOrigin;
import dev.hob.router.RouterStatus;
import dev.hob.router.governor.MemoryReport;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/// What `hob status` shows: every figure beside the one that can contradict it. Asks nothing that
/// would map a base.
final class StatusReport implements StatusSource {
  private final House house;
  private final Settings settings;
  private final Channels channels;
  private final Doors doors;

  StatusReport(House house, Settings settings, Channels channels, Doors doors) {
    this.house = house;
    this.settings = settings;
    this.channels = channels;
    this.doors = doors;
  }

  @Override
  public ObjectNode status() {
    RouterStatus router = house.router().status();
    ObjectNode node = object();
    node.put("hob", 1)
        .put("version", version())
        .put("pid", ProcessHandle.current().pid())
        .put("uptimeMs", ManagementFactory.getRuntimeMXBean().getUptime())
        .put("consent", house.consent().given());
    node.set("base", base());
    node.set("adapters", new Bundles(house.registry()).adapters());
    node.set("features", featureList());
    engine(node, house.engine());
    places(node, router);
    node.putObject("predictions")
        .put("given", router.predictions().given())
        .put("kept", router.predictions().finishKept())
        .put("firstTokenKept", router.predictions().firstTokenKept());
    node.set("memory", memory(router.memory()));
    node.set("relief", relief(router.memory()));
    node.set("policy", policy());
    node.set("cloud", cloud(router));
    node.set("doors", doorStates());
    node.set("channels", channelCounts());
    node.set("actions", actions());
    node.putObject("inbox")
        .put("entries", doors.inbox().entries().size())
        .put("pushedOut", doors.inbox().pushedOut());
    node.putObject("audit")
        .put("written", house.audit().counts().written())
        .put("failed", house.audit().counts().failed());
    return node;
  }

  /// What the last look at the desktop showed; nobody is asked anew.
  private ObjectNode actions() {
    ObjectNode node = object();
    ArrayNode apps = node.putArray("apps");
    try {
      Desktop.State state = house.desktop().state();
      state
          .apps()
          .forEach((id, app) ->
              apps.addObject()
                  .put("app", id)
                  .put("name", app.name())
                  .put("actions", app.actions()));
      ArrayNode left = node.putArray("left");
      state.left().forEach(left::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return node;
  }

  static String version() {
    return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
  }

  private @org.jspecify.annotations.Nullable ObjectNode base() {
    Optional<BaseRecord> active = house.activeBase();
    if (active.isEmpty()) {
      return null;
    }
    BaseRecord base = active.get();
    boolean mapped = house.registry().isResident(base.digest());
    return object()
        .put("name", base.name())
        .put("version", base.version())
        .put("digest", base.digest())
        .put("license", base.license())
        .put("bitsPerWeight", base.bitsPerWeight())
        .put("bytes", base.bytes())
        .put("mapped", mapped)
        .put("mappedBytes", mapped ? house.ledgerBytes("base") : 0);
  }

  private ArrayNode featureList() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    features().forEach(feature -> list.add(feature.json()));
    return list;
  }

  @Override
  public List<FeatureState> features() {
    Optional<BaseRecord> base = house.activeBase();
    ShippedDefaults defaults = house.ships().on(base.map(BaseRecord::digest).orElse(""));
    boolean chosen = new InstructBases(house.registry(), house.router()).active();
    Caller person = new Caller("hob", settings.uid(), -1, Caller.Trust.USER);
    return house.features().names().stream()
        .map(name -> {
          Map<String, String> by = new LinkedHashMap<>();
          house
              .features()
              .variants(name)
              .forEach(v -> by.put(v, chosen ? Writer.MODEL.word() : defaults.writer(v).word()));
          String reason = reason(person, name);
          return new FeatureState(name, reason.isEmpty(), reason, by);
        })
        .toList();
  }

  @Override
  public ChatBases chatBases() {
    return new InstructBases(house.registry(), house.router()).named();
  }

  private static void engine(ObjectNode node, Optional<EngineFigures> figures) {
    node.put("kernel", figures.map(EngineFigures::kernel).orElse("chosen when the base is mapped"));
    figures.ifPresent(measured ->
        node.putObject("speculation")
            .put("drafted", measured.draftedTokens())
            .put("accepted", measured.acceptedTokens())
            .put("preemptions", measured.preemptions()));
  }

  /// Why the person themselves could not use it; empty if they can.
  private String reason(Caller person, String feature) {
    boolean notices = feature.equals("digest") || feature.equals("prioritize");
    DataClass kind = notices ? DataClass.NOTIFICATIONS : DataClass.TEXT;
    Decision decision = house.policy().decide(person, feature, kind);
    return switch (decision.outcome()) {
      case ALLOW, CONFIRM -> "";
      case DENY -> "off by " + decision.rule() + " in " + decision.source();
      case NEEDS_CONSENT -> "needs consent: hob enable";
    };
  }

  private static void places(ObjectNode node, RouterStatus router) {
    RouterStatus.PlaceStatus device = router.places().getFirst();
    ObjectNode rates = node.putObject("rates");
    rates
        .put("prefillTokensPerSecond", device.rates().prefillTokensPerSecond())
        .put("decodeTokensPerSecond", device.rates().decodeTokensPerSecond())
        .put("samples", device.rates().samples());
    origin(rates, device.origin());
    node.putObject("queue")
        .put("interactive", device.queued().interactive())
        .put("default", device.queued().standard())
        .put("background", device.queued().background())
        .put("running", device.running())
        .put("slots", device.slots());
    node.put("device", device.state());
  }

  private static void origin(ObjectNode rates, RateOrigin origin) {
    switch (origin) {
      case RateOrigin.Assumed _ -> rates.put("origin", "assumed");
      case RateOrigin.Measured _ -> rates.put("origin", "measured");
      case RateOrigin.Learnt _ -> rates.put("origin", "learnt");
      case RateOrigin.Kept(Instant at) ->
          rates.put("origin", "kept").put("keptFrom", at.toString());
    }
  }

  private static ObjectNode memory(MemoryReport report) {
    ObjectNode node = object();
    ObjectNode ledger = node.putObject("ledger");
    report.ledger().forEach(ledger::put);
    node.put("ledgerTotal", report.ledgerTotal()).put("budget", report.budget());
    node.put("pressures", report.pressures());
    node.putObject("kernel")
        .put("rss", report.kernel().rss())
        .put("pssAnon", report.kernel().pssAnon())
        .put("pssFile", report.kernel().pssFile())
        .put("swap", report.kernel().swap());
    Runtime runtime = Runtime.getRuntime();
    node.put("heap", runtime.totalMemory() - runtime.freeMemory());
    return node;
  }

  private static ArrayNode relief(MemoryReport report) {
    ArrayNode steps = JsonNodeFactory.instance.arrayNode();
    report
        .relief()
        .forEach(step ->
            steps
                .addObject()
                .put("rung", step.rung())
                .put("cause", step.cause())
                .put("at", step.at().toString())
                .put("freed", step.freed())
                .put("residentBefore", step.residentBefore())
                .put("residentAfter", step.residentAfter()));
    return steps;
  }

  private ObjectNode policy() {
    PolicyStore.Status now = house.policy().status();
    ObjectNode node = object();
    now.files().forEach(node.putArray("files")::add);
    node.put("since", now.since().toString());
    node.put(
        "problem",
        now.problems().isEmpty()
            ? null
            : String.join("\n", now.problems().stream().map(Object::toString).toList()));
    return node;
  }

  private ObjectNode cloud(RouterStatus router) {
    ObjectNode node = object().put("configured", house.effective().cloud().isPresent());
    router.places().stream()
        .filter(place -> place.place() == Place.CLOUD)
        .findFirst()
        .ifPresentOrElse(place -> node.put("state", place.state()), () -> node.put("state", "off"));
    house.effective().cloud().ifPresent(c -> node.put("endpoint", c.endpoint().toString()));
    return node;
  }

  private ObjectNode doorStates() {
    return object()
        .put("http", settings.runtime().socket().toString())
        .put("dbus", doors.bus().service())
        .put("monitor", doors.bus().monitor())
        .put("tcp", doors.tcp());
  }

  private ObjectNode channelCounts() {
    ObjectNode node = object();
    channels
        .counts()
        .forEach((name, counts) ->
            node.putObject(name)
                .put("accepted", counts.accepted())
                .put("dropped", counts.dropped()));
    return node;
  }

  @Override
  public ObjectNode limits() {
    return object()
        .put("deviceTokens", house.policy().budgets().deviceTokens())
        .put("memoryBytes", house.policy().budgets().memoryBytes())
        .put("bodyBytes", RequestDesk.Limits.DEFAULT.bodyBytes())
        .put("requests", RequestDesk.Limits.DEFAULT.requests())
        .put("stallMs", RequestDesk.Limits.DEFAULT.stall().toMillis());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
