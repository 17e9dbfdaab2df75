/* Prime fields of up to 256 bits, for 32-bit machines with a 32 x 32 + 64 multiply-accumulate (MIPS maddu).
 *
 * An element is nine limbs of 29 bits in Montgomery form, R = 2^261. The spare bits are the point: a
 * column of a product is one chain of multiply-accumulates with no carry handling, sums of up to six
 * products are reduced once (fp29_dot*), and additions carry nothing until asked to.
 *
 * Two bounds are kept by hand and checked by FP29_TRACK builds (tests), where every element carries them:
 *   lmag   each limb is below lmag * 2^29; a dot product needs  sum over its terms of lmag_a * lmag_b <= 6
 *   mag    the value is below mag * p; everything needs  mag * p < 2^261
 * The operations are straight-line, so one tracked run per code path proves the bounds for all inputs.
 */
#ifndef ZK_FP29_H
#define ZK_FP29_H

#include <stdint.h>
#include <string.h>

#include "zkfp.h"

#ifdef FP29_TRACK
#include <assert.h>
#define FP29_BOUNDS(...) __VA_ARGS__
#else
#define FP29_BOUNDS(...)
#endif

#define FP29_MASK 0x1fffffffu

typedef struct {
    uint32_t v[9];
    FP29_BOUNDS(uint32_t lmag; uint32_t mag;)
} fp29;

/* A modulus p (odd, 2^236 < p < 2^256) and what depends on it. */
typedef struct {
    uint32_t p[9];
    uint32_t n0;       /* -1/p mod 2^29 */
    uint32_t p4[9];    /* 4 p, each lower limb at least 2^29 */
    uint32_t p16[9];   /* 16 p, each lower limb at least 3 * 2^29 */
    fp29 one;          /* R mod p */
    fp29 r2;           /* R^2 mod p */
    uint8_t bytes[32]; /* p, big endian */
    uint32_t room;     /* floor(R / p) */
} fp29_mod;

#define FP29_SET(x, l, m) FP29_BOUNDS((x)->lmag = (l); (x)->mag = (m);)

/* Limb pairs of each column of a product, and of q p below the column's own q. */
#define FP29_COL0(M) M(0, 0)
#define FP29_COL1(M) M(0, 1) M(1, 0)
#define FP29_COL2(M) M(0, 2) M(1, 1) M(2, 0)
#define FP29_COL3(M) M(0, 3) M(1, 2) M(2, 1) M(3, 0)
#define FP29_COL4(M) M(0, 4) M(1, 3) M(2, 2) M(3, 1) M(4, 0)
#define FP29_COL5(M) M(0, 5) M(1, 4) M(2, 3) M(3, 2) M(4, 1) M(5, 0)
#define FP29_COL6(M) M(0, 6) M(1, 5) M(2, 4) M(3, 3) M(4, 2) M(5, 1) M(6, 0)
#define FP29_COL7(M) M(0, 7) M(1, 6) M(2, 5) M(3, 4) M(4, 3) M(5, 2) M(6, 1) M(7, 0)
#define FP29_COL8(M) M(0, 8) M(1, 7) M(2, 6) M(3, 5) M(4, 4) M(5, 3) M(6, 2) M(7, 1) M(8, 0)
#define FP29_COL9(M) M(1, 8) M(2, 7) M(3, 6) M(4, 5) M(5, 4) M(6, 3) M(7, 2) M(8, 1)
#define FP29_COL10(M) M(2, 8) M(3, 7) M(4, 6) M(5, 5) M(6, 4) M(7, 3) M(8, 2)
#define FP29_COL11(M) M(3, 8) M(4, 7) M(5, 6) M(6, 5) M(7, 4) M(8, 3)
#define FP29_COL12(M) M(4, 8) M(5, 7) M(6, 6) M(7, 5) M(8, 4)
#define FP29_COL13(M) M(5, 8) M(6, 7) M(7, 6) M(8, 5)
#define FP29_COL14(M) M(6, 8) M(7, 7) M(8, 6)
#define FP29_COL15(M) M(7, 8) M(8, 7)
#define FP29_COL16(M) M(8, 8)
#define FP29_RED0(Q) 
#define FP29_RED1(Q) Q(0, 1)
#define FP29_RED2(Q) Q(0, 2) Q(1, 1)
#define FP29_RED3(Q) Q(0, 3) Q(1, 2) Q(2, 1)
#define FP29_RED4(Q) Q(0, 4) Q(1, 3) Q(2, 2) Q(3, 1)
#define FP29_RED5(Q) Q(0, 5) Q(1, 4) Q(2, 3) Q(3, 2) Q(4, 1)
#define FP29_RED6(Q) Q(0, 6) Q(1, 5) Q(2, 4) Q(3, 3) Q(4, 2) Q(5, 1)
#define FP29_RED7(Q) Q(0, 7) Q(1, 6) Q(2, 5) Q(3, 4) Q(4, 3) Q(5, 2) Q(6, 1)
#define FP29_RED8(Q) Q(0, 8) Q(1, 7) Q(2, 6) Q(3, 5) Q(4, 4) Q(5, 3) Q(6, 2) Q(7, 1)
#define FP29_RED9(Q) Q(1, 8) Q(2, 7) Q(3, 6) Q(4, 5) Q(5, 4) Q(6, 3) Q(7, 2) Q(8, 1)
#define FP29_RED10(Q) Q(2, 8) Q(3, 7) Q(4, 6) Q(5, 5) Q(6, 4) Q(7, 3) Q(8, 2)
#define FP29_RED11(Q) Q(3, 8) Q(4, 7) Q(5, 6) Q(6, 5) Q(7, 4) Q(8, 3)
#define FP29_RED12(Q) Q(4, 8) Q(5, 7) Q(6, 6) Q(7, 5) Q(8, 4)
#define FP29_RED13(Q) Q(5, 8) Q(6, 7) Q(7, 6) Q(8, 5)
#define FP29_RED14(Q) Q(6, 8) Q(7, 7) Q(8, 6)
#define FP29_RED15(Q) Q(7, 8) Q(8, 7)
#define FP29_RED16(Q) Q(8, 8)

