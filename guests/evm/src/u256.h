/* 256-bit unsigned integers: eight 32-bit limbs, least significant first. */
#ifndef U256_H
#define U256_H

#include "zkfp.h"

typedef struct u256 {
    uint32_t w[8];
} u256;

ZK_INLINE void u256_zero(u256* r)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++) r->w[i] = 0;
}
ZK_INLINE void u256_set64(u256* r, uint64_t x)
{
    r->w[0] = (uint32_t)x;
    r->w[1] = (uint32_t)(x >> 32);
    ZK_UNROLL
    for (int i = 2; i < 8; i++) r->w[i] = 0;
}
ZK_INLINE void u256_set32(u256* r, uint32_t x)
{
    r->w[0] = x;
    ZK_UNROLL
    for (int i = 1; i < 8; i++) r->w[i] = 0;
}
ZK_INLINE int u256_is_zero(const u256* a)
{
    return (a->w[0] | a->w[1] | a->w[2] | a->w[3] | a->w[4] | a->w[5] | a->w[6] | a->w[7]) == 0;
}
ZK_INLINE int u256_eq(const u256* a, const u256* b)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++)
        if (a->w[i] != b->w[i]) return 0;
    return 1;
}
ZK_INLINE void u256_swap(u256* a, u256* b)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++) {
        uint32_t t = a->w[i];
        a->w[i] = b->w[i];
        b->w[i] = t;
    }
}
/* Non-zero when a does not fit 32 bits. */
ZK_INLINE uint32_t u256_high(const u256* a)
{
    return a->w[1] | a->w[2] | a->w[3] | a->w[4] | a->w[5] | a->w[6] | a->w[7];
}
ZK_INLINE int u256_fits64(const u256* a)
{
    return (a->w[2] | a->w[3] | a->w[4] | a->w[5] | a->w[6] | a->w[7]) == 0;
}
ZK_INLINE uint64_t u256_low64(const u256* a) { return (uint64_t)a->w[1] << 32 | a->w[0]; }
/* min(a, 2^64 - 1) */
ZK_INLINE uint64_t u256_sat64(const u256* a) { return u256_fits64(a) ? u256_low64(a) : UINT64_MAX; }

ZK_INLINE int u256_lt(const u256* a, const u256* b)
{
    ZK_UNROLL
    for (int i = 7; i > 0; i--)
        if (a->w[i] != b->w[i]) return a->w[i] < b->w[i];
    return a->w[0] < b->w[0];
}
/* Two's complement order. */
ZK_INLINE int u256_slt(const u256* a, const u256* b)
{
    int32_t x = (int32_t)a->w[7], y = (int32_t)b->w[7];
    if (x != y) return x < y;
    ZK_UNROLL
    for (int i = 6; i > 0; i--)
        if (a->w[i] != b->w[i]) return a->w[i] < b->w[i];
    return a->w[0] < b->w[0];
}

/* r = a + b mod 2^256, returns the carry. r may alias. */
ZK_INLINE uint32_t u256_add(u256* r, const u256* a, const u256* b)
{
    uint32_t c = 0;
    ZK_UNROLL
    for (int i = 0; i < 8; i++) {
        uint32_t x = a->w[i] + c;
        c = x < c;
        uint32_t y = x + b->w[i];
        c += y < x;
        r->w[i] = y;
    }
    return c;
}
/* r = a - b mod 2^256, returns the borrow. r may alias. */
ZK_INLINE uint32_t u256_sub(u256* r, const u256* a, const u256* b)
{
    uint32_t c = 0;
    ZK_UNROLL
    for (int i = 0; i < 8; i++) {
        uint32_t x = a->w[i], y = b->w[i];
        uint32_t d = x - y;
        uint32_t e = d - c;
        c = (x < y) | (d < c);
        r->w[i] = e;
    }
    return c;
}

ZK_INLINE void u256_load_be(u256* r, const uint8_t* p)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++) r->w[7 - i] = zk_load32be(p + 4 * i);
}
ZK_INLINE void u256_store_be(uint8_t* p, const u256* a)
{
    ZK_UNROLL
    for (int i = 0; i < 8; i++) zk_store32be(p + 4 * i, a->w[7 - i]);
}

/* r = big-endian number of len <= 32 bytes. */
void u256_load_bytes(u256* r, const uint8_t* p, size_t len);

/* r = a * b mod 2^256. r must not alias. */
void u256_mul(u256* r, const u256* a, const u256* b);
/* hi:lo = a * b. */
void u256_mul_full(uint32_t r[16], const u256* a, const u256* b);
/* r = a * b; returns 0 if the product does not fit (r is then undefined). */
int u256_mul_checked(u256* r, const u256* a, const u256* b);
/* q = a / b, m = a mod b; both zero for b = 0 as the EVM defines. q or m may be NULL; may alias. */
void u256_divmod(u256* q, u256* m, const u256* a, const u256* b);
void u256_sdiv(u256* r, const u256* a, const u256* b);
void u256_smod(u256* r, const u256* a, const u256* b);
void u256_addmod(u256* r, const u256* a, const u256* b, const u256* m);
void u256_mulmod(u256* r, const u256* a, const u256* b, const u256* m);
void u256_exp(u256* r, const u256* base, const u256* e);
/* Shifts by n < 256. r may alias. */
void u256_shl(u256* r, const u256* a, uint32_t n);
void u256_shr(u256* r, const u256* a, uint32_t n);
void u256_sar(u256* r, const u256* a, uint32_t n);
/* Number of significant bits (0 for zero). */
uint32_t u256_bits(const u256* a);

#endif
