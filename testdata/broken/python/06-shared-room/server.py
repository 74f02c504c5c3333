"""A chat server that keeps the list of those who are here so that reading it
needs no lock: whoever changes the list makes a new one and puts it in the place
of the old. Lines, limits and names are in order.

    python3 server.py PORT

One fault in it is the subject of its lesson: docs/06-shared-room.md.
"""

import socket
import sys
import threading
import time

MAX_LINE = 65536  # the most bytes in a line before its line feed
TOO_LONG = "\n"   # stands for a line that was longer; no line has a line feed in it

lock = threading.Lock()  # guards taken
taken = set()            # the names of the members, in lower case

# The members, in the order in which they joined. A list is never changed once it
# is here; a newer one takes its place.
here = []


class Member:
    def __init__(self, name, conn):
        self.name = name
        self.conn = conn
        self.sending = threading.Lock()  # held while a line goes out: lines do not mix


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    # create_server also sets SO_REUSEADDR, so that you can start again at once.
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=serve, args=(conn,), daemon=True).start()


def serve(conn):
    """Talks with one caller from greeting to goodbye."""
    with conn, conn.makefile("rb") as lines:
        send(conn, "Welcome to chatlab! What is your name?\n")
        name = read_line(lines)
        if name is None:
            return
        if not is_name(name):
            send(conn, "! bad-name: a name is 1 to 32 letters and digits\n")
            return
        me = Member(name, conn)
        if not join(me):
            send(conn, f"! name-taken: {name} is taken\n")
            return
        while True:
            text = read_line(lines)
            if text is None:
                break
            if text == TOO_LONG:
                tell_one(me, "! too-long: that line was too long; it was not sent\n")
            elif text != "":
                broadcast(me, f"[{name}] {text}\n")
        leave(me)


def read_line(lines):
    """Returns the next line of a caller, without its line end. It returns TOO_LONG
    for a longer one, which it throws away while that comes in. None means that no
    more will come: bytes after the last line feed are not a line."""
    try:
        line = rest = lines.readline(MAX_LINE + 1)
        while rest and not rest.endswith(b"\n"):
            rest = lines.readline(MAX_LINE + 1)
    except OSError:  # such as a reset
        return None
    if not rest:
        return None
    if rest is not line:
        return TOO_LONG
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def send(conn, text):
    """Sends all of the text. Nothing happens if that caller has gone: the thread
    that reads from the connection finds out."""
    try:
        conn.sendall(text.encode())
    except OSError:
        pass


def join(me):
    """Brings the newcomer in. Returns False if the name is taken."""
    global here
    if not claim(me.name):
        return False
    old = here
    new = old + [me]
    record(me.name)
    here = new
    tell_one(me, "* in the room: " + ", ".join(m.name for m in old) + "\n")
    broadcast(me, f"* {me.name} joined\n")
    return True


def leave(me):
    """Takes a member off the list and tells the others."""
    global here
    new = [m for m in here if m is not me]
    record(me.name)
    here = new
    with lock:
        taken.discard(me.name.lower())
    broadcast(me, f"* {me.name} left\n")


def record(name):
    """Stands for a line in a visitors' book, on a disk that is slow."""
    time.sleep(0.05)


def broadcast(sender, line):
    """Passes a line on to everybody but its sender. A slow reader holds up
    whoever speaks: lesson 08 is about that."""
    for m in here:
        if m is not sender:
            tell_one(m, line)


def tell_one(to, line):
    with to.sending:
        send(to.conn, line)


def claim(name):
    """Takes a name, if it is free, in one step."""
    with lock:
        if name.lower() in taken:
            return False
        taken.add(name.lower())
        return True


def is_name(name):
    return name.isascii() and name.isalnum() and len(name) <= 32


main()
