/* The interpreter. */
#ifndef EVM_H
#define EVM_H

#include "precompiles.h"
#include "state.h"

/* What opcodes see of the block. */
typedef struct block_env {
    unsigned fork;
    uint64_t chain_id, number, timestamp, gas_limit;
    uint8_t coinbase[20];
    u256 prev_randao, base_fee, blob_base_fee;
    const uint8_t** hashes; /* of blocks number - 1, number - 2, ... */
    size_t hash_count;
} block_env;

/* What opcodes see of the transaction. */
typedef struct tx_env {
    uint8_t origin[20];
    u256 gas_price;
    const uint8_t** blob_hashes;
    size_t blob_hash_count;
} tx_env;

typedef struct message {
    int is_create;
    account* caller; /* its nonce is already raised */
    account* target; /* of a call; the new account of a creation */
    code* code;      /* what runs; NULL for a creation, whose input is the init code */
    u256 value;
    const uint8_t* input;
    size_t input_len;
    uint64_t gas;
} message;

enum { EVM_OK, EVM_REVERT, EVM_FAIL };

typedef struct outcome {
    int status;
    uint64_t gas_left;
    const uint8_t* output;
    size_t output_len;
} outcome;

void evm_init(const block_env* block);
void evm_set_tx(const tx_env* tx);
void evm_run(const message* m, outcome* out);

/* The entry of the account that a creation by `sender` with this nonce makes. */
account* evm_create_target(const uint8_t sender[20], uint64_t nonce);

/* The account an EIP-7702 designator (0xef0100 and an address) points to, or NULL. */
const uint8_t* delegate_of(const code* c);

#endif
