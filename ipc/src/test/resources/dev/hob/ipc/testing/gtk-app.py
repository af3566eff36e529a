# SPDX-License-Identifier: Apache-2.0
# An application as GLib makes them, without a display: actions, a window's actions, menus.
# Argument 1: "named" owns org.example.Editor, "unnamed" owns nothing; "silent" never answers;
# "hostile" has objects, actions and menus without end; "player" is a media player.
import os, sys, time
from gi.repository import Gio, GLib

mode = sys.argv[1]
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
BASE = "/org/example/Editor"
text = ["hello"]
before = []

app, win = Gio.SimpleActionGroup(), Gio.SimpleActionGroup()


def action(group, name, run, type=None, state=None, enabled=True):
    kind = GLib.VariantType.new(type) if type else None
    made = (Gio.SimpleAction.new_stateful(name, kind, state) if state is not None
            else Gio.SimpleAction.new(name, kind))
    made.set_enabled(enabled)
    if run:
        made.connect("activate", lambda a, value: run(value))
    group.add_action(made)
    return made


def upper(value):
    before.append(text[0])
    text[0] = text[0].upper()
    undo.set_enabled(True)


def take_back(value):
    text[0] = before.pop()
    undo.set_enabled(bool(before))


def hang(value):
    while True:
        time.sleep(60)


action(app, "quit", lambda value: (bus.flush_sync(), os._exit(0)))
action(app, "word-wrap", None, state=GLib.Variant("b", False))
action(win, "edit.convert.to-uppercase", upper)
undo = action(win, "edit.undo", take_back, enabled=False)
action(win, "edit.paste", None, enabled=False)
action(win, "mode", None, type="s", state=GLib.Variant("s", "basic"))
action(win, "tab-size", None, type="i", state=GLib.Variant("i", 8))
action(win, "file.new-from", lambda value: None, type="s")
action(win, "place", None, type="(ii)")
action(win, "opener", None, state=GLib.Variant("b", False))
action(win, "hang", hang)
action(win, "sneaky\u202e", None)

modes = Gio.Menu()
for label, target in (("_Basic Mode", "basic"), ("_Advanced Mode", "advanced")):
    item = Gio.MenuItem.new(label, None)
    item.set_action_and_target_value("win.mode", GLib.Variant("s", target))
    modes.append_item(item)
convert = Gio.Menu()
item = Gio.MenuItem.new("To _Uppercase\u202e\n", "win.edit.convert.to-uppercase")
item.set_attribute_value("tooltip", GLib.Variant("s", "Make the selection\tupper case"))
convert.append_item(item)
edit, section, bar = Gio.Menu(), Gio.Menu(), Gio.Menu()
section.append_submenu("Conve_rt", convert)
edit.append_section(None, section)
bar.append_submenu("_Edit", edit)
opening = Gio.MenuItem.new_submenu("_Mode", modes)
opening.set_attribute_value("submenu-action", GLib.Variant("s", "win.opener"))
bar.append_item(opening)

XML = """<node><interface name='org.freedesktop.Application'>
<method name='Activate'><arg type='a{sv}' direction='in'/></method>
<method name='Open'><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/></method>
<method name='ActivateAction'><arg type='s' direction='in'/><arg type='av' direction='in'/><arg type='a{sv}' direction='in'/></method>
</interface>
<interface name='org.example.Editor'>
<method name='Text'><arg type='s' direction='out'/></method>
<method name='Count'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='i' direction='out'/><arg type='b' direction='out'/></method>
<method name='Fail'/><method name='Hang'/><method name='Leave'/>
<method name='Register'><arg type='s' direction='in'/></method>
</interface></node>"""


def called(conn, sender, path, face, name, args, invocation):
    if name == "Text":
        invocation.return_value(GLib.Variant("(s)", (text[0],)))
    elif name == "Count":
        word, times = args.unpack()
        invocation.return_value(GLib.Variant("(ib)", (len(word) * times, True)))
    elif name == "Open":
        with open(GLib.filename_from_uri(args.unpack()[0][0])[0]) as file:
            text[0] = file.read()
        invocation.return_value(None)
    elif name == "Fail":
        invocation.return_dbus_error("org.example.Error.Full", "the drawer\x1b is full")
    elif name == "Leave":
        bus.flush_sync()
        os._exit(0)
    elif name == "Hang":
        pass
    elif name == "Register":
        def answered(source, result):
            try:
                source.call_finish(result)
                invocation.return_value(None)
            except GLib.Error as error:
                invocation.return_dbus_error("org.example.Error.Refused", error.message)
        bus.call("dev.hob.Intelligence1", "/dev/hob/Intelligence1", "dev.hob.Intelligence1",
                 "RegisterActions", GLib.Variant("(s)", args.unpack()), None, 0, -1, None, answered)
    else:
        invocation.return_value(None)


