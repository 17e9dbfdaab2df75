/* BN254 G1: addition and scalar multiplication (EIP-196). Curve y^2 = x^3 + 3 over p; the group has
 * prime order, so every point of the curve belongs to it. */
#include "bn254.h"
#include "crypto.h"

ZK_NOINLINE void bn_fp_mul(fp29* r, const fp29* a, const fp29* b) { fp29_mul_inline(&BN_P, r, a, b); }

ZK_NOINLINE void bn_fp_weak(fp29* r) { fp29_weak(&BN_P, r); }

#define mul bn_fp_mul
#define weak bn_fp_weak
#define add(r, a, b) fp29_add(&BN_P, r, a, b)
#define sub(r, a, b) fp29_sub(&BN_P, r, a, b)
#define carry(r) fp29_carry(&BN_P, r)

static ZK_NOINLINE void dot2(fp29* r, const fp29* a, const fp29* b, const fp29* c, const fp29* d)
{
    fp29_dot2_inline(&BN_P, r, a, b, c, d);
}

#define CURVE_P (&BN_P)
#include "jacobian.h"

int bn_fp_read(fp29* r, const uint8_t in[32])
{
    if (memcmp(in, BN_P.bytes, 32) >= 0) return 0;
    fp29_from_bytes(&BN_P, r, in);
    return 1;
}

int bn_g1_read(bn_g1* r, const uint8_t in[64])
{
    uint8_t any = 0;
    for (int i = 0; i < 64; i++) any |= in[i];
    r->infinity = any == 0;
    if (!bn_fp_read(&r->x, in) || !bn_fp_read(&r->y, in + 32)) return 0;
    if (r->infinity) return 1;
    fp29 left, right;
    mul(&right, &r->x, &r->x);
    mul(&right, &right, &r->x);
    add(&right, &right, &BN_B);
    carry(&right);
    mul(&left, &r->y, &r->y);
    sub(&left, &right, &left);
    return fp29_is_zero(&BN_P, &left);
}

static void write_affine(uint8_t out[64], const fp29* x, const fp29* y)
{
    fp29_to_bytes(&BN_P, out, x);
    fp29_to_bytes(&BN_P, out + 32, y);
}

/* Chord or tangent in affine coordinates: one inversion. */
int zk_bn254_add(const uint8_t a[64], const uint8_t b[64], uint8_t out[64])
{
    bn_g1 p, q;
    if (!bn_g1_read(&p, a) || !bn_g1_read(&q, b)) return 0;
    if (p.infinity || q.infinity) {
        memcpy(out, p.infinity ? b : a, 64);
        return 1;
    }
    fp29 top, bottom, slope, x, y, t;
    sub(&bottom, &q.x, &p.x);
    if (memcmp(a, b, 32) == 0) {
        if (memcmp(a + 32, b + 32, 32)) { /* opposite points; y = 0 is on no point: -3 is no cube */
            memset(out, 0, 64);
            return 1;
        }
        mul(&t, &p.x, &p.x);
        add(&top, &t, &t);
        add(&top, &top, &t);
        carry(&top);
        add(&bottom, &p.y, &p.y);
        carry(&bottom);
    } else {
        sub(&top, &q.y, &p.y);
    }
    fp29_inverse(&BN_P, &bottom, &bottom);
    mul(&slope, &top, &bottom);
    mul(&x, &slope, &slope);
    sub(&x, &x, &p.x);
    sub(&x, &x, &q.x);
    weak(&x);
    sub(&t, &p.x, &x);
    mul(&y, &slope, &t);
    sub(&y, &y, &p.y);
    write_affine(out, &x, &y);
    return 1;
}

/* a = 0. */
static void double_point(jacobian* r, const jacobian* p)
{
    if (p->infinity) {
        r->infinity = 1;
        return;
    }
    fp29 a, b, e, s, t, y4;
    mul(&a, &p->x, &p->x);
    mul(&b, &p->y, &p->y);
    mul(&s, &p->x, &b); /* S = 4 X Y^2 */
    add(&s, &s, &s);
    add(&s, &s, &s);
    carry(&s);
    weak(&s);
    add(&e, &a, &a); /* E = 3 X^2 */
    add(&e, &e, &a);
    carry(&e);
    add(&b, &b, &b);
    mul(&y4, &b, &b); /* 4 Y^4 */
    add(&t, &p->y, &p->y);
    mul(&r->z, &t, &p->z);
    mul(&t, &e, &e);
    sub(&t, &t, &s);
    sub(&r->x, &t, &s);
    weak(&r->x);
    sub(&t, &s, &r->x);
    mul(&t, &e, &t);
    sub(&t, &t, &y4);
    sub(&r->y, &t, &y4);
    weak(&r->y);
    r->infinity = 0;
}

int zk_bn254_mul(const uint8_t a[64], const uint8_t scalar[32], uint8_t out[64])
{
    bn_g1 base;
    if (!bn_g1_read(&base, a)) return 0;
    int8_t digits[SIGNED_DIGITS];
    int n = signed_digits(digits, scalar, 5);
    memset(out, 0, 64);
    if (base.infinity || n == 0) return 1;

    jacobian odd[8], acc;
    odd[0].x = base.x;
    odd[0].y = base.y;
    odd[0].z = BN_P.one;
    odd[0].infinity = 0;
    odd_multiples(odd, 8);
    acc.infinity = 1;
    for (int i = n; i-- > 0;) {
        double_point(&acc, &acc);
        if (digits[i]) add_digit(&acc, odd, digits[i]);
    }
    if (acc.infinity) return 1;
    fp29 z, zz;
    fp29_inverse(&BN_P, &z, &acc.z);
    mul(&zz, &z, &z);
    mul(&acc.x, &acc.x, &zz);
    mul(&zz, &zz, &z);
    mul(&acc.y, &acc.y, &zz);
    write_affine(out, &acc.x, &acc.y);
    return 1;
}
