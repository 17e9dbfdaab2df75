/* BN254 pairing check (EIP-197): the optimal ate pairing of Vercauteren (eprint 2008/096) with the
 * line formulas of Costello, Lange, Naehrig (eprint 2009/615) on the D-type twist
 * E': y^2 = x^3 + 3 / xi, and the final exponentiation of Duquesne and Ghammam (eprint 2015/192).
 *
 * Tower: Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - xi), Fp12 = Fp6[w]/(w^2 - v), xi = 9 + u.
 * A product of Fp6 elements is nine products in Fp2, taken as sums of six products in Fp: the machine's primitive multiplies and adds,
 * so that Karatsuba's additions would cost as much as the multiplications they save.
 *
 * What is static is so because a number that is added must have its modulus (mod256.h): nothing here calls itself. */
#include "arena.h"
#include "bn254.h"
#include "bn254_pairing_const.h"
#include "crypto.h"

typedef struct {
    fp2 c[3];
} fp6;

typedef struct {
    fp6 a, b; /* a + b w */
} fp12;

/* A factor with the negated imaginary part at hand. */
typedef struct {
    mod256 re, im, nim;
} factor;

#define FP2 {BN_FP(0), BN_FP(0)}
#define FP6 {{FP2, FP2, FP2}}
#define FP12 {FP6, FP6}
#define FACTOR {BN_FP(0), BN_FP(0), BN_FP(0)}

static const mod256 FOUR = BN_FP(4), EIGHT = BN_FP(8), NINE = BN_FP(9), TWELVE = BN_FP(12);

/* ---- Fp ---- */

ZK_INLINE void mul(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, a, b, &BN_ZERO); }
ZK_INLINE void add(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, a, &BN_ONE, b); }
ZK_INLINE void sub(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, b, &BN_MINUS_1, a); }
ZK_INLINE void neg(mod256* r, const mod256* a) { mod_mad(r, a, &BN_MINUS_1, &BN_ZERO); }

/* ---- Fp2 ---- */

static void fp2_copy(fp2* r, const fp2* a)
{
    words_copy(r->re.v, a->re.v);
    words_copy(r->im.v, a->im.v);
}

static void fp2_add(fp2* r, const fp2* a, const fp2* b)
{
    add(&r->re, &a->re, &b->re);
    add(&r->im, &a->im, &b->im);
}

static void fp2_sub(fp2* r, const fp2* a, const fp2* b)
{
    sub(&r->re, &a->re, &b->re);
    sub(&r->im, &a->im, &b->im);
}

/* k a for a small constant k. */
static void fp2_times(fp2* r, const mod256* k, const fp2* a)
{
    mul(&r->re, k, &a->re);
    mul(&r->im, k, &a->im);
}

static ZK_NOINLINE void fp2_mul(fp2* r, const fp2* a, const fp2* b)
{
    static mod256 t = BN_FP(0), u = BN_FP(0);
    neg(&t, &a->im);
    mul(&t, &t, &b->im);
    mul(&u, &a->re, &b->im);
    mod_mad(&t, &a->re, &b->re, &t);
    mod_mad(&r->im, &a->im, &b->re, &u);
    words_copy(r->re.v, t.v);
}

static ZK_NOINLINE void fp2_sqr(fp2* r, const fp2* a)
{
    static mod256 sum = BN_FP(0), difference = BN_FP(0), twice = BN_FP(0);
    add(&sum, &a->re, &a->im);
    sub(&difference, &a->re, &a->im);
    mul(&twice, &a->re, &BN_TWO);
    mul(&r->im, &twice, &a->im);
    mul(&r->re, &sum, &difference);
}

static void fp2_mul_fp(fp2* r, const fp2* a, const mod256* b)
{
    mul(&r->re, &a->re, b);
    mul(&r->im, &a->im, b);
}

/* xi a = (9 re - im) + (re + 9 im) u. */
static ZK_NOINLINE void fp2_mul_xi(fp2* r, const fp2* a)
{
    static mod256 t = BN_FP(0);
    neg(&t, &a->im);
    mod_mad(&t, &a->re, &NINE, &t);
    mod_mad(&r->im, &a->im, &NINE, &a->re);
    words_copy(r->re.v, t.v);
}

