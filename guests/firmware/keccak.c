/* Keccak-256 as Ethereum uses it (padding 0x01). Lanes are kept bit-interleaved, even bits in one word and odd bits in the other, so
 * that a 64-bit rotation is two 32-bit ones. */
#include "fw.h"

static const u32 RC[24][2] = {
    {0x00000001, 0x00000000}, {0x00000000, 0x00000089}, {0x00000000, 0x8000008b}, {0x00000000, 0x80008080},
    {0x00000001, 0x0000008b}, {0x00000001, 0x00008000}, {0x00000001, 0x80008088}, {0x00000001, 0x80000082},
    {0x00000000, 0x0000000b}, {0x00000000, 0x0000000a}, {0x00000001, 0x00008082}, {0x00000000, 0x00008003},
    {0x00000001, 0x0000808b}, {0x00000001, 0x8000000b}, {0x00000001, 0x8000008a}, {0x00000001, 0x80000081},
    {0x00000000, 0x80000081}, {0x00000000, 0x80000008}, {0x00000000, 0x00000083}, {0x00000000, 0x80008003},
    {0x00000001, 0x80008088}, {0x00000000, 0x80000088}, {0x00000001, 0x00008000}, {0x00000000, 0x80008082}};

#define ROL(x, n) ((n) & 31 ? (x) << ((n) & 31) | (x) >> ((32 - (n)) & 31) : (x))

/* b_i ← lane `from` after theta, rotated by r */
#define LOAD(i, from, column, r)                                                    \
    do {                                                                            \
        u32 e_ = a[2 * (from)] ^ de[column], o_ = a[2 * (from) + 1] ^ dd[column];   \
        if ((r) & 1) b##i##e = ROL(o_, ((r) + 1) / 2), b##i##o = ROL(e_, (r) / 2);  \
        else b##i##e = ROL(e_, (r) / 2), b##i##o = ROL(o_, (r) / 2);                \
    } while (0)

#define CHI(lane)                                                                                          \
    do {                                                                                                   \
        n[2 * (lane)] = b0e ^ (~b1e & b2e), n[2 * (lane) + 1] = b0o ^ (~b1o & b2o);                        \
        n[2 * (lane) + 2] = b1e ^ (~b2e & b3e), n[2 * (lane) + 3] = b1o ^ (~b2o & b3o);                    \
        n[2 * (lane) + 4] = b2e ^ (~b3e & b4e), n[2 * (lane) + 5] = b2o ^ (~b3o & b4o);                    \
        n[2 * (lane) + 6] = b3e ^ (~b4e & b0e), n[2 * (lane) + 7] = b3o ^ (~b4o & b0o);                    \
        n[2 * (lane) + 8] = b4e ^ (~b0e & b1e), n[2 * (lane) + 9] = b4o ^ (~b0o & b1o);                    \
    } while (0)

/* One round from a to n. */
static inline __attribute__((always_inline)) void round_(const u32 *a, u32 *n, const u32 *rc)
{
    u32 c[10], de[5], dd[5];
    u32 b0e, b0o, b1e, b1o, b2e, b2o, b3e, b3o, b4e, b4o;
    for (int x = 0; x < 10; x++) c[x] = a[x] ^ a[x + 10] ^ a[x + 20] ^ a[x + 30] ^ a[x + 40];
    for (int x = 0; x < 5; x++) {
        int l = 2 * ((x + 4) % 5), r = 2 * ((x + 1) % 5);
        de[x] = c[l] ^ ROL(c[r + 1], 1);
        dd[x] = c[l + 1] ^ c[r];
    }
    LOAD(0, 0, 0, 0); LOAD(1, 6, 1, 44); LOAD(2, 12, 2, 43); LOAD(3, 18, 3, 21); LOAD(4, 24, 4, 14); CHI(0);
    LOAD(0, 3, 3, 28); LOAD(1, 9, 4, 20); LOAD(2, 10, 0, 3); LOAD(3, 16, 1, 45); LOAD(4, 22, 2, 61); CHI(5);
    LOAD(0, 1, 1, 1); LOAD(1, 7, 2, 6); LOAD(2, 13, 3, 25); LOAD(3, 19, 4, 8); LOAD(4, 20, 0, 18); CHI(10);
    LOAD(0, 4, 4, 27); LOAD(1, 5, 0, 36); LOAD(2, 11, 1, 10); LOAD(3, 17, 2, 15); LOAD(4, 23, 3, 56); CHI(15);
    LOAD(0, 2, 2, 62); LOAD(1, 8, 3, 55); LOAD(2, 14, 4, 39); LOAD(3, 15, 0, 41); LOAD(4, 21, 1, 2); CHI(20);
    n[0] ^= rc[0], n[1] ^= rc[1];
}

static void permute(u32 *s)
{
    u32 t[50];
    for (int i = 0; i < 24; i += 2) {
        round_(s, t, RC[i]);
        round_(t, s, RC[i + 1]);
    }
}

/* Even bits to the lower half, odd bits to the upper. */
static inline u32 deal(u32 x)
{
    u32 t = (x ^ x >> 1) & 0x22222222;
    x ^= t ^ t << 1;
    t = (x ^ x >> 2) & 0x0c0c0c0c;
    x ^= t ^ t << 2;
    t = (x ^ x >> 4) & 0x00f000f0;
    x ^= t ^ t << 4;
    t = (x ^ x >> 8) & 0x0000ff00;
    return x ^ t ^ t << 8;
}

static inline u32 undeal(u32 x)
{
    u32 t = (x ^ x >> 8) & 0x0000ff00;
    x ^= t ^ t << 8;
    t = (x ^ x >> 4) & 0x00f000f0;
    x ^= t ^ t << 4;
    t = (x ^ x >> 2) & 0x0c0c0c0c;
    x ^= t ^ t << 2;
    t = (x ^ x >> 1) & 0x22222222;
    return x ^ t ^ t << 1;
}

static inline u32 little(u32 v)
{
#ifdef __MIPSEB__
    return __builtin_bswap32(v);
#else
    return v;
#endif
}

static void absorb(u32 *s, const u32 *block)
{
    for (int i = 0; i < 17; i++) {
        u32 lo = deal(little(block[2 * i])), hi = deal(little(block[2 * i + 1]));
        s[2 * i] ^= (lo & 0xffff) | hi << 16;
        s[2 * i + 1] ^= lo >> 16 | (hi & 0xffff0000);
    }
    permute(s);
}

/* data is word aligned. */
void keccak256(const u8 *data, u32 len, u8 out[32])
{
    u32 s[50], last[34];
    for (int i = 0; i < 50; i++) s[i] = 0;
    for (; len >= 136; len -= 136, data += 136) absorb(s, (const u32 *)data);
    for (int i = 0; i < 34; i++) last[i] = 0;
    copy(last, data, len);
    ((u8 *)last)[len] = 1;
    ((u8 *)last)[135] |= 0x80;
    absorb(s, last);
    for (int i = 0; i < 4; i++) {
        u32 even = s[2 * i], odd = s[2 * i + 1];
        ((u32 *)out)[2 * i] = little(undeal((even & 0xffff) | odd << 16));
        ((u32 *)out)[2 * i + 1] = little(undeal(even >> 16 | (odd & 0xffff0000)));
    }
}
