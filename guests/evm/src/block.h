/* Blocks: headers, their rules, and execution. */
#ifndef BLOCK_H
#define BLOCK_H

#include "tx.h"

typedef struct fork_entry {
    uint64_t time, blob_target, blob_max, blob_fraction;
    unsigned fork;
} fork_entry;

/* What a rollup's blocks follow beside Ethereum's rules (docs/rollup.md). */
typedef struct rollup_rules {
    uint64_t gas_limit, message_gas, drift;
    const uint8_t *beneficiary, *queue, *bridge;
} rollup_rules;

typedef struct chain_config {
    uint64_t chain_id;
    const uint8_t* deposit_contract;
    const fork_entry* schedule;
    size_t schedule_count;
    rollup_rules rollup; /* of mode 3 */
} chain_config;

/* The entry in force, or NULL. */
const fork_entry* config_at(const chain_config* c, uint64_t time);

typedef struct header {
    const uint8_t *parent_hash, *ommers_hash, *coinbase, *state_root, *tx_root, *receipts_root, *bloom, *prev_randao,
        *nonce, *withdrawals_root, *beacon_root, *requests_hash, *extra;
    size_t extra_len;
    u256 difficulty, base_fee;
    uint64_t number, gas_limit, gas_used, timestamp, blob_gas_used, excess_blob_gas;
    int fields; /* 16 to 21 */
    uint8_t hash[32];
} header;

/* What execution of a block gives. */
typedef struct block_result {
    header h; /* of the block, as given */
    const uint8_t* pre_root;
    uint8_t state_root[32], tx_root[32], receipts_root[32], withdrawals_root[32], requests_hash[32], bloom[256];
    uint64_t gas_used, blob_gas_used, excess_blob_gas, tx_count;
    u256 base_fee;
    unsigned fork;
} block_result;

/* zk_die(ZK_EXIT_HEADER, rule) */
_Noreturn void zk_die_rule(const char* rule);
/* Checks a header against its parent and fork; gives the base fee and excess blob gas it must have. */
void header_check(const header* h, const header* parent, const fork_entry* f, u256* base_fee, uint64_t* excess);

int header_decode(header* h, const uint8_t* raw, size_t len);

/* EIP-1559: the base fee of the block after `parent`. */
void next_base_fee(const header* parent, u256* out);

/* fake_exponential of EIP-4844: the blob base fee; 2^256 - 1 stands for anything larger. */
void blob_base_fee(u256* out, uint64_t excess, uint64_t fraction);

typedef struct block_body {
    rlp_cursor txs, ommers, withdrawals;
    size_t size; /* of the block's RLP */
} block_body;

/* Leaves through zk_die if the RLP is malformed. */
void block_decode(header* h, block_body* body, const uint8_t* raw, size_t len);

/* Validates and executes the block with header out->h. The state is set up with the parent's root; headers[count - 1] is the parent.
 * Leaves through zk_die on any failure but a result that differs from the header: then it returns the
 * name of the first field that does. NULL: the block is valid. */
const char* block_execute(const chain_config* config, const block_body* body, const header* headers, size_t count,
                          block_result* out);

/* System calls at the start of a block (EIP-4788, EIP-2935). */
void block_start_calls(const block_env* env, const header* h);
/* Tries of transactions and receipts: keyed by index. `value` must stay. */
void block_put_indexed(trie* t, uint64_t index, const uint8_t* value, size_t len);
void block_put_receipt(trie* t, uint64_t index, unsigned type, int success, uint64_t gas, const uint8_t bloom[256]);

/* Bloom filter and hash of the logs of the current transaction. */
void logs_bloom(uint8_t bloom[256]);
void logs_hash(uint8_t hash[32]);

#endif