static void fp2_conj(fp2* r, const fp2* a)
{
    if (r != a) words_copy(r->re.v, a->re.v);
    neg(&r->im, &a->im);
}

static void fp2_neg(fp2* r, const fp2* a)
{
    neg(&r->re, &a->re);
    neg(&r->im, &a->im);
}

static int fp2_is_zero(const fp2* a) { return words_are_zero(a->re.v) && words_are_zero(a->im.v); }

static void fp2_inverse(fp2* r, const fp2* a)
{
    static mod256 norm = BN_FP(0);
    mul(&norm, &a->im, &a->im);
    mod_mad(&norm, &a->re, &a->re, &norm);
    mod_power(&norm, &norm, BN_P_MINUS_2, &BN_ZERO);
    fp2_conj(r, a);
    fp2_mul_fp(r, r, &norm);
}

static void set_factor(factor* r, const fp2* a)
{
    words_copy(r->re.v, a->re.v);
    words_copy(r->im.v, a->im.v);
    neg(&r->nim, &a->im);
}

/* r = x0 f0 + x1 f1 + x2 f2; r is none of them. */
static ZK_NOINLINE void fp2_dot3(fp2* r, const fp2* x0, const factor* f0, const fp2* x1, const factor* f1, const fp2* x2,
                                 const factor* f2)
{
    mul(&r->re, &x0->re, &f0->re);
    mul(&r->im, &x0->re, &f0->im);
    mod_mad(&r->re, &x0->im, &f0->nim, &r->re);
    mod_mad(&r->im, &x0->im, &f0->re, &r->im);
    mod_mad(&r->re, &x1->re, &f1->re, &r->re);
    mod_mad(&r->im, &x1->re, &f1->im, &r->im);
    mod_mad(&r->re, &x1->im, &f1->nim, &r->re);
    mod_mad(&r->im, &x1->im, &f1->re, &r->im);
    mod_mad(&r->re, &x2->re, &f2->re, &r->re);
    mod_mad(&r->im, &x2->re, &f2->im, &r->im);
    mod_mad(&r->re, &x2->im, &f2->nim, &r->re);
    mod_mad(&r->im, &x2->im, &f2->re, &r->im);
}

/* ---- Fp6, Fp12 ---- */

static void fp6_copy(fp6* r, const fp6* a)
{
    for (int i = 0; i < 3; i++) fp2_copy(&r->c[i], &a->c[i]);
}

static void fp6_mul(fp6* r, const fp6* a, const fp6* b)
{
    static factor b0 = FACTOR, b1 = FACTOR, b2 = FACTOR, x1 = FACTOR, x2 = FACTOR;
    static fp2 t = FP2;
    static fp6 out = FP6;
    set_factor(&b0, &b->c[0]);
    set_factor(&b1, &b->c[1]);
    set_factor(&b2, &b->c[2]);
    fp2_mul_xi(&t, &b->c[1]);
    set_factor(&x1, &t);
    fp2_mul_xi(&t, &b->c[2]);
    set_factor(&x2, &t);
    fp2_dot3(&out.c[0], &a->c[0], &b0, &a->c[1], &x2, &a->c[2], &x1);
    fp2_dot3(&out.c[1], &a->c[0], &b1, &a->c[1], &b0, &a->c[2], &x2);
    fp2_dot3(&out.c[2], &a->c[0], &b2, &a->c[1], &b1, &a->c[2], &b0);
    fp6_copy(r, &out);
}

static void fp6_add(fp6* r, const fp6* a, const fp6* b)
{
    for (int i = 0; i < 3; i++) fp2_add(&r->c[i], &a->c[i], &b->c[i]);
}

static void fp6_sub(fp6* r, const fp6* a, const fp6* b)
{
    for (int i = 0; i < 3; i++) fp2_sub(&r->c[i], &a->c[i], &b->c[i]);
}

