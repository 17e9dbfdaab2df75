/* BLS12-381 for EIP-2537 and EIP-4844 over blst's field, curve and pairing code. blst is compiled into
 * this file without its assembly and, on every target, with 32-bit limbs and the field of bls12_field.h:
 * what the host tests is what the machine runs. */
#include <stdlib.h>
#include <string.h>

#undef __x86_64__
#undef __aarch64__
#define __BLST_NO_ASM__
#define __BLST_NO_CPUID__
#include "bls12_field.h"
#include <blst/src/keygen.c>
#include <blst/src/hash_to_field.c>
#include <blst/src/e1.c>
#include <blst/src/map_to_g1.c>
#include <blst/src/e2.c>
#include <blst/src/map_to_g2.c>
#include <blst/src/fp12_tower.c>
#include <blst/src/pairing.c>
#include <blst/src/exp.c>
#include <blst/src/sqrt.c>
#include <blst/src/recip.c>
#include <blst/src/bulk_addition.c>
#include <blst/src/multi_scalar.c>
#include <blst/src/consts.c>
#undef __BLST_NO_ASM__ /* bls12_field.h has included no_asm.h; vect.c would once more */
#include <blst/src/vect.c>
#include <blst/src/exports.c>

#include "arena.h"
#include "bls12.h"
#include "crypto.h"
#include "zkfp.h"

/* p, big endian. */
static const uint8_t MODULUS[48] = {
    0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b, 0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7,
    0x64, 0x77, 0x4b, 0x84, 0xf3, 0x85, 0x12, 0xbf, 0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0, 0xf6, 0x24,
    0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff, 0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xab};

/* r, the order of G1 and G2, big endian. */
const uint8_t zk_bls12_order[32] = {
    0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
    0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01};

/* A field element of 64 bytes: 16 zero, then 48 below p. */
static int get_fp(vec384 out, const uint8_t in[64])
{
    for (int i = 0; i < 16; i++)
        if (in[i]) return 0;
    if (memcmp(in + 16, MODULUS, 48) >= 0) return 0;
    limbs_from_be_bytes(out, in + 16, 48);
    mul_fp(out, out, BLS12_381_RR);
    return 1;
}

static void put_fp(uint8_t out[64], const vec384 in)
{
    vec384 plain;
    from_fp(plain, in);
    memset(out, 0, 16);
    be_bytes_from_limbs(out + 16, plain, 48);
}

/* A point on the curve, or all zeros for infinity. */
static int get_g1(POINTonE1_affine* out, const uint8_t in[128])
{
    return get_fp(out->X, in) && get_fp(out->Y, in + 64) &&
           (blst_p1_affine_is_inf(out) || POINTonE1_affine_on_curve(out));
}

static int get_g2(POINTonE2_affine* out, const uint8_t in[256])
{
    return get_fp(out->X[0], in) && get_fp(out->X[1], in + 64) && get_fp(out->Y[0], in + 128) &&
           get_fp(out->Y[1], in + 192) && (blst_p2_affine_is_inf(out) || POINTonE2_affine_on_curve(out));
}

static void put_g1(uint8_t out[128], const POINTonE1* in)
{
    POINTonE1_affine a;
    if (blst_p1_is_inf(in)) {
        memset(out, 0, 128);
        return;
    }
    POINTonE1_to_affine(&a, in);
    put_fp(out, a.X);
    put_fp(out + 64, a.Y);
}

static void put_g2(uint8_t out[256], const POINTonE2* in)
{
    POINTonE2_affine a;
    if (blst_p2_is_inf(in)) {
        memset(out, 0, 256);
        return;
    }
    POINTonE2_to_affine(&a, in);
    put_fp(out, a.X[0]);
    put_fp(out + 64, a.X[1]);
    put_fp(out + 128, a.Y[0]);
    put_fp(out + 192, a.Y[1]);
}

int zk_bls12_g1_add(const uint8_t in[256], uint8_t out[128])
{
    POINTonE1_affine a, b;
    POINTonE1 sum, other;
    if (!get_g1(&a, in) || !get_g1(&b, in + 128)) return 0;
    blst_p1_from_affine(&sum, &a);
    blst_p1_from_affine(&other, &b);
    POINTonE1_dadd(&sum, &sum, &other, NULL);
    put_g1(out, &sum);
    return 1;
}

int zk_bls12_g2_add(const uint8_t in[512], uint8_t out[256])
{
    POINTonE2_affine a, b;
    POINTonE2 sum, other;
    if (!get_g2(&a, in) || !get_g2(&b, in + 256)) return 0;
    blst_p2_from_affine(&sum, &a);
    blst_p2_from_affine(&other, &b);
    POINTonE2_dadd(&sum, &sum, &other, NULL);
    put_g2(out, &sum);
    return 1;
}

