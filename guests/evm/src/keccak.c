/* Keccak-256 (the padding of 2011, byte 0x01). The state is words of 32 bits; a block is absorbed by words, whatever its alignment. */
#include "zkfp.h"

#define RATE 136
#define RATE_WORDS (RATE / 4)

/* Word i of a message at p: lanes are little endian. */
ZK_INLINE uint32_t word_at(const uint8_t* p, size_t i)
{
    uint32_t x;
    memcpy(&x, p + 4 * i, 4);
    return ZK_BIG_ENDIAN ? zk_bswap32(x) : x;
}
ZK_INLINE uint32_t aligned_word_at(const uint8_t* p, size_t i) { return word_at(__builtin_assume_aligned(p, 4), i); }

#define WORDS_8(W) W(0) W(1) W(2) W(3) W(4) W(5) W(6) W(7)
#define WORDS_17(W) WORDS_8(W) W(8) W(9) W(10) W(11) W(12) W(13) W(14) W(15) W(16)
#define WORDS_34(W)                                                                                                              \
    WORDS_17(W) W(17) W(18) W(19) W(20) W(21) W(22) W(23) W(24) W(25) W(26) W(27) W(28) W(29) W(30) W(31) W(32) W(33)

/* Else gcc loads half of the state before it branches on the alignment, and spills it. */
#define NOTHING_EARLIER() __asm__ volatile("" : : : "memory")

static void absorb(uint32_t s[50], const uint8_t* p)
{
#define ALIGNED(i) s[i] ^= aligned_word_at(p, i);
#define ANY(i) s[i] ^= word_at(p, i);
    if (((uintptr_t)p & 3) == 0) {
        NOTHING_EARLIER();
        WORDS_34(ALIGNED)
    } else {
        NOTHING_EARLIER();
        WORDS_34(ANY)
    }
#undef ALIGNED
#undef ANY
}

/* The first block: the state is not set yet. */
static void absorb_first(uint32_t s[50], const uint8_t* p)
{
#define ALIGNED(i) s[i] = aligned_word_at(p, i);
#define ANY(i) s[i] = word_at(p, i);
    if (((uintptr_t)p & 3) == 0) {
        NOTHING_EARLIER();
        WORDS_34(ALIGNED)
    } else {
        NOTHING_EARLIER();
        WORDS_34(ANY)
    }
#undef ALIGNED
#undef ANY
    ZK_UNROLL_ALL
    for (int i = RATE_WORDS; i < 50; i++) s[i] = 0;
}

/* The last block, len < RATE bytes, and the padding. */
static void absorb_last(uint32_t* s, const uint8_t* p, size_t len)
{
    uint32_t *tail_at = s + len / 4, *eights = s + (len / 4 & ~(size_t)7);
    uint32_t *last = s + RATE_WORDS - 1, tail = 0, bits = 0;
#define ALIGNED(i) s[i] ^= aligned_word_at(p, i);
#define ANY(i) s[i] ^= word_at(p, i);
    if (((uintptr_t)p & 3) == 0) {
        for (; s != eights; s += 8, p += 32) {
            WORDS_8(ALIGNED)
        }
        for (; s != tail_at; s++, p += 4) ALIGNED(0)
    } else {
        for (; s != eights; s += 8, p += 32) {
            WORDS_8(ANY)
        }
        for (; s != tail_at; s++, p += 4) ANY(0)
    }
#undef ALIGNED
#undef ANY
    for (len &= 3; len; len--, bits += 8) tail |= (uint32_t)*p++ << bits;
    *tail_at ^= tail | (uint32_t)1 << bits;
    *last ^= 0x80000000u;
}

void zk_keccak256(const uint8_t* in, size_t len, uint8_t out[32])
{
    uint32_t s[50];
    if (len >= RATE) {
        absorb_first(s, in);
        zkfp_keccakf(s);
        for (in += RATE, len -= RATE; len >= RATE; in += RATE, len -= RATE) {
            absorb(s, in);
            zkfp_keccakf(s);
        }
    } else {
        ZK_UNROLL_ALL
        for (int i = 0; i < 50; i++) s[i] = 0;
    }
    absorb_last(s, in, len);
    zkfp_keccakf(s);
    for (int i = 0; i < 8; i++) {
        uint32_t x = ZK_BIG_ENDIAN ? zk_bswap32(s[i]) : s[i];
        memcpy(out + 4 * i, &x, 4);
    }
}
