/* BN254 pairing check (EIP-197): the optimal ate pairing of Vercauteren (eprint 2008/096) with the
 * line formulas of Costello, Lange, Naehrig (eprint 2009/615) on the D-type twist
 * E': y^2 = x^3 + 3 / xi, and the final exponentiation of Duquesne and Ghammam (eprint 2015/192).
 *
 * Tower: Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - xi), Fp12 = Fp6[w]/(w^2 - v), xi = 9 + u.
 * Every stored Fp element is normalised; a value below 4 p unless noted. A product of Fp6 elements is nine
 * products in Fp2, taken as six sums of six products in Fp each reduced once: on a machine that
 * multiplies and accumulates this beats Karatsuba's additions. */
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
    fp29 re, im, nim;
} factor;

#define P (&BN_P)

/* ---- Fp2 ---- */

static ZK_NOINLINE void dot2(fp29* r, const fp29* a, const fp29* b, const fp29* c, const fp29* d)
{
    fp29_dot2_inline(P, r, a, b, c, d);
}

static ZK_NOINLINE void dot6(fp29* r, const fp29* const a[6], const fp29* const b[6])
{
    fp29_dot6_inline(P, r, a, b);
}

static ZK_NOINLINE void add_carry(fp29* r, const fp29* a, const fp29* b)
{
    fp29_add(P, r, a, b);
    fp29_carry(P, r);
}

/* a - b, below 2 p. */
static ZK_NOINLINE void sub_weak(fp29* r, const fp29* a, const fp29* b)
{
    fp29_sub_wide(P, r, a, b);
    fp29_weak(P, r);
}

static void fp2_add(fp2* r, const fp2* a, const fp2* b)
{
    add_carry(&r->re, &a->re, &b->re);
    add_carry(&r->im, &a->im, &b->im);
}

static void fp2_sub(fp2* r, const fp2* a, const fp2* b)
{
    sub_weak(&r->re, &a->re, &b->re);
    sub_weak(&r->im, &a->im, &b->im);
}

static void fp2_mul(fp2* r, const fp2* a, const fp2* b)
{
    fp29 n, re;
    fp29_neg_wide(P, &n, &a->im);
    dot2(&re, &a->re, &b->re, &n, &b->im);
    dot2(&r->im, &a->re, &b->im, &a->im, &b->re);
    r->re = re;
}

static void fp2_sqr(fp2* r, const fp2* a)
{
    fp29 sum, difference, twice;
    fp29_add(P, &sum, &a->re, &a->im);
    fp29_sub_wide(P, &difference, &a->re, &a->im);
    fp29_add(P, &twice, &a->re, &a->re);
    bn_fp_mul(&r->im, &twice, &a->im);
    bn_fp_mul(&r->re, &sum, &difference);
}

static void fp2_mul_fp(fp2* r, const fp2* a, const fp29* b)
{
    bn_fp_mul(&r->re, &a->re, b);
    bn_fp_mul(&r->im, &a->im, b);
}

/* k a + b for small k, below 2 p. */
static ZK_NOINLINE void mul_small_add(fp29* r, uint32_t k, const fp29* a, const fp29* b)
{
    uint64_t c = 0;
    FP29_BOUNDS(uint32_t mag = k * a->mag + b->mag;)
    for (int i = 0; i < 9; i++) {
        c += (uint64_t)k * a->v[i] + b->v[i];
        r->v[i] = i < 8 ? (uint32_t)c & FP29_MASK : (uint32_t)c;
        c >>= 29;
    }
    FP29_SET(r, 1, mag)
    fp29_weak(P, r);
}

/* xi a = (9 re - im) + (re + 9 im) u, below 2 p. */
static void fp2_mul_xi(fp2* r, const fp2* a)
{
    fp29 n, re;
    fp29_neg_wide(P, &n, &a->im);
    mul_small_add(&re, 9, &a->re, &n);
    mul_small_add(&r->im, 9, &a->im, &a->re);
    r->re = re;
}

