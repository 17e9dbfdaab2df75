/* ECDSA verification over P-256 for EIP-7951. y^2 = x^3 - 3 x + b; the group has prime order n. */
#include "crypto.h"
#include "p256_const.h"

#define FP P256_FP
#define ZERO P256_ZERO
#define ONE P256_ONE
#define MINUS_1 P256_MINUS_1
#define MINUS_2 P256_MINUS_2
#include "jacobian.h"

/* a = -3; with L = 3/2 (X - Z^2)(X + Z^2), S = Y^2, T = X S: X' = L^2 - 2 T, Y' = L (T - X') - S^2, Z' = Y Z. */
static ZK_NOINLINE void double_point(jacobian* r, const jacobian* p)
{
    static mod256 l = FP(0), s = FP(0), t = FP(0), u = FP(0);
    if (p->infinity) {
        r->infinity = 1;
        return;
    }
    mul(&s, &p->z, &p->z);
    sub(&l, &p->x, &s);
    add(&s, &p->x, &s);
    mul(&l, &l, &s);
    mul(&l, &l, &P256_THREE_HALVES);
    mul(&s, &p->y, &p->y);
    mul(&t, &p->x, &s);
    mul(&u, &t, &MINUS_2);
    mul(&r->z, &p->y, &p->z);
    mod_mad(&r->x, &l, &l, &u);
    sub(&t, &t, &r->x);
    mul(&u, &s, &MINUS_1);
    mul(&u, &u, &s);
    mod_mad(&r->y, &l, &t, &u);
    r->infinity = 0;
}

int zk_p256_verify(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32],
                   const uint8_t x[32], const uint8_t y[32])
{
    static jacobian g = POINT, q_odd[8] = {[0 ... 7] = POINT}, acc = POINT;
    static mod256 rn = P256_FN(0), sn = P256_FN(0), h = P256_FN(0), t = FP(0), u = FP(0);
    jacobian* q = &q_odd[0];
    words_load(rn.v, r);
    words_load(sn.v, s);
    words_load(h.v, hash);
    words_load(t.v, x);
    words_load(u.v, y);
    if (!words_less(rn.v, rn.m) || !words_less(sn.v, sn.m)) return 0;
    if (words_are_zero(rn.v) || words_are_zero(sn.v)) return 0;
    if (!words_less(t.v, t.m) || !words_less(u.v, u.m)) return 0;

    /* Q on the curve: y^2 = (x^2 - 3) x + b. (0, 0) is not, so infinity has no encoding here. */
    set_point(q, t.v, u.v, ONE.v);
    mod_mad(&t, &q->x, &q->x, &P256_MINUS_3);
    mod_mad(&t, &t, &q->x, &P256_B);
    mul(&u, &q->y, &q->y);
    if (!words_equal(t.v, u.v)) return 0;

    /* u1 = h / s, u2 = r / s. */
    int16_t digits[260][2];
    memset(digits, 0, sizeof digits);
    mod_power(&sn, &sn, P256_N_MINUS_2, &P256_N_ZERO);
    mod_mad(&h, &h, &sn, &P256_N_ZERO);
    mod_mad(&sn, &rn, &sn, &P256_N_ZERO);
    int n1 = signed_digits(&digits[0][0], 2, h.v, 7, 0), n2 = signed_digits(&digits[0][1], 2, sn.v, 5, 0);

    odd_multiples(q_odd, 8);
    acc.infinity = 1;
    for (int i = n1 > n2 ? n1 : n2; i-- > 0;) {
        int d1 = digits[i][0], d2 = digits[i][1];
        double_point(&acc, &acc);
        if (d1) {
            const uint32_t(*at)[8] = P256_G[(d1 < 0 ? -d1 : d1) >> 1];
            set_point(&g, at[0], at[1], ONE.v);
            if (d1 < 0) mul(&g.y, &g.y, &MINUS_1);
            add_points(&acc, &acc, &g);
        }
        if (d2) add_digit(&acc, q_odd, d2);
    }
    if (acc.infinity) return 0;

    /* x(R) mod n = r, without dividing: X = r Z^2 or, while r + n < p, X = (r + n) Z^2. */
    mul(&u, &acc.z, &acc.z);
    words_copy(t.v, rn.v);
    mul(&t, &t, &u);
    if (words_equal(t.v, acc.x.v)) return 1;
    uint32_t carry = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t sum = (uint64_t)rn.v[i] + rn.m[i] + carry;
        t.v[i] = (uint32_t)sum;
        carry = (uint32_t)(sum >> 32);
    }
    if (carry || !words_less(t.v, t.m)) return 0;
    mul(&t, &t, &u);
    return words_equal(t.v, acc.x.v);
}
