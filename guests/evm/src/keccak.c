/* Keccak-256 (the padding of 2011, byte 0x01). */
#include "zkfp.h"

#if __SIZEOF_POINTER__ >= 8

typedef uint64_t lane_state[25];

static const uint64_t ROUND[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

#define ROL(x, n) ((x) << (n) | (x) >> (64 - (n)))

static void permute(lane_state a)
{
    uint64_t b[25], c[5], d[5];
    for (int r = 0; r < 24; r++) {
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) d[x] = c[(x + 4) % 5] ^ ROL(c[(x + 1) % 5], 1);
        /* rho and pi: b[y, 2x + 3y] = rol(a[x, y]) */
        b[0] = a[0] ^ d[0];
        b[10] = ROL(a[1] ^ d[1], 1);
        b[20] = ROL(a[2] ^ d[2], 62);
        b[5] = ROL(a[3] ^ d[3], 28);
        b[15] = ROL(a[4] ^ d[4], 27);
        b[16] = ROL(a[5] ^ d[0], 36);
        b[1] = ROL(a[6] ^ d[1], 44);
        b[11] = ROL(a[7] ^ d[2], 6);
        b[21] = ROL(a[8] ^ d[3], 55);
        b[6] = ROL(a[9] ^ d[4], 20);
        b[7] = ROL(a[10] ^ d[0], 3);
        b[17] = ROL(a[11] ^ d[1], 10);
        b[2] = ROL(a[12] ^ d[2], 43);
        b[12] = ROL(a[13] ^ d[3], 25);
        b[22] = ROL(a[14] ^ d[4], 39);
        b[23] = ROL(a[15] ^ d[0], 41);
        b[8] = ROL(a[16] ^ d[1], 45);
        b[18] = ROL(a[17] ^ d[2], 15);
        b[3] = ROL(a[18] ^ d[3], 21);
        b[13] = ROL(a[19] ^ d[4], 8);
        b[14] = ROL(a[20] ^ d[0], 18);
        b[24] = ROL(a[21] ^ d[1], 2);
        b[9] = ROL(a[22] ^ d[2], 61);
        b[19] = ROL(a[23] ^ d[3], 56);
        b[4] = ROL(a[24] ^ d[4], 14);
        for (int y = 0; y < 25; y += 5)
            for (int x = 0; x < 5; x++) a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
        a[0] ^= ROUND[r];
    }
}

/* Lanes are little endian. */
ZK_INLINE uint64_t load64le(const uint8_t* p)
{
    uint32_t lo, hi;
    memcpy(&lo, p, 4);
    memcpy(&hi, p + 4, 4);
    if (ZK_BIG_ENDIAN) {
        lo = zk_bswap32(lo);
        hi = zk_bswap32(hi);
    }
    return (uint64_t)hi << 32 | lo;
}


ZK_INLINE void absorb(lane_state a, int i, const uint8_t* p) { a[i] ^= load64le(p); }
ZK_INLINE void squeeze(uint8_t* p, const uint64_t* a, int i)
{
    uint64_t x = ZK_BIG_ENDIAN ? __builtin_bswap64(a[i]) : a[i];
    memcpy(p, &x, 8);
}

#else

#include "keccak32.h"

typedef uint32_t lane_state[50];

ZK_INLINE void permute(lane_state a) { keccak32_f(a); }
ZK_INLINE void absorb(lane_state a, int i, const uint8_t* p) { keccak32_absorb(a + 2 * i, p); }
ZK_INLINE void squeeze(uint8_t* p, const uint32_t* a, int i) { keccak32_squeeze(p, a + 2 * i); }

#endif

#define RATE 136

void zk_keccak256(const uint8_t* in, size_t len, uint8_t out[32])
{
    lane_state a;
    memset(a, 0, sizeof a);
    while (len >= RATE) {
        for (int i = 0; i < RATE / 8; i++) absorb(a, i, in + 8 * i);
        permute(a);
        in += RATE;
        len -= RATE;
    }
    uint8_t last[RATE] __attribute__((aligned(8)));
    memset(last, 0, sizeof last);
    if (len) memcpy(last, in, len);
    last[len] = 0x01;
    last[RATE - 1] |= 0x80;
    for (int i = 0; i < RATE / 8; i++) absorb(a, i, last + 8 * i);
    permute(a);
    for (int i = 0; i < 4; i++) squeeze(out + 8 * i, a, i);
}