/* v a. */
static void fp6_mul_v(fp6* r, const fp6* a)
{
    static fp2 t = FP2;
    fp2_mul_xi(&t, &a->c[2]);
    fp2_copy(&r->c[2], &a->c[1]);
    fp2_copy(&r->c[1], &a->c[0]);
    fp2_copy(&r->c[0], &t);
}

static void fp12_copy(fp12* r, const fp12* x)
{
    fp6_copy(&r->a, &x->a);
    fp6_copy(&r->b, &x->b);
}

static void fp12_mul(fp12* r, const fp12* x, const fp12* y)
{
    static fp6 t0 = FP6, t1 = FP6, s0 = FP6, s1 = FP6;
    fp6_mul(&t0, &x->a, &y->a);
    fp6_mul(&t1, &x->b, &y->b);
    fp6_add(&s0, &x->a, &x->b);
    fp6_add(&s1, &y->a, &y->b);
    fp6_mul(&s0, &s0, &s1);
    fp6_add(&s1, &t0, &t1);
    fp6_sub(&r->b, &s0, &s1);
    fp6_mul_v(&t1, &t1);
    fp6_add(&r->a, &t0, &t1);
}

/* (a + b w)^2 = (a + b)(a + v b) - a b - v a b + 2 a b w. */
static void fp12_sqr(fp12* r, const fp12* x)
{
    static fp6 ab = FP6, s0 = FP6, s1 = FP6;
    fp6_mul(&ab, &x->a, &x->b);
    fp6_add(&s0, &x->a, &x->b);
    fp6_mul_v(&s1, &x->b);
    fp6_add(&s1, &s1, &x->a);
    fp6_mul(&s0, &s0, &s1);
    fp6_mul_v(&s1, &ab);
    fp6_add(&s1, &s1, &ab);
    fp6_sub(&r->a, &s0, &s1);
    fp6_add(&r->b, &ab, &ab);
}

static void fp12_conj(fp12* r, const fp12* x)
{
    if (r != x) fp6_copy(&r->a, &x->a);
    for (int i = 0; i < 3; i++) fp2_neg(&r->b.c[i], &x->b.c[i]);
}

static void fp6_inverse(fp6* r, const fp6* a)
{
    static fp2 t0 = FP2, t1 = FP2, t2 = FP2, s = FP2, d = FP2;
    const fp2 *x = &a->c[0], *y = &a->c[1], *z = &a->c[2];
    fp2_sqr(&t0, x); /* x^2 - xi y z */
    fp2_mul(&s, y, z);
    fp2_mul_xi(&s, &s);
    fp2_sub(&t0, &t0, &s);
    fp2_sqr(&t1, z); /* xi z^2 - x y */
    fp2_mul_xi(&t1, &t1);
    fp2_mul(&s, x, y);
    fp2_sub(&t1, &t1, &s);
    fp2_sqr(&t2, y); /* y^2 - x z */
    fp2_mul(&s, x, z);
    fp2_sub(&t2, &t2, &s);
    fp2_mul(&d, y, &t2);
    fp2_mul(&s, z, &t1);
    fp2_add(&d, &d, &s);
    fp2_mul_xi(&d, &d);
    fp2_mul(&s, x, &t0);
    fp2_add(&d, &d, &s);
    fp2_inverse(&d, &d);
    fp2_mul(&r->c[0], &t0, &d);
    fp2_mul(&r->c[1], &t1, &d);
    fp2_mul(&r->c[2], &t2, &d);
}

/* 1/(a + b w) = (a - b w)/(a^2 - v b^2). */
static void fp12_inverse(fp12* r, const fp12* x)
{
    static fp6 t0 = FP6, t1 = FP6;
    fp6_mul(&t0, &x->a, &x->a);
    fp6_mul(&t1, &x->b, &x->b);
    fp6_mul_v(&t1, &t1);
    fp6_sub(&t0, &t0, &t1);
    fp6_inverse(&t0, &t0);
    fp6_mul(&r->a, &x->a, &t0);
    fp6_mul(&t1, &x->b, &t0);
    for (int i = 0; i < 3; i++) fp2_neg(&r->b.c[i], &t1.c[i]);
}

