// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.admin.BundleProblem;
import dev.hob.ipc.admin.BundleProblemException;
import dev.hob.ipc.wire.AnswerJson;
import dev.hob.router.Deadline;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what went wrong into a [ProblemDocument]: the only place that knows both vocabularies.
/// Every switch is exhaustive, so a new case breaks the build and not a caller.
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Problems() {}

  /// Anything not expected becomes `internal` with an incident id, and one line in the log that has
  /// the cause but no content.
  public static ProblemDocument of(Throwable thrown) {
    return switch (thrown) {
      case ProblemException e -> of(e.problem());
      case RefusedException e -> of(e.why());
      case BundleProblemException e -> of(e.problem());
      case InterruptedException _ -> of(new Refusal.Cancelled());
      default -> internal(thrown);
    };
  }

  public static ProblemDocument of(Problem problem) {
    return switch (problem) {
      case Problem.InvalidInput(String pointer, String expected, String got) ->
          invalid(pointer, expected, got);
      case Problem.UnsupportedLanguage(String language, List<String> supported) ->
          document(
              ProblemKind.UNSUPPORTED_LANGUAGE,
              "the text is in \"" + language + "\"; supported: " + String.join(", ", supported),
              list(fields().put("language", language), "supported", supported));
      case Problem.UnsupportedOption(String option, List<String> supported) ->
          document(
              ProblemKind.UNSUPPORTED_OPTION,
              "option " + option + "; supported: " + String.join(", ", supported),
              list(fields().put("option", option), "supported", supported));
      case Problem.UnknownFeature(String name, List<String> known) ->
          unknown(ProblemKind.UNKNOWN_FEATURE, name, known);
      case Problem.NotPermitted(String caller, String feature, String rule, String source) ->
          document(
              ProblemKind.NOT_PERMITTED,
              feature + " for " + caller + " is closed by " + rule + " in " + source,
              fields()
                  .put("caller", caller)
                  .put("feature", feature)
                  .put("rule", rule)
                  .put("source", source));
      case Problem.NeedsConsent(String consentId) ->
          document(
              ProblemKind.NEEDS_CONSENT,
              "switch Hob on with `hob enable`",
              fields().put("consentId", consentId));
      case Problem.ActionNotPermitted refused ->
          document(
              ProblemKind.NOT_PERMITTED,
              refused.why()
                  + ": "
                  + refused.action()
                  + " of "
                  + refused.app()
                  + ", by "
                  + refused.rule()
                  + " in "
                  + refused.source(),
              fields()
                  .put("caller", refused.caller())
                  .put("feature", "act")
                  .put("app", refused.app())
                  .put("action", refused.action())
                  .put("rule", refused.rule())
                  .put("source", refused.source()));
      case Problem.NeedsConfirmation asked ->
          document(
              ProblemKind.NEEDS_CONSENT,
              asked.why() + "; send {\"consent\": consentId} to have the person asked",
              fields()
                  .put("consentId", asked.consentId())
                  .put("within", asked.within().toMillis())
                  .put("rule", asked.rule())
                  .put("source", asked.source())
                  .<ObjectNode>set("call", asked.call()));
      case Problem.UnknownRequest(String id, List<String> known) ->
          document(
              ProblemKind.UNKNOWN_REQUEST,
              "no request \"" + id + "\" of yours can be come back to",
              list(fields().put("name", id), "known", known));
      case Problem.Refused(Refusal why) -> of(why);
    };
  }

  public static ProblemDocument of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.TooLarge(long requested, long quota, String unit) ->
          document(
              ProblemKind.TOO_LARGE,
              requested + " " + unit + " asked, " + quota + " allowed",
              fields().put("requested", requested).put("quota", quota).put("unit", unit));
      case Refusal.OverCapacity e ->
          document(
              ProblemKind.OVER_CAPACITY,
              e.queue() + " requests wait; try again in " + e.retryAfter().toMillis() + " ms",
              retry(e.retryAfter())
                  .put("queue", e.queue())
                  .<ObjectNode>set("predicted", AnswerJson.prediction(e.predicted())));
      case Refusal.DeadlineUnreachable e ->
          document(
              ProblemKind.DEADLINE_UNREACHABLE,
              "predicted finish is in " + e.predicted().finish().toMillis() + " ms",
              fields()
                  .<ObjectNode>set("predicted", AnswerJson.prediction(e.predicted()))
                  .<ObjectNode>set("deadline", deadline(e.deadline())));
      case Refusal.LowMemory e ->
          document(
              ProblemKind.LOW_MEMORY,
              e.needed() + " bytes needed, " + e.free() + " free",
              retry(e.retryAfter()).put("needed", e.needed()).put("free", e.free()));
      case Refusal.CloudUnreachable e ->
          document(
              ProblemKind.CLOUD_UNREACHABLE,
              e.endpoint() + ": " + e.cause(),
              retry(e.retryAfter()).put("endpoint", e.endpoint()).put("cause", e.cause()));
      case Refusal.NotPermitted(String rule, String source) ->
          document(
              ProblemKind.NOT_PERMITTED,
              "the place is closed by " + rule + " in " + source,
              fields().put("rule", rule).put("source", source));
      case Refusal.Unavailable missing -> unavailable(missing);
      case Refusal.UnknownBase(String name, List<String> known) ->
          unknown(ProblemKind.UNKNOWN_BASE, name, known);
      case Refusal.UnsupportedSchema(String pointer, String why) ->
          document(
              ProblemKind.UNSUPPORTED_SCHEMA,
              "the schema at \"" + pointer + "\": " + why,
              fields().put("pointer", pointer).put("got", why));
      case Refusal.Cancelled _ ->
          document(ProblemKind.CANCELLED, "the caller cancelled, or Hob is stopping", fields());
    };
  }

  public static ProblemDocument of(BundleProblem problem) {
    return switch (problem) {
      case BundleProblem.Unknown(String kind, String name, List<String> known) ->
          unknown(
              kind.equals("base") ? ProblemKind.UNKNOWN_BASE : ProblemKind.UNKNOWN_ADAPTER,
              name,
              known);
      case BundleProblem.Incompatible(String file, String tensor, String expected, String got) ->
          document(
              ProblemKind.INCOMPATIBLE_BUNDLE,
              file + ": " + tensor + " is " + got + ", needed is " + expected,
              fields()
                  .put("file", file)
                  .put("tensor", tensor)
                  .put("expected", expected)
                  .put("got", got));
      case BundleProblem.Corrupt(String file, long offset, String bound) ->
          document(
              ProblemKind.CORRUPT_BUNDLE,
              file + (offset < 0 ? "" : " at byte " + offset) + ": " + bound,
              fields().put("file", file).put("offset", offset).put("bound", bound));
      case BundleProblem.Untrusted(String name, String reason) ->
          document(
              ProblemKind.UNTRUSTED_BUNDLE,
              name + ": " + reason,
              fields().put("name", name).put("reason", reason));
      case BundleProblem.Storage(String path, String cause) ->
          document(
              ProblemKind.STORAGE,
              path + ": " + cause,
              fields().put("path", path).put("cause", cause));
      case BundleProblem.InUse(String name, int leases) ->
          document(
              ProblemKind.OVER_CAPACITY,
              name + " is in use by " + leases + "; try again",
              retry(Duration.ofSeconds(1)).put("queue", leases));
      case BundleProblem.Invalid(String pointer, String expected, String got) ->
          invalid(pointer, expected, got);
    };
  }

  private static ProblemDocument invalid(String pointer, String expected, String got) {
    return document(
        ProblemKind.INVALID_INPUT,
        (pointer.isEmpty() ? "the body" : pointer) + ": expected " + expected + ", got " + got,
        fields().put("pointer", pointer).put("expected", expected).put("got", got));
  }

  private static ProblemDocument unknown(ProblemKind kind, String name, List<String> known) {
    return document(
        kind,
        "no \"" + name + "\"; known: " + String.join(", ", known),
        list(fields().put("name", name), "known", known));
  }

  private static ProblemDocument unavailable(Refusal.Unavailable missing) {
    ProblemKind kind =
        switch (missing.lack()) {
          case BASE -> ProblemKind.UNKNOWN_BASE;
          case ADAPTER -> ProblemKind.UNKNOWN_ADAPTER;
        };
    ObjectNode fields = fields().put("name", missing.role()).put("reason", missing.reason());
    return document(kind, missing.reason(), list(fields, "known", List.of()));
  }

  private static ProblemDocument internal(Throwable thrown) {
    String incident = UUID.randomUUID().toString();
    LOG.error("incident {}", incident, thrown);
    return document(
        ProblemKind.INTERNAL,
        "the log has incident " + incident,
        fields().put("incident", incident));
  }

  private static ObjectNode deadline(Deadline deadline) {
    ObjectNode node = fields();
    deadline.firstToken().ifPresent(d -> node.put("firstToken", d.toMillis()));
    deadline.finish().ifPresent(d -> node.put("finish", d.toMillis()));
    return node;
  }

  private static ObjectNode retry(Duration after) {
    return fields().put("retryAfter", after.toMillis());
  }

  private static ObjectNode list(ObjectNode node, String name, List<String> values) {
    values.forEach(node.putArray(name)::add);
    return node;
  }

  private static ObjectNode fields() {
    return NODES.objectNode();
  }

  private static ProblemDocument document(ProblemKind kind, String detail, ObjectNode fields) {
    return new ProblemDocument(kind, detail, fields);
  }
}
