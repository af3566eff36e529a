// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.Features;
import dev.hob.features.Request;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.ipc.wire.AnswerJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// One Request object at work: `Chunk` and `Replace` while the answer is made, one `Response` at
/// its end, all to the caller alone.
final class BusRun {
  static final String FACE = "dev.hob.Request1";

  private final BusPorts ports;
  private final BusRequests requests;
  private final InstantSource clock;

  BusRun(BusPorts ports, BusRequests requests, InstantSource clock) {
    this.ports = ports;
    this.requests = requests;
    this.clock = clock;
  }

  /// Blocks until the answer, or the reason why there is none, has been sent.
  void run(BusRequests.Handle handle, Request request, boolean fromInbox, BusService service) {
    ChunkSink sink =
        new ChunkSink(
            clock,
            (member, text) -> service.tell(handle.owner(), handle.path(), FACE, member, "s", text));
    try {
      Features.Pending pending = ports.features().start(request, sink);
      handle.runs(pending);
      Answer answer = pending.await();
      sink.flush();
      respond(handle, service, 0, results(answer));
      if (fromInbox) {
        ports.digests().accept(answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      respond(handle, service, 1, Map.of());
    } catch (RuntimeException e) {
      ProblemDocument problem = Problems.of(e);
      respond(handle, service, handle.cancelled() ? 1 : 2, results(problem));
    } finally {
      requests.closed(handle);
    }
  }

  private static void respond(
      BusRequests.Handle handle, BusService service, int code, Map<String, Variant<?>> results) {
    service.tell(
        handle.owner(), handle.path(), FACE, "Response", "ua{sv}", new UInt32(code), results);
  }

  private static Map<String, Variant<?>> results(Answer answer) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    ObjectNode whole = AnswerJson.of(answer);
    fields.put("answer", whole.toString());
    for (String plain : List.of("id", "place", "reason", "by")) {
      fields.set(plain, whole.get(plain));
    }
    fields.put("quoted", answer.guard().quoted());
    return Variants.of(fields);
  }

  private static Map<String, Variant<?>> results(ProblemDocument problem) {
    ObjectNode fields = problem.fields().deepCopy();
    fields.put("error", problem.kind().busName()).put("message", problem.detail());
    return Variants.of(fields);
  }
}
