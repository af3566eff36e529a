// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

import java.util.List;
import java.util.Optional;

/// How an action is carried out on this desktop. Immutable.
public sealed interface Invocation {
  /// An action of `org.gtk.Actions`.
  ///
  /// @param name of the connection, unique, or well-known where a manifest says so
  /// @param path of the application object
  /// @param window number of the window that offered it, else the newest one is taken; empty = the
  ///   application itself
  /// @param action without its prefix `app.` or `win.`
  /// @param undo of the same group, whose becoming enabled shows that something happened
  record GtkAction(
      String name, String path, Optional<Integer> window, String action, Optional<String> undo)
      implements Invocation {
    /// Where no window is known yet.
    public static final int NEWEST = 0;
  }

  /// `org.freedesktop.Application.Open` of one file or address.
  record OpenFile(String name, String path) implements Invocation {}

  /// `org.freedesktop.Application.Activate`: the app comes to the front.
  record Raise(String name, String path) implements Invocation {}

  /// An action of a desktop file, started as a process without a shell.
  ///
  /// @param command program and arguments, field codes expanded
  record Start(List<String> command) implements Invocation {
    public Start {
      command = List.copyOf(command);
    }
  }

  /// An action of a desktop file whose app is started by the bus.
  ///
  /// @param name the app id, a well-known name
  record Activate(String name, String path, String action) implements Invocation {}

  /// A method without arguments of `org.mpris.MediaPlayer2.Player`.
  ///
  /// @param condition property that is false where it cannot be done now
  record Player(String name, String method, String condition) implements Invocation {}

  /// What is playing.
  record PlayerStatus(String name) implements Invocation {}

  /// A method that a manifest names.
  ///
  /// @param arguments names of the parameters in the order of the signature's types
  /// @param types one complete type each
  record Method(
      String name,
      String path,
      String face,
      String method,
      List<String> arguments,
      List<String> types)
      implements Invocation {
    public Method {
      arguments = List.copyOf(arguments);
      types = List.copyOf(types);
    }
  }
}
