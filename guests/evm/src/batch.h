/* The batch that a proposer posts, format 1 (docs/rollup.md): any bytes are one, so decoding never fails. */
#ifndef BATCH_H
#define BATCH_H

#include "zkfp.h"

typedef struct batch {
    const uint8_t *p, *end; /* of the entries not read yet */
    uint64_t next;          /* the block that the entry at p is for */
} batch;

typedef struct batch_entry {
    uint32_t delta; /* seconds after the parent */
    uint32_t count; /* transactions at p; all lie within the payload */
    const uint8_t* p;
} batch_entry;

void batch_open(batch* b, const uint8_t* payload, size_t len);
/* The entry of a block; numbers must ascend. 0: there is none, or it does not lie in the payload whole. */
int batch_find(batch* b, uint64_t number, batch_entry* e);
/* The next transaction, e->count > 0. */
const uint8_t* batch_transaction(batch_entry* e, size_t* len);

#endif
