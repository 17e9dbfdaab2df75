/* The machine's primitives (docs/machine.md, SPECIAL2 functions 0x13 to 0x17) for programs in C and C++. In a Zkfp machine each
 * is one instruction; natively, and on MIPS with ZKFP_PORTABLE defined, it is plain C that does the same. Numbers are arrays of
 * 32-bit words, least significant first, and mean the same on either byte order.
 *
 * Operands must be aligned to four bytes and mapped, else the program is ended by SIGSEGV. They may be equal or overlap: all are
 * read before the result is written. */
#ifndef ZKFP_SDK_H
#define ZKFP_SDK_H

#include <stdint.h>

#if defined(__mips__) && !defined(__mips64) && !defined(ZKFP_PORTABLE)
#define ZKFP_INSTRUCTIONS 1
#else
#define ZKFP_INSTRUCTIONS 0
#include "zkfp_portable.h"
#endif

#if ZKFP_INSTRUCTIONS

/* Assemblers do not know the words. The numbers of the registers that the compiler chose come from symbols. */
__asm__(".ifndef .Lzkfp_r$0\n"
        "\t.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "\t.equ .Lzkfp_r$\\n,\\n\n"
        "\t.endr\n"
        "\t.equ .Lzkfp_r$gp,28\n"
        "\t.equ .Lzkfp_r$sp,29\n"
        "\t.equ .Lzkfp_r$fp,30\n"
        "\t.equ .Lzkfp_r$ra,31\n"
        ".endif\n");
#define ZKFP_WORD(function) ".word 0x700000" function
#define ZKFP_RS(i) " | .Lzkfp_r%" i " << 21"
#define ZKFP_RT(i) " | .Lzkfp_r%" i " << 16"
#define ZKFP_RD(i) " | .Lzkfp_r%" i " << 11"
#define ZKFP_SA(i) " | .Lzkfp_r%" i " << 6"

#endif

/* Keccak-f[1600] in place: lane x + 5 y is s[2 (x + 5 y)] (its low half) and the word after it. */
static inline void zkfp_keccakf(uint32_t s[50])
{
#if ZKFP_INSTRUCTIONS
    __asm__ volatile(ZKFP_WORD("13") ZKFP_RS("0") : : "r"(s) : "memory");
#else
    zkfp_portable_keccakf(s);
#endif
}

/* SHA-256's compression function (FIPS 180-4, 6.2.2): state := compress(state, W[0] to W[15]). */
static inline void zkfp_sha256_compress(uint32_t state[8], const uint32_t block[16])
{
#if ZKFP_INSTRUCTIONS
    __asm__ volatile(ZKFP_WORD("14") ZKFP_RS("0") ZKFP_RT("1") : : "r"(state), "r"(block) : "memory");
#else
    zkfp_portable_sha256_compress(state, block);
#endif
}

/* r = (a b + c) mod m, where mc holds m (8 words) and behind it c (8 words). Any values: a, b and c may exceed m; m = 0 gives 0. */
static inline void zkfp_mulmod(uint32_t r[8], const uint32_t a[8], const uint32_t b[8], const uint32_t mc[16])
{
#if ZKFP_INSTRUCTIONS
    __asm__ volatile(ZKFP_WORD("15") ZKFP_RS("1") ZKFP_RT("2") ZKFP_RD("0") ZKFP_SA("3") : : "r"(r), "r"(a), "r"(b), "r"(mc) : "memory");
#else
    zkfp_portable_mulmod(r, a, b, mc, 8);
#endif
}

/* The same with 12 words per number. */
static inline void zkfp_mulmod384(uint32_t r[12], const uint32_t a[12], const uint32_t b[12], const uint32_t mc[24])
{
#if ZKFP_INSTRUCTIONS
    __asm__ volatile(ZKFP_WORD("16") ZKFP_RS("1") ZKFP_RT("2") ZKFP_RD("0") ZKFP_SA("3") : : "r"(r), "r"(a), "r"(b), "r"(mc) : "memory");
#else
    zkfp_portable_mulmod(r, a, b, mc, 12);
#endif
}

/* Poseidon2 of width 24 over KoalaBear (p = 2^31 - 2^24 + 1), in place; words from p on are reduced first. */
static inline void zkfp_poseidon2_24(uint32_t s[24])
{
#if ZKFP_INSTRUCTIONS
    __asm__ volatile(ZKFP_WORD("57") ZKFP_RS("0") : : "r"(s) : "memory");
#else
    zkfp_portable_poseidon2_24(s);
#endif
}

#endif