if mode == "silent":
    Gio.bus_own_name_on_connection(bus, "org.example.Silent", 0, None, None)
    print("ready", flush=True)
    bus.add_filter(lambda conn, message, incoming: None if incoming else message)
    GLib.MainLoop().run()

def run_named(name):
    Gio.bus_own_name_on_connection(bus, name, 0, lambda *a: print("ready", flush=True), None)
    GLib.MainLoop().run()


if mode == "hostile":
    nodes = "<node><interface name='org.gtk.Actions'/><interface name='org.gtk.Menus'/>" + "".join(
        f"<node name='n{i}'/>" for i in range(1000)) + "</node>"
    many = {f"action{i}": (True, "", []) for i in range(10_000)}
    loop = {":submenu": GLib.Variant("(uu)", (0, 0)), ":section": GLib.Variant("(uu)", (7, 7)),
            "label": GLib.Variant("s", "x" * 5000), "action": GLib.Variant("s", "app.action1")}
    answers = {
        "Introspect": GLib.Variant("(s)", (nodes,)),
        "DescribeAll": GLib.Variant("(a{s(bgav)})", (many,)),
        "Start": GLib.Variant("(a(uuaa{sv}))", ([(0, 0, [loop] * 3000), (7, 7, [loop] * 3000)],)),
    }

    def answer(conn, message, incoming):
        if not incoming or message.get_message_type() != Gio.DBusMessageType.METHOD_CALL:
            return message
        reply = Gio.DBusMessage.new_method_reply(message)
        body = answers.get(message.get_member())
        if body is not None:
            reply.set_body(body)
        conn.send_message(reply, Gio.DBusSendMessageFlags.NONE)
        return None

    bus.add_filter(answer)
    run_named("org.example.Hostile")

if mode == "player":
    status = ["Paused"]
    PLAYER = "org.mpris.MediaPlayer2.Player"
    FACE = "<node><interface name='" + PLAYER + "'>" + "".join(
        f"<method name='{name}'/>" for name in ("Play", "Pause", "PlayPause", "Next", "Previous", "Stop")) + """
    <property name='PlaybackStatus' type='s' access='read'/>
    <property name='Metadata' type='a{sv}' access='read'/>
    <property name='CanGoNext' type='b' access='read'/></interface></node>"""

    def control(conn, sender, path, face, name, args, invocation):
        status[0] = {"Play": "Playing", "Pause": "Paused", "Stop": "Stopped"}.get(name, status[0])
        invocation.return_value(None)
        bus.emit_signal(None, path, "org.freedesktop.DBus.Properties", "PropertiesChanged", GLib.Variant(
            "(sa{sv}as)", (PLAYER, {"PlaybackStatus": GLib.Variant("s", status[0])}, [])))

    def property(conn, sender, path, face, name):
        return {"PlaybackStatus": GLib.Variant("s", status[0]), "CanGoNext": GLib.Variant("b", False),
                "Metadata": GLib.Variant("a{sv}", {
                    "xesam:title": GLib.Variant("s", "A Song\u202e"),
                    "xesam:artist": GLib.Variant("as", ["Anna", "Tom"])})}[name]

    bus.register_object("/org/mpris/MediaPlayer2", Gio.DBusNodeInfo.new_for_xml(FACE).interfaces[0],
                        control, property)
    run_named("org.mpris.MediaPlayer2.radio")

for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces:
    bus.register_object(BASE, interface, called)
bus.export_action_group(BASE, app)
bus.export_action_group(BASE + "/window/7", win)
bus.export_menu_model(BASE + "/menus/menubar", bar)
if mode == "named":
    Gio.bus_own_name_on_connection(bus, "org.example.Editor", 0,
                                   lambda *a: print("ready", flush=True), None)
else:
    print("ready", flush=True)
GLib.MainLoop().run()
