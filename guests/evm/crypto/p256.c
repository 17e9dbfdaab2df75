/* ECDSA verification over P-256 for EIP-7951. y^2 = x^3 - 3 x + b; the group has prime order n. */
#include "crypto.h"
#include "p256_const.h"

#define P (&P256_P)
#define N (&P256_N)

static ZK_NOINLINE void mul(fp29* r, const fp29* a, const fp29* b) { fp29_mul_inline(P, r, a, b); }

static ZK_NOINLINE void dot2(fp29* r, const fp29* a, const fp29* b, const fp29* c, const fp29* d)
{
    fp29_dot2_inline(P, r, a, b, c, d);
}

static ZK_NOINLINE void weak(fp29* r) { fp29_weak(P, r); }

static ZK_NOINLINE void mul_n(fp29* r, const fp29* a, const fp29* b) { fp29_mul_inline(N, r, a, b); }

/* a - b, below 2 p. */
static ZK_NOINLINE void sub(fp29* r, const fp29* a, const fp29* b)
{
    fp29_sub(P, r, a, b);
    weak(r);
}

/* k a for k = 2 or 3, below 2 p. */
static ZK_NOINLINE void times(fp29* r, const fp29* a, int k)
{
    fp29 t;
    fp29_add(P, &t, a, a);
    if (k == 3) fp29_add(P, &t, &t, a);
    fp29_carry(P, &t);
    weak(&t);
    *r = t;
}

#define CURVE_P P
#include "jacobian.h"

/* a = -3. */
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

int zk_p256_verify(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32],
                   const uint8_t x[32], const uint8_t y[32])
{
    static const uint8_t zero[32];
    if (memcmp(r, P256_N.bytes, 32) >= 0 || memcmp(s, P256_N.bytes, 32) >= 0) return 0;
    if (!memcmp(r, zero, 32) || !memcmp(s, zero, 32)) return 0;
    if (memcmp(x, P256_P.bytes, 32) >= 0 || memcmp(y, P256_P.bytes, 32) >= 0) return 0;

    /* Q on the curve: y^2 = (x^2 - 3) x + b. (0, 0) is not, so infinity has no encoding here. */
    jacobian g_odd[16], q_odd[8], acc;
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
    uint8_t scalar[32];
    int8_t d1[SIGNED_DIGITS], d2[SIGNED_DIGITS];
    fp29_from_bytes(N, &t, s);
    fp29_inverse(N, &t, &t);
    fp29_from_bytes(N, &u, hash);
    mul_n(&u, &u, &t);
    fp29_to_bytes(N, scalar, &u);
    int n1 = signed_digits(d1, scalar, 6);
    fp29_from_bytes(N, &v, r);
    mul_n(&v, &v, &t);
    fp29_to_bytes(N, scalar, &v);
    int n2 = signed_digits(d2, scalar, 5);

    for (int i = 0; i < 16; i++) {
        g_odd[i].x = P256_G[i][0];
        g_odd[i].y = P256_G[i][1];
        g_odd[i].z = P256_P.one;
        g_odd[i].infinity = 0;
    }
    odd_multiples(q_odd, 8);
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
