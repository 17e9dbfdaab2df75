/* RIPEMD-160: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: a strengthened version of RIPEMD" (1996),
 * appendix A. Little-endian words. */
#include "crypto.h"
#include "zkfp.h"

/* Word selection r, r' and rotation s, s' of the 80 steps of the left and the right line. */
static const uint8_t R1[80] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
    3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13};
static const uint8_t R2[80] = {
    5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
    15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11};
static const uint8_t S1[80] = {
    11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
    11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6};
static const uint8_t S2[80] = {
    8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
    9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11};
static const uint32_t K1[5] = {0x00000000, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e};
static const uint32_t K2[5] = {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0x00000000};

ZK_INLINE uint32_t rotl(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }

ZK_INLINE uint32_t load32le(const uint8_t* p)
{
    uint32_t x;
    memcpy(&x, p, 4);
    return ZK_BIG_ENDIAN ? zk_bswap32(x) : x;
}

ZK_INLINE void store32le(uint8_t* p, uint32_t x)
{
    if (ZK_BIG_ENDIAN) x = zk_bswap32(x);
    memcpy(p, &x, 4);
}

/* f_1 ... f_5 of the paper, numbered from 0. */
ZK_INLINE uint32_t f(int j, uint32_t x, uint32_t y, uint32_t z)
{
    switch (j) {
    case 0: return x ^ y ^ z;
    case 1: return (x & y) | (~x & z);
    case 2: return (x | ~y) ^ z;
    case 3: return (x & z) | (y & ~z);
    default: return x ^ (y | ~z);
    }
}

/* Sixteen steps of one line; j is a constant at every call, so f and the constants fold. */
ZK_INLINE void steps(uint32_t v[5], const uint32_t x[16], int fn, int round, const uint8_t* r,
                     const uint8_t* s, uint32_t k)
{
    for (int i = 16 * round; i < 16 * round + 16; i++) {
        uint32_t t = rotl(v[0] + f(fn, v[1], v[2], v[3]) + x[r[i]] + k, s[i]) + v[4];
        v[0] = v[4];
        v[4] = v[3];
        v[3] = rotl(v[2], 10);
        v[2] = v[1];
        v[1] = t;
    }
}

static void compress(uint32_t h[5], const uint8_t block[64])
{
    uint32_t x[16], a[5], b[5];
    for (int i = 0; i < 16; i++) x[i] = load32le(block + 4 * i);
    for (int i = 0; i < 5; i++) a[i] = b[i] = h[i];
    steps(a, x, 0, 0, R1, S1, K1[0]);
    steps(a, x, 1, 1, R1, S1, K1[1]);
    steps(a, x, 2, 2, R1, S1, K1[2]);
    steps(a, x, 3, 3, R1, S1, K1[3]);
    steps(a, x, 4, 4, R1, S1, K1[4]);
    steps(b, x, 4, 0, R2, S2, K2[0]);
    steps(b, x, 3, 1, R2, S2, K2[1]);
    steps(b, x, 2, 2, R2, S2, K2[2]);
    steps(b, x, 1, 3, R2, S2, K2[3]);
    steps(b, x, 0, 4, R2, S2, K2[4]);
    uint32_t t = h[1] + a[2] + b[3];
    h[1] = h[2] + a[3] + b[4];
    h[2] = h[3] + a[4] + b[0];
    h[3] = h[4] + a[0] + b[1];
    h[4] = h[0] + a[1] + b[2];
    h[0] = t;
}

void zk_ripemd160(const uint8_t* in, size_t len, uint8_t out[20])
{
    uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    size_t left = len;
    for (; left >= 64; in += 64, left -= 64) compress(h, in);

    uint8_t tail[128] = {0};
    if (left) memcpy(tail, in, left);
    tail[left] = 0x80;
    size_t end = left < 56 ? 64 : 128;
    store32le(tail + end - 8, (uint32_t)(len << 3));
    store32le(tail + end - 4, (uint32_t)((uint64_t)len >> 29));
    compress(h, tail);
    if (end == 128) compress(h, tail + 64);
    for (int i = 0; i < 5; i++) store32le(out + 4 * i, h[i]);
}
