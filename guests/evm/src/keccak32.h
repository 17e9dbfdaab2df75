/* Keccak-f[1600] for 32-bit machines, bit interleaved: a lane is two words, its even and its odd bits, so
 * that a 64-bit rotation is two 32-bit ones. state[2i] holds the even bits of lane i, state[2i + 1] the odd. */
#ifndef KECCAK32_H
#define KECCAK32_H

#include "zkfp.h"

static const uint32_t KECCAK32_ROUND[24][2] = {
    {0x00000001, 0x00000000}, {0x00000000, 0x00000089}, {0x00000000, 0x8000008b}, {0x00000000, 0x80008080},
    {0x00000001, 0x0000008b}, {0x00000001, 0x00008000}, {0x00000001, 0x80008088}, {0x00000001, 0x80000082},
    {0x00000000, 0x0000000b}, {0x00000000, 0x0000000a}, {0x00000001, 0x00008082}, {0x00000000, 0x00008003},
    {0x00000001, 0x0000808b}, {0x00000001, 0x8000000b}, {0x00000001, 0x8000008a}, {0x00000001, 0x80000081},
    {0x00000000, 0x80000081}, {0x00000000, 0x80000008}, {0x00000000, 0x00000083}, {0x00000000, 0x80008003},
    {0x00000001, 0x80008088}, {0x00000000, 0x80000088}, {0x00000001, 0x00008000}, {0x00000000, 0x80008082}};

ZK_INLINE uint32_t keccak32_rol(uint32_t x, unsigned n) { return n & 31 ? x << (n & 31) | x >> (32 - (n & 31)) : x; }

/* Half h of lane i after theta, rotated left by r. */
#define HALF(i, r, h)                                                                        \
    ((r) & 1 ? keccak32_rol(a[2 * (i) + 1 - (h)] ^ d[2 * ((i) % 5) + 1 - (h)], ((r) + 1 - (h)) / 2) \
             : keccak32_rol(a[2 * (i) + (h)] ^ d[2 * ((i) % 5) + (h)], (r) / 2))

/* Half h of the plane that starts at lane o: the five lanes that pi puts there, then chi. */
#define PLANE(o, h, i0, r0, i1, r1, i2, r2, i3, r3, i4, r4, rc)                      \
    do {                                                                             \
        uint32_t b0 = HALF(i0, r0, h), b1 = HALF(i1, r1, h), b2 = HALF(i2, r2, h);   \
        uint32_t b3 = HALF(i3, r3, h), b4 = HALF(i4, r4, h);                         \
        e[2 * (o) + (h)] = b0 ^ (~b1 & b2) ^ (rc);                                   \
        e[2 * ((o) + 1) + (h)] = b1 ^ (~b2 & b3);                                    \
        e[2 * ((o) + 2) + (h)] = b2 ^ (~b3 & b4);                                    \
        e[2 * ((o) + 3) + (h)] = b3 ^ (~b4 & b0);                                    \
        e[2 * ((o) + 4) + (h)] = b4 ^ (~b0 & b1);                                    \
    } while (0)

