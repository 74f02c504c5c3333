# A chat server by a first-year student, a week after the lecture on sockets. It
# has one thread for each client and a list of who is there. It takes whatever recv
# returns as one message. It works on one machine, when two friends try it.
#
# The kit began with a program like this one. It shows that the kit tests any
# language, and how much can be wrong in so few lines:
#
#     go tool lab check --server 'python3 testdata/broken/python/server.py {port}'
#
# Nothing in it is wrong on purpose, but most of the lessons are about its bugs.
# expected.txt beside it says which scenarios it passes. "varies" means that threads
# race for the list of clients: most runs fail, but not all. On a busy machine a race
# can spoil a scenario that it passes, too.

import socket
import sys
import threading

HOST = "127.0.0.1"
PORT = 5000

clients = []  # the socket of everybody who is connected
names = {}    # socket -> name, once they have told us


def broadcast(text, sender):
    """Send text to everybody in the chat, except to the one it comes from."""
    for client in list(clients):  # a copy, because clients come and go meanwhile
        if client != sender and client in names:
            try:
                client.send(text.encode())
            except OSError:
                pass  # this client has just gone


def receive(client):
    """Get the next message of a client. It is empty when they have hung up."""
    return client.recv(1024).decode()


def handle_client(client):
    """Talk with one client, from hello to goodbye. Runs in its own thread."""
    clients.append(client)
    client.send("Welcome to the chat! What is your name?\n".encode())
    name = receive(client).strip()
    others = ", ".join(names.get(c, "?") for c in list(clients) if c != client)
    names[client] = name
    client.send(f"* in the room: {others}\n".encode())
    broadcast(f"* {name} joined\n", client)
    print(name, "joined")

    while True:
        message = receive(client)
        if not message:
            break
        broadcast(f"[{name}] {message.strip()}\n", client)

    clients.remove(client)
    broadcast(f"* {name} left\n", client)
    client.close()
    print(name, "left")


def main():
    # usage: server.py [PORT [HOST]]
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    host = sys.argv[2] if len(sys.argv) > 2 else HOST
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind((host, port))
    server.listen()
    print(f"the chat server runs on {host}, port {port}")
    while True:
        client, address = server.accept()
        print("connection from", address)
        # daemon: otherwise Ctrl-C does not stop the program
        threading.Thread(target=handle_client, args=(client,), daemon=True).start()


main()
