/* Points of a curve of odd prime order in Jacobian coordinates x = X / Z^2, y = Y / Z^3, and the signed windows
 * that multiply them: what does not depend on the curve. Included once per curve, after
 *     CURVE_P                      its fp29_mod
 *     mul, dot2, weak              a b, a b + c d and "below 2 p" of that field, as functions
 * and followed by the definition of double_point. Coordinates are normalised, below 3 p. */
typedef struct {
    fp29 x, y, z;
    int infinity;
} jacobian;

/* 2 P. No point has order two. */
static void double_point(jacobian* r, const jacobian* p);

/* P + Q, all cases. */
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
    fp29_sub(CURVE_P, &h, &u2, &u1);
    fp29_sub(CURVE_P, &d, &s2, &s1);
    if (fp29_is_zero(CURVE_P, &h)) {
        if (fp29_is_zero(CURVE_P, &d)) double_point(r, p);
        else r->infinity = 1;
        return;
    }
    mul(&hh, &h, &h);
    mul(&hhh, &h, &hh);
    mul(&u1, &u1, &hh);
    mul(&t, &p->z, &q->z);
    mul(&r->z, &t, &h);
    mul(&t, &d, &d);
    fp29_sub(CURVE_P, &t, &t, &hhh);
    fp29_sub(CURVE_P, &t, &t, &u1);
    fp29_sub(CURVE_P, &r->x, &t, &u1);
    weak(&r->x);
    fp29_sub(CURVE_P, &t, &u1, &r->x);
    fp29_neg(CURVE_P, &hhh, &hhh);
    dot2(&r->y, &d, &t, &s1, &hhh);
    r->infinity = 0;
}

/* odd[i] = (2 i + 1) odd[0] for i < n. */
static void odd_multiples(jacobian* odd, int n)
{
    jacobian twice;
    double_point(&twice, &odd[0]);
    for (int i = 1; i < n; i++) add_points(&odd[i], &odd[i - 1], &twice);
}

/* acc += digit P for an odd digit, from P's odd multiples. */
static void add_digit(jacobian* acc, const jacobian* odd, int digit)
{
    jacobian term = odd[(digit < 0 ? -digit : digit) >> 1];
    if (digit < 0 && !term.infinity) {
        fp29_neg(CURVE_P, &term.y, &term.y);
        fp29_carry(CURVE_P, &term.y);
    }
    add_points(acc, acc, &term);
}

#define SIGNED_DIGITS 268 /* 256 bits, the carry's, and the window of the highest digit */

/* Odd digits below 2^(w - 1) in absolute value, at most one of w consecutive ones not zero, least significant first.
 * Returns one more than the index of the last that is not zero. */
static int signed_digits(int8_t digits[SIGNED_DIGITS], const uint8_t scalar[32], int w)
{
    uint32_t k[9];
    for (int i = 0; i < 8; i++) k[i] = zk_load32be(scalar + 28 - 4 * i);
    k[8] = 0;
    int n = 0;
    memset(digits, 0, SIGNED_DIGITS);
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
