// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.features.act.Action;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.policy.ActionRules.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A media player: what MPRIS lets everybody do with it.
///
/// @see "MPRIS D-Bus Interface Specification 2.2"
public final class Player {
  public static final String FACE = "org.mpris.MediaPlayer2.Player";
  public static final String PATH = "/org/mpris/MediaPlayer2";

  /// @param condition the property that must not be false
  private record Control(String name, String method, String words, String condition) {}

  private static final List<Control> CONTROLS =
      List.of(
          new Control("play", "Play", "Play, or go on playing", "CanPlay"),
          new Control("pause", "Pause", "Pause what is playing", "CanPause"),
          new Control("play-pause", "PlayPause", "Play if paused, pause if playing", "CanPause"),
          new Control("next", "Next", "Next track", "CanGoNext"),
          new Control("previous", "Previous", "Previous track", "CanGoPrevious"),
          new Control("stop", "Stop", "Stop playing", "CanControl"));

  private Player() {}

  static List<Offer> offers(AppIdentity app, AppCalls calls) throws InterruptedException {
    Map<?, ?> properties = calls.properties(PATH, FACE);
    boolean controlled = !Boolean.FALSE.equals(properties.get("CanControl"));
    List<Offer> offers = new ArrayList<>();
    for (Control control : CONTROLS) {
      boolean can = controlled && !Boolean.FALSE.equals(properties.get(control.condition()));
      offers.add(
          offer(
              app,
              "player." + control.name(),
              control.words(),
              can,
              new Invocation.Player(calls.name(), control.method(), control.condition())));
    }
    offers.add(
        offer(
            app,
            "player.status",
            "What is playing now",
            true,
            new Invocation.PlayerStatus(calls.name())));
    return offers;
  }

  private static Offer offer(
      AppIdentity app, String name, String words, boolean enabled, Invocation how) {
    return new Offer(
        new Action(
            app.id(),
            app.name(),
            name,
            words,
            GtkOffers.none(),
            Risk.LOW,
            how instanceof Invocation.PlayerStatus ? Action.Effect.READ : Action.Effect.CHANGE,
            enabled,
            Optional.empty(),
            Action.Origin.HARVESTED),
        how);
  }
}
