/* What the modes of the guest share: reading parts of the input, writing the output (docs/evm-guest.md). */
#ifndef GUEST_H
#define GUEST_H

#include "block.h"

/* Ends the run with ZK_EXIT_INPUT; `what` names the part that is malformed. */
_Noreturn void guest_bad_input(const char* what);

typedef struct witness {
    rlp_cursor nodes, codes, headers;
} witness;

void guest_read_witness(rlp_cursor* c, witness* w);
/* Number of items, all of which must be strings. */
long guest_count_strings(rlp_cursor c);
/* Makes the tables of nodes and codes. */
void guest_read_tables(const witness* w);

/* Writes [ magic, mode, config_hash, status, reason, result ], `result` an encoded list, NULL for an empty one, and returns the exit
 * code. */
int guest_finish(int status, const char* reason, const uint8_t* result, size_t len);

/* Mode 3 (range.c, docs/rollup.md). */
int guest_run_range(const chain_config* config, const uint8_t config_hash[32], rlp_cursor payload);

#endif
