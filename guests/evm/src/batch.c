#include "batch.h"

#define VERSION 1
#define ENTRY_BYTES 6

void batch_open(batch* b, const uint8_t* payload, size_t len)
{
    b->p = b->end = payload + len;
    b->next = 0;
    if (len < 9 || payload[0] != VERSION) return;
    b->next = zk_load64be(payload + 1);
    b->p = payload + 9;
}

/* Reads the entry at b->p and moves behind it; 0 if it does not end within the payload. */
static int read_entry(batch* b, batch_entry* e)
{
    const uint8_t* p = b->p;
    if ((size_t)(b->end - p) < ENTRY_BYTES) return 0;
    e->delta = zk_load32be(p);
    e->count = (uint32_t)p[4] << 8 | p[5];
    p += ENTRY_BYTES;
    e->p = p;
    for (uint32_t i = 0; i < e->count; i++) {
        if ((size_t)(b->end - p) < 4) return 0;
        uint32_t len = zk_load32be(p);
        p += 4;
        if ((size_t)(b->end - p) < len) return 0;
        p += len;
    }
    b->p = p;
    return 1;
}

int batch_find(batch* b, uint64_t number, batch_entry* e)
{
    while (b->next <= number) {
        if (!read_entry(b, e)) {
            b->p = b->end; /* where the next one would begin is not known */
            return 0;
        }
        if (b->next++ == number) return 1;
    }
    return 0;
}

const uint8_t* batch_transaction(batch_entry* e, size_t* len)
{
    const uint8_t* p = e->p + 4;
    *len = zk_load32be(e->p);
    e->p = p + *len;
    e->count--;
    return p;
}