static void fp2_conj(fp2* r, const fp2* a)
{
    fp29 zero = {{0} FP29_BOUNDS(, 1, 1)};
    r->re = a->re;
    sub_weak(&r->im, &zero, &a->im);
}

static void fp2_neg(fp2* r, const fp2* a)
{
    fp29 zero = {{0} FP29_BOUNDS(, 1, 1)};
    sub_weak(&r->re, &zero, &a->re);
    sub_weak(&r->im, &zero, &a->im);
}

static int fp2_is_zero(const fp2* a) { return fp29_is_zero(P, &a->re) && fp29_is_zero(P, &a->im); }

static void fp2_inverse(fp2* r, const fp2* a)
{
    fp29 norm;
    dot2(&norm, &a->re, &a->re, &a->im, &a->im);
    fp29_inverse(P, &norm, &norm);
    fp2 c;
    fp2_conj(&c, a);
    fp2_mul_fp(r, &c, &norm);
}

static void set_factor(factor* r, const fp2* a)
{
    r->re = a->re;
    r->im = a->im;
    fp29_neg_wide(P, &r->nim, &a->im);
}

/* r = x0 f0 + x1 f1 + x2 f2. */
static void fp2_dot3(fp2* r, const fp2* x0, const factor* f0, const fp2* x1, const factor* f1, const fp2* x2,
                     const factor* f2)
{
    const fp29* a[6] = {&x0->re, &x0->im, &x1->re, &x1->im, &x2->re, &x2->im};
    const fp29* re[6] = {&f0->re, &f0->nim, &f1->re, &f1->nim, &f2->re, &f2->nim};
    const fp29* im[6] = {&f0->im, &f0->re, &f1->im, &f1->re, &f2->im, &f2->re};
    fp29 t;
    dot6(&t, a, re);
    dot6(&r->im, a, im);
    r->re = t;
}

/* ---- Fp6, Fp12 ---- */

static void fp6_mul(fp6* r, const fp6* a, const fp6* b)
{
    factor b0, b1, b2, x1, x2;
    fp2 t;
    fp6 out;
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
    *r = out;
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
    fp2 t;
    fp2_mul_xi(&t, &a->c[2]);
    r->c[2] = a->c[1];
    r->c[1] = a->c[0];
    r->c[0] = t;
}

static void fp6_weak(fp6* a)
{
    for (int i = 0; i < 3; i++) {
        bn_fp_weak(&a->c[i].re);
        bn_fp_weak(&a->c[i].im);
    }
}

static void fp12_mul(fp12* r, const fp12* x, const fp12* y)
{
    fp6 t0, t1, s0, s1;
    fp6_mul(&t0, &x->a, &y->a);
    fp6_mul(&t1, &x->b, &y->b);
    fp6_add(&s0, &x->a, &x->b);
    fp6_add(&s1, &y->a, &y->b);
    fp6_mul(&s0, &s0, &s1);
    fp6_add(&s1, &t0, &t1);
    fp6_sub(&r->b, &s0, &s1);
    fp6_mul_v(&t1, &t1);
    fp6_add(&r->a, &t0, &t1);
    fp6_weak(&r->a);
}

/* (a + b w)^2 = (a + b)(a + v b) - a b - v a b + 2 a b w. */
static void fp12_sqr(fp12* r, const fp12* x)
{
    fp6 ab, s0, s1;
    fp6_mul(&ab, &x->a, &x->b);
    fp6_add(&s0, &x->a, &x->b);
    fp6_mul_v(&s1, &x->b);
    fp6_add(&s1, &s1, &x->a);
    fp6_mul(&s0, &s0, &s1);
    fp6_mul_v(&s1, &ab);
    fp6_add(&s1, &s1, &ab);
    fp6_sub(&r->a, &s0, &s1);
    fp6_add(&r->b, &ab, &ab);
    fp6_weak(&r->b);
}

