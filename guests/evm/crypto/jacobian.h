/* Points of a curve of odd prime order in Jacobian coordinates x = X / Z^2, y = Y / Z^3, and what multiplies them, as far as it does
 * not depend on the curve. Included once per curve, after
 *     FP(...)                          a field element from its words, with the modulus
 *     ZERO, ONE, MINUS_1, MINUS_2      elements of that field
 * and followed by the definition of double_point. A jacobian is defined as POINT, so that its numbers have their modulus; code here
 * writes values only. What is static is so for the same reason: nothing below calls itself. */
typedef struct {
    mod256 x, y, z;
    int infinity;
} jacobian;

#define POINT {FP(0), FP(0), FP(0), 1}

ZK_INLINE void mul(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, a, b, &ZERO); }
ZK_INLINE void add(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, a, &ONE, b); }
ZK_INLINE void sub(mod256* r, const mod256* a, const mod256* b) { mod_mad(r, b, &MINUS_1, a); }

/* 2 P. No point has order two. */
static void double_point(jacobian* r, const jacobian* p);

static inline void set_point(jacobian* r, const uint32_t* x, const uint32_t* y, const uint32_t* z)
{
    words_copy(r->x.v, x);
    words_copy(r->y.v, y);
    words_copy(r->z.v, z);
    r->infinity = 0;
}

/* P + Q, all cases; r may be either. */
static ZK_NOINLINE void add_points(jacobian* r, const jacobian* p, const jacobian* q)
{
    static mod256 zp = FP(0), zq = FP(0), u1 = FP(0), u2 = FP(0), s1 = FP(0), s2 = FP(0), t = FP(0);
    if (p->infinity || q->infinity) {
        const jacobian* other = p->infinity ? q : p;
        if (other->infinity) r->infinity = 1;
        else if (r != other) set_point(r, other->x.v, other->y.v, other->z.v);
        return;
    }
    mul(&zp, &p->z, &p->z);
    mul(&zq, &q->z, &q->z);
    mul(&u1, &p->x, &zq);
    mul(&u2, &q->x, &zp);
    mul(&zq, &q->z, &zq);
    mul(&s1, &p->y, &zq);
    mul(&zp, &p->z, &zp);
    mul(&s2, &q->y, &zp);
    sub(&u2, &u2, &u1); /* H */
    sub(&s2, &s2, &s1); /* R */
    if (ZK_UNLIKELY(words_are_zero(u2.v))) {
        if (words_are_zero(s2.v)) double_point(r, p);
        else r->infinity = 1;
        return;
    }
    mul(&t, &p->z, &q->z);
    mul(&r->z, &t, &u2);
    mul(&zp, &u2, &u2);
    mul(&zq, &u2, &zp);
    mul(&u1, &u1, &zp);             /* V */
    mul(&zq, &zq, &MINUS_1);        /* -H^3 */
    mod_mad(&t, &u1, &MINUS_2, &zq);
    mod_mad(&r->x, &s2, &s2, &t);   /* R^2 - H^3 - 2 V */
    mul(&s1, &s1, &zq);
    sub(&u1, &u1, &r->x);
    mod_mad(&r->y, &s2, &u1, &s1);  /* R (V - X) - Y H^3 */
    r->infinity = 0;
}

/* odd[i] = (2 i + 1) odd[0] for i < n. */
static void odd_multiples(jacobian* odd, int n)
{
    static jacobian twice = POINT;
    double_point(&twice, &odd[0]);
    for (int i = 1; i < n; i++) add_points(&odd[i], &odd[i - 1], &twice);
}

/* acc += digit P for an odd digit, from P's odd multiples. */
static void add_digit(jacobian* acc, const jacobian* odd, int digit)
{
    static jacobian minus = POINT;
    const jacobian* term = &odd[(digit < 0 ? -digit : digit) >> 1];
    if (digit < 0 && !term->infinity) {
        set_point(&minus, term->x.v, term->y.v, term->z.v);
        mul(&minus.y, &term->y, &MINUS_1);
        term = &minus;
    }
    add_points(acc, acc, term);
}
