/* The machine's own instructions and the host services behind HINT, as docs/machine.md and docs/firmware.md define them.
 * A HINT answer is chosen by the prover: whoever asks must check or bound it. */
#ifndef ZKFP_H
#define ZKFP_H

/* Services: the number goes in rs, the argument in rt. */
#define ZKFP_HINT_BOOT_WORD      1  /* next word of the boot tape: argc, arguments, envc, environment */
#define ZKFP_HINT_STDIN_LENGTH   2  /* argument: most bytes wanted; answer: bytes that follow now, 0 at the end */
#define ZKFP_HINT_STDIN_WORD     3  /* next four bytes of those, in memory order; the last word is zero padded */
#define ZKFP_HINT_WRITE          4  /* argument: address of { fd, address, length }; the host copies the bytes out */
#define ZKFP_HINT_PREIMAGE       5  /* argument: address of a 32-byte key; answer: length of the preimage */
#define ZKFP_HINT_PREIMAGE_WORD  6  /* next four bytes of it, in memory order; the last word is zero padded */
#define ZKFP_HINT_ORACLE_HINT    7  /* argument: address of { address, length }: a Cannon hint for the host */
#define ZKFP_HINT_DIAGNOSTIC     8  /* argument: address of { what, thread, pc, ra, three words }; what: TELL_ in fw.h */
#define ZKFP_HINT_BLOB           9  /* argument: address of a commitment, 48 bytes; its blob's 131072 bytes follow as PREIMAGE_WORDs */
#define ZKFP_HINT_STOP          15  /* argument: address of a zero-terminated reason; the run cannot go on */

/* MIPS assemblers do not know the words; the operands are pinned to registers instead. */
static inline unsigned zkfp_hint(unsigned service, unsigned argument)
{
    register unsigned a0 __asm__("$4") = service;
    register unsigned a1 __asm__("$5") = argument;
    register unsigned v0 __asm__("$2");
    __asm__ volatile(".word 0x70851011" : "=r"(v0) : "r"(a0), "r"(a1) : "memory");
    return v0;
}

static inline __attribute__((noreturn)) void zkfp_halt(unsigned outcome)
{
    register unsigned a0 __asm__("$4") = outcome;
    __asm__ volatile(".word 0x70800010" : : "r"(a0) : "memory");
    __builtin_unreachable();
}

/* Word i (a constant below 8) of the public-values digest. */
#define zkfp_commit(i, value)                                                                  \
    do {                                                                                       \
        register unsigned a0_ __asm__("$4") = (value);                                         \
        __asm__ volatile(".word %1" : : "r"(a0_), "i"(0x70800012 | ((i) << 6)) : "memory");    \
    } while (0)

#endif
