#!/usr/bin/env python3
"""Feeds the guest from ethereum/tests JSON and witness files, and checks what it answers.

  run.py statetest EXE PATH... [--fork Cancun] [--filter TEXT]
  run.py blocktest EXE PATH... [--filter TEXT]
  run.py txtest    EXE PATH...
  run.py block     EXE FILE...            witness files; EXE may be a command such as "qemu-mips build/mips-portable/evm-guest"
  run.py mutate    EXE FILE... [--count N] [--seed N]   damaged witnesses: refused, or the same answer
  run.py dump      OUT FILE               writes the guest's input for a witness file
  run.py seeds     OUT PATH... [--count N]  seeds for the fuzz targets, from about N of the tests and all witness files

EXE must understand --batch, except for block. Exit code 1 on any failure.
"""
import argparse, gzip, json, os, random, shlex, struct, subprocess, sys, threading

FORKS = {"Cancun": 0, "Prague": 1, "Osaka": 2}
SCHEDULE = {0: [3, 6, 3338477], 1: [6, 9, 5007716], 2: [6, 9, 5007716]}
DEPOSIT = bytes.fromhex("00000000219ab540356cbb839cbe05303d7705fa")
MAINNET = [[1710338135, 0, 3, 6, 3338477], [1746612311, 1, 6, 9, 5007716], [1764798551, 2, 6, 9, 5007716],
           [1765290071, 2, 10, 15, 8346193], [1767747671, 2, 14, 21, 11684671]]
NO_LOGS = "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"


