// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.tree.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;

/// One template in its box. Rendering is bounded in output, steps, lists and strings, and can load
/// nothing. Immutable, thread-safe: each rendering has its own interpreter.
final class Jinja {
  private static final int MOST_OUTPUT = 1 << 20;
  private static final int LONGEST_LIST = 1 << 12;

  /// Parts of a template that are visited in one rendering: a long conversation takes thousands.
  private static final int MOST_STEPS = 200_000;

  private static final String STEPS = "hob steps";
  private static final Set<String> NO_TAGS =
      Set.of("include", "import", "from", "extends", "block", "ifchanged", "cycle", "call");
  private static final Pattern CONVERSION = Pattern.compile("%(-?[A-Za-z%])");
  private static final Map<String, String> CONVERSIONS =
      Map.ofEntries(
          Map.entry("d", "dd"),
          Map.entry("-d", "d"),
          Map.entry("m", "MM"),
          Map.entry("b", "MMM"),
          Map.entry("B", "MMMM"),
          Map.entry("Y", "uuuu"),
          Map.entry("y", "uu"),
          Map.entry("a", "EEE"),
          Map.entry("A", "EEEE"),
          Map.entry("H", "HH"),
          Map.entry("M", "mm"),
          Map.entry("S", "ss"),
          Map.entry("j", "DDD"));

  private final Jinjava library;
  private final String template;

  /// @param clock for templates that tell the model the date
  Jinja(String template, InstantSource clock) {
    this.template = Dialect.translated(template);
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new PythonStrings());
    resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    library =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(MOST_OUTPUT)
                .withMaxStringLength(MOST_OUTPUT)
                .withMaxListSize(LONGEST_LIST)
                .withMaxMapSize(LONGEST_LIST)
                .withRangeLimit(LONGEST_LIST)
                .withMaxRenderDepth(16)
                .withNestedInterpretationEnabled(false)
                .withDateTimeProvider(clock::millis)
                .withElResolver(resolver)
                .withDisabled(Map.of(Context.Library.TAG, NO_TAGS))
                .withProcessors(
                    JinjavaProcessors.newBuilder().withNodePreProcessor(Jinja::step).build())
                .withLegacyOverrides(asPython())
                .build());
    library.setResourceLocator((name, encoding, interpreter) -> {
      throw new ResourceNotFoundException("a chat template loads nothing");
    });
    function("raise_exception");
    function("strftime_now");
  }

  private static LegacyOverrides asPython() {
    return LegacyOverrides.newBuilder()
        .withEvaluateMapKeys(true)
        .withIterateOverMapKeys(true)
        .withUsePyishObjectMapper(true)
        .withUseNaturalOperatorPrecedence(true)
        .withParseWhitespaceControlStrictly(true)
        .withAllowAdjacentTextNodes(true)
        .withUseTrimmingForNotesAndExpressions(true)
        .withKeepNullableLoopValues(true)
        .build();
  }

  private void function(String name) {
    library
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "",
                name,
                Functions.class,
                name.equals("strftime_now") ? "now" : "raise",
                String.class));
  }

  /// @throws UnusableTemplateException the library cannot run it
  /// @throws RaisedException the template refuses
  String render(Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(variables);
    all.put("strftime_now", "a function");
    all.put("raise_exception", "a function");
    all.put(STEPS, new int[1]);
    RenderResult result = library.renderForResult(template, all);
    for (TemplateError error : result.getErrors()) {
      for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
        if (cause instanceof RaisedException raised) {
          throw raised;
        }
      }
      boolean fatal = error.getSeverity() == TemplateError.ErrorType.FATAL;
      if (fatal || String.valueOf(error.getMessage()).contains("ForLoop")) {
        throw new UnusableTemplateException(
            "line " + error.getLineno() + ": " + error.getMessage());
      }
    }
    return result.getOutput();
  }

  private static void step(Node node, JinjavaInterpreter interpreter) {
    if (interpreter.getContext().get(STEPS) instanceof int[] steps && ++steps[0] > MOST_STEPS) {
      throw new RaisedException("more than " + MOST_STEPS + " steps");
    }
  }

  /// What templates may call beside the library's own.
  public static final class Functions {
    private Functions() {}

    /// `raise_exception(why)`
    public static String raise(String why) {
      throw new RaisedException(why);
    }

    /// `strftime_now(format)`, UTC.
    public static String now(String format) {
      Instant now =
          Instant.ofEpochMilli(
              JinjavaInterpreter.getCurrent()
                  .getConfig()
                  .getDateTimeProvider()
                  .getCurrentTimeMillis());
      Matcher conversion = CONVERSION.matcher(format);
      StringBuilder out = new StringBuilder();
      while (conversion.find()) {
        String pattern = CONVERSIONS.get(conversion.group(1));
        String said =
            pattern == null
                ? conversion.group()
                : DateTimeFormatter.ofPattern(pattern, Locale.US)
                    .withZone(ZoneOffset.UTC)
                    .format(now);
        conversion.appendReplacement(out, Matcher.quoteReplacement(said));
      }
      return conversion.appendTail(out).toString();
    }
  }
}
