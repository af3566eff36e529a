// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/// Python's methods of strings, as templates use them; Java's own are not offered. Stateless.
final class PythonStrings extends ELResolver {
  private static final Set<String> METHODS =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "startswith",
          "endswith",
          "upper",
          "lower",
          "title",
          "capitalize",
          "replace",
          "find",
          "count",
          "join");

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?>[] types,
      Object[] arguments) {
    if (!(base instanceof String text) || !METHODS.contains(String.valueOf(method))) {
      return null;
    }
    context.setPropertyResolved(true);
    List<String> given = Arrays.stream(arguments).map(String::valueOf).toList();
    String first = given.isEmpty() ? "" : given.getFirst();
    return switch (String.valueOf(method)) {
      case "strip" -> strip(text, first, true, true);
      case "lstrip" -> strip(text, first, true, false);
      case "rstrip" -> strip(text, first, false, true);
      case "split" -> split(text, first);
      case "startswith" -> text.startsWith(first);
      case "endswith" -> text.endsWith(first);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title", "capitalize" -> capital(text);
      case "replace" -> text.replace(first, given.size() > 1 ? given.get(1) : "");
      case "find" -> (long) text.indexOf(first);
      case "count" ->
          first.isEmpty()
              ? 0L
              : (long) text.split(java.util.regex.Pattern.quote(first), -1).length - 1;
      case "join" -> join(text, arguments);
      default -> throw new IllegalStateException("no method " + method);
    };
  }

  /// @param characters to take off; empty = white space
  private static String strip(String text, String characters, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && goes(text.charAt(from), characters)) {
      from++;
    }
    while (right && to > from && goes(text.charAt(to - 1), characters)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean goes(char c, String characters) {
    return characters.isEmpty() ? Character.isWhitespace(c) : characters.indexOf(c) >= 0;
  }

  private static List<String> split(String text, String by) {
    String regex = by.isEmpty() ? "\\s+" : java.util.regex.Pattern.quote(by);
    return Arrays.asList((by.isEmpty() ? text.strip() : text).split(regex, -1));
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String join(String between, Object[] arguments) {
    StringBuilder out = new StringBuilder();
    if (arguments.length == 1 && arguments[0] instanceof Iterable<?> parts) {
      for (Object part : parts) {
        out.append(out.isEmpty() ? "" : between).append(part);
      }
    }
    return out.toString();
  }

  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    return null;
  }

  @Override
  public @Nullable Class<?> getType(ELContext context, @Nullable Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(
      ELContext context, @Nullable Object base, Object property, @Nullable Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
    return true;
  }

  @Override
  public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return null;
  }

  @Override
  public @Nullable Iterator<java.beans.FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return null;
  }
}
