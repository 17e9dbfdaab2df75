/* Public key recovery on secp256k1 (SEC 1, 4.1.6): y^2 = x^3 + 7 over p, prime order n. Variable time: all is public. */
#include "mod256.h"
#include "precompiles.h"
#include "secp256k1_table.h"

#define P_WORDS {0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}
#define N_WORDS {0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff}
#define MOD_P(...) {P_WORDS, {__VA_ARGS__}}
#define MOD_N(...) {N_WORDS, {__VA_ARGS__}}

static const mod256 ZERO = MOD_P(0), ONE = MOD_P(1), SEVEN = MOD_P(7);
static const mod256 MINUS_1 = MOD_P(0xfffffc2e, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
static const mod256 MINUS_2 = MOD_P(0xfffffc2d, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
static const mod256 THREE_HALVES = MOD_P(0x7ffffe19, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff);
/* (x, y) -> (BETA x, y) multiplies by LAMBDA: both are cube roots of one. */
static const mod256 BETA = MOD_P(0x719501ee, 0xc1396c28, 0x12f58995, 0x9cf04975, 0xac3434e9, 0x6e64479e, 0x657c0710, 0x7ae96a2b);
static const mod256 N_INVERSE = MOD_P(0x0e4af361, 0x2ac46203, 0xd3d2a398, 0xd715ad82, 0x099ce8f6, 0xb43e759e, 0xb26c8d73, 0x5a8423ff); /* 1 / n modulo p */
static const mod256 N_ZERO = MOD_N(0);
static const mod256 N_MINUS_1 = MOD_N(0xd0364140, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff);
static const mod256 N_MINUS_LAMBDA = MOD_N(0xb51283cf, 0xe0cfc810, 0x8ec739c2, 0xa880b9fc, 0x77ed9ba4, 0x5ad9e3fd, 0x3fa3cf1f, 0xac9c52b3);
/* (A, -B) and another are short vectors of the lattice of all (u, v) with u + v LAMBDA = 0 modulo n. */
static const mod256 A = MOD_N(0x9284eb15, 0xe86c90e4, 0xa7d46bcd, 0x3086d221, 0x00000000, 0x00000000, 0x00000000, 0x00000000);
static const mod256 MINUS_A = MOD_N(0x3db1562c, 0xd765cda8, 0x0774346d, 0x8a280ac5, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff);
static const mod256 B = MOD_N(0x0abfe4c3, 0x6f547fa9, 0x010e8828, 0xe4437ed6, 0x00000000, 0x00000000, 0x00000000, 0x00000000);
static const uint32_t N_MINUS_2_WORDS[8] = {0xd036413f, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff};

#define WINDOW 5
#define MULTIPLES (1 << (WINDOW - 2)) /* odd ones, below 2^(WINDOW - 1) */

/* What a recovery works on. Numbers that are addends have their modulus from the start. */
static struct work {
    /* The accumulator: sign times the point (x / z^2, y / z^3) of the curve y^2 = x^3 + 7 s^6, on which the multiples of R are
     * affine; s is scale. Doubling gives the negative, which spares a multiplication. */
    mod256 x, y, z;
    int sign, infinity;
    mod256 t0, t1, t2, t3, t4, t5, t6, t7;
    mod256 scale, scale2, scale3;
    uint32_t multiple_x[2][MULTIPLES][8], multiple_y[MULTIPLES][8]; /* (2 i + 1) R and, the other row, LAMBDA (2 i + 1) R */
    uint32_t ratio[MULTIPLES][8];
    mod256 k, s, n0;
    int16_t digits[260][4]; /* of two halves of R's multiplier and of two of G's */
} work = {
    .x = MOD_P(0), .y = MOD_P(0), .z = MOD_P(0), .t0 = MOD_P(0), .t1 = MOD_P(0), .t2 = MOD_P(0), .t3 = MOD_P(0), .t4 = MOD_P(0),
    .t5 = MOD_P(0), .t6 = MOD_P(0), .t7 = MOD_P(0), .scale = MOD_P(0), .scale2 = MOD_P(0), .scale3 = MOD_P(0), .k = MOD_N(0),
    .s = MOD_N(0), .n0 = MOD_N(0)};

ZK_INLINE void mul(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, a, b, &ZERO); }

/* The negative of twice the accumulator. No point has order two. */
static ZK_NOINLINE void double_accumulator(struct work* w)
{
    mul(&w->t0, &w->x, &w->x);
    mul(&w->t0, &THREE_HALVES, &w->t0);         /* L = 3/2 X^2 */
    mul(&w->t1, &w->y, &w->y);                  /* S = Y^2 */
    mul(&w->t2, &w->x, &w->t1);                 /* T = X S */
    mul(&w->t3, &MINUS_2, &w->t2);
    mod_mad(&w->x, &w->t0, &w->t0, &w->t3);     /* X' = L^2 - 2 T */
    mod_mad(&w->t2, &MINUS_1, &w->t2, &w->x);   /* X' - T */
    mul(&w->t1, &w->t1, &w->t1);
    mul(&w->z, &w->y, &w->z);                   /* Z' = Y Z */
    mod_mad(&w->y, &w->t0, &w->t2, &w->t1);     /* -Y' = L (X' - T) + S^2 */
    w->sign = -w->sign;
}

/* Adds the affine point (x, y), or its negative, to the accumulator, which is not infinity. With `scaled` the point is one of the
 * curve itself. t1 is left as minus the factor of z, unless the sum is twice the point or infinity. */
ZK_INLINE void add_affine(struct work* w, const uint32_t* x, const uint32_t* y, int negative, int scaled)
{
    const mod256 *zt = &w->z, *nzt = &w->t0;
    mul(&w->t0, &MINUS_1, &w->z);                       /* -Z */
    if (scaled) {
        mul(&w->t6, zt, &w->scale);
        mul(&w->t7, nzt, &w->scale);
        zt = &w->t6;
        nzt = &w->t7;
    }
    mul(&w->t3, nzt, zt);                               /* -Z^2 */
    zkfp_mulmod(w->t1.v, x, w->t3.v, mod_addend(&w->x));           /* -H = X - x Z^2 */
    mul(&w->t3, &w->t3, negative ? nzt : zt);           /* -Z^3, or Z^3 */
    zkfp_mulmod(w->t2.v, y, w->t3.v, mod_addend(&w->y));           /* -R = Y - y Z^3, the sign of y by that of the point */
    if (ZK_UNLIKELY(words_are_zero(w->t1.v))) {
        if (words_are_zero(w->t2.v)) double_accumulator(w);
        else w->infinity = 1;
        return;
    }
    mul(&w->t3, &w->t1, &w->t1);                        /* H^2 */
    mul(&w->t4, &w->x, &w->t3);                         /* V = X H^2 */
    mul(&w->t3, &w->t1, &w->t3);                        /* -H^3 */
    mul(&w->z, &w->t0, &w->t1);                         /* Z' = Z H */
    mul(&w->t5, &w->y, &w->t3);                         /* -Y H^3 */
    mod_mad(&w->t3, &MINUS_2, &w->t4, &w->t3);
    mod_mad(&w->x, &w->t2, &w->t2, &w->t3);             /* X' = R^2 - H^3 - 2 V */
    mod_mad(&w->t4, &MINUS_1, &w->t4, &w->x);
    mod_mad(&w->y, &w->t2, &w->t4, &w->t5);             /* Y' = R (V - X') - Y H^3 */
}

static ZK_NOINLINE void add_multiple(struct work* w, int row, int digit)
{
    int i = (digit < 0 ? -digit : digit) >> 1, negative = (digit < 0) != (w->sign < 0);
    const uint32_t *x = w->multiple_x[row][i], *y = w->multiple_y[i];
    if (ZK_LIKELY(!w->infinity)) {
        add_affine(w, x, y, negative, 0);
        return;
    }
    words_copy(w->x.v, x);
    words_copy(w->y.v, y);
    words_copy(w->z.v, ONE.v);
    w->infinity = 0;
    w->sign = digit < 0 ? -1 : 1;
}

static ZK_NOINLINE void add_generator(struct work* w, int row, int digit)
{
    int i = (digit < 0 ? -digit : digit) >> 1, negative = (digit < 0) != (w->sign < 0);
    const uint32_t *x = SECP256K1_TABLE[i][0], *y = SECP256K1_TABLE[i][1];
    if (row) {
        zkfp_mulmod(w->t5.v, x, BETA.v, mod_addend(&ZERO));
        x = w->t5.v;
    }
    if (ZK_LIKELY(!w->infinity)) {
        add_affine(w, x, y, negative, 1);
        return;
    }
    zkfp_mulmod(w->x.v, x, w->scale2.v, mod_addend(&ZERO));
    zkfp_mulmod(w->y.v, y, w->scale3.v, mod_addend(&ZERO));
    words_copy(w->z.v, ONE.v);
    w->infinity = 0;
    w->sign = digit < 0 ? -1 : 1;
}

/* The odd multiples of the point (x, y) in the accumulator, all with the same denominator, which is scale. On the curve with
 * s = y the double of the point is affine, so that each next multiple takes an addition of an affine point; the ratios of their
 * denominators lead back. No two of these points are equal or opposite, as n is a prime above 32. */
static void make_multiples(struct work* w)
{
    mod256 double_x = ZERO, double_y = ZERO, start_z = ZERO;
    words_copy(w->z.v, ONE.v);
    words_copy(w->multiple_x[0][0], w->x.v);
    words_copy(w->multiple_y[0], w->y.v);
    w->sign = 1;
    double_accumulator(w);
    double_x = w->x;
    mul(&double_y, &MINUS_1, &w->y);
    start_z = w->z;
    mul(&w->t0, &start_z, &start_z);
    zkfp_mulmod(w->x.v, w->multiple_x[0][0], w->t0.v, mod_addend(&ZERO));
    mul(&w->t0, &w->t0, &start_z);
    zkfp_mulmod(w->y.v, w->multiple_y[0], w->t0.v, mod_addend(&ZERO));
    words_copy(w->multiple_x[0][0], w->x.v);
    words_copy(w->multiple_y[0], w->y.v);
    words_copy(w->z.v, ONE.v);
    for (int i = 1; i < MULTIPLES; i++) {
        add_affine(w, double_x.v, double_y.v, 0, 0);
        words_copy(w->multiple_x[0][i], w->x.v);
        words_copy(w->multiple_y[i], w->y.v);
        zkfp_mulmod(w->ratio[i], w->t1.v, MINUS_1.v, mod_addend(&ZERO));
    }
    mul(&w->scale, &w->z, &start_z);
    mul(&w->scale2, &w->scale, &w->scale);
    mul(&w->scale3, &w->scale2, &w->scale);
    mod256 f = ZERO;
    words_copy(f.v, ONE.v);
    for (int i = MULTIPLES - 1;; i--) {
        zkfp_mulmod(w->multiple_x[1][i], w->multiple_x[0][i], BETA.v, mod_addend(&ZERO));
        if (i == 0) break;
        zkfp_mulmod(f.v, f.v, w->ratio[i], mod_addend(&ZERO));
        mul(&w->t0, &f, &f);
        zkfp_mulmod(w->multiple_x[0][i - 1], w->multiple_x[0][i - 1], w->t0.v, mod_addend(&ZERO));
        mul(&w->t0, &w->t0, &f);
        zkfp_mulmod(w->multiple_y[i - 1], w->multiple_y[i - 1], w->t0.v, mod_addend(&ZERO));
    }
}

/* r = floor(k a / n): k a less its remainder, divided by n modulo p, since it is below p. */
static void quotient(mod256* r, const mod256* k, const mod256* a)
{
    mod256 rest = ZERO;
    zkfp_mulmod(rest.v, k->v, a->v, mod_addend(&N_ZERO));
    mul(&rest, &MINUS_1, &rest);
    mod_mad(&rest, k, a, &rest);
    zkfp_mulmod(r->v, rest.v, N_INVERSE.v, mod_addend(&ZERO));
}

/* Puts the digits of k in two columns: k = u + v LAMBDA modulo n with u and v of some 129 bits. That they are short only makes it
 * fast: the sum is right whatever v is. Returns how many rows are used. */
static int put_digits(struct work* w, int column, int window)
{
    mod256 c1 = N_ZERO, c2 = N_ZERO;
    int rows = 0;
    quotient(&c1, &w->k, &A);
    quotient(&c2, &w->k, &B);
    mod_mad(&c2, &MINUS_A, &c2, &N_ZERO);
    mod_mad(&c2, &B, &c1, &c2);
    mod_mad(&c1, &N_MINUS_LAMBDA, &c2, &w->k);
    for (int half = 0; half < 2; half++) {
        mod256* x = half ? &c2 : &c1;
        int negative = x->v[7] != 0;
        if (negative) mod_mad(x, &N_MINUS_1, x, &N_ZERO);
        int n = signed_digits(&w->digits[0][column + half], 4, x->v, window, negative);
        if (n > rows) rows = n;
    }
    return rows;
}

/* a^(2^223 - 1), the common beginning of the exponents of square root and inverse, and its parts of 22 and 2 ones. */
static void power_of_ones(mod256* r, mod256* x22, mod256* x2, const mod256* a)
{
    mod256 x3 = ZERO, x11 = ZERO, x44 = ZERO, x88 = ZERO, t = ZERO;
    mod_square_times(&t, a, 1, &ZERO);
    mul(x2, &t, a);
    mod_square_times(&t, x2, 1, &ZERO);
    mul(&x3, &t, a);
    mod_square_times(&t, &x3, 3, &ZERO);
    mul(&t, &t, &x3);
    mod_square_times(&t, &t, 3, &ZERO);
    mul(&t, &t, &x3);
    mod_square_times(&t, &t, 2, &ZERO);
    mul(&x11, &t, x2);
    mod_square_times(&t, &x11, 11, &ZERO);
    mul(x22, &t, &x11);
    mod_square_times(&t, x22, 22, &ZERO);
    mul(&x44, &t, x22);
    mod_square_times(&t, &x44, 44, &ZERO);
    mul(&x88, &t, &x44);
    mod_square_times(&t, &x88, 88, &ZERO);
    mul(&t, &t, &x88);
    mod_square_times(&t, &t, 44, &ZERO);
    mul(&t, &t, &x44);
    mod_square_times(&t, &t, 3, &ZERO);
    mul(r, &t, &x3);
}

/* a^((p + 1) / 4) */
static void square_root(mod256* r, const mod256* a)
{
    mod256 x2 = ZERO, x22 = ZERO, t = ZERO;
    power_of_ones(&t, &x22, &x2, a);
    mod_square_times(&t, &t, 23, &ZERO);
    mul(&t, &t, &x22);
    mod_square_times(&t, &t, 6, &ZERO);
    mul(&t, &t, &x2);
    mod_square_times(r, &t, 2, &ZERO);
}

/* a^(p - 2) */
static void invert(mod256* r, const mod256* a)
{
    mod256 x2 = ZERO, x22 = ZERO, t = ZERO;
    power_of_ones(&t, &x22, &x2, a);
    mod_square_times(&t, &t, 23, &ZERO);
    mul(&t, &t, &x22);
    mod_square_times(&t, &t, 5, &ZERO);
    mul(&t, &t, a);
    mod_square_times(&t, &t, 3, &ZERO);
    mul(&t, &t, &x2);
    mod_square_times(&t, &t, 2, &ZERO);
    mul(r, &t, a);
}

int zk_recover(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], int recid,
               uint8_t address[20])
{
    struct work* w = &work;
    mod256 inverse = N_ZERO;
    if (recid != 0 && recid != 1) return 0;
    words_load(w->x.v, r);
    words_load(w->s.v, s);
    if (words_are_zero(w->x.v) || words_are_zero(w->s.v)) return 0;
    if (!words_less(w->x.v, N_ZERO.m) || !words_less(w->s.v, N_ZERO.m)) return 0;

    /* R: the point with x = r; r < n < p, so r itself is a field element. */
    mod256 y2 = ZERO;
    mul(&w->t0, &w->x, &w->x);
    mod_mad(&y2, &w->t0, &w->x, &SEVEN);
    square_root(&w->y, &y2);
    mul(&w->t0, &w->y, &w->y);
    if (!words_equal(w->t0.v, y2.v)) return 0;
    if ((w->y.v[0] & 1) != (uint32_t)recid) mul(&w->y, &MINUS_1, &w->y);

    /* Q = (s / r) R - (hash / r) G */
    for (size_t i = 0; i < sizeof w->digits / sizeof w->digits[0]; i++) w->digits[i][0] = w->digits[i][1] = w->digits[i][2] = w->digits[i][3] = 0;
    words_copy(w->n0.v, w->x.v);
    mod_power(&inverse, &w->n0, N_MINUS_2_WORDS, &N_ZERO);
    mod_mad(&w->k, &w->s, &inverse, &N_ZERO);
    int rows = put_digits(w, 0, WINDOW);
    words_load(w->k.v, hash);
    mod_mad(&w->k, &w->k, &inverse, &N_ZERO);
    mod_mad(&w->k, &N_MINUS_1, &w->k, &N_ZERO);
    int more = put_digits(w, 2, SECP256K1_WINDOW);
    if (more > rows) rows = more;
    make_multiples(w);
    w->infinity = 1;
    for (int i = rows; i-- > 0;) {
        const int16_t* d = w->digits[i];
        if (!w->infinity) double_accumulator(w);
        if (d[0]) add_multiple(w, 0, d[0]);
        if (d[1]) add_multiple(w, 1, d[1]);
        if (d[2]) add_generator(w, 0, d[2]);
        if (d[3]) add_generator(w, 1, d[3]);
    }
    if (w->infinity) return 0;

    uint8_t bytes[64], digest[32];
    mul(&w->z, &w->z, &w->scale);
    invert(&w->t0, &w->z);
    mul(&w->t1, &w->t0, &w->t0);
    mul(&w->x, &w->x, &w->t1);
    mul(&w->t1, &w->t1, &w->t0);
    mul(&w->y, &w->y, &w->t1);
    if (w->sign < 0) mul(&w->y, &MINUS_1, &w->y);
    words_store(bytes, w->x.v);
    words_store(bytes + 32, w->y.v);
    zk_keccak256(bytes, 64, digest);
    memcpy(address, digest + 12, 20);
    return 1;
}
