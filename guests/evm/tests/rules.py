#!/usr/bin/env python3
"""Rules of Prague and Osaka that no test vector at hand covers: numbers computed by hand from the EIPs.

  rules.py EXE        EXE must understand --batch
"""
import sys

import run
from run import DEPOSIT, keccak, rlp

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)
CANCUN, PRAGUE, OSAKA = 0, 1, 2
EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
NO_OMMERS = bytes.fromhex(run.NO_LOGS)
BEACON, HISTORY, EXITS, MERGES = (bytes.fromhex(x) for x in (
    "000f3df6d732807ef1319fb7b8bb8522d0beac02", "0000f90827f1c53a10cb7a02335b175320002935",
    "00000961ef480eb55e80d19ad83579a64c007002", "0000bbddc7ce488642fb579f8b00f3a590007251"))


def point_add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        s = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        s = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (s * s - a[0] - b[0]) % P
    return x, (s * (a[0] - x) - a[1]) % P


def multiply(k, q=G):
    r = None
    while k:
        if k & 1:
            r = point_add(r, q)
        q, k = point_add(q, q), k >> 1
    return r


def sign(secret, digest, high=False):
    k = int.from_bytes(keccak(digest + secret.to_bytes(32, "big")), "big") % N
    q = multiply(k)
    r, v = q[0] % N, q[1] & 1
    s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N
    if (s > N // 2) != high:
        s, v = N - s, v ^ 1
    return v, r, s


def address(secret):
    x, y = multiply(secret)
    return keccak(x.to_bytes(32, "big") + y.to_bytes(32, "big"))[12:]


SENDER_KEY, OTHER_KEY = 0x1234, 0x5678
SENDER, OTHER = address(SENDER_KEY), address(OTHER_KEY)
TARGET, HELPER = b"\x11" * 20, b"\x22" * 20
COINBASE = b"\xcb" * 20
ETHER = 10**18


def account(nonce=0, balance=0, code=b"", storage=()):
    return [nonce, balance, code, [[k.to_bytes(32, "big"), v] for k, v in storage]]


def pre(**others):
    state = {SENDER: account(0, ETHER)}
    state.update(others.get("state", {}))
    return [[a] + v for a, v in state.items()]


def authorization(secret, target, nonce, chain=1, high=False):
    v, r, s = sign(secret, keccak(b"\x05" + rlp([chain, target, nonce])), high)
    return [chain, target, nonce, v, r, s]


def state_case(fork, state, to=TARGET, kind=0, data=b"", gas=100000, value=0, auths=(), blobs=(), access=(), base_fee=7):
    env = [COINBASE, 100000000, 1, 1000, bytes(32), base_fee, 0, [], b""]
    tx = [kind, 1 if kind else 0, 0, 10, 10, gas, to, value, data, list(access), 1 if blobs else 0, list(blobs), list(auths),
          SENDER]
    return rlp([b"zkevm1", 1, run.config(fork), [env, tx, [[], [], []], pre(state=state), 1]])


CASES = []


def case(name, data, check):
    CASES.append((name, data, check))


def accepted(gas=None, success=1, output=None, changes=None):
    def check(code, out):
        if code != 0:
            return f"exit {code} {out[4]}"
        _, _, used, ok, ret, diff = out[5]
        used, ok = int.from_bytes(used, "big"), int.from_bytes(ok, "big")
        if ok != success:
            return f"success {ok}"
        if gas is not None and used != gas:
            return f"gas {used}, expected {gas}"
        if output is not None and ret != output:
            return f"output {ret.hex()}"
        if changes:
            return changes({c[0]: c for c in diff})
    return check


def refused(code, part):
    def check(got, out):
        if got != code or part not in out[4].decode():
            return f"exit {got} {out[4] if out else ''}, expected {code} {part!r}"
    return check


def word(x):
    return x.to_bytes(32, "big")


RETURN_TOP = bytes.fromhex("5f5260205ff3")  # mstore(0, top); return(0, 32)


def clz_cases():
    for x in (0, 1, 2**255, 2**128 - 1, 2**200 + 5, 2**32, 2**31):
        code = b"\x7f" + word(x) + b"\x1e" + RETURN_TOP
        # push32 3, clz 5, push0 2, mstore 3 + 3, push1 3, push0 2
        case(f"CLZ {x:x}", state_case(OSAKA, {TARGET: account(1, 0, code)}),
             accepted(21000 + 21, output=word(256 - x.bit_length())))
    case("CLZ before Osaka", state_case(PRAGUE, {TARGET: account(1, 0, b"\x5f\x1e")}), accepted(100000, success=0))


def calldata_cases():
    data = b"\x01" * 100 + b"\0" * 10
    case("calldata, Cancun", state_case(CANCUN, {}, data=data), accepted(21000 + 1600 + 40))
    case("calldata floor (EIP-7623)", state_case(PRAGUE, {}, data=data), accepted(21000 + 10 * (400 + 10)))
    case("gas limit at the floor", state_case(PRAGUE, {}, data=data, gas=25100), accepted(25100))
    case("gas limit below the floor", state_case(PRAGUE, {}, data=data, gas=25099), refused(16, "7623"))
    case("execution above the floor",
         state_case(PRAGUE, {TARGET: account(1, 0, bytes.fromhex("60015f55"))}, data=b"\x01", gas=60000),
         accepted(21000 + 16 + 3 + 2 + 22100))
    # clearing a slot refunds 4800, of which at most a fifth counts; then the floor applies
    case("floor after refunds",
         state_case(PRAGUE, {TARGET: account(1, 0, bytes.fromhex("5f5f55"), [(0, 1)])}, data=b"\x01" * 200, gas=60000),
         accepted(max(21000 + 3200 + 4 + 5000 - 4800, 21000 + 8000)))


def limit_cases():
    case("2^24 gas (EIP-7825)", state_case(OSAKA, {}, gas=2**24), accepted(21000))
    case("2^24 + 1 gas", state_case(OSAKA, {}, gas=2**24 + 1), refused(16, "7825"))
    case("2^24 + 1 gas, Prague", state_case(PRAGUE, {}, gas=2**24 + 1), accepted(21000))
    blob = b"\x01" + bytes(31)
    for fork, n, ok in ((CANCUN, 6, 1), (CANCUN, 7, 0), (PRAGUE, 9, 1), (PRAGUE, 10, 0), (OSAKA, 6, 1), (OSAKA, 7, 0)):
        case(f"{n} blobs, fork {fork}", state_case(fork, {}, kind=3, blobs=[blob] * n),
             accepted(21000) if ok else refused(16, "blobs"))
    case("blob version", state_case(OSAKA, {}, kind=3, blobs=[b"\x02" + bytes(31)]), refused(16, "version"))
    case("blob creation", state_case(OSAKA, {}, kind=3, to=b"", blobs=[blob]), refused(16, "creates"))


def delegation(target):
    return b"\xef\x01\x00" + target


def delegated(code, slot=None, nonce=None, who=OTHER):
    def check(diff):
        c = diff.get(who)
        if c is None:
            return "no change of the authority"
        if c[5] != code:
            return f"code {c[5].hex()}"
        if nonce is not None and int.from_bytes(c[2], "big") != nonce:
            return f"nonce {c[2].hex()}"
        if slot is not None and [[int.from_bytes(k, "big"), int.from_bytes(v, "big")] for k, v in c[6]] != slot:
            return f"slots {c[6]}"
    return check


def set_code_cases():
    store = bytes.fromhex("60015f55")  # sstore(0, 1)
    one = authorization(OTHER_KEY, HELPER, 0)
    state = {HELPER: account(1, 0, store)}
    case("type 4 before Prague", state_case(CANCUN, state, kind=4, auths=[one]), refused(16, "fork"))
    case("no authorizations", state_case(PRAGUE, state, kind=4), refused(16, "without authorizations"))
    case("type 4 creation", state_case(PRAGUE, state, to=b"", kind=4, auths=[one]), refused(16, "creates"))
    # the authority is warm, its delegate is warmed with the call of the transaction
    case("delegate, new account", state_case(PRAGUE, state, to=OTHER, kind=4, auths=[one]),
         accepted(21000 + 25000 + 5 + 22100, changes=delegated(delegation(HELPER), [[0, 1]], 1)))
    case("delegate, existing account",
         state_case(PRAGUE, {**state, **{OTHER: account(0, 1)}}, to=OTHER, kind=4, auths=[one]),
         accepted(21000 + 25000 + 22105 - 12500, changes=delegated(delegation(HELPER), [[0, 1]], 1)))
    for name, auth in (("wrong chain", authorization(OTHER_KEY, HELPER, 0, chain=2)),
                       ("wrong nonce", authorization(OTHER_KEY, HELPER, 1)),
                       ("high s", authorization(OTHER_KEY, HELPER, 0, high=True)),
                       ("parity 2", one[:3] + [2] + one[4:]),
                       ("nonce 2^64 - 1", authorization(OTHER_KEY, HELPER, 2**64 - 1))):
        case(f"authorization skipped: {name}", state_case(PRAGUE, state, to=OTHER, kind=4, auths=[auth]),
             accepted(46000, changes=lambda d: "authority changed" if OTHER in d and d[OTHER][1] else None))
    case("chain 0", state_case(PRAGUE, state, to=OTHER, kind=4, auths=[authorization(OTHER_KEY, HELPER, 0, chain=0)]),
         accepted(46000 + 22105))
    case("authority is a contract", state_case(PRAGUE, {**state, **{OTHER: account(0, 0, b"\x5b")}}, to=OTHER, kind=4,
                                               auths=[one]), accepted(46001))
    case("clear", state_case(PRAGUE, {OTHER: account(5, 1, delegation(HELPER))}, to=OTHER, kind=4,
                             auths=[authorization(OTHER_KEY, bytes(20), 5)]),
         accepted(46000 - 46000 // 5, changes=lambda d: None if d[OTHER][4] == run.raw(
             "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470") and d[OTHER][2] == b"\x06" else "not cleared"))
    case("sender authorizes itself", state_case(PRAGUE, state, to=SENDER, kind=4, auths=[authorization(SENDER_KEY, HELPER, 1)]),
         accepted(46000 + 22105 - 12500, changes=delegated(delegation(HELPER), [[0, 1]], 2, SENDER)))
    case("delegation survives a revert",
         state_case(PRAGUE, {HELPER: account(1, 0, bytes.fromhex("60015f555f5ffd"))}, to=OTHER, kind=4, auths=[one]),
         accepted(46000 + 22109, success=0, changes=delegated(delegation(HELPER), [], 1)))
    # a chain of delegations is not followed: the second designator runs as code, and 0xef is no instruction
    case("delegate of a delegate",
         state_case(PRAGUE, {OTHER: account(1, 0, delegation(HELPER)), HELPER: account(1, 0, delegation(TARGET))}, to=OTHER),
         accepted(100000, success=0))
    case("delegated sender may send", state_case(PRAGUE, {SENDER: account(0, ETHER, delegation(HELPER))}), accepted(21000))
    case("contract sender may not", state_case(PRAGUE, {SENDER: account(0, ETHER, b"\x5b")}), refused(16, "3607"))
    case("delegate to a precompile", state_case(PRAGUE, {OTHER: account(1, 0, delegation(bytes(19) + b"\x02"))}, to=OTHER),
         accepted(21000, output=b""))
    # call(gas, OTHER) from TARGET: 2600 for the account, 2600 for its delegate, then the delegate's code
    call = bytes.fromhex("5f5f5f5f5f73") + OTHER + bytes.fromhex("5af1")
    case("call of a delegated account, cold",
         state_case(PRAGUE, {**state, **{TARGET: account(1, 0, call), OTHER: account(1, 0, delegation(HELPER))}}),
         accepted(21000 + 10 + 3 + 2 + 5200 + 22105))
    for op, want in (("3b", word(23)), ("3f", keccak(delegation(HELPER)))):
        case(f"opcode {op} of a delegated account",
             state_case(PRAGUE, {TARGET: account(1, 0, b"\x73" + OTHER + bytes.fromhex(op) + RETURN_TOP),
                                 OTHER: account(1, 0, delegation(HELPER))}), accepted(21000 + 2616, output=want))


