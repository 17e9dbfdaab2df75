#!/usr/bin/env python3
"""Random cases with answers from Python's integers, in the format of run_vectors.c.

    differential.py [CASES [SEED]] | build/test-precompiles/host

MODEXP: any lengths, odd, even and power-of-two moduli, against pow(). BN254 addition and multiplication: points, opposite and
equal ones, infinity, coordinates at and above p, scalars around the order, against textbook affine formulas. BN254
pairing: e(aP, bQ) e(-abP, Q) = 1 and e(aP, bQ) e(-abP - P, Q) != 1 for random a, b with Q the generator, whose multiples
come from affine arithmetic in Fp2; points of the twist outside the subgroup. P-256: signatures made here, each also damaged.
"""
import random
import sys

cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)


def word(x):
    return x.to_bytes(32, "big").hex()


def emit(name, fork, address, data, output):
    print(f"{name} {fork} {address} {data or '-'} - {output or '-'}")


def edge(bits):
    """Numbers with long runs of zeros and ones, where carries go wrong."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.getrandbits(bits)
    x = 0
    while x.bit_length() < bits:
        run = rng.randrange(1, 40)
        x = x << run | (rng.getrandbits(1) and (1 << run) - 1)
        if kind == 1 and rng.random() < 0.05:
            break
        if x == 0 and rng.random() < 0.2:
            break
    return x & ((1 << bits) - 1)


def modexp():
    lengths = [rng.choice([0, 1, 4, 8, 31, 32, 33, 64, 100, 129]) for _ in range(3)]
    b, e, m = (edge(8 * n) for n in lengths)
    if lengths[2] and rng.random() < 0.4:
        m = (m | 1) << rng.randrange(8 * lengths[2])
        m &= (1 << 8 * lengths[2]) - 1
    data = b"".join(n.to_bytes(32, "big") for n in lengths)
    data += b"".join(x.to_bytes(n, "big") for x, n in zip((b, e, m), lengths))
    if rng.random() < 0.1 and lengths[2]:
        cut = rng.randrange(lengths[2])
        data = data[: len(data) - cut]
        m = m >> 8 * cut << 8 * cut
    out = pow(b, e, m).to_bytes(lengths[2], "big") if m else bytes(lengths[2])
    emit("modexp", rng.randrange(3), 5, data.hex(), out.hex())


P = 21888242871839275222246405745257275088696311157297823662689037894645226208583
R = 21888242871839275222246405745257275088548364400416034343698204186575808495617


def g1_add(p, q, prime=P, a=0):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % prime == 0:
            return None
        s = (3 * p[0] * p[0] + a) * pow(2 * p[1], -1, prime)
    else:
        s = (q[1] - p[1]) * pow(q[0] - p[0], -1, prime)
    x = (s * s - p[0] - q[0]) % prime
    return x, (s * (p[0] - x) - p[1]) % prime


def g1_mul(k, p, prime=P, a=0):
    r = None
    while k:
        if k & 1:
            r = g1_add(r, p, prime, a)
        p = g1_add(p, p, prime, a)
        k >>= 1
    return r


def g1(p):
    return word(p[0]) + word(p[1]) if p else word(0) * 2


def random_g1():
    return None if rng.random() < 0.05 else g1_mul(edge(256) % R, (1, 2))


def bn_add():
    p, q = random_g1(), random_g1()
    kind = rng.randrange(6)
    if kind == 0:
        q = p
    if kind == 1 and p:
        q = (p[0], P - p[1])
    if kind == 2:  # a coordinate not below p, or a point off the curve
        x, y = p or (1, 2)
        bad = rng.choice([(x + P, y), (x, y + P), (x, (y + 1) % P), (P, 0), (0, P)])
        if max(bad) < 1 << 256:
            emit("bn_add_bad", 0, 6, g1(bad) + g1(q), "!")
        return
    emit("bn_add", 0, 6, g1(p) + g1(q), g1(g1_add(p, q)))


def bn_mul():
    p = random_g1()
    k = rng.choice([edge(256), R, R - 1, R + 1, 2 * R, 0, 1, 2, (1 << 256) - 1])
    emit("bn_mul", 0, 7, g1(p) + word(k), g1(g1_mul(k, p)))


class F2:
    def __init__(self, re, im=0):
        self.re, self.im = re % P, im % P

    def __add__(self, o):
        return F2(self.re + o.re, self.im + o.im)

    def __sub__(self, o):
        return F2(self.re - o.re, self.im - o.im)

    def __mul__(self, o):
        return F2(self.re * o.re - self.im * o.im, self.re * o.im + self.im * o.re)

    def __eq__(self, o):
        return (self.re, self.im) == (o.re, o.im)

    def inverse(self):
        n = pow(self.re * self.re + self.im * self.im, -1, P)
        return F2(self.re * n, -self.im * n)

    def sqrt(self):
        """A square root, or None (p = 3 mod 4; complex method)."""
        norm = self.re * self.re + self.im * self.im
        n = pow(norm, (P + 1) // 4, P)
        if n * n % P != norm % P:
            return None
        for s in (n, -n):
            t = (self.re + s) * pow(2, -1, P) % P
            x = pow(t, (P + 1) // 4, P)
            if x and x * x % P == t:
                r = F2(x, self.im * pow(2 * x, -1, P))
                if r * r == self:
                    return r
        return None


# The generator of EIP-197.
Q = (F2(10857046999023057135944570762232829481370756359578518086990519993285655852781,
        11559732032986387107991004021392285783925812861821192530917403151452391805634),
     F2(8495653923123431417604973247489272438418190587263600148770280649306958101930,
        4082367875863433681332203403145435568316851327593401208105741076214120093531))


def g2_add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if p[1] + q[1] == F2(0):
            return None
        s = F2(3) * p[0] * p[0] * (p[1] + p[1]).inverse()
    else:
        s = (q[1] - p[1]) * (q[0] - p[0]).inverse()
    x = s * s - p[0] - q[0]
    return x, s * (p[0] - x) - p[1]


def g2_mul(k, p):
    r = None
    while k:
        if k & 1:
            r = g2_add(r, p)
        p = g2_add(p, p)
        k >>= 1
    return r


def g2(q):
    return word(q[0].im) + word(q[0].re) + word(q[1].im) + word(q[1].re) if q else word(0) * 4


def bn_pairing():
    a, b = rng.randrange(1, R), edge(254) % R or 1
    left = g1(g1_mul(a, (1, 2))) + g2(g2_mul(b, Q))
    emit("bn_pairing", 0, 8, left + g1(g1_mul(-a * b % R, (1, 2))) + g2(Q), word(1))
    emit("bn_pairing_not_one", 0, 8, left + g1(g1_mul((-a * b - 1) % R, (1, 2))) + g2(Q), word(0))
    # A random point of the twist is outside the subgroup but for 1 in 2^254.
    x = F2(rng.randrange(P), rng.randrange(P))
    y = (x * x * x + F2(3) * F2(9, 1).inverse()).sqrt()
    if y:
        emit("bn_pairing_subgroup", 0, 8, g1((1, 2)) + g2((x, y)), "!")
        emit("bn_pairing_cleared", 0, 8, g1((1, 2)) + g2(g2_mul(2 * P - R, (x, y))) + g1((1, P - 2)) + g2(g2_mul(2 * P - R, (x, y))), word(1))


P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
N256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G256 = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def p256():
    d, k, h = rng.randrange(1, N256), rng.randrange(1, N256), edge(256)
    if rng.random() < 0.2:
        d = rng.choice([1, 2, N256 - 1])
    key = g1_mul(d, G256, P256, -3)
    r = g1_mul(k, G256, P256, -3)[0] % N256
    s = pow(k, -1, N256) * (h + r * d) % N256
    good = [h, r, s, key[0], key[1]]
    emit("p256", 2, 256, "".join(map(word, good)), word(1))
    emit("p256_high_s", 2, 256, "".join(map(word, [h, r, N256 - s, key[0], key[1]])), word(1))
    bad = list(good)
    i = rng.randrange(1, 5)
    bad[i] ^= 1 << rng.randrange(256)
    emit("p256_damaged", 2, 256, "".join(map(word, bad)), "")
    emit("p256_zero", 2, 256, "".join(map(word, [h] + rng.choice([[0, s], [r, 0], [N256, s], [r, N256]]) + good[3:])), "")


for _ in range(cases):
    for _ in range(5):
        modexp()
    bn_add()
    bn_mul()
    p256()
    if rng.random() < 0.25:
        bn_pairing()
