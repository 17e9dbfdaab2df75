/* Blobs of EIP-4844: 4,096 elements below the order r of BLS12-381's groups, the values of a polynomial p of degree below 4,096 at the 4,096th
 * roots of unity in bit-reversed order. Numbers are nine limbs of 29 bits, so that eighteen products of limbs fit the accumulator of MADDU. */
#include "fw.h"

#define LIMBS 9
#define BITS 29
#define MASK ((1u << BITS) - 1)

typedef u32 fr[LIMBS]; /* below r, in Montgomery's form x 2^261 where it says so */

static const fr ORDER = {0x00000001, 0x1ffffff8, 0x1f96ffbf, 0x1b4805ff, 0x1d80553b, 0x0c0404d0, 0x1520cce7, 0x0a6533af, 0x0073eda7};
static const fr ONE = {0x1fffffba, 0x0000022f, 0x1cb61180, 0x0a4e5c00, 0x0ee8b1a2, 0x16e6aedf, 0x1907f8bb, 0x0853ddf7, 0x004d043f}; /* 2^261 */
static const fr SQUARE = {0x0a71b3c0, 0x1d32207e, 0x1663d999, 0x1c5abc93, 0x03b58c44, 0x0be37438, 0x0829f771, 0x1660139e, 0x0027fd91}; /* 2^522 */
static const fr OMEGA = {0x08b1471f, 0x1f262c11, 0x1ff4bfd6, 0x1c8ee077, 0x0d75b3dd, 0x105877fd, 0x01ea75d6, 0x082d70a7,
                         0x00137a10};                              /* 7^((r - 1) / 4096), in Montgomery's form */
static const fr SHARE = {0, 0, 0, 0, 0, 0, 0, 0, 1u << (249 - 232)}; /* 1 / 4096, in Montgomery's form: 2^249 */
static const u32 ORDER_WORDS[8] = {0x73eda753, 0x299d7d48, 0x3339d808, 0x09a1d805, 0x53bda402, 0xfffe5bfe, 0xffffffff, 0x00000001};

static fr roots[BLOB_ELEMENTS];      /* in Montgomery's form, bit-reversed */
static fr values[BLOB_ELEMENTS / 2];
static u32 made; /* the roots */

/* d ← s, less r if that is at least 0 */
static inline void reduce(u32 *d, const u32 *s)
{
    fr t;
    u32 borrow = 0;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) {
        u32 x = s[i] - ORDER[i] - borrow;
        t[i] = x & MASK;
        borrow = x >> 31;
    }
    const u32 *from = borrow ? s : t;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) d[i] = from[i];
}

static void add(u32 *d, const u32 *a, const u32 *b)
{
    fr s;
    u32 carry = 0;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) {
        u32 x = a[i] + b[i] + carry;
        s[i] = x & MASK;
        carry = x >> BITS;
    }
    reduce(d, s);
}

static void subtract(u32 *d, const u32 *a, const u32 *b)
{
    u32 borrow = 0, carry = 0;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) {
        u32 x = a[i] - b[i] - borrow;
        d[i] = x & MASK;
        borrow = x >> 31;
    }
    if (!borrow) return;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) {
        u32 x = d[i] + ORDER[i] + carry;
        d[i] = x & MASK;
        carry = x >> BITS;
    }
}

/* The products of column k: i from 0 up to n - 1, or from 8 down. */
#define LOW1(X, k) X(0, k)
#define LOW2(X, k) LOW1(X, k); X(1, (k) - 1)
#define LOW3(X, k) LOW2(X, k); X(2, (k) - 2)
#define LOW4(X, k) LOW3(X, k); X(3, (k) - 3)
#define LOW5(X, k) LOW4(X, k); X(4, (k) - 4)
#define LOW6(X, k) LOW5(X, k); X(5, (k) - 5)
#define LOW7(X, k) LOW6(X, k); X(6, (k) - 6)
#define LOW8(X, k) LOW7(X, k); X(7, (k) - 7)
#define LOW9(X, k) LOW8(X, k); X(8, (k) - 8)
#define HIGH1(X, k) X(8, (k) - 8)
#define HIGH2(X, k) HIGH1(X, k); X(7, (k) - 7)
#define HIGH3(X, k) HIGH2(X, k); X(6, (k) - 6)
#define HIGH4(X, k) HIGH3(X, k); X(5, (k) - 5)
#define HIGH5(X, k) HIGH4(X, k); X(4, (k) - 4)
#define HIGH6(X, k) HIGH5(X, k); X(3, (k) - 3)
#define HIGH7(X, k) HIGH6(X, k); X(2, (k) - 2)
#define HIGH8(X, k) HIGH7(X, k); X(1, (k) - 1)
#define AB(i, j) sum += (u64)a[i] * b[j]
#define MR(i, j) sum += (u64)m[i] * r[j]
/* Limb k of the multiple of r that makes the column a multiple of 2^29: r is 1 modulo 2^29. */
#define CLEAR(k) m[k] = -(u32)sum & MASK; sum = (sum + m[k]) >> BITS
#define TAKE(k) t[(k) - LIMBS] = (u32)sum & MASK; sum >>= BITS

