#!/usr/bin/env python3
"""Hob from Python over the session bus (Debian: python3-gi)."""
from gi.repository import Gio, GLib

bus = Gio.bus_get_sync(Gio.BusType.SESSION)
answer = bus.call_sync(
    "dev.hob.Intelligence1",
    "/dev/hob/Intelligence1",
    "dev.hob.Intelligence1",
    "SummarizeText",
    GLib.Variant("(s)", ("The review moved to 15:30. Anna brings the slides.",)),
    GLib.VariantType("(s)"),
    Gio.DBusCallFlags.NONE,
    10_000,
    None,
)
print(answer.unpack()[0])
