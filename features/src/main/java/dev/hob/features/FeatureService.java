// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.act.ActFeature;
import dev.hob.features.act.ActionCatalogue;
import dev.hob.features.digest.DigestFeature;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Task;
import dev.hob.features.generate.GenerateFeature;
import dev.hob.features.prioritize.PrioritizeFeature;
import dev.hob.features.proofread.ProofreadFeature;
import dev.hob.features.rewrite.RewriteFeature;
import dev.hob.features.summarize.SummarizeFeature;
import dev.hob.policy.ActionCall;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Policy;
import dev.hob.router.Beginning;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// The features behind the doors. Thread-safe: all state of a request lives in its [Errand].
public final class FeatureService implements Features {
  private final FeaturePorts ports;
  private final Map<String, Feature> catalogue = new LinkedHashMap<>();

  public FeatureService(FeaturePorts ports) {
    this(ports, Toolkit.embedded());
  }

  public FeatureService(FeaturePorts ports, Toolkit toolkit) {
    this.ports = ports;
    DigestFeature digest = new DigestFeature(toolkit, ports.defaults());
    List.of(
            new SummarizeFeature(toolkit, digest),
            new ProofreadFeature(toolkit),
            new RewriteFeature(toolkit),
            digest,
            new PrioritizeFeature(toolkit),
            new GenerateFeature(),
            new ActFeature(toolkit, ports.act()))
        .forEach(feature -> catalogue.put(feature.name(), feature));
  }

  /// Names of the features, in the order of the catalogue.
  public List<String> names() {
    return List.copyOf(catalogue.keySet());
  }

  /// What of a feature ships apart ([Feature#variants()]).
  public List<String> variants(String name) {
    return feature(name).variants();
  }

  @Override
  public Answer answer(Request request, AnswerSink sink) throws InterruptedException {
    return new Errand(ports, feature(request.feature()), request, sink).answer();
  }

  @Override
  public Pending start(Request request, AnswerSink sink) {
    Errand errand = new Errand(ports, feature(request.feature()), request, sink);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ports
        .threads()
        .newThread(() -> {
          try {
            answer.complete(errand.answer());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e); // told to whoever awaits it
          }
        })
        .start();
    return new Started(errand, answer);
  }

  @Override
  public Count count(Request request) {
    Feature feature = feature(request.feature());
    Task task = feature.read(request.input(), request.options(), now());
    Budgets budgets =
        ports.policy().get().decide(request.caller(), feature.name(), task.dataClass()).budgets();
    TokenCount tokens = new TokenCount(ports.router(), request.base());
    return new Count(tokens.largest(task.sizes()), budgets.deviceTokens());
  }

  @Override
  public void warm(String feature, Optional<String> base) throws InterruptedException {
    List<RefusedException> missing = new ArrayList<>();
    List<Beginning> all = feature(feature).beginnings();
    for (Beginning each : all) {
      try {
        ports.router().warm(each, base);
      } catch (RefusedException e) {
        if (!(e.why() instanceof Refusal.Unavailable)) {
          throw e;
        }
        missing.add(e); // a style without an adapter is written by its helper
      }
    }
    if (missing.size() == all.size()) {
      throw missing.getFirst();
    }
  }

  @Override
  public Actions actions(Optional<String> app, Caller caller) throws InterruptedException {
    Policy policy = ports.policy().get();
    Decision decision = policy.decide(caller, ActFeature.NAME, DataClass.ACTION);
    Errand.refuse(decision, caller, ActFeature.NAME);
    ActionCatalogue.Found found = ports.act().catalogue().find(app);
    return new Actions(
        found.actions().stream()
            .map(action ->
                new Offered(
                    action,
                    policy.decide(
                        caller, new ActionCall(action.app(), action.name(), action.risk(), false))))
            .toList(),
        found.left());
  }

  private OffsetDateTime now() {
    return ports.clock().instant().atOffset(ZoneOffset.UTC);
  }

  private Feature feature(String name) {
    Feature feature = catalogue.get(name);
    if (feature == null) {
      throw new ProblemException(new Problem.UnknownFeature(name, names()));
    }
    return feature;
  }

  private record Started(Errand errand, CompletableFuture<Answer> answer) implements Pending {
    @Override
    public Answer await() throws InterruptedException {
      try {
        return answer.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void cancel() {
      errand.cancel();
    }
  }
}