/* Any 256-bit big-endian scalar as little-endian bytes below r; returns whether it is not zero. The
 * points have order r, and blst's endomorphism needs scalars below r. */
static int get_scalar(uint8_t out[32], const uint8_t in[32])
{
    uint8_t k[32], any = 0;
    memcpy(k, in, 32);
    while (memcmp(k, zk_bls12_order, 32) >= 0) { /* at most twice: 2^256 < 3 r */
        unsigned borrow = 0;
        for (int i = 31; i >= 0; i--) {
            unsigned d = (unsigned)k[i] - zk_bls12_order[i] - borrow;
            k[i] = (uint8_t)d;
            borrow = d >> 31;
        }
    }
    for (int i = 0; i < 32; i++) any |= out[i] = k[31 - i];
    return any != 0;
}

/* Both sums check every point's subgroup first (EIP-2537), then leave out the terms that are zero:
 * blst's tables may not hold infinity. */
int zk_bls12_g1_msm(const uint8_t* in, size_t n, uint8_t out[128])
{
    zk_mark_t mark = zk_mark();
    POINTonE1_affine* points = zk_alloc(n * sizeof *points);
    uint8_t* scalars = zk_alloc(n * 32);
    size_t m = 0;
    int ok = 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = get_g1(&points[m], in + 160 * i) &&
             (blst_p1_affine_is_inf(&points[m]) || blst_p1_affine_in_g1(&points[m]));
        if (ok && get_scalar(scalars + 32 * m, in + 160 * i + 128) && !blst_p1_affine_is_inf(&points[m])) m++;
    }
    if (ok && m == 0) memset(out, 0, 128);
    if (ok && m) {
        POINTonE1 sum;
        const POINTonE1_affine* const ps[2] = {points, NULL};
        const byte* const ss[2] = {scalars, NULL};
        blst_p1s_mult_pippenger(&sum, ps, m, ss, 255, zk_alloc(blst_p1s_mult_pippenger_scratch_sizeof(m)));
        put_g1(out, &sum);
    }
    zk_release(mark);
    return ok;
}

int zk_bls12_g2_msm(const uint8_t* in, size_t n, uint8_t out[256])
{
    zk_mark_t mark = zk_mark();
    POINTonE2_affine* points = zk_alloc(n * sizeof *points);
    uint8_t* scalars = zk_alloc(n * 32);
    size_t m = 0;
    int ok = 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = get_g2(&points[m], in + 288 * i) &&
             (blst_p2_affine_is_inf(&points[m]) || blst_p2_affine_in_g2(&points[m]));
        if (ok && get_scalar(scalars + 32 * m, in + 288 * i + 256) && !blst_p2_affine_is_inf(&points[m])) m++;
    }
    if (ok && m == 0) memset(out, 0, 256);
    if (ok && m) {
        POINTonE2 sum;
        const POINTonE2_affine* const ps[2] = {points, NULL};
        const byte* const ss[2] = {scalars, NULL};
        blst_p2s_mult_pippenger(&sum, ps, m, ss, 255, zk_alloc(blst_p2s_mult_pippenger_scratch_sizeof(m)));
        put_g2(out, &sum);
    }
    zk_release(mark);
    return ok;
}

int zk_bls12_pairing(const uint8_t* in, size_t n, int* is_one)
{
    zk_mark_t mark = zk_mark();
    POINTonE1_affine* ps = zk_alloc(n * sizeof *ps);
    POINTonE2_affine* qs = zk_alloc(n * sizeof *qs);
    size_t m = 0;
    int ok = 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = get_g1(&ps[m], in + 384 * i) && get_g2(&qs[m], in + 384 * i + 128) &&
             (blst_p1_affine_is_inf(&ps[m]) || blst_p1_affine_in_g1(&ps[m])) &&
             (blst_p2_affine_is_inf(&qs[m]) || blst_p2_affine_in_g2(&qs[m]));
        /* A pair with infinity contributes 1. */
        if (ok && !blst_p1_affine_is_inf(&ps[m]) && !blst_p2_affine_is_inf(&qs[m])) m++;
    }
    if (ok) {
        *is_one = 1;
        if (m) {
            vec384fp12 f;
            const POINTonE1_affine* const pp[2] = {ps, NULL};
            const POINTonE2_affine* const qq[2] = {qs, NULL};
            blst_miller_loop_n(f, qq, pp, m);
            final_exp(f, f);
            *is_one = blst_fp12_is_one(f) != 0;
        }
    }
    zk_release(mark);
    return ok;
}