def precompile_cases():
    def call_code(a):  # staticcall(50000, a, 0, 0, 0, 0)
        return bytes.fromhex("5f5f5f5f61") + a.to_bytes(2, "big") + bytes.fromhex("61c350fa") + RETURN_TOP
    # warm from Osaka: 100 + 6900 of gas and an empty answer; before, an account without code, cold
    case("P-256, Osaka", state_case(OSAKA, {TARGET: account(1, 0, call_code(0x100))}), accepted(21000 + 14 + 100 + 6900 + 13))
    case("P-256, Prague", state_case(PRAGUE, {TARGET: account(1, 0, call_code(0x100))}), accepted(21000 + 14 + 2600 + 13))
    case("BLS12-381, Prague", state_case(PRAGUE, {TARGET: account(1, 0, call_code(0x0b))}),
         accepted(21000 + 14 + 100 + 50000 + 13, output=word(0)))
    case("BLS12-381, Cancun", state_case(CANCUN, {TARGET: account(1, 0, call_code(0x0b))}),
         accepted(21000 + 14 + 2600 + 13, output=word(1)))


# ---- blocks ----

STOP = {a: account(1, 0, b"\0") for a in (BEACON, HISTORY, EXITS, MERGES)}


class Chain:
    """A one-block chain on a full pre-state: parent and block headers with every field settable."""

    def __init__(self, exe, fork, state, schedule=None, **parent):
        self.exe, self.fork = exe, fork
        self.config = [1, DEPOSIT, schedule or [[0, fork] + run.SCHEDULE[fork]]]
        self.pre = pre(state={**STOP, **state})
        self.parent = dict(base=1000, excess=0, used=0, gas_used=0, limit=30000000, time=1000, root=bytes(32))
        self.parent.update(parent)
        env = [COINBASE, 1, 1, 1000, bytes(32), 0, 0, [], b""]
        probe = [0, 0, 0, 0, 0, 0, TARGET, 0, b"", [], 0, [], [], SENDER]
        (_, out), = run.batch(exe, [rlp([b"zkevm1", 1, run.config(0), [env, probe, [[], [], []], self.pre, 0]])])
        self.parent["root"] = out[5][0]  # an invalid transaction answers with the pre-state's root

    def header(self, parent_hash, number, p, tx_root=EMPTY_ROOT, receipts=EMPTY_ROOT, bloom=bytes(256), requests=None):
        h = [parent_hash, NO_OMMERS, COINBASE, p["root"], tx_root, receipts, bloom, 0, number, p["limit"], p["gas_used"],
             p["time"], b"", bytes(32), bytes(8), p["base"], EMPTY_ROOT, p["used"], p["excess"], bytes(32)]
        return h + [requests or bytes(32)] if self.fork >= PRAGUE else h

    def input(self, txs=(), **fields):
        p = rlp(self.header(bytes(32), 1, self.parent))
        f = dict(self.parent, time=1012, used=0, gas_used=0)
        target = self.parent["limit"] // 2
        delta = self.parent["base"] * abs(self.parent["gas_used"] - target) // target // 8
        f["base"] += max(delta, 1) if self.parent["gas_used"] > target else -delta
        extra = {k: fields.pop(k) for k in ("tx_root", "receipts", "bloom", "requests") if k in fields}
        f.update(fields)
        h = self.header(keccak(p), 2, f, **extra)
        return rlp([b"zkevm1", 0, self.config, [rlp([h, list(txs), [], []]), [[], [], [p]], self.pre, 1]])

    def settle(self, txs=(), **fields):
        """The answer for a header completed from what a first run computed."""
        (code, out), = run.batch(self.exe, [self.input(txs, **fields)])
        if code != 18:
            return code, out
        r = out[5]
        fields.update(root=r[4], receipts=r[6], bloom=r[8], gas_used=int.from_bytes(r[9], "big"))
        if self.fork >= PRAGUE:
            fields["requests"] = r[13]
        (code, out), = run.batch(self.exe, [self.input(txs, **fields)])
        return code, out


