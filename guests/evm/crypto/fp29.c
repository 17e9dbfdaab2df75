/* Modular inversion: Bernstein and Yang, "Fast constant-time gcd computation and modular inversion"
 * (2019), in its variable-time form: 30 division steps at a time on the low words give a 2 x 2 matrix,
 * which is then applied to the full numbers (section 5 of the paper; signed limbs of 30 bits). */
#include "fp29.h"

#define MASK30 0x3fffffff

/* sum v[i] 2^(30 i); v[0..7] in [0, 2^30), v[8] signed. */
typedef struct {
    int32_t v[9];
} signed30;

typedef struct {
    int32_t u, v, q, r;
} matrix;

static void from29(signed30* r, const uint32_t a[9])
{
    for (int i = 0; i < 9; i++) {
        int bit = 30 * i, limb = bit / 29, shift = bit % 29;
        uint64_t x = a[limb] >> shift;
        if (limb < 8) x |= (uint64_t)a[limb + 1] << (29 - shift);
        if (limb < 7) x |= (uint64_t)a[limb + 2] << (58 - shift);
        r->v[i] = (int32_t)(x & MASK30);
    }
}

static void to29(uint32_t r[9], const signed30* a)
{
    for (int i = 0; i < 9; i++) {
        int bit = 29 * i, limb = bit / 30, shift = bit % 30;
        uint64_t x = (uint32_t)a->v[limb] >> shift;
        if (limb < 8) x |= (uint64_t)(uint32_t)a->v[limb + 1] << (30 - shift);
        r[i] = (uint32_t)x & FP29_MASK;
    }
}

/* 30 division steps on the low bits of f (odd) and g. eta = -delta of the paper. Runs of zero bits of g
 * are taken at once, and up to four bits are cancelled by one multiple of f. */
static int32_t division_steps(int32_t eta, uint32_t f, uint32_t g, matrix* t)
{
    uint32_t u = 1, v = 0, q = 0, r = 1;
    int left = 30;
    for (;;) {
        int zeros = __builtin_ctz(g | (0xffffffffu << left));
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        eta -= zeros;
        left -= zeros;
        if (left == 0) break;
        if (eta < 0) {
            uint32_t x;
            eta = -eta;
            x = f; f = g; g = 0u - x;
            x = u; u = q; q = 0u - x;
            x = v; v = r; r = 0u - x;
        }
        /* Neither more bits than steps remain nor than eta allows before the next exchange. */
        int bits = eta + 1 < left ? eta + 1 : left;
        if (bits > 4) bits = 4;
        uint32_t f_inverse = f * (2 - f * f); /* mod 2^6: odd squares are 1 mod 8 */
        uint32_t w = (0u - g * f_inverse) & ((1u << bits) - 1);
        g += f * w;
        q += u * w;
        r += v * w;
    }
    t->u = (int32_t)u;
    t->v = (int32_t)v;
    t->q = (int32_t)q;
    t->r = (int32_t)r;
    return eta;
}

/* (d, e) <- t (d, e) / 2^30 mod p, keeping both in (-2p, p). */
static void update_de(signed30* d, signed30* e, const matrix* t, const signed30* p, uint32_t p_inverse)
{
    int32_t d_sign = d->v[8] >> 31, e_sign = e->v[8] >> 31;
    int32_t md = (t->u & d_sign) + (t->v & e_sign), me = (t->q & d_sign) + (t->r & e_sign);
    int64_t cd = (int64_t)t->u * d->v[0] + (int64_t)t->v * e->v[0];
    int64_t ce = (int64_t)t->q * d->v[0] + (int64_t)t->r * e->v[0];
    md -= (int32_t)((p_inverse * (uint32_t)cd + (uint32_t)md) & MASK30);
    me -= (int32_t)((p_inverse * (uint32_t)ce + (uint32_t)me) & MASK30);
    cd = (cd + (int64_t)p->v[0] * md) >> 30;
    ce = (ce + (int64_t)p->v[0] * me) >> 30;
    for (int i = 1; i < 9; i++) {
        int32_t di = d->v[i], ei = e->v[i];
        cd += (int64_t)t->u * di + (int64_t)t->v * ei + (int64_t)p->v[i] * md;
        ce += (int64_t)t->q * di + (int64_t)t->r * ei + (int64_t)p->v[i] * me;
        d->v[i - 1] = (int32_t)cd & MASK30;
        e->v[i - 1] = (int32_t)ce & MASK30;
        cd >>= 30;
        ce >>= 30;
    }
    d->v[8] = (int32_t)cd;
    e->v[8] = (int32_t)ce;
}