static void fp12_conj(fp12* r, const fp12* x)
{
    r->a = x->a;
    for (int i = 0; i < 3; i++) fp2_neg(&r->b.c[i], &x->b.c[i]);
}

static void fp6_inverse(fp6* r, const fp6* a)
{
    fp2 t0, t1, t2, s, d;
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
    fp6 t0, t1;
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
    fp2 t;
    for (int i = 0; i < 6; i++) { /* coefficient of w^i */
        const fp2* from = i & 1 ? &x->b.c[i / 2] : &x->a.c[i / 2];
        fp2* to = i & 1 ? &r->b.c[i / 2] : &r->a.c[i / 2];
        fp2_conj(&t, from);
        if (i) fp2_mul(to, &t, &FROBENIUS[i - 1]);
        else *to = t;
    }
}

/* 3 s + 2 t (sign > 0) or 3 s - 2 t. */
static void combine(fp2* r, const fp2* s, const fp2* t, int sign)
{
    fp2 d;
    if (sign > 0) fp2_add(&d, s, t);
    else fp2_sub(&d, s, t);
    fp2_add(&d, &d, &d);
    fp2_add(r, &d, s);
    bn_fp_weak(&r->re);
    bn_fp_weak(&r->im);
}

/* s = a^2 + xi b^2, t = 2 a b. */
static void sqr4(fp2* s, fp2* t, const fp2* a, const fp2* b)
{
    fp2 aa, bb;
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
    fp2 s0, t0, s1, t1, s2, t2;
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

static void twist_double(twist_point* r, const twist_point* p)
{
    if (p->infinity || fp2_is_zero(&p->y)) {
        r->infinity = 1;
        return;
    }
    fp2 a, b, c, d, e, t;
    fp2_sqr(&a, &p->x);
    fp2_sqr(&b, &p->y);
    fp2_mul(&d, &p->x, &b);
    fp2_add(&d, &d, &d);
    fp2_add(&d, &d, &d); /* 4 X Y^2 */
    bn_fp_weak(&d.re);
    bn_fp_weak(&d.im);
    fp2_add(&e, &a, &a);
    fp2_add(&e, &e, &a); /* 3 X^2 */
    fp2_add(&c, &b, &b);
    fp2_sqr(&c, &c); /* 4 Y^4 */
    fp2_add(&c, &c, &c);
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
        twist_point t = p->infinity ? *q : *p;
        *r = t;
        return;
    }
    fp2 zp, zq, u1, u2, s1, s2, h, d, hh, hhh, t;
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
    twist_point base, minus, acc, right, left;
    base.x = q->x;
    base.y = q->y;
    base.z.re = BN_P.one;
    base.z.im = (fp29){{0} FP29_BOUNDS(, 1, 1)};
    base.infinity = 0;
    minus = base;
    fp2_neg(&minus.y, &base.y);
    acc = base;
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
    fp2 left, right;
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

/* T <- 2 T and the tangent at T (eprint 2009/615, scaled by 4 to avoid halves). */
static void line_double(projective* t, line* l)
{
    fp2 a, b, c, e, f, g, h, s;
    fp2_mul(&a, &t->x, &t->y);
    fp2_sqr(&b, &t->y);
    fp2_sqr(&c, &t->z);
    fp2_add(&e, &c, &c);
    fp2_add(&e, &e, &c);
    fp2_mul(&e, &e, &TWIST_B); /* E = 3 b' Z^2 */
    fp2_add(&f, &e, &e);
    fp2_add(&f, &f, &e); /* F = 3 E */
    fp2_mul(&h, &t->y, &t->z);
    fp2_add(&h, &h, &h); /* H = 2 Y Z */
    fp2_sqr(&s, &t->x);
    fp2_add(&l->l1, &s, &s);
    fp2_add(&l->l1, &l->l1, &s);
    fp2_neg(&l->l0, &h);
    fp2_sub(&l->l2, &e, &b);

    fp2_sub(&s, &b, &f);
    fp2_add(&a, &a, &a);
    fp2_mul(&t->x, &a, &s); /* 2 X Y (B - F) */
    fp2_add(&g, &b, &f);
    fp2_sqr(&g, &g);
    fp2_sqr(&e, &e);
    fp2_add(&s, &e, &e);
    fp2_add(&s, &s, &e); /* 3 E^2 */
    bn_fp_weak(&s.re);
    bn_fp_weak(&s.im);
    fp2_add(&s, &s, &s);
    fp2_add(&s, &s, &s); /* 12 E^2 */
    fp2_sub(&t->y, &g, &s);
    fp2_add(&b, &b, &b);
    fp2_add(&h, &h, &h);
    fp2_mul(&t->z, &b, &h); /* 4 B H */
}

/* T <- T + Q and the line through both. */
static void line_add(projective* t, const twist_affine* q, line* l)
{
    fp2 o, m, c, d, e, f, g, h, s;
    fp2_mul(&o, &q->y, &t->z);
    fp2_sub(&o, &t->y, &o); /* O = Y - y Z */
    fp2_mul(&m, &q->x, &t->z);
    fp2_sub(&m, &t->x, &m); /* L = X - x Z */
    l->l0 = m;
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
    fp2 t;
    factor l0, l1, l2, x1, x2;
    fp12 out;
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
    *f = out;
}

/* One pairing's running state. */
typedef struct {
    bn_g1 p;
    twist_affine q, minus_q;
    projective t;
} pair;

static void miller_loop(fp12* f, pair* pairs, size_t n)
{
    line l;
    memset(f, 0, sizeof *f);
    FP29_BOUNDS(for (int i = 0; i < 3; i++) {
        FP29_SET(&f->a.c[i].re, 1, 1) FP29_SET(&f->a.c[i].im, 1, 1)
        FP29_SET(&f->b.c[i].re, 1, 1) FP29_SET(&f->b.c[i].im, 1, 1)
    })
    f->a.c[0].re = BN_P.one;
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
        twist_affine q1, q2;
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
    fp12 inverse, base = *y, acc = *y;
    fp12_conj(&inverse, y);
    for (size_t i = 1; i < sizeof X_NAF; i++) {
        fp12_cyclotomic_sqr(&acc, &acc);
        if (X_NAF[i]) fp12_mul(&acc, &acc, X_NAF[i] > 0 ? &base : &inverse);
    }
    *r = acc;
}

/* f^((p^12 - 1) / r * c) with c = 2 x (6 x^2 + 3 x + 1), prime to r. */
static void final_exponentiation(fp12* f)
{
    fp12 y, t0, t1, t2, t3, t4;
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
    fp29 d;
    sub_weak(&d, &f->a.c[0].re, &BN_P.one);
    if (!fp29_is_zero(P, &d) || !fp29_is_zero(P, &f->a.c[0].im)) return 0;
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
        int infinity;
        ok = bn_g1_read(&k->p, in + 192 * i) && read_g2(&k->q, &infinity, in + 192 * i + 64);
        if (!ok || k->p.infinity || infinity) continue; /* a pair with infinity contributes 1 */
        k->minus_q = k->q;
        fp2_neg(&k->minus_q.y, &k->q.y);
        k->t.x = k->q.x;
        k->t.y = k->q.y;
        k->t.z.re = BN_P.one;
        k->t.z.im = (fp29){{0} FP29_BOUNDS(, 1, 1)};
        m++;
    }
    if (ok) {
        *is_one = 1;
        if (m) {
            fp12 f;
            miller_loop(&f, pairs, m);
            final_exponentiation(&f);
            *is_one = fp12_is_one(&f);
        }
    }
    zk_release(mark);
    return ok;
}
