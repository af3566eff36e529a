#!/usr/bin/env python3
"""An app that Hob can act in: a timer that registers its own actions (Debian: python3-gi).

Try it: start it, then `hob act "start a timer for 5 minutes"`.
"""
import json
import time
from gi.repository import Gio, GLib

NAME, PATH = "org.example.Timer", "/org/example/Timer"
FACE = """<node><interface name='org.example.Timer'>
  <method name='Start'><arg name='minutes' type='i' direction='in'/></method>
  <method name='Stop'/>
  <method name='Left'><arg name='seconds' type='i' direction='out'/></method>
</interface></node>"""


def dbus(method, signature=""):
    return {"dbus": {"name": NAME, "path": PATH, "interface": NAME, "method": method, "signature": signature}}


MANIFEST = {"hob": 1, "app": NAME, "actions": [
    {"name": "start_timer", "description": "Start a timer for some minutes", "risk": "low", "undo": "stop_timer",
     "parameters": {"type": "object", "required": ["minutes"],
                    "properties": {"minutes": {"type": "integer", "minimum": 1, "maximum": 600}}},
     "invoke": dbus("Start", "i")},
    {"name": "stop_timer", "description": "Stop the timer", "risk": "low", "invoke": dbus("Stop")},
    {"name": "time_left", "description": "How many seconds the timer has left", "risk": "low", "effect": "read",
     "invoke": dbus("Left")}]}

ends = 0.0


def called(connection, sender, path, interface, method, arguments, invocation):
    global ends
    if method == "Start":
        ends = time.monotonic() + 60 * arguments.unpack()[0]
    elif method == "Stop":
        ends = 0.0
    left = max(0, round(ends - time.monotonic()))
    invocation.return_value(GLib.Variant("(i)", (left,)) if method == "Left" else None)


def register(connection, *_):
    """Also when Hob is started anew: what is registered belongs to the connection and to this Hob."""
    connection.call("dev.hob.Intelligence1", "/dev/hob/Intelligence1", "dev.hob.Intelligence1", "RegisterActions",
                    GLib.Variant("(s)", (json.dumps(MANIFEST),)), None, Gio.DBusCallFlags.NO_AUTO_START, -1, None,
                    lambda source, result: source.call_finish(result))


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(FACE).interfaces[0], called)
Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: Gio.bus_watch_name_on_connection(
    bus, "dev.hob.Intelligence1", Gio.BusNameWatcherFlags.NONE, register, None), None)
GLib.MainLoop().run()
