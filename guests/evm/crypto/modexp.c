/* Modular exponentiation for any modulus.
 *
 * m = 2^k d with d odd: the power is computed mod d with Montgomery multiplication and mod 2^k with
 * truncated products, and joined by the Chinese remainder theorem. Numbers are arrays of 32-bit limbs,
 * least significant first. A modulus of at most 384 bits, of either kind, goes to the machine's MULMOD. */
#include "arena.h"
#include "crypto.h"
#include "zkfp.h"

typedef uint32_t limb;

/* Big-endian bytes to n limbs; bytes beyond n limbs must be zero. */
static void from_bytes(limb* r, size_t n, const uint8_t* in, size_t len)
{
    for (size_t i = 0; i < n; i++) {
        limb x = 0;
        for (size_t b = 0; b < 4; b++)
            if (4 * i + b < len) x |= (limb)in[len - 1 - 4 * i - b] << (8 * b);
        r[i] = x;
    }
}

static size_t trim(const limb* a, size_t n)
{
    while (n && a[n - 1] == 0) n--;
    return n;
}

/* r = r << s for 0 <= s < 32; returns the bits shifted out. */
static limb shift_left(limb* r, size_t n, unsigned s)
{
    if (s == 0) return 0;
    limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        limb x = r[i];
        r[i] = x << s | carry;
        carry = x >> (32 - s);
    }
    return carry;
}

static void shift_right(limb* r, size_t n, unsigned s)
{
    if (s == 0) return;
    for (size_t i = 0; i < n; i++) r[i] = r[i] >> s | (i + 1 < n ? r[i + 1] << (32 - s) : 0);
}

/* a mod m by long division (Knuth, TAOCP 2, 4.3.1, algorithm D). a has an limbs and room for one more,
 * which is overwritten; m has n limbs, the top one not zero; r gets n limbs. */
static void reduce(limb* r, limb* a, size_t an, const limb* m, size_t n)
{
    if (n == 1) {
        uint64_t rest = 0;
        for (size_t i = an; i-- > 0;) rest = (rest << 32 | a[i]) % m[0];
        r[0] = (limb)rest;
        return;
    }
    if (an < n) {
        memcpy(r, a, an * sizeof(limb));
        memset(r + an, 0, (n - an) * sizeof(limb));
        return;
    }
    unsigned s = (unsigned)__builtin_clz(m[n - 1]);
    limb* v = r; /* normalised divisor, until the remainder is stored there */
    memcpy(v, m, n * sizeof(limb));
    shift_left(v, n, s);
    a[an] = shift_left(a, an, s);
    limb top = v[n - 1], second = v[n - 2];
    for (size_t j = an - n + 1; j-- > 0;) {
        uint64_t head = (uint64_t)a[j + n] << 32 | a[j + n - 1];
        uint64_t q = a[j + n] >= top ? 0xffffffffu : head / top;
        uint64_t rest = head - q * top;
        while (rest <= 0xffffffffu && q * second > (rest << 32 | a[j + n - 2])) {
            q--;
            rest += top;
        }
        uint64_t carry = 0;
        limb borrow = 0;
        for (size_t i = 0; i < n; i++) {
            carry += q * v[i];
            limb p = (limb)carry, x = a[i + j];
            carry >>= 32;
            limb d = x - p - borrow;
            borrow = (limb)(((uint64_t)x - p - borrow) >> 63);
            a[i + j] = d;
        }
        limb x = a[j + n];
        a[j + n] = x - (limb)carry - borrow;
        if ((uint64_t)x < carry + borrow) { /* q was one too large: add back */
            uint64_t c = 0;
            for (size_t i = 0; i < n; i++) {
                c += (uint64_t)a[i + j] + v[i];
                a[i + j] = (limb)c;
                c >>= 32;
            }
            a[j + n] += (limb)c;
        }
    }
    memcpy(r, a, n * sizeof(limb));
    shift_right(r, n, s);
}

