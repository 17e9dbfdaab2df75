/* What the EVM guest knows of its machine: byte order, and the primitives of ../sdk/c/zkfp.h (docs/machine.md), which are plain C
 * where there are none. Everything else is portable C11 without floating point. */
#ifndef ZK_ZKFP_H
#define ZK_ZKFP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sdk/c/zkfp.h"

#if !defined(__BYTE_ORDER__)
#error "the compiler must define __BYTE_ORDER__"
#endif
#define ZK_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

#define ZK_LIKELY(x) __builtin_expect(!!(x), 1)
#define ZK_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ZK_INLINE static inline __attribute__((always_inline))
#if defined(__GNUC__) && !defined(__clang__)
#define ZK_UNROLL _Pragma("GCC unroll 8")
#define ZK_UNROLL_ALL _Pragma("GCC unroll 64")
#else
#define ZK_UNROLL
#define ZK_UNROLL_ALL
#endif
#define ZK_NOINLINE __attribute__((noinline))

/* Big-endian loads and stores at any alignment. On MIPS32 the memcpy becomes lwl/lwr, the swap
 * wsbh + rotr (little endian) or nothing (big endian). */
ZK_INLINE uint32_t zk_bswap32(uint32_t x) { return __builtin_bswap32(x); }
ZK_INLINE uint32_t zk_load32be(const uint8_t* p)
{
    uint32_t x;
    memcpy(&x, p, 4);
    return ZK_BIG_ENDIAN ? x : zk_bswap32(x);
}
ZK_INLINE void zk_store32be(uint8_t* p, uint32_t x)
{
    if (!ZK_BIG_ENDIAN) x = zk_bswap32(x);
    memcpy(p, &x, 4);
}
ZK_INLINE uint64_t zk_load64be(const uint8_t* p)
{
    return (uint64_t)zk_load32be(p) << 32 | zk_load32be(p + 4);
}
ZK_INLINE void zk_store64be(uint8_t* p, uint64_t x)
{
    zk_store32be(p, (uint32_t)(x >> 32));
    zk_store32be(p + 4, (uint32_t)x);
}

/* keccak256(in[0..len)). */
void zk_keccak256(const uint8_t* in, size_t len, uint8_t out[32]);

#endif
