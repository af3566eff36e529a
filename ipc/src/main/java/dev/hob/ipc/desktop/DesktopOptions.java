// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.desktop.call.Launcher;
import dev.hob.ipc.desktop.harvest.HarvestLimits;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// What the desktop's side of `act` is made of.
///
/// @param manifests folders `actions.d`, the person's first
/// @param applications folders with desktop files, the person's first
/// @param launcher starts the programs of desktop files
public record DesktopOptions(
    List<Path> manifests,
    List<Path> applications,
    CallerFinder callers,
    Launcher launcher,
    HarvestLimits limits,
    InstantSource clock) {
  public DesktopOptions {
    manifests = List.copyOf(manifests);
    applications = List.copyOf(applications);
  }
}
