/* Transactions of types 0 to 4: decoding, validity, execution. */
#ifndef TX_H
#define TX_H

#include "evm.h"

typedef struct transaction {
    unsigned type;
    int has_chain_id; /* always for types >= 1; a protected signature for type 0 */
    int is_create;
    int is_message; /* from L1's queue: no signature, no nonce, no fee; a call without value */
    int recid;
    uint64_t chain_id, nonce, gas_limit;
    u256 max_priority_fee, max_fee, value, max_blob_fee; /* both fees are the gas price for types 0 and 1 */
    uint8_t to[20];
    const uint8_t* data;
    size_t data_len;
    rlp_cursor access_list, blob_hashes, authorizations; /* payloads of checked lists */
    size_t access_addresses, access_keys, blob_count, authorization_count;
    const uint8_t *r, *s;
    uint8_t r_bytes[32], s_bytes[32];
    uint8_t signing_hash[32];
    uint8_t sender[20];
} transaction;

/* What the block still has to give. */
typedef struct tx_limits {
    uint64_t gas;       /* left in the block */
    uint64_t blobs;     /* left in the block */
} tx_limits;

typedef struct tx_result {
    int success;
    uint64_t gas_used;
    const uint8_t* output;
    size_t output_len;
} tx_result;

/* Fields of typed and legacy transactions as they appear in a block body (`raw`: type byte and payload, or
 * the RLP list). Returns NULL, or what is malformed. */
const char* tx_decode(transaction* tx, const uint8_t* raw, size_t len);
/* Checks the lists of a transaction whose fields are set: form and counts. */
const char* tx_check_lists(transaction* tx);
/* Recovers the sender. Returns NULL, or what is invalid. */
const char* tx_sender(transaction* tx);
/* What is wrong with it under `fork`, whatever the state and block: NULL, or the rule. Sets the gas
 * charged before execution, and the least total of EIP-7623 (0 before Prague). */
const char* tx_check_static(const transaction* tx, unsigned fork, uint64_t chain_id, uint64_t* intrinsic,
                            uint64_t* floor);
/* Executes; NULL, or why the transaction is invalid (then nothing changed). */
const char* tx_execute(const transaction* tx, const block_env* block, const tx_limits* limits, tx_result* result);

/* Calls a contract as the system (EIP-4788 and others). Returns 0 if the call failed or, with
 * *has_code = 0, there is no contract. */
int system_call(const block_env* block, const uint8_t target[20], const uint8_t* data, size_t len, int* has_code,
                const uint8_t** out, size_t* out_len);

#define GAS_PER_BLOB 131072u

#endif