int zk_bls12_map_fp_to_g1(const uint8_t in[64], uint8_t out[128])
{
    vec384 u;
    POINTonE1 point;
    if (!get_fp(u, in)) return 0;
    map_to_g1(&point, u, NULL);
    put_g1(out, &point);
    return 1;
}

int zk_bls12_map_fp2_to_g2(const uint8_t in[128], uint8_t out[256])
{
    vec384x u;
    POINTonE2 point;
    if (!get_fp(u[0], in) || !get_fp(u[1], in + 64)) return 0;
    map_to_g2(&point, u, NULL);
    put_g2(out, &point);
    return 1;
}

/* [s]G2 of the KZG ceremony, compressed: the second of the G2 powers in the consensus specifications'
 * trusted_setup_4096.json ("g2_monomial"[1]); c-kzg 4.1.0 ships the same value. */
static const uint8_t SETUP_S_G2[96] = {
    0xb5, 0xbf, 0xd7, 0xdd, 0x8c, 0xde, 0xb1, 0x28, 0x84, 0x3b, 0xc2, 0x87, 0x23, 0x0a, 0xf3, 0x89,
    0x26, 0x18, 0x70, 0x75, 0xcb, 0xfb, 0xef, 0xa8, 0x10, 0x09, 0xa2, 0xce, 0x61, 0x5a, 0xc5, 0x3d,
    0x29, 0x14, 0xe5, 0x87, 0x0c, 0xb4, 0x52, 0xd2, 0xaf, 0xaa, 0xab, 0x24, 0xf3, 0x49, 0x9f, 0x72,
    0x18, 0x5c, 0xbf, 0xee, 0x53, 0x49, 0x27, 0x14, 0x73, 0x44, 0x29, 0xb7, 0xb3, 0x86, 0x08, 0xe2,
    0x39, 0x26, 0xc9, 0x11, 0xcc, 0xec, 0xea, 0xc9, 0xa3, 0x68, 0x51, 0x47, 0x7b, 0xa4, 0xc6, 0x0b,
    0x08, 0x70, 0x41, 0xde, 0x62, 0x10, 0x00, 0xed, 0xc9, 0x8e, 0xda, 0xda, 0x20, 0xc1, 0xde, 0xf2};

/* A compressed G1 point of the subgroup (infinity included). */
static int get_kzg_g1(POINTonE1_affine* out, const uint8_t in[48])
{
    return POINTonE1_Uncompress_Z(out, in) == BLST_SUCCESS &&
           (blst_p1_affine_is_inf(out) || blst_p1_affine_in_g1(out));
}

/* e(C - [y]G1, -G2) e(proof, [s]G2 - [z]G2) = 1, with z moved to the G1 side so that both G2 points are
 * constants: e([z]proof + C - [y]G1, -G2) e(proof, [s]G2) = 1. */
int zk_kzg_verify(const uint8_t z[32], const uint8_t y[32], const uint8_t commitment[48],
                  const uint8_t proof[48])
{
    POINTonE1_affine c, q;
    POINTonE2_affine s;
    uint8_t scalar[32];
    if (memcmp(z, zk_bls12_order, 32) >= 0 || memcmp(y, zk_bls12_order, 32) >= 0) return 0;
    if (!get_kzg_g1(&c, commitment) || !get_kzg_g1(&q, proof)) return 0;
    if (blst_p2_uncompress(&s, SETUP_S_G2) != BLST_SUCCESS) zk_die(ZK_EXIT_INTERNAL, "kzg setup");

    POINTonE1 left, term;
    blst_p1_from_affine(&left, &c);
    if (get_scalar(scalar, y)) {
        blst_p1_mult(&term, &BLS12_381_NEG_G1, scalar, 255);
        POINTonE1_dadd(&left, &left, &term, NULL);
    }
    if (!blst_p1_affine_is_inf(&q) && get_scalar(scalar, z)) {
        blst_p1_from_affine(&term, &q);
        blst_p1_mult(&term, &term, scalar, 255);
        POINTonE1_dadd(&left, &left, &term, NULL);
    }

    POINTonE1_affine ps[2];
    POINTonE2_affine qs[2];
    size_t n = 0;
    if (!blst_p1_is_inf(&left)) {
        POINTonE1_to_affine(&ps[n], &left);
        vec_copy(&qs[n++], &BLS12_381_NEG_G2, sizeof(POINTonE2_affine));
    }
    if (!blst_p1_affine_is_inf(&q)) {
        ps[n] = q;
        qs[n++] = s;
    }
    if (n == 0) return 1;
    vec384fp12 f;
    const POINTonE1_affine* const pp[2] = {ps, NULL};
    const POINTonE2_affine* const qq[2] = {qs, NULL};
    blst_miller_loop_n(f, qq, pp, n);
    final_exp(f, f);
    return blst_fp12_is_one(f) != 0;
}
