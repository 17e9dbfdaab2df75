/* Jump destinations: the bytes 0x5b of a code that are instructions and not data of a PUSH. */
#ifndef JUMPDEST_H
#define JUMPDEST_H

#include "state.h"

/* is_jumpdest where it is not known yet; d < c->len. */
int find_jumpdest(code* c, uint32_t d);

ZK_INLINE int is_jumpdest(code* c, uint32_t d)
{
    if (d >= c->len) return 0;
    return (c->jumpdests && (c->jumpdests[d >> 5] >> (d & 31) & 1)) || find_jumpdest(c, d);
}

#endif
