#include "u256.h"

void u256_load_bytes(u256* r, const uint8_t* p, size_t len)
{
    u256_zero(r);
    int i = 0;
    while (len >= 4) {
        len -= 4;
        r->w[i++] = zk_load32be(p + len);
    }
    if (len) {
        uint32_t x = 0;
        for (size_t k = 0; k < len; k++) x = x << 8 | p[k];
        r->w[i] = x;
    }
}

static int limbs(const uint32_t* a, int n)
{
    while (n > 0 && a[n - 1] == 0) n--;
    return n;
}

uint32_t u256_bits(const u256* a)
{
    int n = limbs(a->w, 8);
    return n ? (uint32_t)n * 32 - (uint32_t)__builtin_clz(a->w[n - 1]) : 0;
}

void u256_mul(u256* r, const u256* a, const u256* b)
{
    int na = limbs(a->w, 8), nb = limbs(b->w, 8);
    if (na > nb) {
        const u256* t = a;
        a = b;
        b = t;
        int k = na;
        na = nb;
        nb = k;
    }
    u256_zero(r);
    for (int i = 0; i < na; i++) {
        uint32_t x = a->w[i], c = 0;
        int end = i + nb < 8 ? nb : 8 - i;
        uint32_t* d = r->w + i;
        for (int j = 0; j < end; j++) {
            uint64_t t = (uint64_t)x * b->w[j] + d[j] + c;
            d[j] = (uint32_t)t;
            c = (uint32_t)(t >> 32);
        }
        if (i + end < 8) d[end] = c;
    }
}

void u256_mul_full(uint32_t r[16], const u256* a, const u256* b)
{
    int na = limbs(a->w, 8), nb = limbs(b->w, 8);
    for (int i = 0; i < 16; i++) r[i] = 0;
    for (int i = 0; i < na; i++) {
        uint32_t x = a->w[i], c = 0;
        for (int j = 0; j < nb; j++) {
            uint64_t t = (uint64_t)x * b->w[j] + r[i + j] + c;
            r[i + j] = (uint32_t)t;
            c = (uint32_t)(t >> 32);
        }
        r[i + nb] = c;
    }
}

int u256_mul_checked(u256* r, const u256* a, const u256* b)
{
    uint32_t t[16];
    u256_mul_full(t, a, b);
    for (int i = 0; i < 8; i++) r->w[i] = t[i];
    return limbs(t + 8, 8) == 0;
}

/* (hi:lo) / d for hi < d and the top bit of d set. MIPS32 divides 32 by 32 bits only; two steps with
 * 16-bit digits avoid the compiler's 64-bit division. */
ZK_INLINE uint32_t div2by1(uint32_t hi, uint32_t lo, uint32_t d, uint32_t* rem)
{
#if defined(__x86_64__)
    uint64_t n = (uint64_t)hi << 32 | lo;
    *rem = (uint32_t)(n % d);
    return (uint32_t)(n / d);
#else
    uint32_t d1 = d >> 16, d0 = d & 0xffff;
    uint32_t q1 = hi / d1, r1 = hi % d1;
    uint32_t m = q1 * d0;
    uint32_t x = r1 << 16 | lo >> 16;
    if (x < m) {
        q1--;
        x += d;
        if (x >= d && x < m) {
            q1--;
            x += d;
        }
    }
    x -= m;
    uint32_t q0 = x / d1, r0 = x % d1;
    m = q0 * d0;
    uint32_t y = r0 << 16 | (lo & 0xffff);
    if (y < m) {
        q0--;
        y += d;
        if (y >= d && y < m) {
            q0--;
            y += d;
        }
    }
    *rem = y - m;
    return q1 << 16 | q0;
#endif
}

/* Knuth's algorithm D. u has nu limbs, v has nv > 0 limbs with v[nv-1] != 0. q (nu limbs, may be NULL)
 * and the remainder in rem (nv limbs). nu <= 16. */
