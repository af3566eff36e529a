// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.awaitility.Awaitility.await;

import dev.hob.router.Executor;
import dev.hob.router.Plan;
import dev.hob.router.SystemClock;
import dev.hob.router.testing.ExecutorContract;
import dev.hob.router.testing.Works;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudExecutorContractTest extends ExecutorContract {
  private final SystemClock clock = new SystemClock();
  private @Nullable HttpsUpstream upstream;
  private @Nullable CloudExecutor executor;

  @BeforeAll
  void start(@TempDir Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    HttpsUpstream started = new HttpsUpstream(folder);
    started.answers(CloudExecutorContractTest::words);
    upstream = started;
    executor =
        new CloudExecutor(
            new CloudOptions(
                started.endpoint(),
                "big",
                Optional.empty(),
                Optional.of(started.certificate()),
                CloudOptions.Limits.of(Duration.ofSeconds(20), 1)),
            clock);
  }

  @AfterAll
  void stop() {
    running().close();
    clock.close();
  }

  /// As many words as `max_tokens` asks for, slowly enough to be cancelled.
  private static void words(HttpsUpstream.Stream stream) throws IOException, InterruptedException {
    int wanted = stream.maxTokens();
    for (int i = 0; i < wanted && stream.isOpen(); i++) {
      stream.delta(" word" + i);
      if (i >= 8) {
        stream.pause(20);
      }
    }
    stream.finish("length").raw("data: [DONE]\n\n");
  }

  private HttpsUpstream running() {
    return Objects.requireNonNull(upstream);
  }

  @Override
  protected Executor executor() {
    return Objects.requireNonNull(executor);
  }

  @Override
  protected Plan plan(int maxTokens) {
    return Works.plan("summarize", "A text to be summarized.", maxTokens);
  }

  @Override
  protected void awaitNothingLeft() {
    await().until(() -> running().open() == 0);
  }
}