/* (f, g) <- t (f, g) / 2^30, exactly. Only the low n limbs are in use. */
static void update_fg(signed30* f, signed30* g, const matrix* t, int n)
{
    int64_t cf = (int64_t)t->u * f->v[0] + (int64_t)t->v * g->v[0];
    int64_t cg = (int64_t)t->q * f->v[0] + (int64_t)t->r * g->v[0];
    cf >>= 30;
    cg >>= 30;
    for (int i = 1; i < n; i++) {
        int32_t fi = f->v[i], gi = g->v[i];
        cf += (int64_t)t->u * fi + (int64_t)t->v * gi;
        cg += (int64_t)t->q * fi + (int64_t)t->r * gi;
        f->v[i - 1] = (int32_t)cf & MASK30;
        g->v[i - 1] = (int32_t)cg & MASK30;
        cf >>= 30;
        cg >>= 30;
    }
    f->v[n - 1] = (int32_t)cf;
    g->v[n - 1] = (int32_t)cg;
}

/* a + sign * p or a, then carried; sign in {-1, 0, 1}. */
static void add_carry(signed30* a, const signed30* p, int32_t sign)
{
    int32_t c = 0;
    for (int i = 0; i < 8; i++) {
        c += a->v[i] + sign * p->v[i];
        a->v[i] = c & MASK30;
        c >>= 30;
    }
    a->v[8] += c + sign * p->v[8];
}

void fp29_inverse_plain(uint32_t v[9], const uint32_t modulus[9])
{
    signed30 p, f, g, d = {{0}}, e = {{1}};
    from29(&p, modulus);
    from29(&g, v);
    f = p;
    uint32_t p_inverse = (uint32_t)p.v[0]; /* Newton: 3 bits, 6, 12, 24, 48 */
    for (int i = 0; i < 4; i++) p_inverse *= 2 - (uint32_t)p.v[0] * p_inverse;

    int32_t eta = -1;
    int n = 9;
    for (;;) {
        matrix t;
        eta = division_steps(eta, (uint32_t)f.v[0], (uint32_t)g.v[0], &t);
        update_de(&d, &e, &t, &p, p_inverse);
        update_fg(&f, &g, &t, n);
        int32_t any = 0;
        for (int i = 0; i < n; i++) any |= g.v[i];
        if (any == 0) break;
        /* Drop a top limb that is only a sign in both. */
        int32_t ft = f.v[n - 1], gt = g.v[n - 1];
        if (n > 1 && (ft == 0 || ft == -1) && (gt == 0 || gt == -1)) {
            f.v[n - 2] |= (int32_t)((uint32_t)ft << 30);
            g.v[n - 2] |= (int32_t)((uint32_t)gt << 30);
            n--;
        }
    }
    /* f = +-gcd; 1/v = d / f. d in (-2p, p): to [0, p). */
    if (d.v[8] < 0) add_carry(&d, &p, 1);
    if (f.v[n - 1] < 0) {
        for (int i = 0; i < 9; i++) d.v[i] = -d.v[i];
        add_carry(&d, &p, 0);
    }
    if (d.v[8] < 0) add_carry(&d, &p, 1);
    to29(v, &d);
}

void fp29_inverse(const fp29_mod* m, fp29* out, const fp29* a)
{
    fp29 t;
    fp29_plain(m, t.v, a);
    fp29_inverse_plain(t.v, m->p);
    FP29_SET(&t, 1, 1)
    fp29_mul_inline(m, out, &t, &m->r2);
}
