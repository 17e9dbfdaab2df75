/* BLS12-381's base field for blst, over the machine's MULMOD384. Replaces the field functions of blst's no_asm.h that matter; its
 * Montgomery form (R = 2^384) stays, as its constants have it: a product is multiplied by 1 / R once more.
 *
 * All that blst calls with a modulus of 384 bits it calls with p. Results are least residues. */
#ifndef ZK_BLS12_FIELD_H
#define ZK_BLS12_FIELD_H

#include <blst/src/vect.h>
#include <blst/src/bytes.h>

/* blst's own versions get other names. */
#define mul_mont_384 generic_mul_mont_384
#define sqr_mont_384 generic_sqr_mont_384
#define sqr_n_mul_mont_383 generic_sqr_n_mul_mont_383
#define redc_mont_384 generic_redc_mont_384
#define from_mont_384 generic_from_mont_384
#define add_mod_384 generic_add_mod_384
#define sub_mod_384 generic_sub_mod_384
#define mul_by_3_mod_384 generic_mul_by_3_mod_384
#define cneg_mod_384 generic_cneg_mod_384
#define lshift_mod_384 generic_lshift_mod_384
#define mul_mont_384x generic_mul_mont_384x
#define sqr_mont_382x generic_sqr_mont_382x
#define ct_inverse_mod_384 generic_ct_inverse_mod_384
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include <blst/src/no_asm.h>
#pragma GCC diagnostic pop
#undef mul_mont_384
#undef sqr_mont_384
#undef sqr_n_mul_mont_383
#undef redc_mont_384
#undef from_mont_384
#undef add_mod_384
#undef sub_mod_384
#undef mul_by_3_mod_384
#undef cneg_mod_384
#undef lshift_mod_384
#undef mul_mont_384x
#undef sqr_mont_382x
#undef sqr_mont_384x /* a name that vect.c would define */
#undef ct_inverse_mod_384

#include "zkfp.h"

/* The modulus and the addend behind it. */
typedef struct {
    vec384 m, c;
} bls_addend;

#define BLS_P_WORDS {0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea}
static const bls_addend BLS_ZERO = {BLS_P_WORDS, {0}};
static const vec384 BLS_ONE = {1};
static const vec384 BLS_MINUS_1 = {0xffffaaaa, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea};
static const vec384 BLS_R = {0x0002fffd, 0x76090000, 0xc40c0002, 0xebf4000b, 0x53c758ba, 0x5f489857, 0x70525745, 0x77ce5853, 0xa256ec6d, 0x5c071a97, 0xfa80e493, 0x15f65ec3};                /* R mod p, and so on */
static const vec384 BLS_INVERSE_R = {0x380b4820, 0xf4d38259, 0xd898fafb, 0x7fe11274, 0x14956dc8, 0x343ea979, 0x58a88de9, 0x1797ab14, 0x3c4f538b, 0xed5e6427, 0xe8fb0ce9, 0x14fec701};
static const vec384 BLS_MINUS_INVERSE_R = {0xc7f4628b, 0xc52b7da6, 0xd8bb0503, 0x9ecaed89, 0xe21b885b, 0x32f22927, 0x9adc84d6, 0x4cdfa070, 0x06fc594c, 0x5dbd438f, 0x5084d9b0, 0x05024ae8};
static const vec384 BLS_P_MINUS_2 = {0xffffaaa9, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea};

/* A number that is added is copied here. */
static bls_addend bls_addend_1 = {BLS_P_WORDS, {0}};

ZK_INLINE const limb_t* bls_words(const bls_addend* x) { return (const limb_t*)(const void*)x; }
ZK_INLINE void bls_mul(limb_t* r, const limb_t* a, const limb_t* b) { zkfp_mulmod384(r, a, b, bls_words(&BLS_ZERO)); }
ZK_INLINE const limb_t* bls_added(const limb_t* x)
{
    ZK_UNROLL_ALL
    for (int i = 0; i < 12; i++) bls_addend_1.c[i] = x[i];
    return bls_words(&bls_addend_1);
}

void mul_mont_384(vec384 ret, const vec384 a, const vec384 b, const vec384 p, limb_t n0)
{
    vec384 t;
    (void)p, (void)n0;
    bls_mul(t, a, b);
    bls_mul(ret, t, BLS_INVERSE_R);
}

void sqr_mont_384(vec384 ret, const vec384 a, const vec384 p, limb_t n0) { mul_mont_384(ret, a, a, p, n0); }

