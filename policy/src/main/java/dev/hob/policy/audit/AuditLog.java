// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Appends audit records as JSON lines, a file a day (UTC), and deletes days that are older than
/// policy wants. A record that cannot be written is counted, never thrown: the request it tells of
/// has already happened. Thread-safe without a lock: each line is one write to a file opened for
/// append, which the kernel does not mix with others.
public final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".jsonl";

  private final Path folder;
  private final InstantSource clock;
  private final Supplier<Duration> retention;
  private final Consumer<String> said;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();

  /// Whether the file may end in the middle of a line.
  private final AtomicBoolean torn = new AtomicBoolean(true);

  private final AtomicReference<LocalDate> cleaned = new AtomicReference<>(LocalDate.MIN);

  /// @param folder `$XDG_STATE_HOME/hob/audit`, made with 0700 when first needed
  /// @param retention asked at each change of day
  /// @param said told once when writing begins to fail, and once when it works again
  public AuditLog(
      Path folder, InstantSource clock, Supplier<Duration> retention, Consumer<String> said) {
    this.folder = folder;
    this.clock = clock;
    this.retention = retention;
    this.said = said;
  }

  /// For `hob status`.
  public record Counts(long written, long failed) {}

  public Counts counts() {
    return new Counts(written.get(), failed.get());
  }

  /// Writes one line. Never throws for the disk's sake.
  public void append(AuditRecord record) {
    LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    try {
      prepare(today);
      write(folder.resolve(today + SUFFIX), json(record));
      written.incrementAndGet();
      if (failing.getAndSet(false)) {
        said.accept("audit records are written again; " + failed.get() + " were lost");
      }
    } catch (IOException e) {
      torn.set(true);
      failed.incrementAndGet();
      if (!failing.getAndSet(true)) {
        said.accept("audit record not written, going on without: " + folder + ": " + e);
      }
    }
  }

  private void prepare(LocalDate today) throws IOException {
    if (cleaned.get().equals(today)) {
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    forgetOld(today);
    torn.set(true);
    cleaned.set(today);
  }

  private void write(Path file, String line) throws IOException {
    String start = torn.compareAndSet(true, false) && endsInsideLine(file) ? "\n" : "";
    try (FileChannel out =
        FileChannel.open(
            file,
            java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap((start + line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static boolean endsInsideLine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      in.read(last, in.size() - 1);
      return last.get(0) != '\n';
    }
  }

  /// A day is kept until its last moment is older than the retention. Foreign files stay.
  private void forgetOld(LocalDate today) throws IOException {
    Instant oldest = today.atStartOfDay(ZoneOffset.UTC).toInstant().minus(retention.get());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        try {
          LocalDate day = LocalDate.parse(name.substring(0, name.length() - SUFFIX.length()));
          if (!day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(oldest)) {
            Files.deleteIfExists(file);
          }
        } catch (DateTimeParseException e) {
          // Not one of ours: it stays.
        }
      }
    }
  }

  static String json(AuditRecord record) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", record.time().toString());
    line.put("request", name(record.request()));
    ObjectNode caller = line.putObject("caller");
    caller.put("app", name(record.caller().app()));
    caller.put("uid", record.caller().uid());
    caller.put("trust", word(record.caller().trust()));
    line.put("feature", name(record.feature()));
    line.put("dataClass", word(record.dataClass()));
    record.place().ifPresent(place -> line.put("place", name(place)));
    line.put("decision", word(record.decision().outcome()));
    line.put("rule", name(record.decision().rule()));
    line.put("source", record.decision().source());
    line.put("bytesIn", record.sizes().bytesIn());
    line.put("bytesOut", record.sizes().bytesOut());
    line.put("tokens", record.sizes().tokens());
    record.adapter().ifPresent(adapter -> line.put("adapter", name(adapter)));
    record.action().ifPresent(action -> write(line.putObject("action"), action));
    line.put("outcome", name(record.outcome()));
    line.put("ms", record.millis());
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ObjectNode line, AuditRecord.ActionTrace action) {
    line.put("app", name(action.app())).put("name", name(action.name()));
    action.risk().ifPresent(risk -> line.put("risk", word(risk)));
    action
        .decision()
        .ifPresent(decision ->
            line.put("decision", word(decision.rule()))
                .put("rule", name(decision.key()))
                .put("source", decision.source()));
    action.confirmed().ifPresent(who -> line.put("confirmed", name(who)));
    line.put("state", name(action.state())).put("ms", action.millis());
  }

  private static String name(String text) {
    return text.length() <= AuditRecord.MAX_NAME
        ? text
        : text.substring(0, AuditRecord.MAX_NAME) + "…";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