/* The columns of a product sum with Montgomery reduction interleaved; TERM(i, j) adds the limb products
 * a[i] b[j] of all terms to acc. */
#define FP29_Q(i, j) acc += (uint64_t)q[i] * m->p[j];
#define FP29_LOW(i, TERM)                       \
    FP29_COL##i(TERM) FP29_RED##i(FP29_Q)       \
    q[i] = ((uint32_t)acc * m->n0) & FP29_MASK; \
    acc += (uint64_t)q[i] * m->p[0];            \
    acc >>= 29;
#define FP29_HIGH(i, TERM)                      \
    FP29_COL##i(TERM) FP29_RED##i(FP29_Q)       \
    out[i - 9] = (uint32_t)acc & FP29_MASK;     \
    acc >>= 29;
#define FP29_BODY(TERM)                                                             \
    uint64_t acc = 0;                                                               \
    uint32_t q[9], out[9];                                                          \
    FP29_LOW(0, TERM) FP29_LOW(1, TERM) FP29_LOW(2, TERM) FP29_LOW(3, TERM)         \
    FP29_LOW(4, TERM) FP29_LOW(5, TERM) FP29_LOW(6, TERM) FP29_LOW(7, TERM)         \
    FP29_LOW(8, TERM) FP29_HIGH(9, TERM) FP29_HIGH(10, TERM) FP29_HIGH(11, TERM)    \
    FP29_HIGH(12, TERM) FP29_HIGH(13, TERM) FP29_HIGH(14, TERM) FP29_HIGH(15, TERM) \
    FP29_HIGH(16, TERM)                                                             \
    out[8] = (uint32_t)acc;                                                         \
    memcpy(r->v, out, sizeof out);

#ifdef FP29_TRACK
static inline void fp29_check(const fp29_mod* m, const fp29* x)
{
    assert(x->lmag >= 1 && x->mag >= 1 && x->mag <= m->room);
}
/* Bound of a reduced sum of products: (sum mag_a mag_b p^2 + p R) / R, in multiples of p. */
static inline void fp29_product(const fp29_mod* m, fp29* r, uint32_t limbs, uint32_t mags)
{
    assert(limbs >= 1 && limbs <= 6 && mags >= 1);
    r->lmag = 1;
    r->mag = 1 + (mags + m->room - 1) / m->room;
    assert(r->mag <= m->room);
}
#endif

ZK_INLINE void fp29_mul_inline(const fp29_mod* m, fp29* r, const fp29* a, const fp29* b)
{
    FP29_BOUNDS(uint32_t l_ = a->lmag * b->lmag, k_ = a->mag * b->mag;)
#define FP29_T1(i, j) acc += (uint64_t)a->v[i] * b->v[j];
    FP29_BODY(FP29_T1)
    FP29_BOUNDS(fp29_product(m, r, l_, k_);)
}

