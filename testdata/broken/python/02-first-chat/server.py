"""A chat server as many people write their first one. One thread serves each
caller, and all of them share a list of callers under a lock. What one says, the
others read.

    python3 server.py PORT

One fault in it is the subject of its lesson: docs/02-first-chat.md.
"""

import socket
import sys
import threading

lock = threading.Lock()  # guards callers, and the names in it
callers = []             # everybody who is connected, in the order in which they called


class Caller:
    """Somebody who is connected. The name is None until the caller has joined."""

    def __init__(self, conn):
        self.conn = conn
        self.name = None


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    # create_server also sets SO_REUSEADDR, so that you can start again at once.
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=serve, args=(conn,), daemon=True).start()


def serve(conn):
    """Looks after one caller from beginning to end."""
    me = Caller(conn)
    add(me)
    with conn, conn.makefile("rb") as lines:
        talk(me, lines)
        remove(me)


def talk(me, lines):
    """Talks with a caller from greeting to goodbye."""
    send(me.conn, "Welcome to chatlab! What is your name?\n")
    name = read_line(lines)
    if name is None:
        return
    if not is_name(name):
        send(me.conn, "! bad-name: a name is 1 to 32 letters and digits\n")
        return
    if not join(me, name):
        send(me.conn, f"! name-taken: {name} is taken\n")
        return
    while True:
        text = read_line(lines)
        if text is None:
            return
        if text != "":
            say(me, text)


def read_line(lines):
    """Returns the next line of a caller, without its line end. None means that
    no more will come."""
    try:
        line = lines.readline()
    except OSError:  # such as a reset
        return None
    if not line.endswith(b"\n"):
        return None
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def send(conn, text):
    """Sends all of the text. Nothing happens if that caller has gone: the thread
    that reads from the connection finds out."""
    try:
        conn.sendall(text.encode())
    except OSError:
        pass


def say(me, text):
    """Passes on what a caller has said."""
    with lock:
        for c in callers:
            send(c.conn, f"[{me.name}] {text}\n")


def notice(about, text):
    """Tells those who have joined what happened to somebody else. Call it with
    the lock held.

    To send with the lock held is simple, and one slow reader holds up
    everybody: lesson 08 is about that."""
    for c in callers:
        if c is not about and c.name is not None:
            send(c.conn, f"* {about.name} {text}\n")


def join(me, name):
    """Claims the name and tells the newcomer who is here. Returns False if the
    name is taken."""
    with lock:
        names = [c.name for c in callers if c.name is not None]
        if name.lower() in [n.lower() for n in names]:
            return False
        me.name = name
        send(me.conn, "* in the room: " + ", ".join(names) + "\n")
        notice(me, "joined")
        return True


def add(me):
    with lock:
        callers.append(me)


def remove(me):
    """Takes a caller off the list. The others hear of it only if the caller had
    joined."""
    with lock:
        callers.remove(me)
        if me.name is not None:
            notice(me, "left")


def is_name(name):
    return name.isascii() and name.isalnum() and len(name) <= 32


main()
