"""The chat protocol: bytes into lines, and the text of the server's lines. It uses no
sockets, so you can try all of it with a few bytes and no network."""

import re

MAX_LINE = 65536  # bytes in a client's line, before its LF (P3)

NAME = re.compile(rb"[A-Za-z0-9]{1,32}")
# What could control a reader's terminal (P10): the control characters except tab,
# those for the direction of writing, and what "surrogateescape" makes of bytes that
# are not UTF-8.
HARMFUL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\udc80-\udcff]")


def clean(text):
    """Makes hostile text harmless."""
    return HARMFUL.sub("\ufffd", text.decode("utf-8", "surrogateescape")).encode()


class Splitter:
    """Cuts a stream into lines, however it arrives: a line in ten reads, or ten lines
    in one read."""

    def __init__(self):
        self.rest = bytearray()  # the start of a line whose LF has not come yet
        self.skipping = False    # inside a line that is too long: drop its bytes, up to its LF

    def lines(self, data):
        """Yields each line that data completes, without its line end. A line that is
        too long yields None once, as soon as that is known (P2, P3)."""
        *heads, tail = data.split(b"\n")
        for head in heads:
            line, self.rest = bytes(self.rest + head), bytearray()
            if not self.skipping:
                yield line.removesuffix(b"\r") if len(line) <= MAX_LINE else None
            self.skipping = False
        if not self.skipping:
            self.rest += tail
            if len(self.rest) > MAX_LINE:
                self.rest, self.skipping = bytearray(), True
                yield None


def roster(names):
    """Returns who is here, in one or more lines (P5)."""
    start, line, size = b"* in the room: ", [], 0
    lines = []
    for name in names:
        if line and len(start) + size + len(name) > MAX_LINE:
            lines.append(start + b", ".join(line) + b"\n")
            line, size = [], 0
        line.append(name)
        size += len(name) + len(b", ")
    lines.append(start + b", ".join(line) + b"\n")
    return b"".join(lines)
