#!/usr/bin/env python3
"""A second verifier, written from docs/protocol.md; section numbers are its.

    python3 verify.py MACHINE KEY PROOF      (proof: a run proof, or a proof file with its key in front)

MACHINE and KEY as in section 11. Prints the statement, or the first rule that is broken (exit code 1).
It needs nothing but Python; a small run takes about a minute. It is a check of the specification, not a product.
"""
import math
import os
import re
import struct
import sys

P = 2**31 - 2**24 + 1


class Reject(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Reject(what)


# 1. Fields -----------------------------------------------------------------------------------------------------------
def root_of_unity(k):
    return pow(3, 127 << (24 - k), P)


ZERO, ONE = (0, 0, 0, 0, 0), (1, 0, 0, 0, 0)


def add(a, b):
    return tuple((x + y) % P for x, y in zip(a, b))


def sub(a, b):
    return tuple((x - y) % P for x, y in zip(a, b))


def scale(a, s):
    return tuple(x * s % P for x in a)


def mul(a, b):
    d = [0] * 9
    for i in range(5):
        if a[i]:
            for j in range(5):
                d[i + j] += a[i] * b[j]
    for k in range(8, 4, -1):  # X^k = X^(k-5) - X^(k-3)
        d[k - 5] += d[k]
        d[k - 3] -= d[k]
    return tuple(x % P for x in d[:5])


def base(x):
    return (x % P, 0, 0, 0, 0)


# 2. Hash -------------------------------------------------------------------------------------------------------------
def load_constants():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/Core/Hash/Poseidon2Constants.cs")
    text = open(path, encoding="utf-8").read()
    arrays = {}
    for name in ("ExternalInitial", "ExternalFinal", "Internal"):
        body = re.search(r"ReadOnlySpan<uint> " + name + r" =>\s*\[(.*?)\]", text, re.S).group(1)
        body = re.sub(r"//.*", "", body)
        arrays[name] = [int(x.rstrip("uU"), 0) for x in re.findall(r"0x[0-9a-fA-F]+u?|\d+u?", body)]
    need(len(arrays["ExternalInitial"]) == 64 and len(arrays["ExternalFinal"]) == 64 and len(arrays["Internal"]) == 20, "constants")
    return arrays["ExternalInitial"], arrays["ExternalFinal"], arrays["Internal"]


INITIAL, FINAL, INTERNAL = load_constants()
HALF = pow(2, P - 2, P)
V = [-2, 1, 2, HALF, 3, 4, -HALF, -3, -4, pow(HALF, 8, P), pow(HALF, 3, P), pow(HALF, 24, P), -pow(HALF, 8, P), -pow(HALF, 3, P), -pow(HALF, 4, P), -pow(HALF, 24, P)]


def external(s):
    t = [0] * 16
    for i in (0, 4, 8, 12):
        a, b, c, d = s[i:i + 4]
        t[i:i + 4] = (2 * a + 3 * b + c + d, a + 2 * b + 3 * c + d, a + b + 2 * c + 3 * d, 3 * a + b + c + 2 * d)
    sums = [t[i] + t[i + 4] + t[i + 8] + t[i + 12] for i in range(4)]
    return [(t[i] + sums[i & 3]) % P for i in range(16)]


def permute(s):
    s = external(s)
    for r in range(0, 64, 16):
        s = external([pow(x + k, 3, P) for x, k in zip(s, INITIAL[r:r + 16])])
    for k in INTERNAL:
        s[0] = pow(s[0] + k, 3, P)
        total = sum(s)
        s = [(total + v * x) % P for v, x in zip(V, s)]
    for r in range(0, 64, 16):
        s = external([pow(x + k, 3, P) for x, k in zip(s, FINAL[r:r + 16])])
    return s


def hash_elements(e):
    s = [0] * 16
    s[8] = len(e) % P
    for i in range(0, max(1, len(e)), 8):
        block = list(e[i:i + 8])
        s = permute(block + [0] * (8 - len(block)) + s[8:])
    return tuple(s[:8])


def compress(l, r):
    s = permute(list(l) + list(r))
    return tuple((s[i] + l[i]) % P for i in range(8))


# 3. Transcript -------------------------------------------------------------------------------------------------------
class Transcript:
    def __init__(self, domain):
        self.state, self.buffer, self.outputs = [0] * 16, [], 0
        self.observe([len(domain)] + [ord(c) for c in domain])

    def run(self):
        n = len(self.buffer)
        self.state[:n] = self.buffer
        self.state[8] = (self.state[8] + n) % P
        self.state = permute(self.state)
        self.buffer, self.outputs = [], 8

    def observe(self, elements):
        for e in elements:
            self.buffer.append(e)
            self.outputs = 0
            if len(self.buffer) == 8:
                self.run()

    def element(self):
        if self.buffer or self.outputs == 0:
            self.run()
        self.outputs -= 1
        return self.state[self.outputs]

    def sample(self):
        return tuple(self.element() for _ in range(5))

    def bits(self, b):
        return self.element() & ((1 << b) - 1)

    def grind(self, nonce, b, what):
        if b == 0:
            need(nonce == 0, what)
            return
        self.observe([nonce])
        need(self.bits(b) == 0, what)


# 4. Multilinear polynomials ------------------------------------------------------------------------------------------
def eq(a, b):
    r = ONE
    for x, y in zip(a, b):
        r = mul(r, add(mul(x, y), mul(sub(ONE, x), sub(ONE, y))))
    return r


def bits_of(value, count):
    return [base(value >> (count - 1 - i) & 1) for i in range(count)]


def eq_table(point):
    t = [ONE]
    for x in point:
        t = [v for e in t for v in (mul(e, sub(ONE, x)), mul(e, x))]
    return t


def horner(c, x):
    r = ZERO
    for k in reversed(c):
        r = add(mul(r, x), k)
    return r


def weighted_round(t, message, z, claim):
    rest = ZERO
    for c in message:
        t.observe(c)
        rest = add(rest, c)
    r = t.sample()
    return r, horner([sub(claim, mul(z, rest))] + message, r)


def plain_round(t, message, claim):
    c0, c2 = message
    t.observe(c0)
    t.observe(c2)
    r = t.sample()
    return r, horner([c0, sub(sub(claim, scale(c0, 2)), c2), c2], r)


def pow_mle(x, point):
    r = ONE
    for v in reversed(point):
        r = mul(r, add(sub(ONE, v), scale(v, x)))
        x = x * x % P
    return r


# 10 and 11. Files ----------------------------------------------------------------------------------------------------
class Words:
    def __init__(self, data):
        need(len(data) % 4 == 0, "length")
        self.w, self.i = struct.unpack("<%dI" % (len(data) // 4), data), 0

    def word(self):
        need(self.i < len(self.w), "truncated")
        self.i += 1
        return self.w[self.i - 1]

    def element(self):
        v = self.word()
        need(v < P, "element not canonical")
        return v

    def elements(self, n):
        need(n <= len(self.w) - self.i, "truncated")
        return [self.element() for _ in range(n)]

    def digest(self):
        return tuple(self.elements(8))

    def ext(self):
        return tuple(self.elements(5))

    def exts(self, n):
        need(5 * n <= len(self.w) - self.i, "truncated")
        return [self.ext() for _ in range(n)]

    def expect(self, *values):
        for v in values:
            need(self.word() == v, "header")

    def end(self):
        need(self.i == len(self.w), "surplus bytes")


MAGIC = 0x50464B5A
MAIN, BOUNDARY, PREPROCESSED, VIRTUAL = range(4)
OPTIONAL, EVERY, LAST = range(3)


class Table:
    def __init__(self, w):
        self.name = w.text()
        self.presence, fixed = w.word(), w.word()
        self.fixed = fixed - 1 if fixed else None
        self.columns = [tuple(w.word() for _ in range(5)) for _ in range(w.word())]
        self.nodes = [tuple(w.word() for _ in range(3)) for _ in range(w.word())]
        self.constraints = [w.word() for _ in range(w.word())]
        self.interactions = [(w.word(), w.word(), w.word(), [w.word() for _ in range(w.word())]) for _ in range(w.word())]

    def count(self, kind):
        return sum(c[0] == kind for c in self.columns)

    def evaluate(self, columns, publics):
        v = []
        for kind, a, b in self.nodes:
            v.append(base(a) if kind == 0 else columns[a] if kind == 1 else base(publics[a]) if kind == 2
                     else add(v[a], v[b]) if kind == 3 else sub(v[a], v[b]) if kind == 4 else mul(v[a], v[b]))
        return v


class Machine:
    def __init__(self, data):
        w = Words(data)
        w.expect(MAGIC, 0x4843414D, 1)
        self.digest = hash_elements(w.w[3:])
        w.text = lambda: bytes(w.word() for _ in range(w.word())).decode()
        self.name, self.publics = w.text(), w.word()
        self.tables = [Table(w) for _ in range(w.word())]
        self.messages = Table(w)
        w.end()


class Key:
    def __init__(self, data):
        w = Words(data)
        w.expect(MAGIC, 0x59454B56)
        self.digest = hash_elements(w.w[2:])
        w.expect(1)
        self.machine, self.h, self.pc, self.npc = w.digest(), w.word(), w.element(), w.element()
        self.fragments = [(w.word(), w.word()) for _ in range(w.word())]
        self.root = w.digest()
        self.messages = [(w.word(), w.element(), w.elements(w.word())) for _ in range(w.word())]
        w.end()


# 5. Layout -----------------------------------------------------------------------------------------------------------
def ceil_log2(n):
    return (n - 1).bit_length()


class Layout:
    def __init__(self, machine, key, shape, last):
        h = self.h = key.h
        need(8 <= h <= 23, "h")
        for t, heights in enumerate(shape):
            table = machine.tables[t]
            need(len(heights) <= 64 and all(8 <= n <= h for n in heights) and heights == sorted(heights, reverse=True), "heights of " + table.name)
            wanted = None
            if table.presence == LAST and not last:
                wanted = []
            elif table.count(PREPROCESSED):
                wanted = [n for i, n in key.fragments if i == t]
            elif table.fixed is not None:
                wanted = [table.fixed]
            need(wanted is None or heights == wanted, "presence of " + table.name)
        order = sorted((-n, t, i) for t, heights in enumerate(shape) for i, n in enumerate(heights))
        need(order, "no fragment")
        self.fragments = [(t, i, -n) for n, t, i in order]
        cells, self.slots = [0, 0, 0], {}
        for t, i, n in self.fragments:
            for c, column in enumerate(machine.tables[t].columns):
                if column[0] in (MAIN, BOUNDARY):
                    self.slots[t, i, c] = (column[0], cells[column[0]])
                    cells[column[0]] += 1 << n
        seen = {}
        for t, n in key.fragments:
            i = seen.get(t, 0)
            seen[t] = i + 1
            for c, column in enumerate(machine.tables[t].columns):
                if column[0] == PREPROCESSED:
                    self.slots[t, i, c] = (PREPROCESSED, cells[PREPROCESSED])
                    cells[PREPROCESSED] += 1 << n
        self.widths = [(x + (1 << h) - 1) >> h for x in cells]
        self.width = sum(self.widths)
        need(self.widths[MAIN] and self.width <= 1 << 14, "width")
        self.w = ceil_log2(self.width)
        leaves, self.leaves = [0, 0], {}
        for t, i, n in self.fragments:
            for j, x in enumerate(machine.tables[t].interactions):
                self.leaves[t, i, j] = leaves[x[1]]
                leaves[x[1]] += 1 << n
        need(max(leaves) <= 1 << 30, "leaves")
        self.local, self.glob = leaves
        self.m = 1 + ceil_log2(max(leaves))
        for (t, i, j) in self.leaves:
            if machine.tables[t].interactions[j][1] == 1:
                self.leaves[t, i, j] += 1 << (self.m - 1)
        self.n = self.fragments[0][2]
        self.evaluations = [(t, i, n, c) for t, i, n in self.fragments for c, x in enumerate(machine.tables[t].columns) if x[0] != VIRTUAL]
        self.rounds, n, rate = [], h, 1
        while n > 10:
            self.rounds.append((n, rate))
            n, rate = n - 3, rate + 1
        self.final = (n, rate)

    def boundary_fragments(self, machine):
        return [(t, n) for t, i, n in self.fragments if machine.tables[t].count(BOUNDARY)]


def grinding(messages):
    g = 0
    while messages > 128750250 << g:
        g += 1
    return g


def query_grinding(rate):
    return 20 if rate == 1 else 16


def queries(rate):
    return math.ceil((128 - query_grinding(rate)) / -math.log2((1 + 2.0 ** -rate) / 2))


class Shard:
    def __init__(self, w, machine, key, last):
        shape = []
        for _ in machine.tables:
            n = w.word()
            need(n <= 64, "fragments")
            shape.append([w.word() for _ in range(n)])
        self.shape, l = shape, Layout(machine, key, shape, last)
        self.layout = l
        self.publics = w.elements(machine.publics)
        self.boundary, self.main, self.nonce = w.digest(), w.digest(), w.element()
        self.output = w.exts(4)
        self.layers = [([w.exts(2) for _ in range(k)], w.exts(4)) for k in range(1, l.m)]
        self.zerocheck = [w.exts(3) for _ in range(l.n)]
        self.evaluations = w.exts(len(l.evaluations))
        self.initial = [w.exts(2) for _ in range(l.w)]
        self.rounds = []
        for i, (n, rate) in enumerate(l.rounds):
            root, nonce = w.digest(), w.element()
            openings = self.openings(w, i, queries(rate))
            self.rounds.append((root, nonce, openings, [w.exts(2) for _ in range(3)]))
        self.final = w.exts(1 << l.final[0])
        self.final_nonce = w.element()
        self.final_openings = self.openings(w, len(l.rounds), queries(l.final[1]))
        self.final_sumcheck = [w.exts(2) for _ in range(l.final[0])]

    def openings(self, w, round_, count):
        result = []
        for width in ([x for x in self.layout.widths if x] if round_ == 0 else [40]):
            elements, digests = w.word(), w.word()
            need(elements % width == 0 and 0 < elements <= count * width, "rows opened")
            rows = w.elements(elements)
            result.append(([rows[i:i + width] for i in range(0, elements, width)], [w.digest() for _ in range(digests)]))
        return result


# 6. Openings ---------------------------------------------------------------------------------------------------------
def open_rows(root, depth, indices, opening):
    rows, siblings = opening
    nodes = sorted(set(indices))
    need(len(rows) == len(nodes), "number of rows")
    table = dict(zip(nodes, rows))
    known = {i: hash_elements(r) for i, r in table.items()}
    next_ = iter(siblings)
    used = 0
    for _ in range(depth):
        parents = {}
        for i in sorted(known):
            if i >> 1 in parents:
                continue
            if i ^ 1 in known:
                other = known[i ^ 1]
            else:
                other = next(next_, None)
                need(other is not None, "number of siblings")
                used += 1
            parents[i >> 1] = compress(known[i], other) if i & 1 == 0 else compress(other, known[i])
        known = parents
    need(used == len(siblings), "number of siblings")
    need(known[0] == root, "root")
    return [table[i] for i in indices]


def domain_point(index, log):
    rev = int(format(index, "0%db" % log)[::-1], 2)
    return pow(root_of_unity(log), rev, P)


# 8. One shard --------------------------------------------------------------------------------------------------------
def verify_shard(machine, key, s, gamma):
    l, pv = s.layout, s.publics
    gamma_g, alpha_g, seed = gamma
    t = Transcript("zkfp shard v1")
    # 1
    t.observe(key.digest)
    t.observe([len(pv)] + pv)
    for heights in s.shape:
        t.observe([len(heights)] + heights)
    t.observe(seed)
    # 2
    need(l.widths[BOUNDARY] or s.boundary == (0,) * 8, "boundary root")
    t.observe(s.boundary)
    t.observe(s.main)
    # 3
    t.grind(s.nonce, grinding(l.local + len(machine.messages.interactions)), "fingerprint nonce")
    gammas, alphas = [t.sample(), gamma_g], [[t.sample() for _ in range(12)], alpha_g]

    def fingerprint(x, nodes):
        tag, scope, _, fields = x
        r = add(gammas[scope], scale(alphas[scope][0], tag))
        for k, f in enumerate(fields):
            r = add(r, mul(alphas[scope][k + 1], nodes[f]))
        return r

    # 4
    n0, d0, n1, d1 = s.output
    for v in s.output:
        t.observe(v)
    need(d0 != ZERO and d1 != ZERO, "zero denominator")
    total = (n1, d1)
    a, b = n0, d0
    nodes = machine.messages.evaluate([], pv)
    for x in machine.messages.interactions:
        f = fingerprint(x, nodes)
        need(f != ZERO, "zero denominator")
        a, b = add(mul(a, f), mul(nodes[x[2]], b)), mul(b, f)
    need(a == ZERO, "local sum")
    mu = t.sample()
    z, n, d = [mu], add(n0, mul(mu, sub(n1, n0))), add(d0, mul(mu, sub(d1, d0)))
    for k in range(1, l.m):
        rounds, (n0, n1, d0, d1) = s.layers[k - 1]
        lam = t.sample()
        claim, r = add(n, mul(lam, d)), []
        for i in range(k):
            x, claim = weighted_round(t, rounds[i], z[i], claim)
            r.append(x)
        for v in (n0, n1, d0, d1):
            t.observe(v)
        need(claim == add(add(mul(n0, d1), mul(n1, d0)), mul(lam, mul(d0, d1))), "GKR layer %d" % k)
        mu = t.sample()
        z, n, d = r + [mu], add(n0, mul(mu, sub(n1, n0))), add(d0, mul(mu, sub(d1, d0)))
    zeta = z
    # 5
    beta = t.sample()
    e = {}
    for ti, i, height in l.fragments:
        for j in range(len(machine.tables[ti].interactions)):
            prefix = l.m - height
            e[ti, i, j] = eq(zeta[:prefix], bits_of(l.leaves[ti, i, j] >> height, prefix))
    padding = ONE
    for v in e.values():
        padding = sub(padding, v)
    claim, r = add(n, mul(beta, sub(d, padding))), []
    for i in range(l.n):
        x, claim = weighted_round(t, s.zerocheck[i], zeta[l.m - l.n + i], claim)
        r.append(x)
    # 6
    for v in s.evaluations:
        t.observe(v)
    values, got, power = iter(s.evaluations), ZERO, mul(beta, beta)
    for ti, i, height in l.fragments:
        table, point, columns = machine.tables[ti], r[l.n - height:], []
        for kind, virtual, shift, shift2, count in table.columns:
            if kind != VIRTUAL:
                columns.append(next(values))
                continue
            v = ZERO
            for k in range(count):
                bit = point[height - 1 - shift - k]
                if virtual == 2:
                    bit = mul(bit, point[height - 1 - shift2 - k])
                v = add(v, scale(bit, 1 << k))
            columns.append(v)
        nodes = table.evaluate(columns, pv)
        for j, x in enumerate(table.interactions):
            got = add(got, mul(e[ti, i, j], add(nodes[x[2]], mul(beta, fingerprint(x, nodes)))))
        for c in table.constraints:
            got = add(got, mul(power, nodes[c]))
            power = mul(power, beta)
    need(got == claim, "constraints")
    # 7
    tau = t.sample()
    claim = horner(s.evaluations, tau)
    point = []
    for message in s.initial:
        x, claim = plain_round(t, message, claim)
        point.append(x)
    fold, root, weights = point[:], None, []

    def rows_at(round_, indices, openings, log):
        if round_:
            rows = open_rows(root, log, indices, openings[0])
            cells = [[tuple(row[5 * c:5 * c + 5]) for c in range(8)] for row in rows]
        else:
            roots, parts = [s.main, s.boundary, key.root], []
            for width, r_ in zip(l.widths, roots):
                if width:
                    parts.append(open_rows(r_, log, indices, openings[len(parts)]))
            cells = [[base(x) for part in parts for x in part[q]] for q in range(len(indices))]
        table = eq_table(fold)
        result = []
        for row in cells:
            y = ZERO
            for c, x in enumerate(row):
                y = add(y, mul(table[c], x))
            result.append(y)
        return result

    for i, (n, rate) in enumerate(l.rounds):
        next_root, nonce, openings, sumcheck = s.rounds[i]
        t.observe(next_root)
        t.grind(nonce, query_grinding(rate), "query nonce")
        indices = [t.bits(n + rate) for _ in range(queries(rate))]
        ys = rows_at(i, indices, openings, n + rate)
        xi = t.sample()
        claim = add(claim, mul(xi, horner(ys, xi)))
        weights.append((n, xi, [domain_point(q, n + rate) for q in indices]))
        fold = []
        for message in sumcheck:
            x, claim = plain_round(t, message, claim)
            fold.append(x)
        point += fold
        root = next_root
    n, rate = l.final
    for v in s.final:
        t.observe(v)
    t.grind(s.final_nonce, query_grinding(rate), "final nonce")
    indices = [t.bits(n + rate) for _ in range(queries(rate))]
    for q, y in zip(indices, rows_at(len(l.rounds), indices, s.final_openings, n + rate)):
        x, v = domain_point(q, n + rate), ZERO
        for c in reversed(s.final):
            v = add(scale(v, x), c)
        need(v == y, "final query")
    for message in s.final_sumcheck:
        x, claim = plain_round(t, message, claim)
        point.append(x)
    weight, power = ZERO, ONE
    for ti, i, height, c in l.evaluations:
        kind, cell = l.slots[ti, i, c]
        cell += sum(l.widths[:kind]) << l.h
        prefix = l.w + l.h - height
        v = mul(eq(bits_of(cell >> height, prefix), point[:prefix]), eq(r[l.n - height:], point[prefix:]))
        weight, power = add(weight, mul(power, v)), mul(power, tau)
    for n_, xi, xs in weights:
        power = xi
        for x in xs:
            weight, power = add(weight, mul(power, pow_mle(x, point[len(point) - n_:]))), mul(power, xi)
    f = ZERO
    for c, v in zip(eq_table(point[len(point) - n:]), s.final):
        f = add(f, mul(c, v))
    need(claim == mul(weight, f), "last claim")
    return total


# 9. A run ------------------------------------------------------------------------------------------------------------
def verify(machine, key, data):
    need(key.machine == machine.digest, "key is for another machine")
    w = Words(data)
    if len(w.w) > 3 and w.w[1] == 0x454C4946:  # a proof file: skip the key in front
        w = Words(data[16 + w.w[3]:])
    w.expect(MAGIC, 0x204E5552, 1)
    need(w.digest() == key.digest, "proof is for another key")
    count, nonce = w.word(), w.element()
    need(1 <= count < 1 << 16, "number of shards")
    shards = [Shard(w, machine, key, i + 1 == count) for i in range(count)]
    w.end()
    # 1-3
    state, halted, outcome, words = (key.pc, key.npc), False, None, [None] * 8
    for i, s in enumerate(shards):
        v = s.publics
        need(v[0] == i + 1 and 4 <= v[5] < 1 << 24 and v[5] % 4 == 0 and v[6] < 2 and max(v[7:9]) < 1 << 16, "public values")
        need((v[1], v[2]) == state, "chain")
        need(not halted or (v[3:6] == [0, 0, 4] and not v[6]), "after the halt")
        need(v[6] or v[7] == v[8] == 0, "outcome without halt")
        if v[6]:
            need(v[3] == v[4] == 0, "halted state")
            halted, outcome = True, v[7] | v[8] << 16
        for k in range(8):
            flag, low, high = v[9 + 3 * k:12 + 3 * k]
            need(flag < 2 and low < 1 << 16 and high < 1 << 16 and (flag or low == high == 0), "commit")
            if flag:
                need(words[k] is None, "second commit")
                words[k] = low | high << 16
        state = (v[3], v[4])
    need(halted, "no halt")
    # 4 (section 7)
    level = []
    for s in shards:
        fragments = s.layout.boundary_fragments(machine)
        level.append(hash_elements(list(s.boundary) + [len(fragments)] + [x for f in fragments for x in f]))
    level += [(0,) * 8] * ((1 << ceil_log2(len(level))) - len(level))
    while len(level) > 1:
        level = [compress(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    messages = sum(s.layout.glob for s in shards) + len(key.messages)
    need(messages < P, "global messages")
    t = Transcript("zkfp gamma v1")
    t.observe(key.digest)
    t.observe([count])
    t.observe(level[0])
    t.grind(nonce, grinding(messages), "gamma nonce")
    gamma = (t.sample(), [t.sample() for _ in range(12)], [t.element() for _ in range(8)])
    # 5 and 6
    n, d = ZERO, ONE
    fractions = []
    for i, s in enumerate(shards):
        try:
            fractions.append(verify_shard(machine, key, s, gamma))
        except Reject as error:
            raise Reject("shard %d: %s" % (i + 1, error)) from None
    for push, tag, fields in key.messages:
        f = add(gamma[0], scale(gamma[1][0], tag))
        for k, x in enumerate(fields):
            f = add(f, scale(gamma[1][k + 1], x))
        need(f != ZERO, "zero denominator")
        fractions.append((base(1 if push else -1), f))
    for a, b in fractions:
        n, d = add(mul(n, b), mul(a, d)), mul(d, b)
    need(n == ZERO, "global sum")
    return count, outcome, None if None in words else b"".join(struct.pack(">I", x) for x in words)


def main():
    machine, key, proof = (open(p, "rb").read() for p in sys.argv[1:4])
    try:
        shards, outcome, digest = verify(Machine(machine), Key(key), proof)
    except Reject as error:
        print("invalid:", error)
        return 1
    print("valid: %d shards, outcome 0x%x, output digest %s" % (shards, outcome, digest.hex() if digest else "absent"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
