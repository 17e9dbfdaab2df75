/* SHA-256 (FIPS 180-4). All sixty-four rounds are unrolled: on this machine an instruction costs the same wherever it is, a
 * loop's bookkeeping does not. */
#include "fw.h"

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

/* One round; what was a..h is named by rotation. `m` is b ^ c of this round and becomes a ^ b for the next. */
#define ROUND(a, b, c, d, e, f, g, h, w, k)                                                              \
    do {                                                                                                 \
        h += (w) + (k) + (((f ^ g) & e) ^ g) + (ROR(e, 6) ^ ROR(e, 11) ^ ROR(e, 25));                    \
        d += h;                                                                                          \
        u32 n_ = a ^ b;                                                                                  \
        h += (ROR(a, 2) ^ ROR(a, 13) ^ ROR(a, 22)) + ((n_ & m) ^ b);                                     \
        m = n_;                                                                                          \
    } while (0)

#define W(i) w[(i) & 15]
#define NEXT(i)                                                                                                              \
    (W(i) += W((i) + 9) + (ROR(W((i) + 1), 7) ^ ROR(W((i) + 1), 18) ^ W((i) + 1) >> 3)                                        \
             + (ROR(W((i) + 14), 17) ^ ROR(W((i) + 14), 19) ^ W((i) + 14) >> 10))

#define EIGHT(i, X)                                                                                                \
    ROUND(a, b, c, d, e, f, g, h, X(i), k[i]); ROUND(h, a, b, c, d, e, f, g, X(i + 1), k[i + 1]);                  \
    ROUND(g, h, a, b, c, d, e, f, X(i + 2), k[i + 2]); ROUND(f, g, h, a, b, c, d, e, X(i + 3), k[i + 3]);          \
    ROUND(e, f, g, h, a, b, c, d, X(i + 4), k[i + 4]); ROUND(d, e, f, g, h, a, b, c, X(i + 5), k[i + 5]);          \
    ROUND(c, d, e, f, g, h, a, b, X(i + 6), k[i + 6]); ROUND(b, c, d, e, f, g, h, a, X(i + 7), k[i + 7])

/* Absorbs one block of sixteen words in memory order. */
static void compress(u32 *s, const u32 *block)
{
    u32 w[16], a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], m = b ^ c;
    const u32 *k = K;
    __asm__("" : "+r"(k)); /* keep the constants in memory: one load instead of two instructions each */
    for (int i = 0; i < 16; i++) w[i] = big(block[i]);
    EIGHT(0, W); EIGHT(8, W);
    EIGHT(16, NEXT); EIGHT(24, NEXT); EIGHT(32, NEXT); EIGHT(40, NEXT); EIGHT(48, NEXT); EIGHT(56, NEXT);
    s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e, s[5] += f, s[6] += g, s[7] += h;
}

void sha256_init(sha256 *s)
{
    static const u32 iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (int i = 0; i < 8; i++) s->h[i] = iv[i];
    s->fill = s->len_lo = s->len_hi = 0;
}

void sha256_update(sha256 *s, const void *data, u32 len)
{
    const u8 *p = data;
    s->len_lo += len;
    s->len_hi += s->len_lo < len;
    if (s->fill) {
        u32 n = 64 - s->fill < len ? 64 - s->fill : len;
        copy((u8 *)s->buf + s->fill, p, n);
        s->fill += n, p += n, len -= n;
        if (s->fill < 64) return;
        compress(s->h, s->buf);
        s->fill = 0;
    }
    for (; len >= 64; len -= 64, p += 64) {
        if ((u32)p & 3) {
            copy(s->buf, p, 64);
            compress(s->h, s->buf);
        } else
            compress(s->h, (const u32 *)p);
    }
    if (len) copy(s->buf, p, s->fill = len);
}

void sha256_final(sha256 *s, u32 out[8])
{
    u8 *b = (u8 *)s->buf;
    u32 n = s->fill;
    b[n++] = 0x80;
    if (n > 56) {
        fill(b + n, 0, 64 - n);
        compress(s->h, s->buf);
        n = 0;
    }
    fill(b + n, 0, 56 - n);
    s->buf[14] = big(s->len_hi << 3 | s->len_lo >> 29);
    s->buf[15] = big(s->len_lo << 3);
    compress(s->h, s->buf);
    for (int i = 0; i < 8; i++) out[i] = s->h[i];
}