/* r = a b / 2^(32 n) mod m, m odd; a, b < m. t: n + 2 limbs. r may be a or b. */
static void mont_mul(limb* r, const limb* a, const limb* b, const limb* m, limb m_inv, size_t n, limb* t)
{
    memset(t, 0, (n + 2) * sizeof(limb));
    for (size_t i = 0; i < n; i++) {
        limb x = b[i];
        uint64_t lo = (uint64_t)a[0] * x + t[0];
        limb q = (limb)lo * m_inv;
        uint64_t hi = (uint64_t)q * m[0] + (limb)lo;
        limb c1 = (limb)(lo >> 32), c2 = (limb)(hi >> 32);
        for (size_t j = 1; j < n; j++) {
            lo = (uint64_t)a[j] * x + t[j] + c1;
            c1 = (limb)(lo >> 32);
            hi = (uint64_t)q * m[j] + (limb)lo + c2;
            c2 = (limb)(hi >> 32);
            t[j - 1] = (limb)hi;
        }
        uint64_t top = (uint64_t)t[n] + c1 + c2;
        t[n - 1] = (limb)top;
        t[n] = (limb)(top >> 32);
    }
    limb borrow = 0;
    for (size_t j = 0; j < n; j++) {
        uint64_t d = (uint64_t)t[j] - m[j] - borrow;
        r[j] = (limb)d;
        borrow = (limb)(d >> 63);
    }
    if (t[n] < borrow) memcpy(r, t, n * sizeof(limb));
}

/* r = a b mod 2^(32 n). r must not be a or b. */
static void mul_low(limb* r, const limb* a, const limb* b, size_t n)
{
    memset(r, 0, n * sizeof(limb));
    for (size_t i = 0; i < n; i++) {
        limb x = a[i], c = 0;
        if (x == 0) continue;
        for (size_t j = 0; i + j < n; j++) {
            uint64_t t = (uint64_t)x * b[j] + r[i + j] + c;
            r[i + j] = (limb)t;
            c = (limb)(t >> 32);
        }
    }
}

/* -1/x mod 2^32 for odd x: Newton's iteration doubles the correct bits, 3 to begin with. */
static limb neg_inverse(limb x)
{
    limb y = x;
    for (int i = 0; i < 4; i++) y *= 2 - x * y;
    return 0u - y;
}

/* What the exponentiation needs of a ring: mul(r, a, b) with r free to be a or b. */
typedef struct {
    const limb* mc; /* any modulus of 8 or 12 limbs, and zeros behind it: MULMOD's; else NULL */
    const limb* m; /* odd modulus; NULL: mod 2^(32 n) */
    limb m_inv;
    size_t n;
    limb* t; /* n + 2 limbs */
} ring_t;

static void ring_mul(const ring_t* ring, limb* r, const limb* a, const limb* b)
{
    if (ring->mc) {
        if (ring->n == 8) zkfp_mulmod(r, a, b, ring->mc);
        else zkfp_mulmod384(r, a, b, ring->mc);
    } else if (ring->m) {
        mont_mul(r, a, b, ring->m, ring->m_inv, ring->n, ring->t);
    } else {
        mul_low(ring->t, a, b, ring->n);
        memcpy(r, ring->t, ring->n * sizeof(limb));
    }
}

typedef struct {
    const uint8_t* bytes; /* first byte not zero */
    size_t len, zeros;    /* zero bytes that follow */
} exponent_t;

static unsigned exponent_bit(const exponent_t* e, size_t i)
{
    size_t byte = i / 8;
    if (byte < e->zeros) return 0;
    return (e->bytes[e->len - 1 - (byte - e->zeros)] >> (i % 8)) & 1;
}

