"""What the server knows about one connection, and the bounds that it keeps.

A server without bounds works until the day when somebody sends a line that
never ends, or stops reading."""

import os
import socket
import time

import wire

# Sizes in bytes, times in seconds.
MAX_CLIENTS = 10_000     # connections at once (P14)
NAME_TIME = float(os.environ.get("NAME_TIME", 30))  # to give a name (P8)
OUTBOX = 1 << 20         # that may wait for one client (P17)
HIGH_WATER = 256 << 10   # in an outbox: from here on its senders have to wait
HOLD_UP = 1.0            # that a sender waits at most, each time
MOVING = 0.25            # a reader that took nothing for so long is not waited for
WRITE_TIME = 10          # without taking anything: then a client is cut off (P17)
LAST_WORDS = 1.0         # the same for one whose connection is ending (P15)
DRAIN_TIME = 1.0         # to read and throw away after our FIN (P16)
SEND_BUFFER = 128 << 10  # in the kernel. By itself that takes up to 4 MB, and a steady reader looks stuck
CHUNK = 64 << 10         # in one send
READ_SIZE = 4 << 10      # in one read: what a sender may add before we look at its readers again
TICK = 0.1               # between two looks at the clock


class Client:
    """One connection. First it talks. Then its last words are flushed. Then we
    have sent our FIN, and what still comes in is drained. Then it is closed."""

    def __init__(self, sock, now):
        self.sock = sock
        self.state = "talking"    # then "flushing", then "draining"
        self.name = None          # until it has joined
        self.deadline = now + NAME_TIME  # for its name, later for its FIN
        self.splitter = wire.Splitter()
        self.batch = bytearray()  # what it says, formatted, not yet passed on
        self.behind = []          # readers that could not keep up with that
        self.held_until = 0       # it is not read for so long at most, because of them
        self.out = bytearray()    # its outbox: what it has still to be sent
        self.moved = now          # when it last took something
        self.blocked = False      # the kernel takes no more for it at the moment
        self.deaf = False         # nothing is sent to it any more
        self.finished = False     # its input has ended
        self.reset = False        # by a reset
        self.events = 0           # what the selector is asked about


def tune(sock):
    """Asks for keepalive (P17), for a modest send buffer, and that small writes are
    not held back. Not every system has every option."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for option, value in ("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3):
        if hasattr(socket, option):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
