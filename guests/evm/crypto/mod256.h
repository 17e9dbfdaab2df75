/* Numbers modulo m < 2^256 over the machine's MULMOD: every operation is r = a b + c, so a difference is b (m - 1) + a.
 *
 * The primitive finds the addend behind the modulus, so a number that may be an addend carries its modulus before it. Results are
 * least residues, so equality is equality of words. */
#ifndef ZK_MOD256_H
#define ZK_MOD256_H

#include "zkfp.h"

typedef struct {
    uint32_t m[8], v[8];
} mod256;

/* As MULMOD's last operand: the modulus, and the number behind it as addend. */
ZK_INLINE const uint32_t* mod_addend(const mod256* c) { return (const uint32_t*)(const void*)c; }

/* r = a b + c modulo c's modulus. */
ZK_INLINE void mod_mad(mod256* r, const mod256* a, const mod256* b, const mod256* c) { zkfp_mulmod(r->v, a->v, b->v, mod_addend(c)); }

ZK_INLINE int words_are_zero(const uint32_t* a)
{
    return (a[0] | a[1] | a[2] | a[3] | a[4] | a[5] | a[6] | a[7]) == 0;
}
ZK_INLINE int words_equal(const uint32_t* a, const uint32_t* b)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++)
        if (a[i] != b[i]) return 0;
    return 1;
}
ZK_INLINE int words_less(const uint32_t* a, const uint32_t* b)
{
    for (int i = 7; i > 0; i--)
        if (a[i] != b[i]) return a[i] < b[i];
    return a[0] < b[0];
}
ZK_INLINE void words_copy(uint32_t* r, const uint32_t* a)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++) r[i] = a[i];
}
/* 32 bytes, big endian. */
ZK_INLINE void words_load(uint32_t* r, const uint8_t* p)
{
    for (int i = 0; i < 8; i++) r[7 - i] = zk_load32be(p + 4 * i);
}
ZK_INLINE void words_store(uint8_t* p, const uint32_t* a)
{
    for (int i = 0; i < 8; i++) zk_store32be(p + 4 * i, a[7 - i]);
}

/* r = a^(2^n), n > 0. */
ZK_INLINE void mod_square_times(mod256* r, const mod256* a, int n, const mod256* zero)
{
    mod_mad(r, a, a, zero);
    while (--n) mod_mad(r, r, r, zero);
}

/* r = a^e, the exponent in windows of four bits. */
static inline void mod_power(mod256* r, const mod256* a, const uint32_t e[8], const mod256* zero)
{
    uint32_t powers[16][8]; /* the first two are not used */
    mod256 x = *zero;
    int i = 63, started = 0;
    words_copy(powers[1], a->v);
    for (int k = 2; k < 16; k++) zkfp_mulmod(powers[k], powers[k - 1], a->v, mod_addend(zero));
    for (; i >= 0; i--) {
        uint32_t digit = e[i >> 3] >> (4 * (i & 7)) & 15;
        if (started) {
            mod_mad(&x, &x, &x, zero);
            mod_mad(&x, &x, &x, zero);
            mod_mad(&x, &x, &x, zero);
            mod_mad(&x, &x, &x, zero);
            if (digit) zkfp_mulmod(x.v, x.v, powers[digit], mod_addend(zero));
        } else if (digit) {
            words_copy(x.v, powers[digit]);
            started = 1;
        }
    }
    words_copy(r->v, x.v);
}

/* Signed digits of k < 2^256, odd, below 2^(w - 1) in absolute value, at most one of w consecutive ones not zero: the digit of bit i
 * is added to digits[i * stride], all of which are zero before. Returns one more than the index of the last; at most 257. */
static inline int signed_digits(int16_t* digits, int stride, const uint32_t k[8], int w, int negative)
{
    int limbs = 8, bit = 0, n = 0;
    uint32_t carry = 0;
    while (limbs > 0 && k[limbs - 1] == 0) limbs--;
    for (;;) {
        int i = bit >> 5, s = bit & 31;
        uint32_t lo = i < limbs ? k[i] : 0, hi = i + 1 < limbs ? k[i + 1] : 0;
        uint32_t window = s ? lo >> s | hi << (32 - s) : lo;
        uint32_t differs = window ^ (0 - carry); /* bits that are not the carry: the digits up to the first of them are zero */
        if (differs == 0) {
            if (i >= limbs) return n;
            bit += 32;
            continue;
        }
        int skip = __builtin_ctz(differs);
        if (skip > 32 - w) { /* look again from there */
            bit += skip;
            continue;
        }
        bit += skip;
        int digit = (int)((window >> skip & ((1u << w) - 1)) + carry);
        carry = (uint32_t)digit >> (w - 1);
        digit -= (int)(carry << w);
        digits[bit * stride] = (int16_t)(negative ? -digit : digit);
        n = bit + 1;
        bit += w;
    }
}

#endif