/* x^p. */
static void fp12_frobenius(fp12* r, const fp12* x)
{
    static fp2 t = FP2;
    for (int i = 0; i < 6; i++) { /* coefficient of w^i */
        const fp2* from = i & 1 ? &x->b.c[i / 2] : &x->a.c[i / 2];
        fp2* to = i & 1 ? &r->b.c[i / 2] : &r->a.c[i / 2];
        fp2_conj(&t, from);
        if (i) fp2_mul(to, &t, &FROBENIUS[i - 1]);
        else fp2_copy(to, &t);
    }
}

/* 3 s + 2 t (sign > 0) or 3 s - 2 t. */
static void combine(fp2* r, const fp2* s, const fp2* t, int sign)
{
    static fp2 d = FP2;
    if (sign > 0) fp2_add(&d, s, t);
    else fp2_sub(&d, s, t);
    fp2_add(&d, &d, &d);
    fp2_add(r, &d, s);
}

/* s = a^2 + xi b^2, t = 2 a b. */
static void sqr4(fp2* s, fp2* t, const fp2* a, const fp2* b)
{
    static fp2 aa = FP2, bb = FP2;
    fp2_sqr(&aa, a);
    fp2_sqr(&bb, b);
    fp2_mul(t, a, b);
    fp2_add(t, t, t);
    fp2_mul_xi(&bb, &bb);
    fp2_add(s, &aa, &bb);
}

/* Squaring in the cyclotomic subgroup: Granger, Scott (eprint 2009/565). */
static void fp12_cyclotomic_sqr(fp12* r, const fp12* x)
{
    static fp2 s0 = FP2, t0 = FP2, s1 = FP2, t1 = FP2, s2 = FP2, t2 = FP2;
    sqr4(&s0, &t0, &x->a.c[0], &x->b.c[1]);
    sqr4(&s1, &t1, &x->b.c[0], &x->a.c[2]);
    sqr4(&s2, &t2, &x->a.c[1], &x->b.c[2]);
    fp2_mul_xi(&t2, &t2);
    combine(&r->a.c[0], &s0, &x->a.c[0], -1);
    combine(&r->a.c[1], &s1, &x->a.c[1], -1);
    combine(&r->a.c[2], &s2, &x->a.c[2], -1);
    combine(&r->b.c[0], &t2, &x->b.c[0], 1);
    combine(&r->b.c[1], &t0, &x->b.c[1], 1);
    combine(&r->b.c[2], &t1, &x->b.c[2], 1);
}

/* ---- The twist ---- */

/* Jacobian point of E'. */
typedef struct {
    fp2 x, y, z;
    int infinity;
} twist_point;

typedef struct {
    fp2 x, y;
} twist_affine;

#define TWIST_AFFINE {FP2, FP2}
#define TWIST_POINT {FP2, FP2, FP2, 1}

static void twist_copy(twist_point* r, const twist_point* p)
{
    fp2_copy(&r->x, &p->x);
    fp2_copy(&r->y, &p->y);
    fp2_copy(&r->z, &p->z);
    r->infinity = p->infinity;
}

static void twist_set(twist_point* r, const twist_affine* p)
{
    fp2_copy(&r->x, &p->x);
    fp2_copy(&r->y, &p->y);
    words_copy(r->z.re.v, BN_ONE.v);
    words_copy(r->z.im.v, BN_ZERO.v);
    r->infinity = 0;
}

static void twist_double(twist_point* r, const twist_point* p)
{
    if (p->infinity || fp2_is_zero(&p->y)) {
        r->infinity = 1;
        return;
    }
    static fp2 a = FP2, b = FP2, c = FP2, d = FP2, e = FP2, t = FP2;
    fp2_sqr(&a, &p->x);
    fp2_sqr(&b, &p->y);
    fp2_mul(&d, &p->x, &b);
    fp2_times(&d, &FOUR, &d); /* 4 X Y^2 */
    fp2_times(&e, &BN_THREE, &a); /* 3 X^2 */
    fp2_sqr(&c, &b);
    fp2_times(&c, &EIGHT, &c); /* 8 Y^4 */
    fp2_mul(&r->z, &p->y, &p->z);
    fp2_add(&r->z, &r->z, &r->z);
    fp2_sqr(&t, &e);
    fp2_sub(&t, &t, &d);
    fp2_sub(&r->x, &t, &d);
    fp2_sub(&t, &d, &r->x);
    fp2_mul(&t, &t, &e);
    fp2_sub(&r->y, &t, &c);
    r->infinity = 0;
}

