"""A Budget Chat server (protohackers.com, problem 3) that does no more than the problem
asks, and words everything in its own way. docs/protocol.md calls that the core.

    python3 server.py PORT

Its greeting and its refusals begin with *, its list has a number in it and no order, it
takes 1,000 bytes a line and ten clients, strips what is behind a name, passes on half a line at the end of
a stream, and exits with any status.
"""

import re
import signal
import socket
import sys
import threading

MOST_CLIENTS = 10
MOST_BYTES = 1000

lock = threading.Lock()  # guards room and callers
room = []                # (name, connection) of everybody in the room
callers = 0              # connections, with a name or without


def send(connection, line):
    """Sends one line. A client that has gone is found by its own thread."""
    try:
        connection.sendall(line.encode("latin-1") + b"\r\n")
    except OSError:
        pass


def tell(line, but=None):
    """Sends a line to everybody in the room but one. The caller holds lock."""
    for _, connection in room:
        if connection is not but:
            send(connection, line)


def serve(connection):
    """Serves one client, from greeting to goodbye."""
    global callers
    me = None
    try:
        lines = connection.makefile("rb")
        send(connection, "* Hello! Who are you?")
        first = lines.readline(MOST_BYTES + 2)
        name = first.decode("latin-1").rstrip()
        if not first.endswith(b"\n") or not re.fullmatch("[A-Za-z0-9]{1,20}", name):
            send(connection, "* That is not a name.")
            return
        with lock:
            if name in [other for other, _ in room]:
                send(connection, f"* There is a {name} already.")
                return
            others = sorted({other for other, _ in room}, key=lambda other: other[::-1])
            send(connection, f"* {len(others)} others: {' '.join(others) or 'None'}")
            tell(f"* Here comes {name}")
            me = (name, connection)
            room.append(me)
        while line := lines.readline(MOST_BYTES + 2):
            with lock:
                tell(f"[{name}] " + line.decode("latin-1").rstrip("\r\n"), connection)
    except OSError:
        pass
    finally:
        with lock:
            callers -= 1
            if me:
                room.remove(me)
                tell(f"* {me[0]} had to go")
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        connection.close()


signal.signal(signal.SIGINT, signal.SIG_DFL)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
while True:
    caller, _ = listener.accept()
    with lock:
        callers += 1
        full = callers > MOST_CLIENTS
    if full:
        with lock:
            callers -= 1
        caller.close()
        continue
    threading.Thread(target=serve, args=(caller,), daemon=True).start()