def signed(secret, kind, fields):
    digest = keccak(bytes([kind]) + rlp(fields))
    v, r, s = sign(secret, digest)
    return bytes([kind]) + rlp(fields + [v, r, s])


def one_leaf_root(value):
    """Root of the transaction trie of a single transaction: key rlp(0) = 0x80."""
    return keccak(rlp([b"\x20\x80", value]))


def sha(x):
    import hashlib
    return hashlib.sha256(x).digest()


def blob_fee(excess, fraction):
    i, out, term = 1, 0, fraction
    while term > 0:
        out += term
        term = term * excess // (fraction * i)
        i += 1
    return out // fraction


def blocks(exe):
    fails = []

    def expect(name, got, code, part=""):
        c, out = got
        if c != code or part not in out[4].decode():
            fails.append(f"{name}: exit {c} {out[4] if out else ''}, expected {code} {part}")
        return out

    # requests: a contract that returns 3 bytes, one that returns none
    answer = bytes.fromhex("620102035f526003601df3")
    for fork in (PRAGUE, OSAKA):
        out = expect("requests", Chain(exe, fork, {EXITS: account(1, 0, answer)}).settle(), 0)
        if out[5][13] != sha(sha(b"\x01\x01\x02\x03")):
            fails.append("requests hash")
        out = expect("no requests", Chain(exe, fork, {}).settle(), 0)
        if out[5][13] != sha(b""):
            fails.append("empty requests hash")
        expect("no withdrawal request contract", Chain(exe, fork, {EXITS: account(1, 1)}).settle(), 19, "no withdrawal")
        expect("failing consolidation contract", Chain(exe, fork, {MERGES: account(1, 0, b"\xfe")}).settle(), 19, "failed")
    # EIP-2935 and 4788 pass the parent's hash and the beacon root; a failing one changes nothing
    keep = bytes.fromhex("5f355f55")  # sstore(0, calldataload(0))
    c = Chain(exe, PRAGUE, {HISTORY: account(1, 0, keep), BEACON: account(1, 0, bytes.fromhex("60015f55fe"))})
    out = expect("history", c.settle(), 0)
    changes = {x[0]: x for x in out[5][15]}
    if changes[HISTORY][6] != [[bytes(32), out[5][1]]]:
        fails.append("EIP-2935 got another hash")
    if BEACON in changes and changes[BEACON][6]:
        fails.append("failed beacon root call left storage")
    # deposits: a contract at the deposit address that copies calldata into a DepositEvent log
    topic = keccak(b"DepositEvent(bytes,bytes,bytes,bytes,bytes)")
    log = bytes.fromhex("365f5f37" + "7f") + topic + bytes.fromhex("365fa1")
    parts = [bytes([i + 1]) * n for i, n in enumerate((48, 32, 8, 96, 8))]
    data = b"".join(word(x) for x in (160, 256, 320, 384, 512))
    data += b"".join(word(len(x)) + x + bytes(-len(x) % 32) for x in parts)
    fields = [1, 0, 1, 2000, 200000, DEPOSIT, 0, data, []]
    for name, d, code in (("deposit", data, 0), ("deposit cut short", data[:-32], 17),
                          ("deposit with another offset", word(192) + data[32:], 17)):
        fields[7] = d
        tx = signed(SENDER_KEY, 2, fields)
        c = Chain(exe, PRAGUE, {DEPOSIT: account(1, 0, log)})
        out = expect(name, c.settle([tx], tx_root=one_leaf_root(tx)), code, "" if code == 0 else "deposit")
        if code == 0 and out[5][13] != sha(sha(b"\0" + b"".join(parts))):
            fails.append("deposit requests hash")
    # excess blob gas
    blob = 131072
    for fork, excess, used, base in ((CANCUN, 0, 3, 10), (CANCUN, 5 * blob, 6, 10), (PRAGUE, 5 * blob, 9, 10**9),
                                     (PRAGUE, blob, 4, 10), (OSAKA, 10 * blob, 9, 10**9), (OSAKA, 10 * blob, 2, 10**9),
                                     (OSAKA, 2000 * blob, 9, 10), (OSAKA, 2 * blob, 1, 10**9), (OSAKA, 10 * blob, 9, 15),
                                     (OSAKA, 10 * blob, 9, 17), (OSAKA, 10 * blob, 9, 16)):
        target, top, fraction = run.SCHEDULE[fork]
        total = excess + used * blob
        if total < target * blob:
            want = 0
        elif fork >= OSAKA and 8192 * base > blob * blob_fee(excess, fraction):
            want = excess + used * blob * (top - target) // top
        else:
            want = total - target * blob
        c = Chain(exe, fork, {}, excess=excess, used=used * blob, base=base, gas_used=15000000)
        expect(f"excess {fork} {excess // blob} {used} {base}", c.settle(excess=want), 0)
        expect("wrong excess", c.settle(excess=want + blob), 17, "excess")
    # a blob-parameter-only fork between parent and block: the block's schedule counts
    schedule = [[0, OSAKA, 6, 9, 5007716], [1010, OSAKA, 10, 15, 8346193]]
    c = Chain(exe, OSAKA, {}, schedule, used=9 * blob, base=1)
    expect("blob schedule of the block's time", c.settle(excess=0), 0)
    c = Chain(exe, OSAKA, {}, schedule, used=11 * blob, base=1)
    expect("blob schedule of the block's time", c.settle(excess=blob), 0)
    # header rules
    c = Chain(exe, OSAKA, {})
    expect("time", c.settle(time=1000), 17, "timestamp")
    expect("gas limit up", c.settle(limit=30000000 + 30000000 // 1024), 17, "gas limit")
    expect("gas limit within", c.settle(limit=30000000 + 30000000 // 1024 - 1), 0)
    expect("base fee", c.settle(base=1000), 17, "base fee")
    expect("blob gas above the maximum", c.settle(used=10 * blob), 17, "blob gas")
    expect("blob gas without blobs", c.settle(used=blob), 18, "blob gas")
    wrong = Chain(exe, PRAGUE, {})
    wrong.fork = CANCUN
    expect("a field too few", wrong.settle(), 17, "fields")
    # counts that would wrap sizes on a 32-bit machine
    for part, limit, nodes, codes, headers in (("nodes", 20, 2**22 + 1, 0, 1), ("codes", 20, 0, 2**20 + 1, 1),
                                               ("headers", 15, 0, 0, 257)):
        c = Chain(exe, OSAKA, {})
        d = run.unrlp(c.input())[0]
        body = [d[3][0], [], [], b""]
        inner = [run.head(b"\x80" * nodes, 0xC0), run.head(b"\x80" * codes, 0xC0), rlp([d[3][1][2][0]] * headers)]
        witness = run.head(b"".join(inner), 0xC0)
        payload = run.head(rlp(body[0]) + witness + b"\xc0\x80", 0xC0)
        whole = run.head(rlp(d[0]) + rlp(d[1]) + rlp(d[2]) + payload, 0xC0)
        got, = run.batch(exe, [whole])
        expect(f"too many {part}", got, limit, part)
    # EIP-7934; before Osaka the size does not matter, the transaction is what is wrong
    for fork, code, part in ((OSAKA, 17, "7934"), (PRAGUE, 11, "type unknown")):
        c = Chain(exe, fork, {})
        got, = run.batch(exe, [c.input([b"\x7e" * 8388608])])
        expect("block above 8 MiB", got, code, part)
    return fails


def main():
    exe = sys.argv[1]
    clz_cases()
    calldata_cases()
    limit_cases()
    set_code_cases()
    precompile_cases()
    fails = []
    for (name, _, check), (code, out) in zip(CASES, run.batch(exe, [c[1] for c in CASES])):
        why = check(code, out)
        if why:
            fails.append(f"{name}: {why}")
    fails += blocks(exe)
    for f in fails:
        print("FAIL", f)
    print(f"{len(CASES)} transactions and the block rules: {len(fails)} failed")
    return 1 if fails else 0


if __name__ == "__main__":
    sys.exit(main())
