/* The world state during a block: accounts and storage slots read from the tries when first needed,
 * changed under a journal, written back once at the end. */
#ifndef STATE_H
#define STATE_H

#include "trie.h"

typedef struct account account;

typedef struct code {
    const uint8_t* bytes;
    uint32_t len;
    uint32_t padded;     /* 33 zero bytes follow, so that PUSH never reads past the end */
    uint32_t analysed;   /* all jump destinations below this offset are marked; it begins an instruction */
    uint32_t attempts;   /* left, to find one without its predecessors */
    uint32_t* jumpdests; /* bitmap of those known, NULL until the first jump */
} code;

typedef struct slot {
    struct slot* next; /* of the same account */
    account* owner;
    u256 key;
    u256 value;
    u256 original;       /* value when transaction original_tx began */
    u256 committed;      /* value in the storage trie */
    uint32_t original_tx;
    uint32_t warm_tx; /* the transaction that has it warm */
    uint32_t mix;     /* hash-table hash */
    uint8_t ready;    /* value and committed are loaded */
    uint8_t hashed;   /* hash is set */
    uint8_t hash[32]; /* keccak256(key) */
} slot;

struct account {
    uint8_t address[20];
    uint8_t ready;      /* the record below is loaded */
    uint8_t exists;     /* in the trie, as of now */
    uint8_t touched;    /* in this transaction */
    uint8_t dirty;      /* written in this block */
    uint8_t destructed; /* SELFDESTRUCT in this transaction, to be deleted */
    uint8_t code_changed;
    uint32_t warm_tx, created_tx;
    uint32_t mix; /* hash-table hash */
    uint64_t nonce;
    u256 balance;
    uint8_t hash[32]; /* keccak256(address) */
    uint8_t code_hash[32];
    uint8_t storage_root[32]; /* as the trie has it */
    const uint8_t* record; /* the leaf's value in the trie at the start, NULL if there was none */
    size_t record_len;
    code* loaded; /* NULL until needed */
    trie storage;
    slot* slots;
};

typedef struct log {
    account* address;
    const uint8_t* topics; /* count * 32 bytes */
    const uint8_t* data;
    uint32_t topic_count;
    uint32_t data_len;
} log;

/* What a revert goes back to. */
typedef struct snapshot {
    uint32_t journal, logs;
    int64_t refund;
} snapshot;

extern const uint8_t EMPTY_CODE_HASH[32];

/* Whether the cache of keccak_cached outlives state_init from now on; 0 before each run. */
void state_cache_keep(int keep);
/* Starts from a state root (NULL: no accounts). The hash tables are salted with tables_salt. */
void state_init(const uint8_t root[32]);
extern uint32_t state_generation; /* how often state_init was called */
/* Sets up the code table and adds witness codes. */
void state_codes_init(size_t count);
void state_code_add(const uint8_t* bytes, size_t len);
/* Blocks that follow each other: what is added from now on stays until the next state_codes_restart only. */
void state_codes_keep(void);
void state_codes_restart(void);
/* The table is again what state_codes_keep kept, for more codes that stay. */
void state_codes_reopen(void);
/* Calls f with every code that this block gave to an account that exists. */
void state_new_codes(void (*f)(const uint8_t* bytes, size_t len));
/* Calls f with the codes that were needed, of those that were kept. */
void state_used_codes(void (*f)(const uint8_t* bytes, size_t len));
/* Adds an account of a full pre-state; 0 if the address was there already. */
int state_preload(const uint8_t address[20], uint64_t nonce, const u256* balance, const uint8_t* bytes, size_t len,
                  rlp_cursor storage);
/* Builds the tries of a full pre-state. */
void state_preload_done(uint8_t root[32]);

/* Transactions: warm sets, original values and transient storage begin anew. */
void tx_begin(void);
/* Deletes destructed and empty touched accounts, drops the journal. */
void tx_end(void);
extern uint32_t tx_current;

snapshot state_snapshot(void);
void state_revert(const snapshot* s);

/* Looking up an entry reads nothing from the trie, so that gas can be charged first; loading does. */
account* account_entry(const uint8_t address[20]);
void account_load(account* a);
account* state_account(const uint8_t address[20]); /* entry, loaded */
/* Warms it until reverted; returns 1 if it was cold. */
int account_warm(account* a);
int account_is_empty(const account* a);
code* account_code(account* a);
/* Gives it its padding, before it runs. */
void code_pad(code* c);
void account_touch(account* a);
void account_set_balance(account* a, const u256* balance);
void account_add(account* a, const u256* amount);
void account_sub(account* a, const u256* amount); /* the caller checked */
void account_set_nonce(account* a, uint64_t nonce);
/* bytes must have the padding of a code that runs. */
void account_set_code(account* a, const uint8_t* bytes, size_t len);
void account_create(account* a); /* nonce 1, marked as created in this transaction */
void account_destruct(account* a);
/* Whether any storage slot is non-zero (EIP-7610). */
int account_has_storage(account* a);

slot* slot_entry(account* a, const u256* key);
void slot_load(slot* s);
int slot_warm(slot* s);
void slot_set(slot* s, const u256* value);
const u256* slot_original(const slot* s); /* value when the transaction began */

void transient_get(account* a, const u256* key, u256* out);
void transient_set(account* a, const u256* key, const u256* value);

extern int64_t state_refund;
extern log* state_logs;
extern uint32_t state_log_count; /* of this transaction */
log* state_add_log(void);

/* keccak256 with a cache for inputs of 20, 32 and 64 bytes. */
void keccak_cached(const uint8_t* in, size_t len, uint8_t out[32]);

/* Writes all changes back and hashes. */
void state_root(uint8_t root[32]);

/* Accounts written in this block, ordered by hash; for the list of changes. */
account** state_dirty(size_t* count);

#endif
