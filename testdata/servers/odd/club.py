"""The club: a chat server by somebody who has never heard of chatlab.

It prints nothing, has a port of its own, ends its lines with CR LF, shows a
banner and a prompt, wants NICK and SAY, calls everything by other names, shows
you your own lines, and lets two people have one name. docs/any-language.md
tests it all the same.
"""

import re
import socket
import sys
import threading

PORT = 7007  # unless another one is given on the command line
BANNER = b"Welcome to the club.\r\nFirst say NICK and who you are.\r\n> "

lock = threading.Lock()  # guards people, and makes all of them hear one order
people = []              # (name, socket) of who is in, in order of coming


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
    """Reads a line: its first word, and the rest. No word when there is no line."""
    try:
        line = lines.readline()
    except OSError:  # a reset: gone is gone
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