def rlp(x):
    if isinstance(x, int):
        x = x.to_bytes((x.bit_length() + 7) // 8, "big")
    if isinstance(x, (list, tuple)):
        return head(b"".join(map(rlp, x)), 0xC0)
    if len(x) == 1 and x[0] < 0x80:
        return bytes(x)
    return head(bytes(x), 0x80)


def head(b, base):
    n = len(b)
    if n <= 55:
        return bytes([base + n]) + b
    k = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([base + 55 + len(k)]) + k + b


def unrlp(b, i=0):
    """The item at b[i:] and the index after it."""
    t = b[i]
    if t < 0x80:
        return b[i:i + 1], i + 1
    lst, k = t >= 0xC0, t & 0x3F
    if k > 55:
        n = int.from_bytes(b[i + 1:i + 1 + k - 55], "big")
        i += 1 + k - 55
    else:
        n, i = k, i + 1
    if not lst:
        return b[i:i + n], i + n
    out, end = [], i + n
    while i < end:
        x, i = unrlp(b, i)
        out.append(x)
    return out, end


def keccak(data):
    rc, r = [], 1
    for _ in range(24):
        x = 0
        for j in range(7):
            if r & 1:
                x |= 1 << ((1 << j) - 1)
            r = (r << 1) ^ (0x171 if r & 0x80 else 0)
        rc.append(x)
    m = (1 << 64) - 1
    s = [0] * 25
    p = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % 136)
    p[-1] |= 0x80
    for o in range(0, len(p), 136):
        for i in range(17):
            s[i] ^= int.from_bytes(p[o + 8 * i:o + 8 * i + 8], "little")
        for k in rc:
            c = [s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20] for x in range(5)]
            d = [c[(x + 4) % 5] ^ ((c[(x + 1) % 5] << 1 | c[(x + 1) % 5] >> 63) & m) for x in range(5)]
            s = [s[i] ^ d[i % 5] for i in range(25)]
            b = [0] * 25
            x, y, t = 1, 0, s[1]
            b[0] = s[0]
            for n in range(24):
                rot = (n + 1) * (n + 2) // 2 % 64
                b[y + 5 * ((2 * x + 3 * y) % 5)] = (s[x + 5 * y] << rot | s[x + 5 * y] >> (64 - rot)) & m
                x, y = y, (2 * x + 3 * y) % 5
            s = [b[i] ^ (~b[i // 5 * 5 + (i + 1) % 5] & m & b[i // 5 * 5 + (i + 2) % 5]) for i in range(25)]
            s[0] ^= k
    return b"".join(x.to_bytes(8, "little") for x in s[:4])


def trie(items):
    """The root of a Merkle-Patricia trie, and its nodes of 32 bytes and more (the root node at any length)."""
    nodes = []

    def path(nibbles, leaf):
        odd = len(nibbles) & 1
        n = [2 * leaf + odd] + ([] if odd else [0]) + nibbles
        return bytes(16 * a + b for a, b in zip(n[::2], n[1::2]))

    def build(entries, depth):
        """The node of entries that agree in their first nibbles, as what its parent holds: itself or its hash."""
        first = entries[0][0]
        if len(entries) == 1:
            node = [path(first[depth:], 1), entries[0][1]]
        else:
            n = depth
            while all(len(k) > n and k[n] == first[n] for k, _ in entries) and len(first) > n:
                n += 1
            if n > depth:
                node = [path(first[depth:n], 0), build(entries, n)]
            else:
                node = []
                for i in range(16):
                    below = [e for e in entries if len(e[0]) > depth and e[0][depth] == i]
                    node.append(build(below, depth + 1) if below else b"")
                node.append(b"".join(v for k, v in entries if len(k) == depth))
        b = rlp(node)
        if len(b) < 32 and depth:
            return node
        nodes.append(b)
        return keccak(b)

    if not items:
        return keccak(b"\x80"), []
    return build([([n for b in k for n in (b >> 4, b & 15)], v) for k, v in sorted(items.items())], 0), nodes


def num(s):
    s = s.removeprefix("0x:bigint ")
    return int(s, 16) if s not in ("", "0x") else 0


def raw(s):
    s = s[2:] if s.startswith("0x") else s
    return bytes.fromhex("0" + s if len(s) % 2 else s)


def config(fork, chain_id=1):
    return [chain_id, DEPOSIT, [[0, fork] + SCHEDULE[fork]]]


def pre_list(pre):
    return [[raw(a), num(x["nonce"]), num(x["balance"]), raw(x["code"]),
             [[num(k).to_bytes(32, "big"), num(v)] for k, v in x["storage"].items() if num(v)]] for a, x in pre.items()]


HASHES = {}


def test_hash(n):
    if n not in HASHES:
        HASHES[n] = keccak(str(n).encode())
    return HASHES[n]


def batch(exe, inputs):
    """Runs inputs through EXE --batch; yields (exit code, decoded output or None)."""
    p = subprocess.Popen(shlex.split(exe) + ["--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        try:
            for b in inputs:
                p.stdin.write(struct.pack(">I", len(b)) + b)
        except BrokenPipeError:
            pass
        finally:
            p.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    while True:
        h = p.stdout.read(8)
        if len(h) < 8:
            break
        code, n = struct.unpack(">II", h)
        out = p.stdout.read(n)
        yield code, unrlp(out)[0] if out else None
    p.wait()


def single(exe, data):
    p = subprocess.run(shlex.split(exe), input=data, stdout=subprocess.PIPE)
    return p.returncode, unrlp(p.stdout)[0] if p.stdout else None


def files(paths):
    for p in paths:
        if os.path.isfile(p):
            yield p
        for d, _, names in sorted(os.walk(p)):
            for n in sorted(names):
                if n.endswith(".json"):
                    yield os.path.join(d, n)


# ---- state tests ----

def state_cases(paths, forks, text):
    for path in files(paths):
        for name, t in json.load(open(path)).items():
            for fork in forks:
                for i, post in enumerate(t["post"].get(fork, [])):
                    label = f"{path}:{name}:{fork}:{i}"
                    if text and text not in label:
                        continue
                    yield label, FORKS[fork], t, post


def sender_of(secret):
    p, n = 2**256 - 2**32 - 977, 0
    g = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
         0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)

    def add(a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % p == 0:
                return None
            l = 3 * a[0] * a[0] * pow(2 * a[1], -1, p) % p
        else:
            l = (b[1] - a[1]) * pow(b[0] - a[0], -1, p) % p
        x = (l * l - a[0] - b[0]) % p
        return x, (l * (a[0] - x) - a[1]) % p

    k, q = secret, None
    while k:
        if k & 1:
            q = add(q, g)
        g = add(g, g)
        k >>= 1
    return keccak(q[0].to_bytes(32, "big") + q[1].to_bytes(32, "big"))[12:]


def state_input(fork, t, post):
    tx, env, ix = t["transaction"], t["env"], post["indexes"]
    access = []
    if "accessLists" in tx:
        access = tx["accessLists"][ix["data"]] or []
    elif "accessList" in tx:
        access = tx["accessList"]
    auths = tx.get("authorizationList")
    if auths is not None:
        kind = 4
    elif "blobVersionedHashes" in tx:
        kind = 3
    elif "maxFeePerGas" in tx:
        kind = 2
    elif "accessLists" in tx or "accessList" in tx:
        kind = 1
    else:
        kind = 0
    price = num(tx["gasPrice"]) if "gasPrice" in tx else None
    tip = price if price is not None else num(tx["maxPriorityFeePerGas"])
    most = price if price is not None else num(tx["maxFeePerGas"])
    number = num(env["currentNumber"])
    sender = raw(tx["sender"]) if "sender" in tx else sender_of(num(tx["secretKey"]))
    e = [raw(env["currentCoinbase"]), num(env["currentGasLimit"]), number, num(env["currentTimestamp"]),
         num(env.get("currentRandom", "0x0")).to_bytes(32, "big"), num(env["currentBaseFee"]),
         num(env.get("currentExcessBlobGas", "0x0")), [test_hash(number - 1 - i) for i in range(min(number, 256))], b""]
    x = [kind, 1 if kind else 0, num(tx["nonce"]), tip, most, num(tx["gasLimit"][ix["gas"]]), raw(tx["to"]),
         num(tx["value"][ix["value"]]), raw(tx["data"][ix["data"]]),
         [[raw(a["address"]), [num(k).to_bytes(32, "big") for k in a["storageKeys"]]] for a in access],
         num(tx.get("maxFeePerBlobGas", "0x0")) if kind == 3 else 0,
         [raw(h) for h in tx.get("blobVersionedHashes", [])] if kind == 3 else [],
         [[num(a["chainId"]), raw(a["address"]), num(a["nonce"]), num(a.get("yParity", a.get("v"))), num(a["r"]),
           num(a["s"])] for a in auths or []], sender]
    return rlp([b"zkevm1", 1, config(fork), [e, x, [[], [], []], pre_list(t["pre"]), 0]])


def statetest(a):
    labels = []

    def inputs():
        for label, fork, t, post in state_cases(a.paths, a.fork.split(","), a.filter):
            try:
                data = state_input(fork, t, post)
            except OverflowError:  # a field that no transaction can carry
                data = b""
            labels.append((label, post))
            yield data

    done = bad = 0
    for code, out in batch(a.exe, inputs()):
        label, post = labels[done]
        done += 1
        want_fail = "expectException" in post
        why = None
        if code not in (0, 16) and not (want_fail and code == 10):
            why = f"exit {code} {out[4] if out else ''}"
        elif want_fail != (code != 0):
            why = f"exit {code} {out[4]}, expected {post.get('expectException', 'success')}"
        elif code != 10:
            root, logs = out[5][0].hex(), out[5][1].hex()
            if "0x" + root != post["hash"]:
                why = f"root {root}, expected {post['hash']}"
            elif "0x" + logs != post["logs"]:
                why = f"logs {logs}, expected {post['logs']}"
        if why:
            bad += 1
            print(f"FAIL {label}: {why}")
    missing = len(labels) - done
    print(f"{done - bad} passed, {bad + missing} failed")
    return bad or missing


# ---- blocks ----

def apply(state, changes):
    s = {k: dict(v, storage=dict(v["storage"])) for k, v in state.items()}
    for addr, exists, nonce, balance, _, code, slots in changes:
        a = "0x" + addr.hex()
        if not exists:
            s.pop(a, None)
            continue
        x = s.setdefault(a, {"nonce": "0x", "balance": "0x", "code": "0x", "storage": {}})
        x["nonce"], x["balance"] = "0x" + nonce.hex(), "0x" + balance.hex()
        if code:
            x["code"] = "0x" + code.hex()
        for k, v in slots:
            if v:
                x["storage"]["0x" + k.hex()] = "0x" + v.hex()
            else:
                x["storage"].pop("0x" + k.hex(), None)
    return s


def norm(state):
    return {a: (num(x["nonce"]), num(x["balance"]), raw(x["code"]),
                {num(k): num(v) for k, v in x["storage"].items() if num(v)}) for a, x in state.items()}


def first_header(block):
    """The RLP of the first item of a list."""
    t = block[0]
    i = 1 + (t - 0xF7 if t > 0xF7 else 0)
    _, j = unrlp(block, i)
    return block[i:j]


def blocktest(a):
    done = bad = skipped = 0
    for path in files(a.paths):
        for name, t in json.load(open(path)).items():
            if a.filter and a.filter not in name:
                continue
            if t["network"] not in FORKS:
                skipped += 1
                continue
            fork = FORKS[t["network"]]
            pre = {k.lower(): v for k, v in t["pre"].items()}
            genesis = first_header(raw(t["genesisRLP"]))
            # block hash: state after it, its chain of headers
            known = {keccak(genesis): (norm_keys(pre), [genesis])}
            why = None
            for i, b in enumerate(t["blocks"]):
                block = raw(b["rlp"])
                try:
                    h = first_header(block)
                    parent = known.get(unrlp(h)[0][0])
                except Exception:
                    h, parent = b"", None
                want_fail = any(k.startswith("expectException") for k in b)
                if parent is None:
                    if want_fail:
                        continue
                    why = f"block {i}: parent unknown"
                    break
                data = rlp([b"zkevm1", 0, config(fork),
                            [block, [[], [], parent[1][-256:]], pre_list(parent[0]), 1]])
                (code, out), = batch(a.exe, [data])
                if want_fail != (code != 0):
                    why = f"block {i}: exit {code} {out[4] if out else ''}, expected {b.get('expectException', 'success')}"
                    break
                if code > 21 or code in (10, 12, 14, 20):
                    why = f"block {i}: exit {code} {out[4] if out else ''}"
                    break
                if code == 0:
                    known[out[5][2]] = (apply(parent[0], out[5][15]), parent[1] + [h])
            if not why and "postState" in t:
                head = known.get(raw(t["lastblockhash"]))
                if head is None:
                    why = "last block not among the valid ones"
                elif norm(head[0]) != norm({k.lower(): v for k, v in t["postState"].items()}):
                    why = "post state differs"
            done += 1
            if why:
                bad += 1
                print(f"FAIL {path}:{name}: {why}")
    print(f"{done - bad} passed, {bad} failed, {skipped} skipped (other forks)")
    return bad


def norm_keys(s):
    return {a: dict(x, storage={"0x" + num(k).to_bytes(32, "big").hex(): v for k, v in x["storage"].items()})
            for a, x in s.items()}


def witness_input(path, flags=0):
    d = json.load(gzip.open(path) if path.endswith(".gz") else open(path))
    w = d["witness"]
    return rlp([b"zkevm1", 0, [int(str(d["chainId"]), 0), DEPOSIT, MAINNET],
                [raw(d["blockRlp"]), [[raw(x) for x in w["state"]], [raw(x) for x in w["codes"]],
                                      [raw(x) for x in w["headers"]]], [], flags]])


def block(a):
    names = ["number", "parentHash", "blockHash", "preStateRoot", "stateRoot", "transactionsRoot", "receiptsRoot",
             "withdrawalsRoot", "logsBloom", "gasUsed", "blobGasUsed", "excessBlobGas", "baseFee", "requestsHash",
             "transactions", "changes"]
    bad = 0
    for path in a.paths:
        code, out = single(a.exe, witness_input(path))
        print(f"{path}: exit {code} {out[4].decode() if out else 'without output'}")
        bad += code != 0
        if out:
            for n, v in zip(names, out[5]):
                if n not in ("changes", "logsBloom"):
                    print(f"  {n} {v.hex() if len(v) > 8 else int.from_bytes(v, 'big')}")
    return bad


def damage(items, rng):
    """A copy of a list of byte strings with one change."""
    out = list(items)
    i = rng.randrange(len(out))
    b = bytearray(out[i])
    kind = rng.randrange(6)
    if kind == 0:
        del out[i]
        return out
    if kind == 1:
        b = b[:rng.randrange(len(b))]
    elif kind == 2:
        b[rng.randrange(len(b))] ^= 1 << rng.randrange(8)
    elif kind == 3:
        b += bytes([rng.randrange(256)])
    elif kind == 4:
        b = bytearray(out[rng.randrange(len(out))])
    else:
        at = rng.randrange(len(b))
        b[at:at + 32] = bytes(rng.randrange(256) for _ in range(min(32, len(b) - at)))
    out[i] = bytes(b)
    return out


def mutate(a):
    rng = random.Random(a.seed)
    bad = 0
    for path in a.paths:
        d = unrlp(witness_input(path))[0]
        _, want = next(batch(a.exe, [rlp(d)]))
        refused = harmless = 0

        def inputs():
            for _ in range(a.count):
                blk, w, pre, flags = d[3]
                w = list(w)
                k = rng.choices([0, 1, 2], [8, 3, 1])[0]
                w[k] = damage(w[k], rng)
                yield rlp([d[0], d[1], d[2], [blk, w, pre, flags]])

        for code, out in batch(a.exe, inputs()):
            if code in (12, 13, 14, 15, 17):
                refused += 1
            elif code == 0 and out == want:
                harmless += 1
            else:
                bad += 1
                print(f"FAIL {path}: exit {code} {out[4] if out else ''}")
        bad += a.count - refused - harmless
        print(f"{path}: {refused} refused, {harmless} without effect (not needed, or given twice)")
    print(f"{bad} failed")
    return bad


def txtest(a):
    done = bad = 0
    cases = [(p, n, t, f) for p in files(a.paths) for n, t in json.load(open(p)).items() for f in a.fork.split(",")
             if f in t["result"]]
    inputs = [rlp([b"zkevm1", 2, config(FORKS[f]), [raw(t["txbytes"]), 0]]) for _, _, t, f in cases]
    for (path, name, t, f), (code, out) in zip(cases, batch(a.exe, inputs)):
        want = t["result"][f]
        done += 1
        why = None
        if "exception" in want:
            if code not in (11, 16):
                why = f"exit {code}, expected {want['exception']}"
        elif code != 0:
            why = f"exit {code} {out[4]}"
        elif (out[5][0], out[5][1], int.from_bytes(out[5][2], "big")) != (raw(want["hash"]), raw(want["sender"]),
                                                                         num(want["intrinsicGas"])):
            why = f"got {[x.hex() for x in out[5]]}, expected {want}"
        if why:
            bad += 1
            print(f"FAIL {path}:{name}:{f}: {why}")
    print(f"{done - bad} passed, {bad + len(cases) - done} failed")
    return bad or len(cases) - done


def dump(a):
    open(a.exe, "wb").write(witness_input(a.paths[0]))
    return 0


SEED_MAX = 16384  # bytes


def seeds(a):
    made = {}

    def add(target, data):
        if len(data) <= SEED_MAX:
            made.setdefault(target, set()).add(bytes(data))

    def add_block(block):
        add("rlp", block)
        for tx in unrlp(block)[0][1]:
            add_tx(tx if isinstance(tx, bytes) else rlp(tx))

    def add_tx(tx):
        for fork in FORKS.values():
            add("tx", bytes([fork]) + tx)
            add("block", rlp([b"zkevm1", 2, config(fork), [tx, 0]]))

    def add_trie(nodes):
        for i in range(0, min(len(nodes), 40), 4):
            part = nodes[i:i + 4]
            add("trie", bytes([1, 1, len(part) - 1]) + b"".join(struct.pack(">H", len(x)) + x for x in part) + program(i))

    def program(seed):
        """Puts, deletes, reads and hashes of the trie target."""
        rng, out = random.Random(seed), b""
        for _ in range(60):
            n = rng.choice([1, 2, 20, 33, 39])
            kind = rng.choice([0, 1, 2, 3])
            out += bytes([kind << 6 | rng.randrange(64), n]) + (rng.randbytes(n) if kind < 2 else b"")
        return out

    for i in range(20):
        add("trie", bytes([0, i & 1]) + program(i))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fuzz", "range.seed"), "rb") as f:
        add("block", f.read())
    names = list(files(a.paths))
    single = [n for n in names if n in a.paths]
    rest = [n for n in names if n not in a.paths]
    for path in single + rest[::max(1, len(rest) // a.count)]:
        d = json.load(gzip.open(path) if path.endswith(".gz") else open(path))
        if "blockRlp" in d:
            add("block", witness_input(path))
            add_block(raw(d["blockRlp"]))
            add_trie([raw(x) for x in d["witness"]["state"]])
            continue
        for t in list(d.values())[:2]:
            try:
                if "post" in t:
                    for fork in FORKS:
                        for post in t["post"].get(fork, [])[:2]:
                            add("block", state_input(FORKS[fork], t, post))
                elif "blocks" in t and t["network"] in FORKS:
                    block, genesis = raw(t["blocks"][0]["rlp"]), first_header(raw(t["genesisRLP"]))
                    add("block", rlp([b"zkevm1", 0, config(FORKS[t["network"]]),
                                      [block, [[], [], [genesis]], pre_list(t["pre"]), 1]]))
                    add_block(block)
                elif "txbytes" in t:
                    add_tx(raw(t["txbytes"]))
                    add("rlp", raw(t["txbytes"]))
            except (OverflowError, IndexError, TypeError):
                pass  # what no transaction or no RLP can carry
    for target, data in made.items():
        folder = os.path.join(a.exe, target)
        os.makedirs(folder, exist_ok=True)
        for i, x in enumerate(sorted(data)):
            open(os.path.join(folder, f"seed-{i}"), "wb").write(x)
        print(f"{target}: {len(data)} seeds")
    return 0


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("command", choices=["statetest", "blocktest", "txtest", "block", "mutate", "dump", "seeds"])
    p.add_argument("exe")
    p.add_argument("paths", nargs="+")
    p.add_argument("--fork", default="Cancun")
    p.add_argument("--filter", default="")
    p.add_argument("--count", type=int, default=100)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    sys.exit(1 if globals()[args.command](args) else 0)
