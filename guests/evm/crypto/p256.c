/* ECDSA verification over P-256 for EIP-7951. y^2 = x^3 - 3 x + b; the group has prime order n. */
#include "crypto.h"
#include "p256_const.h"

/* x = X / Z^2, y = Y / Z^3; coordinates below 2 p, normalised. */
typedef struct {
    fp29 x, y, z;
    int infinity;
} jacobian;

#define P (&P256_P)
#define N (&P256_N)

static ZK_NOINLINE void mul(fp29* r, const fp29* a, const fp29* b) { fp29_mul_inline(P, r, a, b); }

static ZK_NOINLINE void mul_n(fp29* r, const fp29* a, const fp29* b) { fp29_mul_inline(N, r, a, b); }

/* a - b, below 2 p. */
static ZK_NOINLINE void sub(fp29* r, const fp29* a, const fp29* b)
{
    fp29_sub(P, r, a, b);
    fp29_weak(P, r);
}

/* k a for k = 2 or 3, below 2 p. */
static ZK_NOINLINE void times(fp29* r, const fp29* a, int k)
{
    fp29 t;
    fp29_add(P, &t, a, a);
    if (k == 3) fp29_add(P, &t, &t, a);
    fp29_carry(P, &t);
    fp29_weak(P, &t);
    *r = t;
}

static void double_point(jacobian* r, const jacobian* p)
{
    if (p->infinity) {
        r->infinity = 1;
        return;
    }
    fp29 zz, yy, s, m, t, u;
    mul(&zz, &p->z, &p->z);
    mul(&yy, &p->y, &p->y);
    mul(&s, &p->x, &yy);
    times(&s, &s, 2);
    times(&s, &s, 2); /* 4 X Y^2 */
    sub(&t, &p->x, &zz);
    fp29_add(P, &u, &p->x, &zz);
    mul(&m, &t, &u);
    times(&m, &m, 3); /* 3 (X - Z^2)(X + Z^2), as a = -3 */
    times(&t, &p->y, 2);
    mul(&r->z, &t, &p->z);
    mul(&t, &m, &m);
    sub(&t, &t, &s);
    sub(&r->x, &t, &s);
    times(&yy, &yy, 2);
    mul(&yy, &yy, &yy);
    times(&yy, &yy, 2); /* 8 Y^4 */
    sub(&t, &s, &r->x);
    mul(&t, &m, &t);
    sub(&r->y, &t, &yy);
    r->infinity = 0;
}

/* P + Q, all cases; no point has order two. */
static void add_points(jacobian* r, const jacobian* p, const jacobian* q)
{
    if (p->infinity || q->infinity) {
        jacobian t = p->infinity ? *q : *p;
        *r = t;
        return;
    }
    fp29 zp, zq, u1, u2, s1, s2, h, d, hh, hhh, t;
    mul(&zp, &p->z, &p->z);
    mul(&zq, &q->z, &q->z);
    mul(&u1, &p->x, &zq);
    mul(&u2, &q->x, &zp);
    mul(&t, &q->z, &zq);
    mul(&s1, &p->y, &t);
    mul(&t, &p->z, &zp);
    mul(&s2, &q->y, &t);
    sub(&h, &u2, &u1);
    sub(&d, &s2, &s1);
    if (fp29_is_zero(P, &h)) {
        if (fp29_is_zero(P, &d)) double_point(r, p);
        else r->infinity = 1;
        return;
    }
    mul(&hh, &h, &h);
    mul(&hhh, &h, &hh);
    mul(&u1, &u1, &hh);
    mul(&t, &p->z, &q->z);
    mul(&r->z, &t, &h);
    mul(&t, &d, &d);
    sub(&t, &t, &hhh);
    sub(&t, &t, &u1);
    sub(&r->x, &t, &u1);
    sub(&t, &u1, &r->x);
    mul(&t, &d, &t);
    mul(&s1, &s1, &hhh);
    sub(&r->y, &t, &s1);
    r->infinity = 0;
}

/* Signed odd digits below 2^(w - 1), at most one of w consecutive ones not zero; k is consumed. */
static int recode(int8_t digits[268], uint32_t k[9], int w)
{
    int n = 0;
    memset(digits, 0, 268);
    for (int bit = 0; bit < 258;) {
        int i = bit / 32, s = bit % 32;
        uint32_t window = k[i] >> s | (s && i < 8 ? k[i + 1] << (32 - s) : 0);
        if (!(window & 1)) {
            bit++;
            continue;
        }
        int d = (int)(window & ((1u << w) - 1));
        int borrow = d >> (w - 1);
        digits[bit] = (int8_t)(borrow ? d - (1 << w) : d);
        n = bit + 1;
        bit += w;
        if (borrow) { /* add 2^bit; the bits below are spent */
            uint32_t one = 1u << (bit % 32);
            for (i = bit / 32; i < 9; i++, one = 1) {
                k[i] += one;
                if (k[i] >= one) break;
            }
        }
    }
    return n;
}