static void twist_add(twist_point* r, const twist_point* p, const twist_point* q)
{
    if (p->infinity || q->infinity) {
        const twist_point* other = p->infinity ? q : p;
        if (r != other) twist_copy(r, other);
        return;
    }
    static fp2 zp = FP2, zq = FP2, u1 = FP2, u2 = FP2, s1 = FP2, s2 = FP2, h = FP2, d = FP2, hh = FP2, hhh = FP2, t = FP2;
    fp2_sqr(&zp, &p->z);
    fp2_sqr(&zq, &q->z);
    fp2_mul(&u1, &p->x, &zq);
    fp2_mul(&u2, &q->x, &zp);
    fp2_mul(&t, &q->z, &zq);
    fp2_mul(&s1, &p->y, &t);
    fp2_mul(&t, &p->z, &zp);
    fp2_mul(&s2, &q->y, &t);
    fp2_sub(&h, &u2, &u1);
    fp2_sub(&d, &s2, &s1);
    if (fp2_is_zero(&h)) {
        if (fp2_is_zero(&d)) twist_double(r, p);
        else r->infinity = 1;
        return;
    }
    fp2_sqr(&hh, &h);
    fp2_mul(&hhh, &h, &hh);
    fp2_mul(&u1, &u1, &hh);
    fp2_mul(&t, &p->z, &q->z);
    fp2_mul(&r->z, &t, &h);
    fp2_sqr(&t, &d);
    fp2_sub(&t, &t, &hhh);
    fp2_sub(&t, &t, &u1);
    fp2_sub(&r->x, &t, &u1);
    fp2_sub(&t, &u1, &r->x);
    fp2_mul(&t, &t, &d);
    fp2_mul(&s1, &s1, &hhh);
    fp2_sub(&r->y, &t, &s1);
    r->infinity = 0;
}

/* psi: the p-power map carried to the twist; (x, y) to (conj x xi^((p-1)/3), conj y xi^((p-1)/2)). */
static void psi_affine(twist_affine* r, const twist_affine* p)
{
    fp2_conj(&r->x, &p->x);
    fp2_conj(&r->y, &p->y);
    fp2_mul(&r->x, &r->x, &FROBENIUS[1]);
    fp2_mul(&r->y, &r->y, &FROBENIUS[2]);
}

static void psi(twist_point* r, const twist_point* p)
{
    fp2_conj(&r->x, &p->x);
    fp2_conj(&r->y, &p->y);
    fp2_conj(&r->z, &p->z);
    fp2_mul(&r->x, &r->x, &FROBENIUS[1]);
    fp2_mul(&r->y, &r->y, &FROBENIUS[2]);
    r->infinity = p->infinity;
}

/* Whether Q, on E', has order r: [x + 1]Q + psi([x]Q) + psi^2([x]Q) = psi^3([2x]Q) (El Housni, Guillevic,
 * Piellard, eprint 2022/352). With psi^2 - t psi + p = 0 the left minus the right side has a norm
 * whose greatest common divisor with #E'(Fp2) is r, so the test is exact. */
static int in_subgroup(const twist_affine* q)
{
    static twist_point base = TWIST_POINT, minus = TWIST_POINT, acc = TWIST_POINT, right = TWIST_POINT, left = TWIST_POINT;
    twist_set(&base, q);
    twist_set(&minus, q);
    fp2_neg(&minus.y, &minus.y);
    twist_set(&acc, q);
    for (size_t i = 1; i < sizeof X_NAF; i++) {
        twist_double(&acc, &acc);
        if (X_NAF[i]) twist_add(&acc, &acc, X_NAF[i] > 0 ? &base : &minus);
    }
    twist_add(&left, &acc, &base);
    psi(&right, &acc);
    twist_add(&left, &left, &right);
    psi(&right, &right);
    twist_add(&left, &left, &right);
    psi(&right, &right);
    twist_double(&right, &right);
    if (!right.infinity) fp2_neg(&right.y, &right.y);
    twist_add(&left, &left, &right);
    return left.infinity;
}