/* r = a b + c d. */
ZK_INLINE void fp29_dot2_inline(const fp29_mod* m, fp29* r, const fp29* a, const fp29* b, const fp29* c,
                                const fp29* d)
{
    FP29_BOUNDS(uint32_t l_ = a->lmag * b->lmag + c->lmag * d->lmag, k_ = a->mag * b->mag + c->mag * d->mag;)
#define FP29_T2(i, j)                      \
    acc += (uint64_t)a->v[i] * b->v[j];    \
    acc += (uint64_t)c->v[i] * d->v[j];
    FP29_BODY(FP29_T2)
    FP29_BOUNDS(fp29_product(m, r, l_, k_);)
}

/* r = sum of six products a[k] b[k]. */
ZK_INLINE void fp29_dot6_inline(const fp29_mod* m, fp29* r, const fp29* const a[6], const fp29* const b[6])
{
    const uint32_t *a0 = a[0]->v, *a1 = a[1]->v, *a2 = a[2]->v, *a3 = a[3]->v, *a4 = a[4]->v, *a5 = a[5]->v;
    const uint32_t *b0 = b[0]->v, *b1 = b[1]->v, *b2 = b[2]->v, *b3 = b[3]->v, *b4 = b[4]->v, *b5 = b[5]->v;
    FP29_BOUNDS(uint32_t l_ = 0, k_ = 0; for (int i_ = 0; i_ < 6; i_++) {
        l_ += a[i_]->lmag * b[i_]->lmag;
        k_ += a[i_]->mag * b[i_]->mag;
    })
#define FP29_T6(i, j)                                               \
    acc += (uint64_t)a0[i] * b0[j]; acc += (uint64_t)a1[i] * b1[j]; \
    acc += (uint64_t)a2[i] * b2[j]; acc += (uint64_t)a3[i] * b3[j]; \
    acc += (uint64_t)a4[i] * b4[j]; acc += (uint64_t)a5[i] * b5[j];
    FP29_BODY(FP29_T6)
    FP29_BOUNDS(fp29_product(m, r, l_, k_);)
}

/* Carries to limbs below 2^29 (the top one holds the rest). */
ZK_INLINE void fp29_carry(const fp29_mod* m, fp29* r)
{
    uint32_t c = 0;
    for (int i = 0; i < 8; i++) {
        c += r->v[i];
        r->v[i] = c & FP29_MASK;
        c >>= 29;
    }
    r->v[8] += c;
    (void)m;
    FP29_BOUNDS(fp29_check(m, r); assert(r->lmag <= 7); r->lmag = 1;)
}

/* r = a + b without carrying. */
ZK_INLINE void fp29_add(const fp29_mod* m, fp29* r, const fp29* a, const fp29* b)
{
    for (int i = 0; i < 9; i++) r->v[i] = a->v[i] + b->v[i];
    (void)m;
    FP29_BOUNDS(r->lmag = a->lmag + b->lmag; r->mag = a->mag + b->mag; fp29_check(m, r); assert(r->lmag <= 7);)
}

/* r = a - b + 4 p, carried; b normalised and below 3 p. */
ZK_INLINE void fp29_sub(const fp29_mod* m, fp29* r, const fp29* a, const fp29* b)
{
    FP29_BOUNDS(assert(b->lmag == 1 && b->mag <= 3 && a->lmag <= 5);)
    for (int i = 0; i < 9; i++) r->v[i] = a->v[i] + (m->p4[i] - b->v[i]);
    FP29_BOUNDS(r->lmag = a->lmag + 2; r->mag = a->mag + 4;)
    fp29_carry(m, r);
}

/* r = a - b + 16 p, carried; b's limbs below 3 * 2^29 and value below 15 p. */
ZK_INLINE void fp29_sub_wide(const fp29_mod* m, fp29* r, const fp29* a, const fp29* b)
{
    FP29_BOUNDS(assert(b->lmag <= 3 && b->mag <= 15 && a->lmag <= 3);)
    for (int i = 0; i < 9; i++) r->v[i] = a->v[i] + (m->p16[i] - b->v[i]);
    FP29_BOUNDS(r->lmag = a->lmag + 4; r->mag = a->mag + 16;)
    fp29_carry(m, r);
}

/* r = 16 p - a, carried; bounds on a as for the subtrahend of fp29_sub_wide. */
ZK_INLINE void fp29_neg_wide(const fp29_mod* m, fp29* r, const fp29* a)
{
    FP29_BOUNDS(assert(a->lmag <= 3 && a->mag <= 15);)
    for (int i = 0; i < 9; i++) r->v[i] = m->p16[i] - a->v[i];
    FP29_BOUNDS(r->lmag = 4; r->mag = 16;)
    fp29_carry(m, r);
}

