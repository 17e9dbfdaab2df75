/* SHA-256, FIPS 180-4 section 6.2. */
#include "precompiles.h"
#include "zkfp.h"

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

ZK_INLINE uint32_t rotr(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

/* One round without the register rotation: the caller renames the variables instead. */
#define ROUND(a, b, c, d, e, f, g, h, kw)                                          \
    do {                                                                           \
        uint32_t t1_ = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + (g ^ (e & (f ^ g))) + (kw); \
        d += t1_;                                                                  \
        h = t1_ + (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) | (c & (a | b))); \
    } while (0)

/* Message schedule kept as a ring of 16 words. */
#define EXPAND(i)                                                                  \
    (w[(i) & 15] += (rotr(w[((i) + 14) & 15], 17) ^ rotr(w[((i) + 14) & 15], 19) ^ \
                     (w[((i) + 14) & 15] >> 10)) + w[((i) + 9) & 15] +             \
                    (rotr(w[((i) + 1) & 15], 7) ^ rotr(w[((i) + 1) & 15], 18) ^    \
                     (w[((i) + 1) & 15] >> 3)))

static void compress(uint32_t state[8], const uint8_t block[64])
{
    uint32_t w[16];
    for (int i = 0; i < 16; i++) w[i] = zk_load32be(block + 4 * i);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
#define EIGHT(i, W)                                    \
    ROUND(a, b, c, d, e, f, g, h, K[(i) + 0] + W((i) + 0)); \
    ROUND(h, a, b, c, d, e, f, g, K[(i) + 1] + W((i) + 1)); \
    ROUND(g, h, a, b, c, d, e, f, K[(i) + 2] + W((i) + 2)); \
    ROUND(f, g, h, a, b, c, d, e, K[(i) + 3] + W((i) + 3)); \
    ROUND(e, f, g, h, a, b, c, d, K[(i) + 4] + W((i) + 4)); \
    ROUND(d, e, f, g, h, a, b, c, K[(i) + 5] + W((i) + 5)); \
    ROUND(c, d, e, f, g, h, a, b, K[(i) + 6] + W((i) + 6)); \
    ROUND(b, c, d, e, f, g, h, a, K[(i) + 7] + W((i) + 7))
#define PLAIN(i) w[i]
    EIGHT(0, PLAIN);
    EIGHT(8, PLAIN);
    for (int i = 16; i < 64; i += 16) {
        const uint32_t* k = K + i;
#define KK(j) k[j]
#undef EIGHT
#define EIGHT(j)                                            \
    ROUND(a, b, c, d, e, f, g, h, KK((j) + 0) + EXPAND((j) + 0)); \
    ROUND(h, a, b, c, d, e, f, g, KK((j) + 1) + EXPAND((j) + 1)); \
    ROUND(g, h, a, b, c, d, e, f, KK((j) + 2) + EXPAND((j) + 2)); \
    ROUND(f, g, h, a, b, c, d, e, KK((j) + 3) + EXPAND((j) + 3)); \
    ROUND(e, f, g, h, a, b, c, d, KK((j) + 4) + EXPAND((j) + 4)); \
    ROUND(d, e, f, g, h, a, b, c, KK((j) + 5) + EXPAND((j) + 5)); \
    ROUND(c, d, e, f, g, h, a, b, KK((j) + 6) + EXPAND((j) + 6)); \
    ROUND(b, c, d, e, f, g, h, a, KK((j) + 7) + EXPAND((j) + 7))
        EIGHT(0);
        EIGHT(8);
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

void zk_sha256(const uint8_t* in, size_t len, uint8_t out[32])
{
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    size_t left = len;
    for (; left >= 64; in += 64, left -= 64) compress(state, in);

    uint8_t tail[128] = {0};
    if (left) memcpy(tail, in, left);
    tail[left] = 0x80;
    size_t blocks = left < 56 ? 1 : 2;
    zk_store64be(tail + 64 * blocks - 8, (uint64_t)len << 3);
    compress(state, tail);
    if (blocks == 2) compress(state, tail + 64);
    for (int i = 0; i < 8; i++) zk_store32be(out + 4 * i, state[i]);
}