/* x = base^e, e > 0, from the top bit in windows of w bits. */
static void power(const ring_t* ring, limb* x, const limb* base, const exponent_t* e)
{
    size_t n = ring->n;
    size_t bits = 8 * (e->len + e->zeros) - ((size_t)__builtin_clz(e->bytes[0]) - 24);
    /* A window pays once the multiplications it saves outnumber its table. */
    unsigned w = bits <= 32 || e->len <= 4 ? 1 : bits <= 128 ? 3 : bits <= 512 ? 4 : 5;
    zk_mark_t mark = zk_mark();
    limb* table = zk_alloc(((size_t)1 << (w - 1)) * n * sizeof(limb)); /* base^1, ^3, ^5, ... */
    memcpy(table, base, n * sizeof(limb));
    if (w > 1) {
        limb* square = zk_alloc(n * sizeof(limb));
        ring_mul(ring, square, base, base);
        for (size_t i = 1; i < (size_t)1 << (w - 1); i++) ring_mul(ring, table + i * n, table + (i - 1) * n, square);
    }
    int started = 0;
    for (size_t i = bits; i > 0;) {
        if (!exponent_bit(e, i - 1)) {
            ring_mul(ring, x, x, x);
            i--;
            continue;
        }
        /* The longest window of at most w bits that ends in a one. */
        size_t low = i >= w ? i - w : 0;
        while (!exponent_bit(e, low)) low++;
        unsigned value = 0;
        for (size_t j = i; j-- > low;) {
            value = value << 1 | exponent_bit(e, j);
            if (started) ring_mul(ring, x, x, x);
        }
        const limb* factor = table + (value >> 1) * n;
        if (started) ring_mul(ring, x, x, factor);
        else memcpy(x, factor, n * sizeof(limb));
        started = 1;
        i = low;
    }
    zk_release(mark);
}

/* base^e mod d, d odd, n limbs. */
static void power_odd(limb* x, const limb* base, size_t base_n, const exponent_t* e, const limb* d, size_t n)
{
    ring_t ring = {NULL, d, neg_inverse(d[0]), n, zk_alloc((n + 2) * sizeof(limb))};
    limb* wide = zk_alloc((base_n + n + 1) * sizeof(limb));
    limb* b = zk_alloc(n * sizeof(limb));
    memset(wide, 0, n * sizeof(limb)); /* base 2^(32 n): the Montgomery form after reduction */
    memcpy(wide + n, base, base_n * sizeof(limb));
    reduce(b, wide, base_n + n, d, n);
    power(&ring, x, b, e);
    memset(b, 0, n * sizeof(limb));
    b[0] = 1;
    ring_mul(&ring, x, x, b);
}

/* base^e mod m for a modulus of n <= 12 limbs; x has n limbs. */
static void power_small(limb* x, const limb* base, size_t base_n, const exponent_t* e, const limb* m, size_t n)
{
    size_t size = n <= 8 ? 8 : 12;
    limb mc[24] = {0}, b[12] = {0}, shift[12] = {0}, r[12] = {0};
    memcpy(mc, m, n * sizeof(limb));
    ring_t ring = {mc, NULL, 0, size, NULL};
    /* the base by Horner's rule, in pieces of one limb less than a number: b <- b 2^(32 k) + piece */
    size_t k = size - 1;
    shift[k] = 1;
    for (size_t left = base_n; left;) {
        size_t piece = left % k ? left % k : k;
        left -= piece;
        memset(mc + size, 0, size * sizeof(limb));
        memcpy(mc + size, base + left, piece * sizeof(limb));
        ring_mul(&ring, b, b, shift);
    }
    memset(mc + size, 0, size * sizeof(limb));
    power(&ring, r, b, e);
    memcpy(x, r, n * sizeof(limb));
}

/* base^e mod 2^k. */
static void power_two(limb* x, const limb* base, size_t base_n, const exponent_t* e, size_t n)
{
    ring_t ring = {NULL, NULL, 0, n, zk_alloc((n + 2) * sizeof(limb))};
    limb* b = zk_alloc0(n * sizeof(limb));
    memcpy(b, base, (base_n < n ? base_n : n) * sizeof(limb));
    power(&ring, x, b, e);
}

/* r = 1/d mod 2^(32 n), d odd. t1, t2: n limbs. */
static void inverse_two(limb* r, const limb* d, size_t n, limb* t1, limb* t2)
{
    memset(r, 0, n * sizeof(limb));
    r[0] = 0u - neg_inverse(d[0]);
    for (size_t have = 1; have < n;) { /* r <- r (2 - d r), correct limbs double */
        have = 2 * have < n ? 2 * have : n;
        mul_low(t1, d, r, have);
        for (size_t i = 0; i < have; i++) t1[i] = ~t1[i]; /* -dr - 1 */
        uint64_t c = 3;
        for (size_t i = 0; i < have && c; i++) {
            c += t1[i];
            t1[i] = (limb)c;
            c >>= 32;
        }
        mul_low(t2, r, t1, have);
        memcpy(r, t2, have * sizeof(limb));
    }
}

