// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Hands the commands what they work with, so that tests can hand them something else.
final class CommandFactory implements IFactory {
  private final Session session;

  CommandFactory(Map<String, String> environment) {
    this.session = new Session(environment);
  }

  @Override
  public <K> K create(Class<K> kind) throws Exception {
    for (var constructor : kind.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Session.class) {
        return kind.cast(constructor.newInstance(session));
      }
    }
    return CommandLine.defaultFactory().create(kind);
  }
}
