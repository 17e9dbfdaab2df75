/* BN254 G1: addition and scalar multiplication (EIP-196). Curve y^2 = x^3 + 3 over p; the group has
 * prime order, so every point of the curve belongs to it. */
#include "bn254.h"
#include "crypto.h"

#define FP BN_FP
#define ZERO BN_ZERO
#define ONE BN_ONE
#define MINUS_1 BN_MINUS_1
#define MINUS_2 BN_MINUS_2
#include "jacobian.h"

int bn_fp_read(mod256* r, const uint8_t in[32])
{
    words_load(r->v, in);
    return words_less(r->v, BN_ZERO.m);
}

int bn_g1_read(bn_g1* r, const uint8_t in[64])
{
    static mod256 left = FP(0), right = FP(0);
    if (!bn_fp_read(&r->x, in) || !bn_fp_read(&r->y, in + 32)) return 0;
    r->infinity = words_are_zero(r->x.v) && words_are_zero(r->y.v);
    if (r->infinity) return 1;
    mul(&right, &r->x, &r->x);
    mod_mad(&right, &right, &r->x, &BN_THREE);
    mul(&left, &r->y, &r->y);
    return words_equal(left.v, right.v);
}

/* Chord or tangent in affine coordinates: one inversion. */
int zk_bn254_add(const uint8_t a[64], const uint8_t b[64], uint8_t out[64])
{
    static bn_g1 p = BN_G1, q = BN_G1;
    static mod256 top = FP(0), bottom = FP(0), slope = FP(0), x = FP(0), t = FP(0);
    if (!bn_g1_read(&p, a) || !bn_g1_read(&q, b)) return 0;
    if (p.infinity || q.infinity) {
        memcpy(out, p.infinity ? b : a, 64);
        return 1;
    }
    if (words_equal(p.x.v, q.x.v)) {
        if (!words_equal(p.y.v, q.y.v)) { /* opposite points; y = 0 is on no point: -3 is no cube */
            memset(out, 0, 64);
            return 1;
        }
        mul(&t, &p.x, &p.x);
        mul(&top, &t, &BN_THREE);
        mul(&bottom, &p.y, &BN_TWO);
    } else {
        sub(&bottom, &q.x, &p.x);
        sub(&top, &q.y, &p.y);
    }
    mod_power(&bottom, &bottom, BN_P_MINUS_2, &ZERO);
    mul(&slope, &top, &bottom);
    add(&t, &p.x, &q.x);
    mul(&t, &t, &MINUS_1);
    mod_mad(&x, &slope, &slope, &t);
    sub(&t, &p.x, &x);
    mul(&p.y, &p.y, &MINUS_1);
    mod_mad(&t, &slope, &t, &p.y);
    words_store(out, x.v);
    words_store(out + 32, t.v);
    return 1;
}

/* a = 0; with L = 3 X^2, T = 4 X Y^2: X' = L^2 - 2 T, Y' = L (T - X') - 8 Y^4, Z' = 2 Y Z. */
static ZK_NOINLINE void double_point(jacobian* r, const jacobian* p)
{
    static mod256 l = FP(0), y2 = FP(0), s = FP(0), t = FP(0), u = FP(0);
    if (p->infinity) {
        r->infinity = 1;
        return;
    }
    mul(&l, &p->x, &p->x);
    mul(&l, &l, &BN_THREE);
    mul(&y2, &p->y, &BN_TWO);
    mul(&s, &y2, &y2);              /* 4 Y^2 */
    mul(&t, &p->x, &s);             /* 4 X Y^2 */
    mul(&r->z, &y2, &p->z);
    mul(&u, &t, &MINUS_2);
    mod_mad(&r->x, &l, &l, &u);
    sub(&t, &t, &r->x);
    mul(&u, &p->y, &MINUS_2);
    mul(&u, &u, &s);                /* -8 Y^3 */
    mul(&u, &u, &p->y);
    mod_mad(&r->y, &l, &t, &u);
    r->infinity = 0;
}

int zk_bn254_mul(const uint8_t a[64], const uint8_t scalar[32], uint8_t out[64])
{
    static bn_g1 base = BN_G1;
    static jacobian odd[8] = {[0 ... 7] = POINT}, acc = POINT;
    static mod256 z = FP(0), zz = FP(0);
    uint32_t k[8];
    int16_t digits[260];
    if (!bn_g1_read(&base, a)) return 0;
    words_load(k, scalar);
    memset(digits, 0, sizeof digits);
    int n = signed_digits(digits, 1, k, 5, 0);
    memset(out, 0, 64);
    if (base.infinity || n == 0) return 1;

    set_point(&odd[0], base.x.v, base.y.v, ONE.v);
    odd_multiples(odd, 8);
    acc.infinity = 1;
    for (int i = n; i-- > 0;) {
        double_point(&acc, &acc);
        if (digits[i]) add_digit(&acc, odd, digits[i]);
    }
    if (acc.infinity) return 1;
    mod_power(&z, &acc.z, BN_P_MINUS_2, &ZERO);
    mul(&zz, &z, &z);
    mul(&acc.x, &acc.x, &zz);
    mul(&zz, &zz, &z);
    mul(&acc.y, &acc.y, &zz);
    words_store(out, acc.x.v);
    words_store(out + 32, acc.y.v);
    return 1;
}