static void mask_bits(limb* a, size_t n, size_t k)
{
    if (k % 32) a[n - 1] &= ((limb)1 << (k % 32)) - 1;
}

/* x = xo + d ((x2 - xo) / d mod 2^k), with x of n limbs. xo has dn limbs, x2 has kn. */
static void join(limb* x, size_t n, const limb* xo, const limb* d, size_t dn, const limb* x2, size_t kn, size_t k)
{
    limb *inverse = zk_alloc(kn * sizeof(limb)), *t1 = zk_alloc(kn * sizeof(limb)), *t2 = zk_alloc(kn * sizeof(limb));
    limb* dk = zk_alloc0(kn * sizeof(limb));
    memcpy(dk, d, (dn < kn ? dn : kn) * sizeof(limb));
    inverse_two(inverse, dk, kn, t1, t2);
    limb borrow = 0;
    for (size_t i = 0; i < kn; i++) {
        uint64_t t = (uint64_t)x2[i] - (i < dn ? xo[i] : 0) - borrow;
        t1[i] = (limb)t;
        borrow = (limb)(t >> 63);
    }
    mul_low(t2, t1, inverse, kn);
    mask_bits(t2, kn, k);
    memset(x, 0, n * sizeof(limb));
    memcpy(x, xo, dn * sizeof(limb));
    for (size_t i = 0; i < kn; i++) { /* below d 2^k = m, so nothing is carried out of n limbs */
        limb c = 0;
        for (size_t j = 0; i + j < n; j++) {
            uint64_t t = (uint64_t)t2[i] * (j < dn ? d[j] : 0) + x[i + j] + c;
            x[i + j] = (limb)t;
            c = (limb)(t >> 32);
            if (j >= dn && c == 0) break;
        }
    }
}

void zk_modexp(const uint8_t* base, size_t base_len, const uint8_t* exp, size_t exp_len, size_t exp_zeros,
               const uint8_t* mod, size_t mod_len, uint8_t* out)
{
    memset(out, 0, mod_len);
    size_t out_len = mod_len;
    while (mod_len && *mod == 0) mod++, mod_len--;
    if (mod_len == 0 || (mod_len == 1 && *mod == 1)) return;
    while (exp_len && *exp == 0) exp++, exp_len--;
    if (exp_len == 0) { /* e = 0 */
        out[out_len - 1] = 1;
        return;
    }
    while (base_len && *base == 0) base++, base_len--;
    if (base_len == 0) return;

    zk_mark_t mark = zk_mark();
    exponent_t e = {exp, exp_len, exp_zeros};
    size_t n = (mod_len + 3) / 4, bn = (base_len + 3) / 4;
    limb *m = zk_alloc(n * sizeof(limb)), *b = zk_alloc(bn * sizeof(limb)), *x = zk_alloc0(n * sizeof(limb));
    from_bytes(m, n, mod, mod_len);
    from_bytes(b, bn, base, base_len);

    if (n <= 12) {
        power_small(x, b, bn, &e, m, n);
    } else if (m[0] & 1) {
        power_odd(x, b, bn, &e, m, n);
    } else {
        size_t words = 0;
        while (m[words] == 0) words++;
        unsigned shift = (unsigned)__builtin_ctz(m[words]);
        size_t k = 32 * words + shift, kn = (k + 31) / 32;
        size_t dn = n - words;
        limb* d = zk_alloc(dn * sizeof(limb));
        memcpy(d, m + words, dn * sizeof(limb));
        shift_right(d, dn, shift);
        dn = trim(d, dn);
        limb* x2 = zk_alloc(kn * sizeof(limb));
        power_two(x2, b, bn, &e, kn);
        mask_bits(x2, kn, k);
        if (dn == 1 && d[0] == 1) {
            memcpy(x, x2, kn * sizeof(limb));
        } else {
            limb* xo = zk_alloc(dn * sizeof(limb));
            power_odd(xo, b, bn, &e, d, dn);
            join(x, n, xo, d, dn, x2, kn, k);
        }
    }
    for (size_t i = 0; i < mod_len; i++) out[out_len - 1 - i] = (uint8_t)(x[i / 4] >> (8 * (i % 4)));
    zk_release(mark);
}