static int read_g2(twist_affine* r, int* infinity, const uint8_t in[128])
{
    uint8_t any = 0;
    for (int i = 0; i < 128; i++) any |= in[i];
    *infinity = any == 0;
    if (!bn_fp_read(&r->x.im, in) || !bn_fp_read(&r->x.re, in + 32) || !bn_fp_read(&r->y.im, in + 64) ||
        !bn_fp_read(&r->y.re, in + 96))
        return 0;
    if (*infinity) return 1;
    static fp2 left = FP2, right = FP2;
    fp2_sqr(&left, &r->y);
    fp2_sqr(&right, &r->x);
    fp2_mul(&right, &right, &r->x);
    fp2_add(&right, &right, &TWIST_B);
    fp2_sub(&left, &left, &right);
    return fp2_is_zero(&left) && in_subgroup(r);
}

/* ---- Miller loop ---- */

/* Homogeneous coordinates x = X / Z, y = Y / Z. */
typedef struct {
    fp2 x, y, z;
} projective;

/* Line l0 y_P + l1 x_P w + l2 w^3 at a point P of G1. */
typedef struct {
    fp2 l0, l1, l2;
} line;

#define LINE {FP2, FP2, FP2}

/* T <- 2 T and the tangent at T (eprint 2009/615, scaled by 4 to avoid halves). */
static void line_double(projective* t, line* l)
{
    static fp2 a = FP2, b = FP2, c = FP2, e = FP2, f = FP2, g = FP2, h = FP2, s = FP2;
    fp2_mul(&a, &t->x, &t->y);
    fp2_sqr(&b, &t->y);
    fp2_sqr(&c, &t->z);
    fp2_times(&e, &BN_THREE, &c);
    fp2_mul(&e, &e, &TWIST_B); /* E = 3 b' Z^2 */
    fp2_times(&f, &BN_THREE, &e); /* F = 3 E */
    fp2_mul(&h, &t->y, &t->z);
    fp2_add(&h, &h, &h); /* H = 2 Y Z */
    fp2_sqr(&s, &t->x);
    fp2_times(&l->l1, &BN_THREE, &s);
    fp2_neg(&l->l0, &h);
    fp2_sub(&l->l2, &e, &b);

    fp2_sub(&s, &b, &f);
    fp2_add(&a, &a, &a);
    fp2_mul(&t->x, &a, &s); /* 2 X Y (B - F) */
    fp2_add(&g, &b, &f);
    fp2_sqr(&g, &g);
    fp2_sqr(&e, &e);
    fp2_times(&s, &TWELVE, &e); /* 12 E^2 */
    fp2_sub(&t->y, &g, &s);
    fp2_mul(&t->z, &b, &h);
    fp2_times(&t->z, &FOUR, &t->z); /* 4 B H */
}

/* T <- T + Q and the line through both. */
static void line_add(projective* t, const twist_affine* q, line* l)
{
    static fp2 o = FP2, m = FP2, c = FP2, d = FP2, e = FP2, f = FP2, g = FP2, h = FP2, s = FP2;
    fp2_mul(&o, &q->y, &t->z);
    fp2_sub(&o, &t->y, &o); /* O = Y - y Z */
    fp2_mul(&m, &q->x, &t->z);
    fp2_sub(&m, &t->x, &m); /* L = X - x Z */
    fp2_copy(&l->l0, &m);
    fp2_neg(&l->l1, &o);
    fp2_mul(&s, &q->x, &o);
    fp2_mul(&h, &q->y, &m);
    fp2_sub(&l->l2, &s, &h);

    fp2_sqr(&c, &o);
    fp2_sqr(&d, &m);
    fp2_mul(&e, &m, &d);
    fp2_mul(&f, &t->z, &c);
    fp2_mul(&g, &t->x, &d);
    fp2_add(&h, &e, &f);
    fp2_sub(&h, &h, &g);
    fp2_sub(&h, &h, &g);
    fp2_mul(&t->x, &m, &h);
    fp2_sub(&g, &g, &h);
    fp2_mul(&g, &g, &o);
    fp2_mul(&s, &e, &t->y);
    fp2_sub(&t->y, &g, &s);
    fp2_mul(&t->z, &e, &t->z);
}

