// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.DataClass;
import dev.hob.policy.Place;
import dev.hob.policy.PolicyProblem;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random documents against what must always hold. A failure names its seed; `-Dhob.seed=` replays
/// it alone.
class PolicyPropertyTest {
  @TempDir private Path root;
  private final PolicyReader reader = new PolicyReader();

  static List<Long> seeds() {
    Long one = Long.getLong("hob.seed");
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 40; seed++) {
      seeds.add(seed);
    }
    return one == null ? seeds : List.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aMutatedFileGivesProblemsInsideTheFileOrASoundPolicy(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] sound = document(random).toString().getBytes(StandardCharsets.UTF_8);
    Path file = house().write("admin", "a.yaml", "");
    for (int i = 0; i < 25; i++) {
      byte[] bytes = mutate(sound, random);
      Files.write(file, bytes);

      PolicyReader.Reading reading = reader.read(house().folders());

      long lines = new String(bytes, StandardCharsets.UTF_8).lines().count() + 1;
      for (PolicyProblem problem : reading.problems()) {
        assertEquals(file.toString(), problem.at().file());
        assertTrue(problem.at().line() >= 1 && problem.at().line() <= lines, problem::toString);
        assertTrue(!problem.message().isBlank());
      }
      if (reading.problems().isEmpty()) {
        assertTrue(Effective.of(reading.settings()).budgets().threads() >= 1);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aFaultIsToldOnItsOwnLine(long seed) throws IOException {
    Random random = new Random(seed);
    Document document = document(random);
    int broken = document.breakOne(random);
    house().write("admin", "a.yaml", document.toString());

    List<PolicyProblem> problems = reader.read(house().folders()).problems();

    assertEquals(1, problems.size(), document::toString);
    assertEquals(broken, problems.getFirst().at().line(), problems::toString);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aUserLayerNeverGivesMoreThanTheAdmin(long seed) throws IOException {
    Random random = new Random(seed);
    house().write("admin", "a.yaml", document(random).toString());
    Effective admin = Effective.of(reader.read(house().folders()).orThrow());
    house().write("user", "u.yaml", document(random).toString());

    PolicyReader.Reading reading = reader.read(house().folders());
    Effective both = Effective.of(reading.settings());

    assertTrue(both.budgets().memoryBytes() <= admin.budgets().memoryBytes());
    assertTrue(both.budgets().threads() <= admin.budgets().threads());
    for (DataClass dataClass : DataClass.values()) {
      assertTrue(admin.places(dataClass).containsAll(both.places(dataClass)));
    }
    for (String feature : admin.settings().features()) {
      assertTrue(admin.isOn(feature) || !both.isOn(feature));
    }
    reading.problems().forEach(it -> assertTrue(it.at().file().endsWith("u.yaml"), it::toString));
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        String noise = "{}[]:,&*!|>'\"%@`#- \t\n?";
        bytes[random.nextInt(bytes.length)] = (byte) noise.charAt(random.nextInt(noise.length()));
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        System.arraycopy(
            sound,
            from,
            bytes,
            to,
            Math.min(random.nextInt(20), bytes.length - Math.max(from, to)));
      }
    }
    return bytes;
  }

  /// Lines of a valid file, one leaf a line.
  private record Document(List<String> lines) {
    /// Spoils one leaf; returns its line.
    int breakOne(Random random) {
      List<Integer> leaves = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).endsWith(":")) {
          leaves.add(i);
        }
      }
      int line = leaves.get(random.nextInt(leaves.size()));
      String text = lines.get(line);
      int colon = text.indexOf(':');
      String bad =
          random.nextBoolean()
              ? text.substring(0, colon) + "q" + text.substring(colon)
              : text.substring(0, colon) + ": {nonsense: 1}";
      lines.set(line, bad);
      return line + 1;
    }

    @Override
    public String toString() {
      return String.join("\n", lines) + "\n";
    }
  }

  private Document document(Random random) {
    List<String> lines = new ArrayList<>(List.of("hob: 1", "features:"));
    for (String feature : List.of("summarize", "proofread", "rewrite", "act", "digest")) {
      lines.add("  " + feature + ": " + (random.nextBoolean() ? "on" : "false"));
    }
    lines.add("budgets:");
    lines.add("  memory: " + (16 + random.nextInt(2000)) + "MiB");
    lines.add("  threads: " + (1 + random.nextInt(16)));
    lines.add("  idleUnload: " + (1 + random.nextInt(50)) + "m");
    lines.add("data:");
    for (DataClass dataClass : DataClass.values()) {
      TreeSet<String> places = new TreeSet<>();
      for (Place place : Place.values()) {
        if (random.nextBoolean()) {
          places.add(Forms.wordOf(place));
        }
      }
      lines.add("  " + Forms.wordOf(dataClass) + ":");
      lines.add("    places: " + places);
    }
    lines.add("actions:");
    for (String risk : List.of("low", "medium", "high", "tainted")) {
      lines.add("  " + risk + ": " + List.of("allow", "confirm", "deny").get(random.nextInt(3)));
    }
    return new Document(lines);
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }
}
