#!/usr/bin/env python3
"""How much memory the EVM's frames can have together, and what running out of it looks like.

  memory.py EXE       EXE may be a command such as "qemu-mips build/mips-portable/evm-guest"
  memory.py --gas     prints the gas that the limits of docs/evm-guest.md take
"""
import sys

import run, rules
from rules import CANCUN, PRAGUE, SENDER, SENDER_KEY, TARGET, account, word

MIB = 1 << 20
REGION = 1536 * MIB - 1025 * 32768 - 4096  # shared by input, frames and allocations


def cost(words):
    return 3 * words + words * words // 512


def push(x):
    b = x.to_bytes((x.bit_length() + 7) // 8 or 1, "big")
    return bytes([0x5F + len(b)]) + b


def code(size):
    """Calls itself calldata[0] times, one within the other; each frame has `size` bytes of memory with its number at the
    end, and checks after its call that the number is still there. Returns the number."""
    load = bytes.fromhex("5f35")
    mark = load + push(size - 32) + b"\x52"                                       # mstore(size - 32, n)
    inner = bytes.fromhex("60015f35035f52") + bytes.fromhex("60205f60205f5f305af1")  # mstore(0, n - 1), call
    check = push(size - 32) + bytes.fromhex("51" "5f35" "14" "16")                # mload(size - 32) == n, and the call
    check += bytes.fromhex("60015f3503" "5f51" "14" "16")                         # and it returned n - 1
    done = bytes.fromhex("5b5f355f5260205ff3")                                    # return n
    skip = load + bytes.fromhex("1561")                                           # n == 0: to the end
    fail = bytes.fromhex("fe")
    head = len(mark) + len(skip) + 3
    end = head + len(inner) + len(check) + 4 + len(fail)
    at = end.to_bytes(2, "big")
    return mark + skip + at + b"\x57" + inner + check + b"\x61" + at + b"\x57" + fail + done


def nested(size, calls, gas=1 << 51):
    env = [rules.COINBASE, gas, 1, 1000, bytes(32), 7, 0, [], b""]
    tx = [0, 0, 0, 10, 10, gas, TARGET, 0, word(calls), [], 0, [], [], SENDER]
    state = rules.pre(state={TARGET: account(1, 0, code(size))})
    return run.rlp([b"zkevm1", 1, run.config(PRAGUE), [env, tx, [[], [], []], state, 0]])


def block(exe, size, calls):
    """The same as a block: a child of a parent with room for that much gas."""
    gas = 1 << 51
    chain = rules.Chain(exe, CANCUN, {TARGET: account(1, 0, code(size))}, limit=1 << 52, base=7)
    tx = rules.signed(SENDER_KEY, 2, [1, 0, 0, 10, gas, TARGET, 0, word(calls), []])
    return chain.input([tx], tx_root=rules.one_leaf_root(tx))


def gas_to_hold(total):
    """The least gas limit with which frames can hold `total` bytes together: gas spent at depth d had to be handed down
    d times, each time losing 1/64, so it weighs (64/63)^d. The best spread by bisection on the Lagrange multiplier:
    a frame takes memory until a word costs what it is worth."""
    def spread(worth):
        held, gas = 0, 0.0
        for depth in range(1025):
            weight = (64 / 63) ** depth
            words = max(0, 256 * (worth / weight - 3))
            paid = 3 * words + words * words / 512 + 100  # at least 100 for the call that opens it
            words += 1536                                 # a CREATE's init code lies there once more; taken as free
            if words * worth <= paid * weight:
                break
            held += words
            gas += paid * weight
        return held * 32, gas

    low, high = 0.001, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        if spread(middle)[0] < total:
            low = middle
        else:
            high = middle
    return spread(low)[1]


def print_gas():
    for total in (45 * MIB, 256 * MIB, 512 * MIB, 1024 * MIB, REGION):
        print(f"{total / MIB:8.1f} MiB in frames: at least {gas_to_hold(total) / 1e6:12,.0f} M gas in one transaction")
    every = sum((cost(MIB // 32) + 100) * (64 / 63) ** d for d in range(1025))
    print(f"1,024 nested calls of 1 MiB each: {every:,.0f} gas, 63/64 rule included; {1025 * cost(MIB // 32):,} without it")


def main():
    if sys.argv[1:] == ["--gas"]:
        return print_gas()
    exe = sys.argv[1]
    wrong = []

    def expect(name, data, want, reason="", output=None):
        got, out = run.single(exe, data)
        ok = got == want and out and reason in out[4].decode()
        if ok and output is not None:
            ok = int.from_bytes(out[5][3], "big") == 1 and out[5][4] == output
        if ok and want:
            ok = out[5] == []
        print("ok  " if ok else "FAIL", name, "" if ok else f"exit {got} {out[4:] if out else ''}")
        wrong.append(name) if not ok else None

    expect("1,024 nested calls with 1 MiB each", nested(MIB, 1024), 0, output=word(1024))
    expect("100 nested calls with 14 MiB each", nested(14 * MIB, 100), 0, output=word(100))
    expect("frames beyond the address space", nested(15 * MIB, 100), 20, "EVM memory exhausted")
    expect("one frame beyond the address space", nested(1600 * MIB, 0), 20, "EVM memory exhausted")
    expect("memory beyond 4 GiB that is paid for", nested(1 << 33, 0), 20, "beyond 4 GiB")
    expect("memory beyond 4 GiB that is not", nested(1 << 33, 0, 1 << 40), 0)
    if "--block" in sys.argv:
        expect("a block that runs out of memory", block(exe, 15 * MIB, 100), 20, "EVM memory exhausted")
    print(f"{len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
