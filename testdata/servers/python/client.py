"""What the server knows about one connection, and the limits that it keeps.

A server without limits works until a client stops reading, or sends a line that
never ends."""

import os
import socket
import time

import wire

# Sizes in bytes, times in seconds.
MAX_CLIENTS = 10_000     # connections at once (P14)
NAME_TIME = float(os.environ.get("NAME_TIME", 30))  # time to give a name (P8)
OUTBOX = 1 << 20         # most that may wait for one client (P17)
HIGH_WATER = 256 << 10   # in an outbox: above it its senders wait
HOLD_UP = 1.0            # longest wait of a sender, each time
MOVING = 0.25            # senders do not wait for a reader that took nothing for so long
WRITE_TIME = 10          # a client that takes nothing for so long is cut off (P17)
LAST_WORDS = 1.0         # the same for a connection that is ending (P15)
DRAIN_TIME = 1.0         # to read and throw away after our FIN (P16)
SEND_BUFFER = 128 << 10  # in the kernel, which by itself takes up to 4 MB: a steady reader would look stuck
CHUNK = 64 << 10         # in one send
READ_SIZE = 4 << 10      # in one read; after each we check the readers again
TICK = 0.1               # between two checks of the clock


class Client:
    """One connection. First it talks. Then its last words are flushed. Then we
    have sent our FIN, and read and drop what still comes. Then it is closed."""

    def __init__(self, sock, now):
        self.sock = sock
        self.state = "talking"    # then "flushing", then "draining"
        self.name = None          # until it has joined
        self.deadline = now + NAME_TIME  # for its name, later for its FIN
        self.splitter = wire.Splitter()
        self.batch = bytearray()  # what it says, formatted, not yet passed on
        self.behind = []          # readers that could not keep up with it
        self.held_until = 0       # until then at most it is not read, because of them
        self.out = bytearray()    # its outbox: what is still to be sent to it
        self.moved = now          # when it last took something
        self.blocked = False      # the kernel takes no more for it at the moment
        self.deaf = False         # we send nothing to it any more
        self.finished = False     # its input has ended
        self.reset = False        # by a reset
        self.events = 0           # what the selector watches for it


def tune(sock):
    """Asks for keepalive (P17), for a modest send buffer, and that small writes go out
    at once. Not every system has every option."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for option, value in ("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3):
        if hasattr(socket, option):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
