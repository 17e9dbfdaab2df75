"""A preimage server as Optimism's Cannon starts one: hints on descriptor 3, answers to them on 4, keys on 5, preimages on 6.

usage: preimage-server.py FOLDER LOG [FAULT N]

Serves FOLDER, whose files are named by keys in lower case. Writes hints and keys to LOG. At the Nth key it ends with exit code 3 (die), gives no
answer (stall), sends half of one and stops (cut), sends half of one and ends (short), changes a byte (lie) or announces 2^40 bytes (huge).
"""
import os
import struct
import sys
import threading
import time

folder, log = sys.argv[1], open(sys.argv[2], "a", encoding="ascii")
fault, at = (sys.argv[3], int(sys.argv[4])) if len(sys.argv) > 3 else ("", 0)


def read(fd, count):
    data = b""
    while len(data) < count:
        part = os.read(fd, count - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def write(fd, data):
    while data:
        data = data[os.write(fd, data):]


def hints():
    while True:
        hint = read(3, struct.unpack(">I", read(3, 4))[0])
        print("hint", hint.decode(), file=log, flush=True)
        write(4, b"\0")


def preimages():
    count = 0
    while True:
        key = read(5, 32).hex()
        print("key", key, file=log, flush=True)
        count += 1
        now = fault if count == at else ""
        if now == "die":
            os._exit(3)
        if now == "stall":
            time.sleep(600)
        path = os.path.join(folder, key)
        if not os.path.exists(path):
            print("no preimage for", key, file=sys.stderr, flush=True)
            os._exit(4)
        with open(path, "rb") as file:
            data = file.read()
        if now == "huge":
            write(6, struct.pack(">Q", 1 << 40))
        elif now in ("cut", "short"):
            write(6, struct.pack(">Q", len(data)) + data[: len(data) // 2])
            if now == "cut":
                time.sleep(600)
            os._exit(5)
        elif now == "lie":
            write(6, struct.pack(">Q", len(data)) + bytes([data[0] ^ 1]) + data[1:])
        else:
            write(6, struct.pack(">Q", len(data)) + data)


os.write(1, b"the server's own output\n")  # in one write, whatever PYTHONUNBUFFERED says
threading.Thread(target=hints, daemon=True).start()
preimages()