/* d ← a b / 2^261, for a, b < r. A column is below 18 * 2^58 + 2^35. (a b + m r) / 2^261 < 2 r, since a b < r 2^261 and m < 2^261. */
static void multiply(u32 *d, const u32 *a, const u32 *b)
{
    fr m, t;
    u64 sum = 0;
    const u32 *r = ORDER;
    __asm__("" : "+r"(r)); /* keep the limbs in memory: one load instead of two instructions each */
    LOW1(AB, 0); CLEAR(0);
    LOW2(AB, 1); LOW1(MR, 1); CLEAR(1);
    LOW3(AB, 2); LOW2(MR, 2); CLEAR(2);
    LOW4(AB, 3); LOW3(MR, 3); CLEAR(3);
    LOW5(AB, 4); LOW4(MR, 4); CLEAR(4);
    LOW6(AB, 5); LOW5(MR, 5); CLEAR(5);
    LOW7(AB, 6); LOW6(MR, 6); CLEAR(6);
    LOW8(AB, 7); LOW7(MR, 7); CLEAR(7);
    LOW9(AB, 8); LOW8(MR, 8); CLEAR(8);
    HIGH8(AB, 9); HIGH8(MR, 9); TAKE(9);
    HIGH7(AB, 10); HIGH7(MR, 10); TAKE(10);
    HIGH6(AB, 11); HIGH6(MR, 11); TAKE(11);
    HIGH5(AB, 12); HIGH5(MR, 12); TAKE(12);
    HIGH4(AB, 13); HIGH4(MR, 13); TAKE(13);
    HIGH3(AB, 14); HIGH3(MR, 14); TAKE(14);
    HIGH2(AB, 15); HIGH2(MR, 15); TAKE(15);
    HIGH1(AB, 16); HIGH1(MR, 16); TAKE(16);
    t[8] = (u32)sum;
    reduce(d, t);
}

/* d ← 32 bytes, big endian, of any value */
static void load(u32 *d, const u32 *from)
{
    u64 bits = 0;
    int have = 0, w = 8;
#pragma GCC unroll 9
    for (int i = 0; i < LIMBS; i++) {
        if (have < BITS && w > 0) bits |= (u64)big(from[--w]) << have, have += 32;
        d[i] = (u32)bits & MASK;
        bits >>= BITS, have -= BITS;
    }
}

static void store(u32 *to, const u32 *a)
{
    u64 bits = 0;
    int have = 0, w = 8;
    for (int i = 0; i < LIMBS; i++) {
        bits |= (u64)a[i] << have, have += BITS;
        if (have >= 32 && w > 0) to[--w] = big((u32)bits), bits >>= 32, have -= 32;
    }
    if (w) to[0] = big((u32)bits);
}

int blob_below_order(const u32 *x)
{
    for (int i = 0; i < 8; i++)
        if (big(x[i]) != ORDER_WORDS[i]) return big(x[i]) < ORDER_WORDS[i];
    return 0;
}

/* Bit-reversed, the roots at 2^k to 2^(k + 1) - 1 are those before, times one. */
static void make_roots(void)
{
    for (int i = 0; i < LIMBS; i++) roots[0][i] = ONE[i], roots[BLOB_ELEMENTS / 2][i] = OMEGA[i];
    for (u32 k = BLOB_ELEMENTS / 2; k > 1; k /= 2) multiply(roots[k / 2], roots[k], roots[k]);
    for (u32 k = 2; k < BLOB_ELEMENTS; k *= 2)
        for (u32 j = 1; j < k; j++) multiply(roots[k + j], roots[j], roots[k]);
    made = 1;
}

u32 blob_root(const u32 *point)
{
    static u32 last;
    fr x;
    if (!made) make_roots();
    load(x, point);
    multiply(x, x, SQUARE);
    for (u32 n = 0; n < BLOB_ELEMENTS; n++) { /* programs read in order: the next one is likely */
        last = (last + 1) & (BLOB_ELEMENTS - 1);
        u32 d = 0;
        for (int i = 0; i < LIMBS && !d; i++) d = x[i] ^ roots[last][i];
        if (!d) return last;
    }
    return BLOB_ELEMENTS;
}

/* y ← p(z), by folding: it divides by nothing, so z may be a root, and takes 2 products for each element, the barycentric formula 6.
 * With p = e(X^2) + X o(X^2), the values a = p(x) and b = p(-x) give 2 e(x^2) = a + b and 2 o(x^2) = (a - b) / x. So g = 2 (e + z o) has
 * 2 p(z) = g(z^2) and g(x^2) = a + b + (z / x)(a - b). Bit-reversed, a and b are neighbours, what comes out is bit-reversed again, and x is
 * the same root in every round. After 12 rounds one number is left, 4096 p(z). */
void blob_value(const u32 *elements, const u32 *z, u32 *y)
{
    fr power, a, b, w;
    if (!made) make_roots();
    load(power, z);
    multiply(power, power, SQUARE);
    for (u32 n = BLOB_ELEMENTS / 2; n; n /= 2) {
        u32 mirror = 0, next = 1; /* 1 / root i is root 3 * 2^k - 1 - i, for i from 2^k to 2^(k + 1) - 1 */
        for (u32 j = 0; j < n; j++) {
            if (j == next) next *= 2, mirror = 3 * j * 2 - 1;
            if (n == BLOB_ELEMENTS / 2)
                load(a, elements + 16 * j), load(b, elements + 16 * j + 8);
            else
                copy(a, values[2 * j], sizeof a), copy(b, values[2 * j + 1], sizeof b);
            multiply(w, power, roots[j ? mirror - 2 * j : 0]);
            add(values[j], a, b);
            subtract(a, a, b);
            multiply(w, w, a); /* of one in Montgomery's form and one that is not: not */
            add(values[j], values[j], w);
        }
        multiply(power, power, power);
    }
    multiply(a, values[0], SHARE);
    store(y, a);
}

/* z ← h mod r, for any 32 bytes, big endian */
void blob_reduce(u32 *z, const u32 *h)
{
    fr x;
    load(x, h);
    reduce(x, x); /* 2^256 < 3 r */
    reduce(x, x);
    store(z, x);
}
