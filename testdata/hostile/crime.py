"""What the hostile hand-ins in Python share: they commit crimes, and then are the broken server
of the lesson. But if a crime has worked, they end and say so, which nobody can overlook."""

import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

done = []  # the crimes that worked


def attempt(what, do):
    """Commits a crime. False means that it did not work, and so does an exception."""
    try:
        worked = do() is not False
    except BaseException as e:
        print("failed to", what, repr(e)[:200], flush=True)
        return
    if worked:
        done.append(what)


def reads(path):
    with open(path, "rb") as f:
        print(f.read(300), flush=True)  # results keep 4000 bytes of all that is printed


def writes(path, mode="ab"):
    with open(path, mode) as f:
        f.write(b"FORGED\n")


def admit():
    """Ends the program, with a status that is an error, if a crime has worked."""
    if done:
        sys.exit("DID " + ", DID ".join(done))


def serve():
    admit()
    runpy.run_path(os.path.join(HERE, "server.py"))