/* A normalised value to below 2 p: subtracts p times a quotient that is too small by at most one. */
static inline void fp29_weak(const fp29_mod* m, fp29* r)
{
    FP29_BOUNDS(fp29_check(m, r); assert(r->lmag == 1);)
    uint32_t q = r->v[8] / (m->p[8] + 1);
    int64_t c = 0;
    for (int i = 0; i < 9; i++) {
        c += (int64_t)r->v[i] - (int64_t)((uint64_t)q * m->p[i]);
        r->v[i] = i < 8 ? (uint32_t)c & FP29_MASK : (uint32_t)c;
        c >>= 29;
    }
    FP29_SET(r, 1, 2)
}

/* r = 4 p - a (below 3 p, normalised): limbs below 2^30, not carried. */
ZK_INLINE void fp29_neg(const fp29_mod* m, fp29* r, const fp29* a)
{
    FP29_BOUNDS(assert(a->lmag == 1 && a->mag <= 3);)
    for (int i = 0; i < 9; i++) r->v[i] = m->p4[i] - a->v[i];
    FP29_BOUNDS(r->lmag = 2; r->mag = 4;)
}

/* 32 big-endian bytes as limbs, not in Montgomery form. */
static inline void fp29_unpack(uint32_t v[9], const uint8_t in[32])
{
    uint32_t w[9];
    for (int i = 0; i < 8; i++) w[i] = zk_load32be(in + 28 - 4 * i);
    w[8] = 0;
    for (int i = 0; i < 9; i++) {
        int bit = 29 * i;
        uint64_t two = (uint64_t)w[bit / 32] | (bit / 32 < 8 ? (uint64_t)w[bit / 32 + 1] << 32 : 0);
        v[i] = (uint32_t)(two >> (bit % 32)) & FP29_MASK;
    }
}

static inline void fp29_pack(uint8_t out[32], const uint32_t v[9])
{
    uint32_t w[9] = {0};
    for (int i = 0; i < 9; i++) {
        int bit = 29 * i;
        uint64_t two = (uint64_t)v[i] << (bit % 32);
        w[bit / 32] |= (uint32_t)two;
        if (bit / 32 < 8) w[bit / 32 + 1] |= (uint32_t)(two >> 32);
    }
    for (int i = 0; i < 8; i++) zk_store32be(out + 28 - 4 * i, w[i]);
}

/* v - p if that is not negative; v normalised and below 2 p. */
static inline void fp29_trim(const fp29_mod* m, uint32_t v[9])
{
    uint32_t borrow = 0, d[9];
    for (int i = 0; i < 9; i++) {
        uint32_t x = v[i] - m->p[i] - borrow;
        borrow = x >> 31;
        d[i] = x & FP29_MASK;
    }
    if (!borrow) memcpy(v, d, sizeof d);
}

/* Out of Montgomery form, to the least residue. */
static inline void fp29_plain(const fp29_mod* m, uint32_t v[9], const fp29* a)
{
    fp29 unit = {{1} FP29_BOUNDS(, 1, 1)}, t;
    fp29_mul_inline(m, &t, a, &unit); /* at most p: the input is below R */
    fp29_trim(m, t.v);
    memcpy(v, t.v, sizeof t.v);
}

static inline int fp29_is_zero(const fp29_mod* m, const fp29* a)
{
    uint32_t v[9], any = 0;
    fp29_plain(m, v, a);
    for (int i = 0; i < 9; i++) any |= v[i];
    return any == 0;
}

static inline void fp29_to_bytes(const fp29_mod* m, uint8_t out[32], const fp29* a)
{
    uint32_t v[9];
    fp29_plain(m, v, a);
    fp29_pack(out, v);
}

/* Into Montgomery form; any 32 bytes. */
static inline void fp29_from_bytes(const fp29_mod* m, fp29* r, const uint8_t in[32])
{
    fp29 t;
    fp29_unpack(t.v, in);
    FP29_SET(&t, 1, m->room)
    fp29_mul_inline(m, r, &t, &m->r2);
}

/* v <- 1/v mod p for v < p, both limbs of 29 bits not in Montgomery form, p odd and prime to v unless v = 0;
 * 0 for 0. */
void fp29_inverse_plain(uint32_t v[9], const uint32_t p[9]);

/* r = 1/a; 0 for 0. */
void fp29_inverse(const fp29_mod* m, fp29* r, const fp29* a);

#endif
