/* The BLAKE2b compression function F with a caller-chosen number of rounds: RFC 7693 section 3.2,
 * EIP-152. */
#include "crypto.h"
#include "zkfp.h"

static const uint64_t IV[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};

static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

ZK_INLINE uint64_t load64le(const uint8_t* p)
{
    return __builtin_bswap64(zk_load64be(p));
}

ZK_INLINE void store64le(uint8_t* p, uint64_t x) { zk_store64be(p, __builtin_bswap64(x)); }

ZK_INLINE uint64_t rotr(uint64_t x, unsigned n) { return x >> n | x << (64 - n); }

#define G(a, b, c, d, x, y)              \
    do {                                 \
        v[a] += v[b] + (x);              \
        v[d] = rotr(v[d] ^ v[a], 32);    \
        v[c] += v[d];                    \
        v[b] = rotr(v[b] ^ v[c], 24);    \
        v[a] += v[b] + (y);              \
        v[d] = rotr(v[d] ^ v[a], 16);    \
        v[c] += v[d];                    \
        v[b] = rotr(v[b] ^ v[c], 63);    \
    } while (0)

#define ROUND(k)                                          \
    {                                                     \
        G(0, 4, 8, 12, m[SIGMA[k][0]], m[SIGMA[k][1]]);   \
        G(1, 5, 9, 13, m[SIGMA[k][2]], m[SIGMA[k][3]]);   \
        G(2, 6, 10, 14, m[SIGMA[k][4]], m[SIGMA[k][5]]);  \
        G(3, 7, 11, 15, m[SIGMA[k][6]], m[SIGMA[k][7]]);  \
        G(0, 5, 10, 15, m[SIGMA[k][8]], m[SIGMA[k][9]]);  \
        G(1, 6, 11, 12, m[SIGMA[k][10]], m[SIGMA[k][11]]);\
        G(2, 7, 8, 13, m[SIGMA[k][12]], m[SIGMA[k][13]]); \
        G(3, 4, 9, 14, m[SIGMA[k][14]], m[SIGMA[k][15]]); \
    }

int zk_blake2f(const uint8_t in[213], uint8_t out[64])
{
    if (in[212] > 1) return 0;
    uint32_t rounds = zk_load32be(in);
    uint64_t h[8], m[16], v[16];
    for (int i = 0; i < 8; i++) h[i] = load64le(in + 4 + 8 * i);
    for (int i = 0; i < 16; i++) m[i] = load64le(in + 68 + 8 * i);
    for (int i = 0; i < 8; i++) {
        v[i] = h[i];
        v[i + 8] = IV[i];
    }
    v[12] ^= load64le(in + 196);
    v[13] ^= load64le(in + 204);
    if (in[212]) v[14] = ~v[14];

    /* Ten rounds at a time, so that the message words' indices are constants. */
    uint32_t left = rounds;
    for (;;) {
#define STEP(k)               \
    if (left-- == 0) break;   \
    ROUND(k)
        STEP(0) STEP(1) STEP(2) STEP(3) STEP(4) STEP(5) STEP(6) STEP(7) STEP(8) STEP(9)
#undef STEP
    }
    for (int i = 0; i < 8; i++) store64le(out + 8 * i, h[i] ^ v[i] ^ v[i + 8]);
    return 1;
}
