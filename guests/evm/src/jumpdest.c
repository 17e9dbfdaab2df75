#include "jumpdest.h"

#include "arena.h"

/* Finds the jump destinations of c up to and including offset `to`. */
static void analyse(code* c, uint32_t to)
{
    uint32_t i = c->analysed;
    const uint8_t* b = c->bytes;
    uint32_t* bits = c->jumpdests;
    while (i <= to) {
        uint32_t op = b[i];
        if (op == 0x5b) bits[i >> 5] |= 1u << (i & 31);
        i += op - 0x60 < 32 ? op - 0x5e : 1;
    }
    c->analysed = i;
}

/* How far before p lies the farthest byte that would, as an instruction, be a PUSH whose data reaches p: k before it, such
 * a byte is 0x5f + k to 0x7f. 0 if there is none: then p begins an instruction, whatever else the code holds. Four bytes at
 * a time: adding 0x21 - k to the low seven bits of each carries into bit 7 from 0x5f + k on. */
ZK_INLINE uint32_t reached_from(const uint8_t* p)
{
    ZK_UNROLL
    for (uint32_t k = 32; k >= 4; k -= 4) {
        uint32_t x = zk_load32be(p - k), first = 0x21 - k;
        uint32_t reach = first << 24 | (first + 1) << 16 | (first + 2) << 8 | (first + 3);
        uint32_t found = ((x & 0x7f7f7f7fu) + reach) & ~x & 0x80808080u;
        if (found) return k - (uint32_t)__builtin_clz(found) / 8;
    }
    return 0;
}

/* Contracts are long and few of their destinations are jumped to, so
 * instructions are followed only from the nearest place before d that surely begins one. Such places can be made rare: after
 * as many attempts as a scan of the whole code costs, it is scanned in order. */
int find_jumpdest(code* c, uint32_t d)
{
    if (!c->jumpdests) {
        c->jumpdests = zk_alloc0((c->len / 32 + 1) * 4);
        c->attempts = c->len / 8;
    }
    const uint8_t* b = c->bytes;
    if (d < c->analysed) return 0; /* known, and not marked */
    if (b[d] != 0x5b) return 0;
    uint32_t at = d, back;
    for (;;) {
        if (at - c->analysed <= 32) {
            at = c->analysed;
            break;
        }
        if (!(back = reached_from(b + at))) break;
        if (c->attempts == 0) {
            analyse(c, d);
            return c->jumpdests[d >> 5] >> (d & 31) & 1;
        }
        c->attempts--;
        at -= back; /* what lies between is reached from there, too */
    }
    while (at < d) at += b[at] - 0x60u < 32 ? b[at] - 0x5eu : 1;
    if (at != d) return 0;
    c->jumpdests[d >> 5] |= 1u << (d & 31);
    return 1;
}
