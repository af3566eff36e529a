// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.policy.AdapterTrust;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.PolicyFolders;
import dev.hob.policy.layer.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hob model import`.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    customSynopsis =
        "hob model import [--bits BITS] [--name NAME] [--calibration TEXT] [--json] FILE|FOLDER",
    exitCodeOnInvalidInput = ImportCommand.USAGE,
    description = {
      "Makes a base of a downloaded open model: a GGUF file (any part of a split one)",
      "or a Hugging Face folder. An import that was interrupted goes on where it was."
    })
public final class ImportCommand implements Callable<Integer> {
  static final int USAGE = 64;
  private static final int BAD_INPUT = 65;
  private static final int NOT_THERE = 66;
  private static final int STORAGE = 74;
  private static final int BAD_POLICY = 78;
  private static final double LEAST_BITS = 2;

  /// More than a calibration reads of any text.
  private static final int TEXT_BYTES = 256 << 10;

  @Parameters(paramLabel = "FILE|FOLDER", description = "The model.")
  private Path model = Path.of("");

  @Option(
      names = "--bits",
      description = {
        "Bits a weight, everything counted; 16 or 32 keep the numbers as they are.",
        "Default: 3.5, or the least that a small model allows."
      })
  private Optional<Double> bits = Optional.empty();

  @Option(names = "--name", description = "Name of the base; default: the model's own.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--calibration",
      paramLabel = "TEXT",
      description = {
        "A text as the model will read it (UTF-8, some 1,500 words): palettes then err where it",
        "costs least, at the same bits. Takes minutes more."
      })
  private Optional<Path> calibration = Optional.empty();

  @Option(names = "--json", description = "Print what was made as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (bits.filter(b -> !(b == 16 || b == 32 || (b >= LEAST_BITS && b <= 5))).isPresent()) {
      return refuse(USAGE, "--bits is 2 to 5, 16 or 32, not " + bits.get());
    }
    if (name.isPresent() && !name.get().equals(ModelImport.spelled(name.get()))) {
      return refuse(USAGE, "--name is small letters, digits, . _ and -, not " + name.get());
    }
    if (!Files.exists(model)) {
      return refuse(NOT_THERE, "no file or folder " + model);
    }
    if (calibration.isPresent() && !Files.isRegularFile(calibration.get())) {
      return refuse(NOT_THERE, "no file " + calibration.get());
    }
    try {
      tell(run());
      remind();
      return 0;
    } catch (CorruptBundleException e) {
      return refuse(BAD_INPUT, "corrupt-bundle: " + e.getMessage());
    } catch (IncompatibleBundleException e) {
      return refuse(BAD_INPUT, "incompatible-bundle: " + e.getMessage());
    } catch (InvalidPolicyException e) {
      return refuse(BAD_POLICY, "invalid-policy: " + e.getMessage());
    } catch (ImportException e) {
      if (e.exitCode() == STORAGE) {
        remind();
      }
      return refuse(e.exitCode(), String.valueOf(e.getMessage()));
    } catch (FileSystemException e) {
      return refuse(STORAGE, "storage: " + e.getMessage() + "; nothing was installed");
    } catch (IOException | UncheckedIOException e) {
      return refuse(
          STORAGE, "storage: " + e.getMessage() + "; nothing was installed, a later try goes on");
    }
  }

  private ModelImport.Imported run() throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    Path root = root(environment);
    PolicyFolders folders = PolicyFolders.of(environment);
    AdapterTrust trust = Effective.of(new PolicyReader().read(folders).orThrow()).adapters();
    try (ImportProgress progress =
        new ImportProgress(
            spec.commandLine().getErr(),
            isTerminal(Path.of("/proc/self/fd/2")),
            System::nanoTime)) {
      ModelImport plain = new ModelImport(root, Runtime.getRuntime().availableProcessors(), trust);
      ModelImport work =
          calibration.isPresent() ? plain.calibrated(text(calibration.get())) : plain;
      return work.run(model, bits, name, progress);
    }
  }

  /// The beginning of a file that may be a whole book.
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(TEXT_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static Path root(Map<String, String> environment) {
    return PolicyFolders.home(environment, "XDG_DATA_HOME", ".local/share").resolve("hob");
  }

  /// Of room that unfinished imports hold.
  private void remind() {
    UnfinishedImport.under(root(System.getenv()))
        .forEach(each -> spec.commandLine().getErr().println("hob: " + each));
  }

  private void tell(ModelImport.Imported done) {
    BaseManifest base = done.manifest();
    if (json) {
      spec.commandLine().getOut().println(json(done).toPrettyString());
      return;
    }
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s %s: %,d weights in %.3f bits each, %s%n",
            base.name(),
            base.version(),
            base.parameters(),
            base.bitsPerWeight(),
            base.promptForms().contains("chat")
                ? "ready: hob model use " + base.name()
                : "without a chat template: it continues prompts, features need one");
    done.fault()
        .ifPresent(why ->
            spec.commandLine()
                .getErr()
                .println("hob: its chat template cannot be run, features will refuse it: " + why));
  }

  private static ObjectNode json(ModelImport.Imported done) {
    BaseManifest base = done.manifest();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", base.name()).put("version", base.version());
    node.put("digest", base.digest()).put("lineage", base.lineage());
    node.put("license", base.license());
    base.languages().forEach(node.putArray("languages")::add);
    base.promptForms().forEach(node.putArray("promptForms")::add);
    node.put("contextLength", base.contextLength()).put("parameters", base.parameters());
    node.put("bitsPerWeight", base.bitsPerWeight()).put("folder", done.folder().toString());
    done.fault().ifPresent(why -> node.put("templateFault", why));
    return node;
  }

  /// Whether an open file is a terminal; a console alone says nothing of where errors go.
  private static boolean isTerminal(Path open) {
    try {
      return Files.readSymbolicLink(open).toString().matches("/dev/(pts/\\d+|tty.*|console)");
    } catch (IOException e) {
      return false;
    }
  }

  private int refuse(int exitCode, String why) {
    spec.commandLine().getErr().println("hob: " + why);
    return exitCode;
  }
}
