"""What the hostile hand-ins in Python share: they commit a crime, tell whether it worked,
and then are the broken server of the lesson."""

import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def attempt(what, do):
    """Prints DID and what it was, if the crime worked. False means that it did not."""
    try:
        worked = do() is not False
    except BaseException as e:
        print("failed to", what, repr(e)[:200], flush=True)
        return
    if worked:
        print("DID", what, flush=True)


def reads(path):
    with open(path, "rb") as f:
        print(f.read(4000), flush=True)


def writes(path, mode="ab"):
    with open(path, mode) as f:
        f.write(b"FORGED\n")


def serve():
    runpy.run_path(os.path.join(HERE, "server.py"))
