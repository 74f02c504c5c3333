"""A chat server, from an empty file. It listens, and greets each caller."""

import socket
import sys

port = int(sys.argv[1])
# create_server also sets SO_REUSEADDR, so that you can start again at once.
listener = socket.create_server(("127.0.0.1", port))
callers = []
while True:
    conn, _ = listener.accept()
    callers.append(conn)  # Python closes a socket that nothing refers to
    conn.sendall(b"Welcome! What is your name?\n")
