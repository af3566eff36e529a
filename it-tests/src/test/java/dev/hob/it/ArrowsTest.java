// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keeps the arrows of ARCHITECTURE.md: one method an arrow, each saying what a module may use.
class ArrowsTest {
  private static final List<String> MODULES =
      List.of(
          "engine",
          "policy",
          "registry",
          "router",
          "features",
          "cloud",
          "ipc",
          "daemon",
          "client",
          "cli",
          "forge",
          "bench");

  private static JavaClasses hob;

  @BeforeAll
  static void readClasses() {
    hob =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.hob");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine",
        "policy",
        "registry",
        "router",
        "features",
        "cloud",
        "ipc",
        "daemon",
        "client",
        "cli",
        "forge",
        "bench"
      })
  void seesClassesOfEveryModule(String module) {
    assertTrue(hob.stream().anyMatch(each -> in(module, each.getPackageName())), module);
  }

  @Test
  void engineUsesNoOtherModuleAndNoNetwork() {
    uses("engine");
    noClasses()
        .that()
        .resideInAPackage("dev.hob.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "jakarta..", "io.quarkus..", "io.vertx..")
        .check(hob);
  }

  /// Nothing that reads content comes near an app: what is called goes through policy and the
  /// person's yes, which stand in one place.
  @Test
  void onlyADeedCallsAnAppOrAsksThePerson() {
    for (String port : List.of("ActionPort.call", "Confirmation.ask")) {
      String[] parts = port.split("\\.");
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.hob.features.act.deed..")
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(
                      HasOwner.Predicates.With.owner(
                          JavaClass.Predicates.assignableTo("dev.hob.features.act." + parts[0])))
                  .and(JavaCall.Predicates.target(HasName.Predicates.name(parts[1]))))
          .check(hob);
    }
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hob.features.act..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hob.features.act.deed..")
        .check(hob);
  }

  @Test
  void policyUsesNoOtherModule() {
    uses("policy");
  }

  @Test
  void clientUsesNoOtherModule() {
    uses("client");
  }

  @Test
  void registryUsesEngineAndPolicy() {
    uses("registry", "engine", "policy");
  }

  @Test
  void routerUsesRegistryEngineAndPolicy() {
    uses("router", "registry", "engine", "policy");
  }

  @Test
  void featuresUseRouterAndPolicyAndNeverTheEngine() {
    uses("features", "router", "policy");
  }

  @Test
  void cloudUsesRouterAndPolicy() {
    uses("cloud", "router", "policy");
  }

  @Test
  void doorsUseFeaturesAndPolicyAndNeverTheEngine() {
    uses("ipc", "features", "router", "policy");
  }

  @Test
  void daemonUsesAllButForgeCliAndClient() {
    uses("daemon", "ipc", "cloud", "features", "router", "registry", "engine", "policy");
  }

  @Test
  void commandUsesClientAndPolicy() {
    uses("cli", "client", "policy");
  }

  @Test
  void forgeUsesEngineClientAndThePurePartsOfFeatures() {
    uses("forge", "engine", "client", "features", "router", "registry", "policy");
    noClasses() // an import is judged and installed as the registry does it, and nothing else of it
        .that()
        .resideInAPackage("dev.hob.forge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.hob.registry", "dev.hob.registry.lease..")
        .check(hob);
    noClasses()
        .that()
        .resideInAPackage("dev.hob.forge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hob.features",
            "dev.hob.router.queue..",
            "dev.hob.router.admission..",
            "dev.hob.router.governor..")
        .check(hob);
  }

  /// JMH's licence is not ours: it stays in a module that is never shipped, and nothing uses that.
  @Test
  void kernelBenchUsesEngineAndForgeAndAloneKnowsJmh() {
    uses("bench", "engine", "forge");
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hob.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.openjdk.jmh..", "dev.hob.bench..")
        .check(hob);
  }

  @Test
  void frameworkStaysAtTheRim() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.hob.engine..",
            "dev.hob.policy..",
            "dev.hob.registry..",
            "dev.hob.router..",
            "dev.hob.features..",
            "dev.hob.client..",
            "dev.hob.cli..",
            "dev.hob.forge..",
            "dev.hob.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "jakarta.enterprise..", "jakarta.ws..", "io.vertx..")
        .check(hob);
  }

  @Test
  void onlyCallerIdentityTouchesVertxInternals() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hob.ipc.caller..")
        .and()
        .resideInAPackage("dev.hob..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.core.net.impl..")
        .check(hob);
  }

  /// `module` uses, of Hob, only itself and `allowed`.
  private static void uses(String module, String... allowed) {
    String[] forbidden =
        MODULES.stream()
            .filter(other -> !other.equals(module) && !Arrays.asList(allowed).contains(other))
            .flatMap(other -> Stream.of("dev.hob." + other, "dev.hob." + other + ".."))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("dev.hob." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(hob);
  }

  private static boolean in(String module, String packageName) {
    return packageName.equals("dev.hob." + module)
        || packageName.startsWith("dev.hob." + module + ".");
  }
}
