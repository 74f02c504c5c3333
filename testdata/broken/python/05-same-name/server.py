"""A chat server that looks up every name before it lets somebody in, as if it
asked a directory. Lines, limits and the list of those who are here are all in
order.

    python3 server.py PORT

One fault in it is the subject of its lesson: docs/05-same-name.md.
"""

import socket
import sys
import threading
import time

MAX_LINE = 65536  # the most bytes in a line before its line feed
TOO_LONG = "\n"   # stands for a line that was longer; no line has a line feed in it

lock = threading.Lock()  # guards here
here = []                # the members, in the order in which they joined


class Member:
    """Somebody who has given a name and is in the room."""

    def __init__(self, name, conn):
        self.name = name
        self.conn = conn


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
    """Brings the newcomer in. Returns False if the name is taken.

    To send with the lock held is simple, and one slow reader holds up
    everybody: lesson 08 is about that."""
    if taken(me.name):
        return False
    look_up(me.name)
    with lock:
        send(me.conn, "* in the room: " + ", ".join(m.name for m in here) + "\n")
        tell(None, f"* {me.name} joined\n")
        here.append(me)
        return True


def taken(name):
    """Says whether somebody here has that name."""
    with lock:
        return any(m.name.lower() == name.lower() for m in here)


def look_up(name):
    """Stands for a question to a directory of users, somewhere else."""
    time.sleep(0.05)


def leave(me):
    """Takes a member off the list and tells the others."""
    with lock:
        here.remove(me)
        tell(None, f"* {me.name} left\n")


def broadcast(sender, line):
    """Passes a line on to everybody but its sender."""
    with lock:
        tell(sender, line)


def tell_one(to, line):
    """Answers one member. sendall may need several steps. The lock keeps what
    others send there out of the middle of this line."""
    with lock:
        send(to.conn, line)


def tell(skipped, line):
    """Sends a line to everybody but one. Call it with the lock held."""
    for m in here:
        if m is not skipped:
            send(m.conn, line)


def is_name(name):
    return name.isascii() and name.isalnum() and len(name) <= 32


main()
