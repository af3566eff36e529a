// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.features.act.ActPorts;
import dev.hob.features.testing.House;
import dev.hob.policy.Caller;
import dev.hob.registry.LocalRegistry;
import dev.hob.registry.testing.TinyRoots;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import dev.hob.router.Refusal;
import dev.hob.router.RouterOptions;
import dev.hob.router.SystemClock;
import dev.hob.router.TaskRouter;
import dev.hob.router.device.DeviceExecutor;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.governor.ResidentMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every feature on an imported instruct base: real templates, tokens, constraints and guards over
/// weights that are noise.
@Timeout(120)
class ImportedBaseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-19T08:30:00Z");
  private static final String NOTES =
      """
      {"notifications": [
        {"id": "1", "app": "mail", "appName": "Mail", "summary": "Ines Roth",
         "body": "The fitting on Thursday moves from 14:00 to 16:30, and please bring the blue folder \
      and both keys, since the caretaker is away until Monday and nobody else can open the room.",
         "time": "2026-05-19T08:00:00Z", "urgency": 1},
        {"id": "2", "app": "mail", "appName": "Mail", "summary": "Ines Roth",
         "body": "The second fitting stays as it was planned, on the day after at nine.",
         "time": "2026-05-19T08:10:00Z", "urgency": 1}]}\
      """;

  private final Ledger ledger = new Ledger();
  private final SystemClock clock = new SystemClock();
  private final BaseManifest chatty;
  private final LocalRegistry registry;
  private final MemoryGovernor governor;
  private final TaskRouter router;
  private final FeatureService features;

  ImportedBaseTest(@TempDir Path folder) throws IOException {
    TinyRoots roots = TinyRoots.filled(folder);
    chatty = roots.importedBase("chatty", roomy(21), Optional.of(TinyRoots.TURNS));
    roots.importedBase("mute", TinyBase.seeded(22), Optional.empty());
    registry = roots.open(ledger);
    registry.activateBase("tiny", "1.0.0");
    House house = new House();
    governor =
        new MemoryGovernor(
            registry,
            ledger,
            () -> house.policy().budgets(),
            clock,
            new ResidentMeter(Path.of("/proc/self/smaps_rollup"), clock));
    router =
        new TaskRouter(
            RouterOptions.of(
                new DeviceExecutor(registry, governor, clock), Optional.empty(), governor, clock));
    features =
        new FeatureService(
            new FeaturePorts(
                house::policy,
                router,
                () -> ShippedDefaults.HELPERS,
                record -> {},
                () -> NOW,
                () -> 0L,
                Thread.ofVirtual().factory(),
                ActPorts.NONE));
  }

  /// A token of the tiny vocabulary is a letter or two, so examples take thousands.
  private static TinyBase roomy(long seed) {
    ModelConfig tiny = TinyBase.seeded(seed).config();
    return TinyBase.seeded(
        seed,
        new ModelConfig(
            "Qwen3ForCausalLM",
            tiny.width(),
            tiny.layers(),
            96,
            4,
            2,
            16,
            tiny.vocabulary(),
            8192,
            1e-6,
            10_000,
            true,
            true,
            2));
  }

  @AfterEach
  void nothingIsLeft() {
    router.close();
    registry.close();
    governor.close();
    clock.close();
    assertEquals(0, ledger.total());
  }

  private Answer answer(String feature, String input, String options, Optional<String> base)
      throws InterruptedException {
    return features.answer(
        new Request(
            feature,
            json(input),
            json(options),
            new Caller("org.example.App", 1000, 42, Caller.Trust.PROCESS),
            QueueClass.DEFAULT,
            Deadline.NONE,
            PlacePreference.AUTO,
            Request.OnOverflow.REFUSE,
            base),
        AnswerSink.FINAL_ONLY);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.equals("NOTES") ? NOTES : text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summarize|{\"text\": \"The room is closed on 3 May. It opens again on 5 May at 9:15.\"}|{}",
        "digest|NOTES|{\"words\": 40}",
        "prioritize|NOTES|{}",
        "proofread|{\"text\": \"He dont know it.\"}|{}",
        "rewrite|{\"text\": \"Send me the list by Friday.\"}|{\"style\": \"friendly\"}",
        "rewrite|{\"text\": \"hey, cant make it tmrw!!\"}|{\"style\": \"professional\"}",
        "rewrite|{\"text\": \"I just wanted to say that it is basically done.\"}|{\"style\": \"concise\"}",
        "act|{\"utterance\": \"set a timer for ten minutes\", \"actions\": [{\"name\": \"start_timer\","
            + " \"description\": \"Start a timer\", \"parameters\": {\"type\": \"object\", \"properties\":"
            + " {\"duration\": {\"type\": \"string\"}, \"loud\": {\"type\": \"boolean\"}}, \"required\":"
            + " [\"duration\"]}}]}|{}",
        "generate|{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}|{\"maxTokens\": 8}",
        "generate|{\"prompt\": \"Once upon a\"}|{\"maxTokens\": 8}"
      })
  void everyFeatureIsWorkedOnByTheNamedBase(String feature, String input, String options)
      throws InterruptedException {
    Answer answer = answer(feature, input, options, Optional.of("chatty"));
    assertEquals(Optional.of(chatty.digest()), answer.base(), answer.toString());
    assertTrue(answer.usage().outputTokens() > 0, answer.toString());
    assertTrue(answer.adapter().isEmpty(), answer.toString());
  }

  @Test
  void theActiveInstructBaseIsAskedWithoutBeingNamed() throws InterruptedException {
    registry.activateBase("chatty", "1.0.0");
    Answer answer = answer("prioritize", "NOTES", "{}", Optional.empty());
    assertEquals(Optional.of(chatty.digest()), answer.base());
    assertEquals("model", answer.by());
  }

  @Test
  void hobsOwnBaseKeepsItsHelpers() throws InterruptedException {
    assertEquals("helper", answer("prioritize", "NOTES", "{}", Optional.empty()).by());
  }

  @Test
  void aBaseWithoutATemplateIsRefusedByNameAndNoHelperStandsIn() {
    Refusal.Unavailable why =
        assertInstanceOf(Refusal.Unavailable.class, refusal("prioritize", "NOTES", "mute"));
    assertEquals(Refusal.Unavailable.Lack.BASE, why.lack());
    assertTrue(why.reason().contains("base mute 1.0.0 has no chat template"), why.reason());
  }

  @Test
  void anUnknownBaseIsNamedWithThoseThereAre() {
    Refusal.UnknownBase why =
        assertInstanceOf(Refusal.UnknownBase.class, refusal("prioritize", "NOTES", "other"));
    assertTrue(why.known().contains("chatty"), why.toString());
  }

  private Refusal refusal(String feature, String input, String base) {
    ProblemException thrown =
        assertThrows(ProblemException.class, () -> answer(feature, input, "{}", Optional.of(base)));
    return assertInstanceOf(Problem.Refused.class, thrown.problem()).why();
  }
}