/* f <- f times the line at P. */
static void multiply_line(fp12* f, const line* l, const bn_g1* p)
{
    static fp2 t = FP2;
    static factor l0 = FACTOR, l1 = FACTOR, l2 = FACTOR, x1 = FACTOR, x2 = FACTOR;
    static fp12 out = FP12;
    fp2_mul_fp(&t, &l->l0, &p->y);
    set_factor(&l0, &t);
    fp2_mul_fp(&t, &l->l1, &p->x);
    set_factor(&l1, &t);
    fp2_mul_xi(&t, &t);
    set_factor(&x1, &t);
    set_factor(&l2, &l->l2);
    fp2_mul_xi(&t, &l->l2);
    set_factor(&x2, &t);
    const fp2 *a = f->a.c, *b = f->b.c;
    fp2_dot3(&out.a.c[0], &a[0], &l0, &b[2], &x1, &b[1], &x2);
    fp2_dot3(&out.a.c[1], &a[1], &l0, &b[0], &l1, &b[2], &x2);
    fp2_dot3(&out.a.c[2], &a[2], &l0, &b[1], &l1, &b[0], &l2);
    fp2_dot3(&out.b.c[0], &b[0], &l0, &a[0], &l1, &a[2], &x2);
    fp2_dot3(&out.b.c[1], &b[1], &l0, &a[1], &l1, &a[0], &l2);
    fp2_dot3(&out.b.c[2], &b[2], &l0, &a[2], &l1, &a[1], &l2);
    fp12_copy(f, &out);
}

/* One pairing's running state. */
typedef struct {
    bn_g1 p;
    twist_affine q, minus_q;
    projective t;
} pair;

static const pair NO_PAIR = {BN_G1, TWIST_AFFINE, TWIST_AFFINE, {FP2, FP2, FP2}};

static const fp12 UNITY = {{{{BN_FP(1), BN_FP(0)}, FP2, FP2}}, FP6};

static void miller_loop(fp12* f, pair* pairs, size_t n)
{
    static line l = LINE;
    fp12_copy(f, &UNITY);
    for (size_t i = 1; i < sizeof ATE_LOOP; i++) {
        if (i > 1) fp12_sqr(f, f);
        for (size_t k = 0; k < n; k++) {
            line_double(&pairs[k].t, &l);
            multiply_line(f, &l, &pairs[k].p);
            if (ATE_LOOP[i]) {
                line_add(&pairs[k].t, ATE_LOOP[i] > 0 ? &pairs[k].q : &pairs[k].minus_q, &l);
                multiply_line(f, &l, &pairs[k].p);
            }
        }
    }
    for (size_t k = 0; k < n; k++) { /* psi(Q), then -psi^2(Q) */
        static twist_affine q1 = TWIST_AFFINE, q2 = TWIST_AFFINE;
        psi_affine(&q1, &pairs[k].q);
        psi_affine(&q2, &q1);
        fp2_neg(&q2.y, &q2.y);
        line_add(&pairs[k].t, &q1, &l);
        multiply_line(f, &l, &pairs[k].p);
        line_add(&pairs[k].t, &q2, &l);
        multiply_line(f, &l, &pairs[k].p);
    }
}

/* ---- Final exponentiation ---- */

