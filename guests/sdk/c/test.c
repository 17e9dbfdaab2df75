/* The portable code against known answers, and products against long multiplication and division bit by bit. */
#include "zkfp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned checks;

static void check(int ok, const char* what)
{
    checks++;
    if (ok) return;
    printf("FAIL: %s\n", what);
    exit(1);
}

static uint32_t next(void)
{
    static uint32_t x = 12345;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

/* Numbers of all lengths with many words at their extremes. */
static void fill(uint32_t* x, int n)
{
    int length = (int)(next() % (uint32_t)(n + 1));
    for (int i = 0; i < n; i++) {
        uint32_t kind = next() % 6;
        x[i] = i >= length ? 0 : kind == 0 ? 0 : kind == 1 ? 0xffffffffu : kind == 2 ? 0x80000000u : next();
    }
}

/* By doubling: r = 2 r + a b's next bit, where r stays below m. */
static void reference(uint32_t* r, const uint32_t* a, const uint32_t* b, const uint32_t* m, const uint32_t* c, int n)
{
    uint32_t t[24];
    int zero = 1;
    memcpy(t, c, (size_t)n * 4);
    memset(t + n, 0, (size_t)n * 4);
    for (int i = 0; i < n; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < n; j++) {
            carry += (uint64_t)a[i] * b[j] + t[i + j];
            t[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        t[i + n] = (uint32_t)carry;
        zero &= m[i] == 0;
    }
    memset(r, 0, (size_t)n * 4);
    if (zero) return;
    for (int bit = 64 * n - 1; bit >= 0; bit--) {
        uint32_t carry = t[bit / 32] >> (bit % 32) & 1, d[12];
        for (int i = 0; i < n; i++) {
            uint32_t top = r[i] >> 31;
            r[i] = r[i] << 1 | carry;
            carry = top;
        }
        uint64_t borrow = 0;
        for (int i = 0; i < n; i++) {
            borrow = (uint64_t)r[i] - m[i] - borrow;
            d[i] = (uint32_t)borrow;
            borrow >>= 63;
        }
        if (carry || !borrow) memcpy(r, d, (size_t)n * 4);
    }
}

static void products(int n)
{
    uint32_t a[12], b[12], mc[24], r[12], want[12];
    for (int i = 0; i < 20000; i++) {
        fill(a, n);
        fill(b, n);
        fill(mc, n);
        fill(mc + n, n);
        if (i % 7 == 0) memcpy(mc, a, (size_t)n * 4);
        reference(want, a, b, mc, mc + n, n);
        if (n == 8) zkfp_mulmod(r, a, b, mc);
        else zkfp_mulmod384(r, a, b, mc);
        check(memcmp(r, want, (size_t)n * 4) == 0, "product");
        /* the result over an operand, and operands that are one */
        if (n == 8) zkfp_mulmod(a, a, b, mc);
        else zkfp_mulmod384(a, a, b, mc);
        check(memcmp(a, want, (size_t)n * 4) == 0, "product in place");
        reference(want, b, b, mc, mc + n, n);
        if (n == 8) zkfp_mulmod(mc, b, b, mc);
        else zkfp_mulmod384(mc, b, b, mc);
        check(memcmp(mc, want, (size_t)n * 4) == 0, "square over the modulus");
    }
}

int main(void)
{
    /* the permutation of zeros (the Keccak team's KeccakF-1600-IntermediateValues.txt) and of that */
    uint32_t s[50] = {0};
    zkfp_keccakf(s);
    check(s[1] == 0xf1258f79 && s[0] == 0x40e1dde7 && s[49] == 0xeaf1ff7b && s[48] == 0x5ceca249, "Keccak-f of zeros");
    zkfp_keccakf(s);
    check(s[1] == 0x2d5c954d && s[0] == 0xf96ecb3c, "Keccak-f twice");
    /* FIPS 180-4's example "abc" */
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint32_t block[16] = {0x61626380, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24};
    zkfp_sha256_compress(state, block);
    check(state[0] == 0xba7816bf && state[3] == 0x5dae2223 && state[7] == 0xf20015ad, "SHA-256");
    /* Plonky3 0056fa83, koala-bear/src/poseidon2.rs, test_default_koalabear_poseidon2_width_24 */
    uint32_t p[24] = {
        886409618, 1327899896, 1902407911, 591953491, 648428576, 1844789031, 1198336108, 355597330,
        1799586834, 59617783, 790334801, 1968791836, 559272107, 31054313, 1042221543, 474748436,
        135686258, 263665994, 1962340735, 1741539604, 2026927696, 449439011, 1131357108, 50869465};
    static const uint32_t want[24] = {
        382801106, 82839311, 1503190615, 1987418517, 854076995, 1862291425, 262755189, 1050814217,
        722724562, 741265943, 1026879332, 754316749, 1966025564, 1518878196, 502200188, 1368172258,
        845459257, 1711434837, 724453836, 171032289, 655223446, 1098636135, 407832555, 1707498914};
    p[0] += 0x7f000001; /* reduced first */
    zkfp_poseidon2_24(p);
    check(memcmp(p, want, sizeof want) == 0, "Poseidon2");
    products(8);
    products(12);
    printf("sdk: C: %u checks passed\n", checks);
    return 0;
}