/* One round from a to e. */
ZK_INLINE void keccak32_round(const uint32_t a[50], uint32_t e[50], const uint32_t rc[2])
{
    uint32_t c[10], d[10];
#define PARITY(x) c[x] = a[x] ^ a[(x) + 10] ^ a[(x) + 20] ^ a[(x) + 30] ^ a[(x) + 40]
    PARITY(0); PARITY(1); PARITY(2); PARITY(3); PARITY(4);
    PARITY(5); PARITY(6); PARITY(7); PARITY(8); PARITY(9);
#undef PARITY
#define EFFECT(x, left, right)                                              \
    d[2 * (x)] = c[2 * (left)] ^ keccak32_rol(c[2 * (right) + 1], 1); \
    d[2 * (x) + 1] = c[2 * (left) + 1] ^ c[2 * (right)]
    EFFECT(0, 4, 1);
    EFFECT(1, 0, 2);
    EFFECT(2, 1, 3);
    EFFECT(3, 2, 4);
    EFFECT(4, 3, 0);
#undef EFFECT
    PLANE(0, 0, 0, 0, 6, 44, 12, 43, 18, 21, 24, 14, rc[0]);
    PLANE(0, 1, 0, 0, 6, 44, 12, 43, 18, 21, 24, 14, rc[1]);
    PLANE(5, 0, 3, 28, 9, 20, 10, 3, 16, 45, 22, 61, 0);
    PLANE(5, 1, 3, 28, 9, 20, 10, 3, 16, 45, 22, 61, 0);
    PLANE(10, 0, 1, 1, 7, 6, 13, 25, 19, 8, 20, 18, 0);
    PLANE(10, 1, 1, 1, 7, 6, 13, 25, 19, 8, 20, 18, 0);
    PLANE(15, 0, 4, 27, 5, 36, 11, 10, 17, 15, 23, 56, 0);
    PLANE(15, 1, 4, 27, 5, 36, 11, 10, 17, 15, 23, 56, 0);
    PLANE(20, 0, 2, 62, 8, 55, 14, 39, 15, 41, 21, 2, 0);
    PLANE(20, 1, 2, 62, 8, 55, 14, 39, 15, 41, 21, 2, 0);
}
#undef PLANE
#undef HALF

static ZK_NOINLINE void keccak32_f(uint32_t a[50])
{
    uint32_t e[50];
    for (int r = 0; r < 24; r += 2) {
        keccak32_round(a, e, KECCAK32_ROUND[r]);
        keccak32_round(e, a, KECCAK32_ROUND[r + 1]);
    }
}

/* Even bits of x to the low half, odd bits to the high half. */
ZK_INLINE uint32_t keccak32_split(uint32_t x)
{
    uint32_t t = (x ^ x >> 1) & 0x22222222u;
    x ^= t ^ t << 1;
    t = (x ^ x >> 2) & 0x0c0c0c0cu;
    x ^= t ^ t << 2;
    t = (x ^ x >> 4) & 0x00f000f0u;
    x ^= t ^ t << 4;
    t = (x ^ x >> 8) & 0x0000ff00u;
    return x ^ t ^ t << 8;
}
/* The inverse. */
ZK_INLINE uint32_t keccak32_join(uint32_t x)
{
    uint32_t t = (x ^ x >> 8) & 0x0000ff00u;
    x ^= t ^ t << 8;
    t = (x ^ x >> 4) & 0x00f000f0u;
    x ^= t ^ t << 4;
    t = (x ^ x >> 2) & 0x0c0c0c0cu;
    x ^= t ^ t << 2;
    t = (x ^ x >> 1) & 0x22222222u;
    return x ^ t ^ t << 1;
}

ZK_INLINE void keccak32_absorb(uint32_t a[2], const uint8_t* p)
{
    uint32_t lo, hi;
    memcpy(&lo, p, 4);
    memcpy(&hi, p + 4, 4);
    if (ZK_BIG_ENDIAN) {
        lo = zk_bswap32(lo);
        hi = zk_bswap32(hi);
    }
    lo = keccak32_split(lo);
    hi = keccak32_split(hi);
    a[0] ^= (lo & 0xffff) | hi << 16;
    a[1] ^= lo >> 16 | (hi & 0xffff0000u);
}

ZK_INLINE void keccak32_squeeze(uint8_t* p, const uint32_t a[2])
{
    uint32_t lo = keccak32_join((a[0] & 0xffff) | a[1] << 16);
    uint32_t hi = keccak32_join(a[0] >> 16 | (a[1] & 0xffff0000u));
    if (ZK_BIG_ENDIAN) {
        lo = zk_bswap32(lo);
        hi = zk_bswap32(hi);
    }
    memcpy(p, &lo, 4);
    memcpy(p + 4, &hi, 4);
}

#endif