/* y^x for y in the cyclotomic subgroup, where conjugation inverts. */
static void power_x(fp12* r, const fp12* y)
{
    static fp12 inverse = FP12, base = FP12, acc = FP12;
    fp12_copy(&base, y);
    fp12_copy(&acc, y);
    fp12_conj(&inverse, y);
    for (size_t i = 1; i < sizeof X_NAF; i++) {
        fp12_cyclotomic_sqr(&acc, &acc);
        if (X_NAF[i]) fp12_mul(&acc, &acc, X_NAF[i] > 0 ? &base : &inverse);
    }
    fp12_copy(r, &acc);
}

/* f^((p^12 - 1) / r * c) with c = 2 x (6 x^2 + 3 x + 1), prime to r. */
static void final_exponentiation(fp12* f)
{
    static fp12 y = FP12, t0 = FP12, t1 = FP12, t2 = FP12, t3 = FP12, t4 = FP12;
    fp12_conj(&y, f); /* f^(p^6 - 1) */
    fp12_inverse(&t0, f);
    fp12_mul(&y, &y, &t0);
    fp12_frobenius(&t0, &y); /* ^(p^2 + 1) */
    fp12_frobenius(&t0, &t0);
    fp12_mul(&y, &y, &t0);

    power_x(&t0, &y);
    fp12_conj(&t0, &t0);
    fp12_cyclotomic_sqr(&t0, &t0); /* y^(-2x) */
    fp12_cyclotomic_sqr(&t1, &t0);
    fp12_mul(&t1, &t0, &t1); /* y^(-6x) */
    power_x(&t2, &t1);
    fp12_conj(&t2, &t2); /* y^(6x^2) */
    fp12_conj(&t3, &t1);
    fp12_mul(&t1, &t2, &t3); /* y^(6x^2 + 6x) */
    fp12_cyclotomic_sqr(&t3, &t2);
    power_x(&t4, &t3); /* y^(12x^3) */
    fp12_mul(&t4, &t1, &t4);
    fp12_mul(&t3, &t0, &t4);
    fp12_mul(&t0, &t2, &t4);
    fp12_mul(&t0, &y, &t0);
    fp12_frobenius(&t2, &t3);
    fp12_mul(&t0, &t2, &t0);
    fp12_frobenius(&t2, &t4);
    fp12_frobenius(&t2, &t2);
    fp12_mul(&t0, &t2, &t0);
    fp12_conj(&t2, &y);
    fp12_mul(&t2, &t2, &t3);
    fp12_frobenius(&t2, &t2);
    fp12_frobenius(&t2, &t2);
    fp12_frobenius(&t2, &t2);
    fp12_mul(f, &t2, &t0);
}

static int fp12_is_one(const fp12* f)
{
    if (!words_equal(f->a.c[0].re.v, BN_ONE.v) || !words_are_zero(f->a.c[0].im.v)) return 0;
    return fp2_is_zero(&f->a.c[1]) && fp2_is_zero(&f->a.c[2]) && fp2_is_zero(&f->b.c[0]) &&
           fp2_is_zero(&f->b.c[1]) && fp2_is_zero(&f->b.c[2]);
}

int zk_bn254_pairing(const uint8_t* in, size_t n, int* is_one)
{
    zk_mark_t mark = zk_mark();
    pair* pairs = zk_alloc(n * sizeof *pairs);
    size_t m = 0;
    int ok = 1;
    for (size_t i = 0; ok && i < n; i++) {
        pair* k = &pairs[m];
        *k = NO_PAIR;
        int infinity;
        ok = bn_g1_read(&k->p, in + 192 * i) && read_g2(&k->q, &infinity, in + 192 * i + 64);
        if (!ok || k->p.infinity || infinity) continue; /* a pair with infinity contributes 1 */
        fp2_copy(&k->minus_q.x, &k->q.x);
        fp2_neg(&k->minus_q.y, &k->q.y);
        fp2_copy(&k->t.x, &k->q.x);
        fp2_copy(&k->t.y, &k->q.y);
        words_copy(k->t.z.re.v, BN_ONE.v);
        m++;
    }
    if (ok) {
        *is_one = 1;
        if (m) {
            static fp12 f = FP12;
            miller_loop(&f, pairs, m);
            final_exponentiation(&f);
            *is_one = fp12_is_one(&f);
        }
    }
    zk_release(mark);
    return ok;
}
