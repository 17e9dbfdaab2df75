/* What zkfp.h does without the machine's instructions. Slow, plain, the same results. */
#ifndef ZKFP_PORTABLE_H
#define ZKFP_PORTABLE_H

#include <stdint.h>

static inline uint64_t zkfp_portable_rol64(uint64_t x, unsigned n) { return x << n | x >> (64 - n); }
static inline uint32_t zkfp_portable_ror32(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

/* FIPS 202, 3.2 and 3.3. */
static inline void zkfp_portable_keccakf(uint32_t s[50])
{
    static const uint64_t rounds[24] = {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
    uint64_t a[25], b[25], c[5], d[5];
    for (int i = 0; i < 25; i++) a[i] = (uint64_t)s[2 * i + 1] << 32 | s[2 * i];
    for (int r = 0; r < 24; r++) {
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) d[x] = c[(x + 4) % 5] ^ zkfp_portable_rol64(c[(x + 1) % 5], 1);
        /* rho and pi: b[y, 2x + 3y] = rol(a[x, y]) */
        b[0] = a[0] ^ d[0];
        b[10] = zkfp_portable_rol64(a[1] ^ d[1], 1);
        b[20] = zkfp_portable_rol64(a[2] ^ d[2], 62);
        b[5] = zkfp_portable_rol64(a[3] ^ d[3], 28);
        b[15] = zkfp_portable_rol64(a[4] ^ d[4], 27);
        b[16] = zkfp_portable_rol64(a[5] ^ d[0], 36);
        b[1] = zkfp_portable_rol64(a[6] ^ d[1], 44);
        b[11] = zkfp_portable_rol64(a[7] ^ d[2], 6);
        b[21] = zkfp_portable_rol64(a[8] ^ d[3], 55);
        b[6] = zkfp_portable_rol64(a[9] ^ d[4], 20);
        b[7] = zkfp_portable_rol64(a[10] ^ d[0], 3);
        b[17] = zkfp_portable_rol64(a[11] ^ d[1], 10);
        b[2] = zkfp_portable_rol64(a[12] ^ d[2], 43);
        b[12] = zkfp_portable_rol64(a[13] ^ d[3], 25);
        b[22] = zkfp_portable_rol64(a[14] ^ d[4], 39);
        b[23] = zkfp_portable_rol64(a[15] ^ d[0], 41);
        b[8] = zkfp_portable_rol64(a[16] ^ d[1], 45);
        b[18] = zkfp_portable_rol64(a[17] ^ d[2], 15);
        b[3] = zkfp_portable_rol64(a[18] ^ d[3], 21);
        b[13] = zkfp_portable_rol64(a[19] ^ d[4], 8);
        b[14] = zkfp_portable_rol64(a[20] ^ d[0], 18);
        b[24] = zkfp_portable_rol64(a[21] ^ d[1], 2);
        b[9] = zkfp_portable_rol64(a[22] ^ d[2], 61);
        b[19] = zkfp_portable_rol64(a[23] ^ d[3], 56);
        b[4] = zkfp_portable_rol64(a[24] ^ d[4], 14);
        for (int y = 0; y < 25; y += 5)
            for (int x = 0; x < 5; x++) a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
        a[0] ^= rounds[r];
    }
    for (int i = 0; i < 25; i++) {
        s[2 * i] = (uint32_t)a[i];
        s[2 * i + 1] = (uint32_t)(a[i] >> 32);
    }
}

static inline void zkfp_portable_sha256_compress(uint32_t state[8], const uint32_t block[16])
{
    static const uint32_t constants[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
    uint32_t w[64], v[8];
    for (int t = 0; t < 64; t++) {
        if (t < 16) {
            w[t] = block[t];
            continue;
        }
        uint32_t x = w[t - 15], y = w[t - 2];
        w[t] = w[t - 16] + w[t - 7] + (zkfp_portable_ror32(x, 7) ^ zkfp_portable_ror32(x, 18) ^ x >> 3) +
               (zkfp_portable_ror32(y, 17) ^ zkfp_portable_ror32(y, 19) ^ y >> 10);
    }
    for (int i = 0; i < 8; i++) v[i] = state[i];
    for (int t = 0; t < 64; t++) {
        uint32_t a = v[0], e = v[4];
        uint32_t t1 = v[7] + (zkfp_portable_ror32(e, 6) ^ zkfp_portable_ror32(e, 11) ^ zkfp_portable_ror32(e, 25)) +
                      ((e & v[5]) ^ (~e & v[6])) + constants[t] + w[t];
        uint32_t t2 = (zkfp_portable_ror32(a, 2) ^ zkfp_portable_ror32(a, 13) ^ zkfp_portable_ror32(a, 22)) +
                      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        for (int i = 7; i > 0; i--) v[i] = v[i - 1];
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) state[i] += v[i];
}

/* (a b + c) mod m with n words each, n <= 12: schoolbook product, long division by words. */
static inline void zkfp_portable_mulmod(uint32_t* r, const uint32_t* a, const uint32_t* b, const uint32_t* mc, int n)
{
    uint32_t t[25], m[12];
    const uint32_t* add = mc + n;
    uint64_t x;
    int len = n, shift = 0;
    while (len > 0 && mc[len - 1] == 0) len--;
    if (len == 0) {
        for (int i = 0; i < n; i++) r[i] = 0;
        return;
    }
    for (int i = 0; i < n; i++) t[i] = add[i];
    for (int i = 0; i < n; i++) {
        x = 0;
        for (int j = 0; j < n; j++) {
            x += (uint64_t)a[i] * b[j] + t[i + j];
            t[i + j] = (uint32_t)x;
            x >>= 32;
        }
        t[i + n] = (uint32_t)x;
    }
    t[2 * n] = 0;
    while (!(mc[len - 1] << shift >> 31)) shift++;
    for (int i = 0; i < len; i++) m[i] = mc[i] << shift | (shift && i ? mc[i - 1] >> (32 - shift) : 0);
    for (int i = 2 * n; i >= 0; i--) t[i] = t[i] << shift | (shift && i ? t[i - 1] >> (32 - shift) : 0);
    for (int i = 2 * n - len; i >= 0; i--) {
        /* the digit from the two highest words is at most two too large */
        uint64_t top = (uint64_t)t[i + len] << 32 | t[i + len - 1];
        uint64_t q = t[i + len] >= m[len - 1] ? 0xffffffffu : top / m[len - 1];
        uint64_t carry = 0, borrow = 0;
        for (int j = 0; j < len; j++) {
            carry += q * m[j];
            x = (uint64_t)t[i + j] - (uint32_t)carry - borrow;
            t[i + j] = (uint32_t)x;
            borrow = x >> 63;
            carry >>= 32;
        }
        x = (uint64_t)t[i + len] - carry - borrow;
        t[i + len] = (uint32_t)x;
        while (x >> 63) { /* below zero: add m until it is not */
            uint64_t sum = 0;
            for (int j = 0; j < len; j++) {
                sum += (uint64_t)t[i + j] + m[j];
                t[i + j] = (uint32_t)sum;
                sum >>= 32;
            }
            sum += t[i + len];
            t[i + len] = (uint32_t)sum;
            if (sum >> 32) break;
        }
    }
    for (int i = 0; i < n; i++)
        r[i] = i >= len ? 0 : t[i] >> shift | (shift && i + 1 < len ? t[i + 1] << (32 - shift) : 0);
}

static inline uint32_t zkfp_portable_field_mul(uint32_t a, uint32_t b) { return (uint32_t)((uint64_t)a * b % 0x7f000001u); }

/* The external matrix: circ(2 M, M, M, M, M, M) with M = circ(2, 3, 1, 1). */
static inline void zkfp_portable_poseidon2_external(uint32_t s[24])
{
    uint64_t v[24], sum[4] = {0, 0, 0, 0};
    for (int i = 0; i < 24; i++) {
        const uint32_t* g = s + (i & ~3);
        v[i] = 2 * (uint64_t)s[i] + 3 * (uint64_t)g[(i + 1) & 3] + g[(i + 2) & 3] + g[(i + 3) & 3];
        sum[i & 3] += v[i];
    }
    for (int i = 0; i < 24; i++) s[i] = (uint32_t)((v[i] + sum[i & 3]) % 0x7f000001u);
}

/* As src/Core/Hash: eight external rounds, 23 internal ones between them, x^3. */
static inline void zkfp_portable_poseidon2_24(uint32_t s[24])
{
    static const uint32_t external[8][24] = {
        {0x1d0939dc, 0x6d050f8d, 0x628058ad, 0x2681385d, 0x3e3c62be, 0x032cfad8, 0x5a91ba3c, 0x015a56e6,
         0x696b889c, 0x0dbcd780, 0x5881b5c9, 0x2a076f2e, 0x55393055, 0x6513a085, 0x547ac78f, 0x4281c5b8,
         0x3e7a3f6c, 0x34562c19, 0x2c04e679, 0x0ed78234, 0x5f7a1aa9, 0x0177640e, 0x0ea4f8d1, 0x15be7692},
        {0x6eafdd62, 0x71a572c6, 0x72416f0a, 0x31ce1ad3, 0x2136a0cf, 0x1507c0eb, 0x1eb6e07a, 0x3a0ccf7b,
         0x38e4bf31, 0x44128286, 0x6b05e976, 0x244a9b92, 0x6e4b32a8, 0x78ee2496, 0x4761115b, 0x3d3a7077,
         0x75d3c670, 0x396a2475, 0x26dd00b4, 0x7df50f59, 0x0cb922df, 0x0568b190, 0x5bd3fcd6, 0x1351f58e},
        {0x52191b5f, 0x119171b8, 0x1e8bb727, 0x27d21f26, 0x36146613, 0x1ee817a2, 0x71abe84e, 0x44b88070,
         0x5dc04410, 0x2aeaa2f6, 0x2b7bb311, 0x6906884d, 0x0522e053, 0x0c45a214, 0x1b016998, 0x479b1052,
         0x3acc89be, 0x0776021a, 0x7a34a1f5, 0x70f87911, 0x2caf9d9e, 0x026aff1b, 0x2c42468e, 0x67726b45},
        {0x09b6f53c, 0x73d76589, 0x5793eeb0, 0x29e720f3, 0x75fc8bdf, 0x4c2fae0e, 0x20b41db3, 0x7e491510,
         0x2cadef18, 0x57fc24d6, 0x4d1ade4a, 0x36bf8e3c, 0x3511b63c, 0x64d8476f, 0x732ba706, 0x46634978,
         0x0521c17c, 0x5ee69212, 0x3559cba9, 0x2b33df89, 0x653538d6, 0x5fde8344, 0x4091605d, 0x2933bdde},
        {0x7d232359, 0x389d82f9, 0x259b2e6c, 0x45a94def, 0x0d497380, 0x5b049135, 0x3c268399, 0x78feb2f9,
         0x300a3eec, 0x505165bb, 0x20300973, 0x2327c081, 0x1a45a2f4, 0x5b32ea2e, 0x2d5d1a70, 0x053e613e,
         0x5433e39f, 0x495529f0, 0x1eaa1aa9, 0x578f572a, 0x698ede71, 0x5a0f9dba, 0x398a2e96, 0x0c7b2925},
        {0x2e6b9564, 0x026b00de, 0x7644c1e9, 0x5c23d0bd, 0x3470b5ef, 0x6013cf3a, 0x48747288, 0x13b7a543,
         0x3eaebd44, 0x0004e60c, 0x1e8363a2, 0x2343259a, 0x69da0c2a, 0x06e3e4c4, 0x1095018e, 0x0deea348,
         0x1f4c5513, 0x4f9a3a98, 0x3179112b, 0x524abb1f, 0x21615ba2, 0x23ab4065, 0x1202a1d1, 0x21d25b83},
        {0x6ed17c2f, 0x391e6b09, 0x5e4ed894, 0x6a2f58f2, 0x5d980d70, 0x3fa48c5e, 0x1f6366f7, 0x63540f5f,
         0x6a8235ed, 0x14c12a78, 0x6edde1c9, 0x58ce1c22, 0x718588bb, 0x334313ad, 0x7478dbc7, 0x647ad52f,
         0x39e82049, 0x6fee146a, 0x082c2f24, 0x1f093015, 0x30173c18, 0x53f70c0d, 0x6028ab0c, 0x2f47a1ee},
        {0x26a6780e, 0x3540bc83, 0x1812b49f, 0x5149c827, 0x631dd925, 0x001f2dea, 0x7dc05194, 0x3789672e,
         0x7cabf72e, 0x242dbe2f, 0x0b07a51d, 0x38653650, 0x50785c4e, 0x60e8a7e0, 0x07464338, 0x3482d6e1,
         0x08a69f1e, 0x3f2aff24, 0x5814c30d, 0x13fecab2, 0x61cb291a, 0x68c8226f, 0x5c757eea, 0x289b4e1e}};
    static const uint32_t internal[23] = {
        0x1395d4ca, 0x5dbac049, 0x51fc2727, 0x13407399, 0x39ac6953, 0x45e8726c, 0x75a7311c, 0x599f82c9,
        0x702cf13b, 0x026b8955, 0x44e09bbc, 0x2211207f, 0x5128b4e3, 0x591c41af, 0x674f5c68, 0x3981d0d3,
        0x2d82f898, 0x707cd267, 0x3b4cca45, 0x2ad0dc3c, 0x0cb79b37, 0x23f2f4e8, 0x3de4e739};
    static const uint32_t diagonal[24] = {
        0x7effffff, 0x00000001, 0x00000002, 0x3f800001, 0x00000003, 0x00000004, 0x3f800000, 0x7efffffe,
        0x7efffffd, 0x7e810001, 0x5f400001, 0x6f200001, 0x77100001, 0x7b080001, 0x7d040001, 0x7effff82,
        0x007f0000, 0x0fe00000, 0x07f00000, 0x03f80000, 0x01fc0000, 0x00fe0000, 0x003f8000, 0x0000007f};
    for (int i = 0; i < 24; i++) s[i] %= 0x7f000001u;
    zkfp_portable_poseidon2_external(s);
    for (int r = 0; r < 8; r++) {
        if (r == 4)
            for (int k = 0; k < 23; k++) {
                uint64_t sum = 0;
                uint32_t x = (s[0] + internal[k]) % 0x7f000001u;
                s[0] = zkfp_portable_field_mul(zkfp_portable_field_mul(x, x), x);
                for (int i = 0; i < 24; i++) sum += s[i];
                for (int i = 0; i < 24; i++) s[i] = (uint32_t)((sum + (uint64_t)diagonal[i] * s[i]) % 0x7f000001u);
            }
        for (int i = 0; i < 24; i++) {
            uint32_t x = (s[i] + external[r][i]) % 0x7f000001u;
            s[i] = zkfp_portable_field_mul(zkfp_portable_field_mul(x, x), x);
        }
        zkfp_portable_poseidon2_external(s);
    }
}

#endif