static void divide(uint32_t* q, uint32_t* rem, const uint32_t* u, int nu, const uint32_t* v, int nv)
{
    uint32_t un[17], vn[8];
    if (q)
        for (int i = 0; i < nu; i++) q[i] = 0;
    nu = limbs(u, nu);
    if (nu < nv) {
        for (int i = 0; i < nv; i++) rem[i] = i < nu ? u[i] : 0;
        return;
    }
    int s = __builtin_clz(v[nv - 1]);
    if (nv == 1) {
        uint32_t d = v[0] << s, r = s ? u[nu - 1] >> (32 - s) : 0;
        for (int i = nu - 1; i >= 0; i--) {
            uint32_t lo = u[i] << s | (s && i ? u[i - 1] >> (32 - s) : 0);
            uint32_t x = div2by1(r, lo, d, &r);
            if (q) q[i] = x;
        }
        rem[0] = r >> s;
        return;
    }
    if (s) {
        for (int i = nv - 1; i > 0; i--) vn[i] = v[i] << s | v[i - 1] >> (32 - s);
        vn[0] = v[0] << s;
        un[nu] = u[nu - 1] >> (32 - s);
        for (int i = nu - 1; i > 0; i--) un[i] = u[i] << s | u[i - 1] >> (32 - s);
        un[0] = u[0] << s;
    } else {
        for (int i = 0; i < nv; i++) vn[i] = v[i];
        for (int i = 0; i < nu; i++) un[i] = u[i];
        un[nu] = 0;
    }
    uint32_t v1 = vn[nv - 1], v2 = vn[nv - 2];
    for (int j = nu - nv; j >= 0; j--) {
        uint32_t qh, rh;
        uint32_t top = un[j + nv], next = un[j + nv - 1];
        int check = 1;
        if (top >= v1) {
            /* the digit is 2^32 - 1 or one or two less */
            qh = 0xffffffffu;
            rh = next + v1;
            check = rh >= v1;
        } else {
            qh = div2by1(top, next, v1, &rh);
        }
        while (check && (uint64_t)qh * v2 > ((uint64_t)rh << 32 | un[j + nv - 2])) {
            qh--;
            rh += v1;
            check = rh >= v1;
        }
        uint32_t borrow = 0, carry = 0;
        for (int i = 0; i < nv; i++) {
            uint64_t p = (uint64_t)qh * vn[i] + carry;
            carry = (uint32_t)(p >> 32);
            uint32_t lo = (uint32_t)p, x = un[i + j], d = x - lo;
            uint32_t e = d - borrow;
            borrow = (x < lo) | (d < borrow);
            un[i + j] = e;
        }
        uint32_t x = un[j + nv], d = x - carry;
        uint32_t e = d - borrow;
        borrow = (x < carry) | (d < borrow);
        un[j + nv] = e;
        if (borrow) {
            qh--;
            uint32_t c = 0;
            for (int i = 0; i < nv; i++) {
                uint64_t t = (uint64_t)un[i + j] + vn[i] + c;
                un[i + j] = (uint32_t)t;
                c = (uint32_t)(t >> 32);
            }
            un[j + nv] += c;
        }
        if (q) q[j] = qh;
    }
    for (int i = 0; i < nv; i++) {
        uint32_t lo = un[i], hi = un[i + 1];
        rem[i] = s ? lo >> s | hi << (32 - s) : lo;
    }
}

void u256_divmod(u256* q, u256* m, const u256* a, const u256* b)
{
    int nb = limbs(b->w, 8);
    u256 qq, mm;
    u256_zero(&mm);
    if (nb == 0) {
        if (q) *q = mm;
        if (m) *m = mm;
        return;
    }
    /* a power of two is by far the commonest divisor (field extraction) */
    uint32_t top = b->w[nb - 1];
    if ((top & (top - 1)) == 0 && limbs(b->w, nb - 1) == 0) {
        uint32_t k = (uint32_t)(nb - 1) * 32 + 31 - (uint32_t)__builtin_clz(top);
        if (m) {
            for (int i = 0; i < nb - 1; i++) mm.w[i] = a->w[i];
            mm.w[nb - 1] = a->w[nb - 1] & (top - 1);
        }
        if (q) u256_shr(q, a, k);
        if (m) *m = mm;
        return;
    }
    divide(qq.w, mm.w, a->w, 8, b->w, nb);
    if (q) *q = qq;
    if (m) *m = mm;
}

