"""A chat server in which nobody waits for a slow reader: each caller has an outbox,
and a thread of its own sends what is in it. All else is in order, too.

    python3 server.py PORT

One fault in it is the subject of its lesson: docs/10-clean-shutdown.md.
"""

import queue
import socket
import sys
import threading
from contextlib import suppress

MAX_LINE = 65536         # the most bytes in a line before its line feed
TOO_LONG = "\n"          # stands for a line that was longer; no line has a line feed in it
MAX_OUTBOX = 1 << 20     # bytes: a caller for whom more waits is cut off
SEND_BUFFER = 128 << 10  # bytes that the kernel keeps for a caller besides

room = threading.Lock()  # guards callers and here; nobody waits for the network with it
callers = []             # everybody who is connected
here = []                # those who have joined, in that order


class Caller:
    def __init__(self, conn):
        self.conn = conn
        self.name = None              # until it has joined
        self.outbox = queue.Queue()   # lines for it; None says that no more will come
        self.lock = threading.Lock()  # guards waiting
        self.waiting = 0              # bytes in the outbox

    def tell(self, text):
        """Puts a line into the outbox, and waits for nobody. To cut a caller off,
        it calls shutdown: that wakes both threads, and close would not."""
        line = text.encode()
        with self.lock:
            self.waiting += len(line)
            if self.waiting <= MAX_OUTBOX:
                self.outbox.put(line)
            else:
                with suppress(OSError):  # it has been cut off already
                    self.conn.shutdown(socket.SHUT_RDWR)

    def write(self):
        """Sends what comes into the outbox, and a FIN after the last line."""
        with suppress(OSError):  # such as a reset, which the reader notices as well
            for line in iter(self.outbox.get, None):
                self.conn.sendall(line)
                with self.lock:
                    self.waiting -= len(line)
            self.conn.shutdown(socket.SHUT_WR)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    try:
        while True:
            conn, _ = listener.accept()
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            threading.Thread(target=serve, args=(conn,), daemon=True).start()
    except KeyboardInterrupt:
        listener.close()


def serve(conn):
    """Looks after one caller from beginning to end."""
    me = Caller(conn)
    writer = threading.Thread(target=me.write, daemon=True)
    writer.start()
    with room:
        callers.append(me)
    with conn, conn.makefile("rb") as lines:
        try:
            with suppress(OSError):  # such as a reset: that is an end like others
                talk(me, lines)
        finally:
            leave(me)
            me.outbox.put(None)
            writer.join()
        conn.settimeout(1)  # read on: to close with input unread would be a reset
        with suppress(OSError):
            while conn.recv(4096):
                pass
    with room:
        callers.remove(me)


def talk(me, lines):
    """Talks with a caller from greeting to the last line."""
    me.tell("Welcome to chatlab! What is your name?\n")
    name = read_line(lines)
    if name is None:
        return
    if not (name.isascii() and name.isalnum() and len(name) <= 32):
        me.tell("! bad-name: a name is 1 to 32 letters and digits\n")
        return
    if not join(me, name):
        me.tell(f"! name-taken: {name} is taken\n")
        return
    while (text := read_line(lines)) is not None:
        if text == TOO_LONG:
            me.tell("! too-long: that line was too long; it was not sent\n")
        elif text != "":
            with room:
                tell_others(me, f"[{name}] {text}\n")


def read_line(lines):
    """Returns the next line of a caller, without its line end, or TOO_LONG. None
    means that no more will come: bytes after the last line feed are not a line."""
    line = rest = lines.readline(MAX_LINE + 1)
    while rest and not rest.endswith(b"\n"):
        rest = lines.readline(MAX_LINE + 1)
    if not rest:
        return None
    if rest is not line:
        return TOO_LONG
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def join(me, name):
    """Brings the newcomer in. Returns False if the name is taken."""
    with room:
        if any(c.name.lower() == name.lower() for c in here):
            return False
        me.name = name
        me.tell("* in the room: " + ", ".join(c.name for c in here) + "\n")
        tell_others(me, f"* {name} joined\n")
        here.append(me)
        return True


def leave(me):
    with room:
        if me in here:
            here.remove(me)
            tell_others(me, f"* {me.name} left\n")


def tell_others(me, line):
    """Tells everybody in the room but one. Call it with room held."""
    for c in here:
        if c is not me:
            c.tell(line)


main()
