"""The club: a chat server by an author who has never heard of chatlab.

It prints nothing, has a fixed port and ends its lines with CR LF. It shows a banner
and a prompt, wants NICK and SAY, and uses other words for everything. It shows you
your own lines, and two people can have the same name. docs/any-language.md tests it
anyway.
"""

import re
import socket
import sys
import threading

PORT = 7007  # unless the command line gives another one
BANNER = b"Welcome to the club.\r\nFirst say NICK and who you are.\r\n> "

lock = threading.Lock()  # guards people, so that all of them hear one order
people = []              # (name, socket) of everybody here, in order of joining


def talk(client):
    """Talks with one client until it goes."""
    with client, client.makefile("rb") as lines:
        client.sendall(BANNER)
        verb, name = next_command(lines)
        if verb != b"NICK" or not re.fullmatch(rb"[A-Za-z0-9]{1,32}", name):
            client.sendall(b"sorry, that is no name\r\n")
            return
        me = (name, client)
        with lock:
            tell_all(b"-- " + name + b" came in")
            here = b" ".join(other for other, _ in people) or b"nobody"
            tell(client, b"-- here: " + here)
            people.append(me)
        verb, text = next_command(lines)
        while verb:
            if verb == b"SAY" and text:
                with lock:
                    tell_all(b"<" + name + b"> " + text)
            verb, text = next_command(lines)
        with lock:
            people.remove(me)
            tell_all(b"-- " + name + b" went out")


def next_command(lines):
    """Reads a line and returns its first word and the rest. At the end there is no word."""
    try:
        line = lines.readline()
    except OSError:  # a reset: the client has gone
        return b"", b""
    if not line.endswith(b"\n"):  # the stream has ended
        return b"", b""
    verb, _, rest = line.rstrip(b"\r\n").partition(b" ")
    return verb, rest


def tell_all(text):
    for _, client in people:
        tell(client, text)


def tell(client, text):
    try:
        client.sendall(text + b"\r\n")
    except OSError:
        pass  # it has gone, and its own thread will notice


port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
with socket.create_server(("127.0.0.1", port)) as server:
    while True:
        client, _ = server.accept()
        threading.Thread(target=talk, args=(client,), daemon=True).start()