/* a^(2^count) b: squared outside Montgomery form. */
void sqr_n_mul_mont_383(vec384 ret, const vec384 a, size_t count, const vec384 p, limb_t n0, const vec384 b)
{
    vec384 t;
    (void)p, (void)n0;
    bls_mul(t, a, BLS_INVERSE_R);
    while (count--) bls_mul(t, t, t);
    bls_mul(ret, t, b);
}

/* (low + high R) / R */
void redc_mont_384(vec384 ret, const vec768 a, const vec384 p, limb_t n0)
{
    (void)p, (void)n0;
    zkfp_mulmod384(ret, a, BLS_INVERSE_R, bls_added(a + 12));
}

void from_mont_384(vec384 ret, const vec384 a, const vec384 p, limb_t n0)
{
    (void)p, (void)n0;
    bls_mul(ret, a, BLS_INVERSE_R);
}

void add_mod_384(vec384 ret, const vec384 a, const vec384 b, const vec384 p)
{
    (void)p;
    zkfp_mulmod384(ret, a, BLS_ONE, bls_added(b));
}

void sub_mod_384(vec384 ret, const vec384 a, const vec384 b, const vec384 p)
{
    (void)p;
    zkfp_mulmod384(ret, b, BLS_MINUS_1, bls_added(a));
}

void mul_by_3_mod_384(vec384 ret, const vec384 a, const vec384 p)
{
    static const vec384 three = {3};
    (void)p;
    bls_mul(ret, a, three);
}

void lshift_mod_384(vec384 ret, const vec384 a, size_t count, const vec384 p)
{
    vec384 k = {(limb_t)1 << count}; /* at most 3 bits, everywhere */
    (void)p;
    bls_mul(ret, a, k);
}

void cneg_mod_384(vec384 ret, const vec384 a, bool_t flag, const vec384 p)
{
    (void)p;
    bls_mul(ret, a, flag ? BLS_MINUS_1 : BLS_ONE);
}

/* Both halves over R: Re = (a0 / R) b0 - (a1 / R) b1. */
void mul_mont_384x(vec384x ret, const vec384x a, const vec384x b, const vec384 p, limb_t n0)
{
    vec384 a0, a1, t;
    bls_addend* c = &bls_addend_1;
    (void)p, (void)n0;
    bls_mul(a0, a[0], BLS_INVERSE_R);
    bls_mul(a1, a[1], BLS_INVERSE_R);
    bls_mul(t, a[1], BLS_MINUS_INVERSE_R);
    bls_mul(c->c, t, b[1]);
    zkfp_mulmod384(t, a0, b[0], bls_words(c));
    bls_mul(c->c, a0, b[1]);
    zkfp_mulmod384(ret[1], a1, b[0], bls_words(c));
    vec_copy(ret[0], t, sizeof(vec384));
}

void sqr_mont_384x(vec384x ret, const vec384x a, const vec384 p, limb_t n0)
{
    static const vec384 two = {2};
    vec384 a0, t;
    bls_addend* c = &bls_addend_1;
    (void)p, (void)n0;
    bls_mul(a0, a[0], BLS_INVERSE_R);
    bls_mul(t, a[1], BLS_MINUS_INVERSE_R);
    bls_mul(c->c, t, a[1]);
    bls_mul(t, a0, a[1]);
    zkfp_mulmod384(ret[0], a0, a[0], bls_words(c));
    bls_mul(ret[1], t, two);
}

void sqr_mont_382x(vec384x ret, const vec384x a, const vec384 p, limb_t n0) { sqr_mont_384x(ret, a, p, n0); }

/* What recip.c makes the inverse of: R / (inp / R), by Fermat's theorem. */
void ct_inverse_mod_384(vec768 ret, const vec384 inp, const vec384 mod, const vec384 modx)
{
    vec384 powers[16], x;
    (void)mod, (void)modx;
    bls_mul(powers[1], inp, BLS_INVERSE_R);
    for (int i = 2; i < 16; i++) bls_mul(powers[i], powers[i - 1], powers[1]);
    vec_copy(x, powers[1], sizeof x); /* p - 2 has 381 bits: the first window is 1 */
    for (int i = 94; i >= 0; i--) {
        limb_t digit = BLS_P_MINUS_2[i >> 3] >> (4 * (i & 7)) & 15;
        for (int k = 0; k < 4; k++) bls_mul(x, x, x);
        if (digit) bls_mul(x, x, powers[digit]);
    }
    bls_mul(ret, x, BLS_R);
    for (int i = 12; i < 24; i++) ret[i] = 0;
}

#endif
