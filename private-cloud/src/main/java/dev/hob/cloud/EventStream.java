// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Server-sent events out of a byte feed: the `data` of each event, in order. One reader.
///
/// Lines end with LF, CRLF or CR; comments and fields other than `data` are skipped; several `data`
/// lines are joined by LF; an event that the body's end cuts off is not told [1]. Lines and the
/// whole stream are bounded, and bytes that are not UTF-8 are a failure: nothing is repaired by
/// guessing.
///
/// 1. WHATWG HTML, 9.2.6 "Interpreting an event stream".
final class EventStream {
  private final ByteFeed feed;
  private final int maxEventBytes;
  private final long maxAnswerBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private @Nullable ByteBuffer buffer;
  private boolean hasData;
  private boolean afterCarriageReturn;
  private long bytes;

  EventStream(ByteFeed feed, CloudOptions.Limits limits) {
    this.feed = feed;
    maxEventBytes = limits.maxEventBytes();
    maxAnswerBytes = limits.maxAnswerBytes();
  }

  /// The next event's data; empty at the end of the stream.
  ///
  /// @param nanos longest silence
  /// @throws CloudFailure silence, a broken connection, bytes that are no event stream, too many
  Optional<String> next(long nanos) throws InterruptedException {
    while (true) {
      Optional<String> ended = nextLine(nanos);
      if (ended.isEmpty()) {
        return Optional.empty();
      }
      String text = ended.get();
      if (text.isEmpty() && hasData) {
        String event = data.toString();
        data.setLength(0);
        hasData = false;
        return Optional.of(event);
      }
      if (text.startsWith("data:")) {
        addData(text.startsWith("data: ") ? text.substring(6) : text.substring(5));
      }
    }
  }

  private void addData(String more) {
    if (hasData) {
      data.append('\n');
    }
    hasData = true;
    data.append(more);
    if (data.length() > maxEventBytes) {
      throw tooLong("an event", maxEventBytes);
    }
  }

  /// A whole line without its end; empty at the end of the body, where an unfinished line is lost.
  private Optional<String> nextLine(long nanos) throws InterruptedException {
    while (true) {
      ByteBuffer current = buffer;
      if (current == null || !current.hasRemaining()) {
        current = feed.next(nanos);
        buffer = current;
        if (current == null) {
          return Optional.empty();
        }
        bytes += current.remaining();
        if (bytes > maxAnswerBytes) {
          throw tooLong("the stream", maxAnswerBytes);
        }
      }
      if (takeLine(current)) {
        return Optional.of(text());
      }
    }
  }

  /// Moves bytes into the line; true when it is whole.
  private boolean takeLine(ByteBuffer from) {
    while (from.hasRemaining()) {
      byte next = from.get();
      boolean second = afterCarriageReturn && next == '\n';
      afterCarriageReturn = next == '\r';
      if (second) {
        continue; // the LF of a CRLF whose CR ended the line already
      }
      if (next == '\n' || next == '\r') {
        return true;
      }
      line.write(next);
      if (line.size() > maxEventBytes) {
        throw tooLong("a line", maxEventBytes);
      }
    }
    return false;
  }

  private String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw CloudFailure.of(CloudFailure.Kind.SUSPECT, "the stream is not UTF-8");
    } finally {
      line.reset();
    }
  }

  private static CloudFailure tooLong(String what, long limit) {
    return CloudFailure.of(CloudFailure.Kind.SUSPECT, what + " is longer than " + limit + " bytes");
  }
}