static void negate(u256* a)
{
    uint32_t c = 1;
    for (int i = 0; i < 8; i++) {
        a->w[i] = ~a->w[i] + c;
        c = c && a->w[i] == 0;
    }
}

void u256_sdiv(u256* r, const u256* a, const u256* b)
{
    u256 x = *a, y = *b;
    uint32_t sx = x.w[7] >> 31, sy = y.w[7] >> 31;
    if (sx) negate(&x);
    if (sy) negate(&y);
    u256_divmod(r, NULL, &x, &y);
    if (sx ^ sy) negate(r);
}

void u256_smod(u256* r, const u256* a, const u256* b)
{
    u256 x = *a, y = *b;
    uint32_t sx = x.w[7] >> 31;
    if (sx) negate(&x);
    if (y.w[7] >> 31) negate(&y);
    u256_divmod(NULL, r, &x, &y);
    if (sx) negate(r);
}

void u256_addmod(u256* r, const u256* a, const u256* b, const u256* m)
{
    static const u256 one = {{1}};
    uint32_t mc[16];
    for (int i = 0; i < 8; i++) {
        mc[i] = m->w[i];
        mc[8 + i] = b->w[i];
    }
    zkfp_mulmod(r->w, a->w, one.w, mc);
}

void u256_mulmod(u256* r, const u256* a, const u256* b, const u256* m)
{
    uint32_t mc[16] = {0};
    for (int i = 0; i < 8; i++) mc[i] = m->w[i];
    zkfp_mulmod(r->w, a->w, b->w, mc);
}

void u256_exp(u256* r, const u256* base, const u256* e)
{
    u256 b = *base, acc, t;
    uint32_t n = u256_bits(e);
    u256_set32(&acc, 1);
    /* 2^e is a shift */
    if (u256_high(&b) == 0 && b.w[0] == 2) {
        if (n > 8) u256_zero(r);
        else u256_shl(r, &acc, e->w[0]);
        return;
    }
    for (uint32_t i = n; i-- > 0;) {
        u256_mul(&t, &acc, &acc);
        if (e->w[i >> 5] >> (i & 31) & 1) u256_mul(&acc, &t, &b);
        else acc = t;
    }
    *r = acc;
}

void u256_shl(u256* r, const u256* a, uint32_t n)
{
    int k = (int)(n >> 5);
    uint32_t s = n & 31;
    for (int i = 7; i >= 0; i--) {
        uint32_t hi = i - k >= 0 ? a->w[i - k] : 0;
        uint32_t lo = i - k - 1 >= 0 ? a->w[i - k - 1] : 0;
        r->w[i] = s ? hi << s | lo >> (32 - s) : hi;
    }
}

void u256_shr(u256* r, const u256* a, uint32_t n)
{
    int k = (int)(n >> 5);
    uint32_t s = n & 31;
    for (int i = 0; i < 8; i++) {
        uint32_t lo = i + k < 8 ? a->w[i + k] : 0;
        uint32_t hi = i + k + 1 < 8 ? a->w[i + k + 1] : 0;
        r->w[i] = s ? lo >> s | hi << (32 - s) : lo;
    }
}

void u256_sar(u256* r, const u256* a, uint32_t n)
{
    int k = (int)(n >> 5);
    uint32_t s = n & 31;
    uint32_t fill = (uint32_t)((int32_t)a->w[7] >> 31);
    for (int i = 0; i < 8; i++) {
        uint32_t lo = i + k < 8 ? a->w[i + k] : fill;
        uint32_t hi = i + k + 1 < 8 ? a->w[i + k + 1] : fill;
        r->w[i] = s ? lo >> s | hi << (32 - s) : lo;
    }
}
