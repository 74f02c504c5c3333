"""A right chat server in Python, in one thread.

The reference server has a goroutine for each connection. This one has an event loop.
It asks the system which sockets are ready (selectors: epoll, kqueue or select), does
what needs no waiting, and asks again. So it needs no locks, but it has one rule:
nothing here may ever wait for one client. Every socket is non-blocking. What a client
can't take yet stays in its outbox.

    python3 server.py --addr 127.0.0.1:5000

It speaks docs/protocol.md; P1, P2 and so on are clauses of that page. Begin at
Server.serve, and then read what serve calls. client.py has the state of one connection
and every limit. wire.py has the lines.
"""

import argparse
import selectors
import signal
import socket
import sys
import time

sys.dont_write_bytecode = True  # no __pycache__ in the kit's folders
import wire
from client import (
    CHUNK, DRAIN_TIME, HIGH_WATER, HOLD_UP, LAST_WORDS, MAX_CLIENTS, MOVING, OUTBOX, READ_SIZE,
    TICK, WRITE_TIME, Client, tune,
)

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Server:
    def __init__(self, listener):
        listener.setblocking(False)
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.clients = set()   # every connection
        self.members = {}      # by the name in lower case; a dict keeps the order of joining
        self.unsent = set()    # clients with something new in their outbox
        self.too_slow = []     # clients to be cut off
        self.held = set()      # clients that are not read, because readers are behind
        self.interrupted = False
        self.stopping = False
        self.now = time.monotonic()
        self.next_look = self.now  # when to check the clock again

    def serve(self):
        """Runs until it is interrupted and the last client is gone."""
        self.selector.register(self.listener, READ)
        while not self.stopping or self.clients:
            before = time.monotonic()
            for key, events in self.selector.select(TICK):
                self.now = time.monotonic()
                if key.fileobj is self.listener:
                    self.accept()
                elif key.data in self.clients:
                    if events & WRITE:
                        self.unsent.add(key.data)
                    if events & READ:
                        self.read(key.data)
            self.now = time.monotonic()
            if self.interrupted and not self.stopping:
                self.stop()
            self.flush_all()
            if before >= self.next_look:
                self.look_at_the_clock(before)
                self.flush_all()
            self.let_go()

    # Input.

    def accept(self):
        try:
            sock, _ = self.listener.accept()
        except OSError as error:  # no descriptors left: the connected clients must not suffer
            print("accept:", error, file=sys.stderr)
            self.selector.unregister(self.listener)  # until the next check of the clock
            return
        sock.setblocking(False)
        tune(sock)
        client = Client(sock, self.now)
        self.clients.add(client)
        self.watch(client)
        if len(self.clients) > MAX_CLIENTS:
            self.tell(client, b"! full: too many people are here; try again later\n")
            self.hang_up(client)
        else:
            self.tell(client, b"Welcome to chatlab! What is your name?\n")

    def read(self, client):
        """Reads once, and handles the lines of this read as one batch."""
        why = ""
        try:
            data = client.sock.recv(READ_SIZE)
        except BlockingIOError:
            return
        except TimeoutError:  # keepalive got no answer
            data, why = b"", "timeout"
        except OSError:
            data, client.reset = b"", True
        if not data:
            client.finished = True
            self.hang_up(client, "connection reset" if client.reset else why)
        elif client.state == "talking":
            for line in client.splitter.lines(data):
                self.handle(client, line)
                if client.state != "talking" or client in self.too_slow:
                    return  # it has left, or will be cut off
            self.pass_on(client)
        if client.state == "draining" and client.finished:
            self.close(client)

    def handle(self, client, line):
        if client.name is None:
            self.claim_name(client, line)
        elif line is None:
            self.tell(client, b"! too-long: that line was too long; it was not sent\n")
        elif line.startswith(b"/") and not line.startswith(b"//"):
            word, _, rest = line[1:].partition(b" ")
            self.command(client, word, rest)
        elif line:
            text = line[1:] if line.startswith(b"/") else line
            client.batch += b"[%s] %s\n" % (client.name, wire.clean(text))

    def claim_name(self, client, name):
        """Takes the first line as a name. A name that can't be had ends the connection,
        and nobody else hears of it (P6, P7)."""
        if name is None or not wire.NAME.fullmatch(name):
            self.tell(client, b"! bad-name: a name is 1 to 32 letters and digits; connect again with another\n")
            self.hang_up(client)
        elif name.lower() in self.members:
            self.tell(client, b"! name-taken: %s is taken; connect again with another name\n" % name)
            self.hang_up(client)
        else:
            self.tell(client, self.roster())
            self.tell_all(b"* %s joined\n" % name)
            client.name, client.deadline = name, float("inf")
            self.members[name.lower()] = client
            print(name.decode(), "joined", file=sys.stderr)

    def command(self, client, word, rest):
        if word == b"who":
            self.tell(client, self.roster())
        elif word == b"quit":
            self.hang_up(client, "quit")
        elif word == b"help":
            self.tell(client, b"* /who: who is here\n* /msg: /msg NAME TEXT tells NAME, and nobody else\n* /quit: leave\n* /help: this list; //text says /text\n")
        elif word == b"msg":
            self.whisper(client, *rest.partition(b" ")[::2])
        else:
            self.tell(client, b"! unknown-command: /%s is not a command; /help lists them\n" % wire.clean(word[:32]))

    def whisper(self, client, name, text):
        """Tells one member alone. The earlier lines to all go out first (P18)."""
        member = self.members.get(name.lower())
        if not name or not text:
            self.tell(client, b"! bad-command: it is /msg NAME TEXT\n")
        elif member is None:
            self.tell(client, b"! no-such-user: %s is not here; /who lists who is\n" % wire.clean(name[:32]))
        else:
            self.say_batch(client)
            self.tell(member, b"[%s -> %s] %s\n" % (client.name, member.name, wire.clean(text)))

    def roster(self):
        return wire.roster(member.name for member in self.members.values())

    def say_batch(self, client):
        if client.batch:
            self.tell_all(bytes(client.batch), but=client)
            client.batch.clear()

    def pass_on(self, client):
        """Tells the others what a client said. While readers are behind because of it,
        we do not read from it. So TCP slows it down, and nobody else (P17)."""
        self.say_batch(client)
        client.behind = [c for c in self.members.values() if len(c.out) > HIGH_WATER]
        if client.behind:
            client.held_until = self.now + HOLD_UP
            self.held.add(client)
            self.watch(client)

    def let_go(self):
        """Reads again from a client when its readers have caught up, or take nothing:
        a reader that takes nothing must not hold up the room."""
        for client in list(self.held):
            waits = any(len(c.out) > HIGH_WATER and self.now - c.moved < MOVING for c in client.behind)
            if not waits or self.now >= client.held_until:
                self.held.discard(client)
                client.behind = []
                self.watch(client)

    # Output.

    def tell_all(self, text, but=None):
        for member in self.members.values():
            if member is not but:
                self.tell(member, text)

    def tell(self, client, text):
        """Only appends to an outbox. A client with too much in it is cut off a bit
        later, since the caller may be in a loop over the members."""
        if client.deaf or client.state == "draining":
            return
        if len(client.out) + len(text) > OUTBOX:
            self.forget(client)
            self.too_slow.append(client)
            return
        if not client.out:
            client.moved = self.now
        client.out += text
        if not client.blocked:
            self.unsent.add(client)

    def forget(self, client):
        """Drops what is still to be sent to a client."""
        client.out.clear()
        client.deaf = True
        self.unsent.add(client)

    def flush_all(self):
        while self.unsent or self.too_slow:
            while self.too_slow:
                self.hang_up(self.too_slow.pop(), "too slow")
            if self.unsent:
                self.flush(self.unsent.pop())

    def flush(self, client):
        """Sends what the kernel takes. The rest waits until there is room."""
        client.blocked = False
        try:
            while client.out:
                sent = client.sock.send(client.out[:CHUNK])
                del client.out[:sent]
                client.moved = self.now
        except BlockingIOError:
            client.blocked = True
        except OSError as error:  # nobody reads there, but we still read what was said before
            client.reset = client.reset or isinstance(error, ConnectionResetError)
            client.out.clear()
            client.deaf = True
        if client.state == "flushing" and not client.out:
            self.send_fin(client)
        self.watch(client)

    # The end of a connection.

    def hang_up(self, client, why=""):
        """Ends the conversation with a client, for any reason. The others are told once, and
        its name is free (P13)."""
        if client.state != "talking":
            return
        self.pass_on(client)
        self.held.discard(client)
        client.state, client.deadline, client.moved = "flushing", float("inf"), self.now
        self.unsent.add(client)
        if client.name is not None and not self.stopping:
            del self.members[client.name.lower()]
            reason = f" ({why})" if why else ""
            self.tell_all(b"* %s left%s\n" % (client.name, reason.encode()))
            print(client.name.decode(), "left" + reason, file=sys.stderr)

    def send_fin(self, client):
        """Sends our FIN. Closing now, with input unread, would cause a reset, which
        destroys what we have sent (P16). So first we read to the end."""
        client.state, client.deadline = "draining", self.now + DRAIN_TIME
        try:
            client.sock.shutdown(socket.SHUT_WR)
        except OSError:
            client.finished = True
        if client.finished:
            self.close(client)

    def close(self, client):
        self.clients.discard(client)
        self.unsent.discard(client)
        if client.events:
            self.selector.unregister(client.sock)
        client.sock.close()

    def watch(self, client):
        """Tells the selector what to watch, and nothing more: it would report the rest
        again and again."""
        reads = client.state == "draining" or client.state == "talking" and client not in self.held
        events = (READ if reads else 0) | (WRITE if client.blocked else 0)
        if client not in self.clients or events == client.events:
            return
        if not events:
            self.selector.unregister(client.sock)
        elif not client.events:
            self.selector.register(client.sock, events, client)
        else:
            self.selector.modify(client.sock, events, client)
        client.events = events

    def look_at_the_clock(self, now):
        """Ends what takes too long. Now is a time before the last select. All that was
        ready by then has been handled, even on a busy machine."""
        self.next_look = now + TICK
        for client in list(self.clients):
            patience = WRITE_TIME if client.state == "talking" else LAST_WORDS
            if client.out and now - client.moved > patience:
                self.forget(client)
                self.hang_up(client, "too slow")
            elif now > client.deadline and client.state == "draining":
                self.close(client)
            elif now > client.deadline:
                self.tell(client, b"! timeout: no name came in time; connect again\n")
                self.hang_up(client)
        if not self.stopping and self.listener not in self.selector.get_map():
            self.selector.register(self.listener, READ)

    def stop(self):
        """Stops accepting and tells everybody. Flush delivers what was accepted, as far
        as the clients take it (P15)."""
        self.stopping = True
        if self.listener in self.selector.get_map():
            self.selector.unregister(self.listener)
        self.listener.close()
        for client in self.clients:
            if client.state == "talking":
                self.tell(client, b"* the server is closing\n")
                self.hang_up(client)


def main():
    parser = argparse.ArgumentParser(description="a chat server in one thread")
    parser.add_argument("--addr", default="127.0.0.1:5000", help="where to listen, HOST:PORT")
    host, _, port = parser.parse_args().addr.rpartition(":")
    try:
        listener = socket.create_server((host, int(port)), backlog=1024)  # sets SO_REUSEADDR on systems where that is right
    except (OSError, ValueError) as error:
        sys.exit(f"can't listen on {host}:{port}: {error}; try another port")
    server = Server(listener)

    def interrupt(number, _):
        server.interrupted = True
        signal.signal(number, signal.SIG_DFL)  # a second one ends the program at once

    for name in "SIGINT", "SIGTERM", "SIGBREAK":  # the last is Ctrl-Break on Windows
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    print("listening on %s:%d" % listener.getsockname()[:2], flush=True)
    server.serve()


if __name__ == "__main__":
    main()