/* Out of Montgomery form, into 32-bit words, least significant first. */
static void scalar_words(uint32_t k[9], const fp29* a)
{
    uint8_t bytes[32];
    fp29_to_bytes(N, bytes, a);
    for (int i = 0; i < 8; i++) k[i] = zk_load32be(bytes + 28 - 4 * i);
    k[8] = 0;
}

static void add_digit(jacobian* acc, const jacobian* odd, int digit)
{
    jacobian term = odd[(digit < 0 ? -digit : digit) >> 1];
    if (digit < 0 && !term.infinity) {
        fp29 zero = {{0} FP29_BOUNDS(, 1, 1)};
        sub(&term.y, &zero, &term.y);
    }
    add_points(acc, acc, &term);
}

int zk_p256_verify(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32],
                   const uint8_t x[32], const uint8_t y[32])
{
    static const uint8_t zero[32];
    if (memcmp(r, P256_N.bytes, 32) >= 0 || memcmp(s, P256_N.bytes, 32) >= 0) return 0;
    if (!memcmp(r, zero, 32) || !memcmp(s, zero, 32)) return 0;
    if (memcmp(x, P256_P.bytes, 32) >= 0 || memcmp(y, P256_P.bytes, 32) >= 0) return 0;

    /* Q on the curve: y^2 = (x^2 - 3) x + b. (0, 0) is not, so infinity has no encoding here. */
    jacobian g_odd[16], q_odd[8], twice, acc;
    fp29 t, u, v;
    fp29_from_bytes(P, &q_odd[0].x, x);
    fp29_from_bytes(P, &q_odd[0].y, y);
    q_odd[0].z = P256_P.one;
    q_odd[0].infinity = 0;
    mul(&t, &q_odd[0].x, &q_odd[0].x);
    times(&u, &P256_P.one, 3);
    sub(&t, &t, &u);
    mul(&t, &t, &q_odd[0].x);
    fp29_add(P, &t, &t, &P256_B);
    fp29_carry(P, &t);
    mul(&u, &q_odd[0].y, &q_odd[0].y);
    sub(&t, &t, &u);
    if (!fp29_is_zero(P, &t)) return 0;

    /* u1 = h / s, u2 = r / s. */
    uint32_t k1[9], k2[9];
    fp29_from_bytes(N, &t, s);
    fp29_inverse(N, &t, &t);
    fp29_from_bytes(N, &u, hash);
    mul_n(&u, &u, &t);
    scalar_words(k1, &u);
    fp29_from_bytes(N, &v, r);
    mul_n(&v, &v, &t);
    scalar_words(k2, &v);

    int8_t d1[268], d2[268];
    int n1 = recode(d1, k1, 6), n2 = recode(d2, k2, 5);
    for (int i = 0; i < 16; i++) {
        g_odd[i].x = P256_G[i][0];
        g_odd[i].y = P256_G[i][1];
        g_odd[i].z = P256_P.one;
        g_odd[i].infinity = 0;
    }
    double_point(&twice, &q_odd[0]);
    for (int i = 1; i < 8; i++) add_points(&q_odd[i], &q_odd[i - 1], &twice);
    acc.infinity = 1;
    for (int i = n1 > n2 ? n1 : n2; i-- > 0;) {
        double_point(&acc, &acc);
        if (d1[i]) add_digit(&acc, g_odd, d1[i]);
        if (d2[i]) add_digit(&acc, q_odd, d2[i]);
    }
    if (acc.infinity) return 0;

    /* x(R) mod n = r, without dividing: X = r Z^2 or, while r + n < p, X = (r + n) Z^2. */
    fp29 zz, rp;
    mul(&zz, &acc.z, &acc.z);
    fp29_from_bytes(P, &rp, r);
    mul(&t, &rp, &zz);
    sub(&t, &acc.x, &t);
    if (fp29_is_zero(P, &t)) return 1;
    uint8_t sum[32];
    unsigned carry = 0;
    for (int i = 31; i >= 0; i--) {
        carry += (unsigned)r[i] + P256_N.bytes[i];
        sum[i] = (uint8_t)carry;
        carry >>= 8;
    }
    if (carry || memcmp(sum, P256_P.bytes, 32) >= 0) return 0;
    fp29_from_bytes(P, &rp, sum);
    mul(&t, &rp, &zz);
    sub(&t, &acc.x, &t);
    return fp29_is_zero(P, &t);
}
