/* Mode 3: a range of a rollup's blocks, derived from what L1 holds, and the 12 words that a proof of it states (docs/rollup.md).
 *
 * What a proposer posted never ends the run: bytes that are no batch give empty blocks, an invalid transaction is left out. What the
 * prover brings is found by its hash, and where it is missing or wrong the run ends with a code that is no verdict. So the root depends
 * on nothing but the words. */
#include "arena.h"
#include "batch.h"
#include "blob.h"
#include "guest.h"
#include "rt.h"

#define MAX_BLOCKS 65536u
#define WORDS 12
#define MESSAGE_TYPE 0x7e

enum { FLAG_TRACE = 1 };

/* Where L2 keeps how far it has read the queue: slot 0 the queue's hash there, slot 1 the number of messages. A message to this
 * address is a signed transaction. */
static const uint8_t MESSAGES[20] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'z', 'k', 'f', 'p', 0, 1};

typedef struct l1_head {
    uint8_t hash[32];
    const uint8_t *state_root, *prev_randao;
    uint64_t time;
} l1_head;

/* The queue between what L2 has taken and what L1's head holds. */
typedef struct queue {
    rlp_cursor left; /* checked messages */
    uint64_t next;   /* index of the first of them */
    uint8_t hash[32];
} queue;

typedef struct message_in {
    uint64_t time, gas;
    const uint8_t *from, *to, *data;
    size_t len;
} message_in;

static const chain_config* config;
static l1_head l1;
static queue waiting;
static batch posted;
static header parent;
static const uint8_t** hashes; /* of parent, of the block before it, ... */
static size_t hash_count;
static int tracing;

/* ---- what a block leaves ---- */

/* Nodes and codes that later blocks may need, and with FLAG_TRACE what is reported, are written below the arena's allocations while
 * the block's own memory is in use, and copied when it was given back. */
enum { KEPT_NODE, KEPT_CODE, KEPT_HEADER, KEPT_RESULTS };

typedef struct kept {
    uint32_t kind, len;
    uint8_t hash[32]; /* of a node */
} kept;              /* the bytes follow, padded to four */

typedef struct chunk {
    struct chunk* next;
    size_t size;
} chunk;

static size_t kept_size, kept_nodes, witness_nodes;
static chunk *first_chunk, **last_chunk;

static size_t record_size(size_t len) { return sizeof(kept) + ((len + 3) & ~(size_t)3); }

static void keep(uint32_t kind, const uint8_t* p, size_t len, const uint8_t* hash)
{
    kept k;
    size_t size = record_size(len);
    uint8_t* at = arena_evm_memory + kept_size;
    arena_evm_claim(arena_evm_memory, kept_size + size);
    memset(&k, 0, sizeof k);
    k.kind = kind;
    k.len = (uint32_t)len;
    if (hash) memcpy(k.hash, hash, 32);
    memcpy(at, &k, sizeof k);
    if (len) memcpy(at + sizeof k, p, len);
    kept_size += size;
}

static void keep_node(const uint8_t* raw, size_t len, const uint8_t hash[32])
{
    keep(KEPT_NODE, raw, len, hash);
    kept_nodes++;
}

static void keep_code(const uint8_t* bytes, size_t len) { keep(KEPT_CODE, bytes, len, NULL); }

static void settle_kept(void)
{
    if (kept_size == 0) return;
    chunk* c = zk_alloc(sizeof *c + kept_size);
    uint8_t *p = (uint8_t*)(c + 1), *end = p + kept_size;
    memcpy(p, arena_evm_memory, kept_size);
    c->next = NULL;
    c->size = kept_size;
    *last_chunk = c;
    last_chunk = &c->next;
    arena_evm_claim(arena_evm_memory, 0);
    trie_nodes_reserve(kept_nodes);
    state_codes_reopen();
    while (p != end) {
        kept k;
        memcpy(&k, p, sizeof k);
        if (k.kind == KEPT_NODE) trie_nodes_put(p + sizeof k, k.len, k.hash);
        else if (k.kind == KEPT_CODE) state_code_add(p + sizeof k, k.len);
        p += record_size(k.len);
    }
    state_codes_keep();
    kept_size = kept_nodes = 0;
}

/* ---- what L1 holds ---- */

static int skip(rlp_cursor* c, int n)
{
    rlp_item it;
    while (n--)
        if (!rlp_next(c, &it)) return 0;
    return 1;
}

/* Only what is used is read: later forks of L1 may append fields. */
static void read_l1(const uint8_t* raw, size_t len)
{
    rlp_item it;
    if (!rlp_whole(raw, len, &it) || !it.is_list) zk_die(ZK_EXIT_HEADERS, "L1 header malformed");
    rlp_cursor c = rlp_enter(&it);
    if (!skip(&c, 3) || !rlp_fixed(&c, &l1.state_root, 32) || !skip(&c, 7) || !rlp_u64(&c, &l1.time) || !skip(&c, 1) ||
        !rlp_fixed(&c, &l1.prev_randao, 32) || l1.time >> 62)
        zk_die(ZK_EXIT_HEADERS, "L1 header malformed");
    zk_keccak256(raw, len, l1.hash);
}

/* A storage slot below 256; zero if there is none. */
static void read_slot(trie* storage, uint32_t number, u256* value)
{
    uint8_t key[32] = {0}, hash[32];
    const uint8_t* p;
    size_t len;
    key[31] = (uint8_t)number;
    zk_keccak256(key, 32, hash);
    u256_zero(value);
    if (!trie_get(storage, hash, 32, &p, &len)) return;
    rlp_cursor c = {p, p + len};
    if (!rlp_u256(&c, value) || !rlp_end(&c)) zk_die(ZK_EXIT_NODE_BAD, "malformed value in a storage trie");
}

/* Slots 0 and 1 (its low half of 128 bits) of an account; zeros if there is none. */
static void read_queue(const uint8_t state_root[32], const uint8_t address[20], uint8_t hash[32], uint64_t* count)
{
    zk_mark_t mark = zk_mark();
    trie accounts, storage;
    uint8_t key[32];
    const uint8_t *p, *root;
    size_t len;
    u256 head, number;
    u256_zero(&head);
    u256_zero(&number);
    zk_keccak256(address, 20, key);
    trie_init_root(&accounts, state_root);
    if (trie_get(&accounts, key, 32, &p, &len)) {
        rlp_item it;
        if (!rlp_whole(p, len, &it) || !it.is_list) zk_die(ZK_EXIT_NODE_BAD, "malformed account in the state trie");
        rlp_cursor c = rlp_enter(&it);
        if (!skip(&c, 2) || !rlp_fixed(&c, &root, 32)) zk_die(ZK_EXIT_NODE_BAD, "malformed account in the state trie");
        trie_init_root(&storage, root);
        read_slot(&storage, 0, &head);
        read_slot(&storage, 1, &number);
    }
    u256_store_be(hash, &head);
    *count = u256_low64(&number);
    zk_release(mark);
}

static int read_message(rlp_cursor* c, message_in* m)
{
    rlp_cursor in;
    return rlp_list(c, &in) && rlp_u64(&in, &m->time) && rlp_fixed(&in, &m->from, 20) && rlp_fixed(&in, &m->to, 20) &&
           rlp_u64(&in, &m->gas) && rlp_string(&in, &m->data, &m->len) && rlp_end(&in);
}

/* hash := keccak256(abi.encode(hash, index, time, from, to, gas, keccak256(data))), as DepositQueue does. */
static void hash_message(uint8_t hash[32], uint64_t index, const message_in* m)
{
    uint8_t b[7 * 32];
    memset(b, 0, sizeof b);
    memcpy(b, hash, 32);
    zk_store64be(b + 56, index);
    zk_store64be(b + 88, m->time);
    memcpy(b + 108, m->from, 20);
    memcpy(b + 140, m->to, 20);
    zk_store64be(b + 184, m->gas);
    zk_keccak256(m->data, m->len, b + 192);
    zk_keccak256(b, sizeof b, hash);
}

/* The messages given must be all that lie between L2's place in the queue and L1's head. */
static void open_queue(rlp_cursor messages)
{
    uint8_t head[32], hash[32];
    uint64_t count;
    message_in m;
    read_queue(l1.state_root, config->rollup.queue, head, &count);
    read_queue(parent.state_root, MESSAGES, waiting.hash, &waiting.next);
    waiting.left = messages;
    if (count <= waiting.next) { /* an L1 head before that of an earlier claim */
        if (!rlp_end(&messages)) guest_bad_input("messages that the queue does not hold");
        return;
    }
    memcpy(hash, waiting.hash, 32);
    for (uint64_t i = waiting.next; i < count; i++) {
        if (!read_message(&messages, &m)) guest_bad_input("messages of the queue are missing or malformed");
        hash_message(hash, i, &m);
    }
    if (!rlp_end(&messages) || memcmp(hash, head, 32) != 0) guest_bad_input("messages that the queue does not hold");
}

/* Opens the batch; gives the word that names the data. The prover says which of the two it is, so no bytes may have one word as both: a payload in calldata is
 * hashed twice, and what is hashed for the word has 32 bytes there, at least 128 for blobs. */
static void read_data(rlp_cursor* c, uint8_t word[32])
{
    rlp_cursor d;
    const uint8_t *p, *blobs;
    size_t len, blobs_len;
    if (!rlp_list(c, &d) || !rlp_string(&d, &p, &len)) guest_bad_input("batch data");
    if (rlp_end(&d)) { /* calldata */
        uint8_t payload_hash[32];
        zk_keccak256(p, len, payload_hash);
        zk_keccak256(payload_hash, 32, word);
        batch_open(&posted, p, len);
        return;
    }
    size_t n = len / 32;
    if (!rlp_string(&d, &blobs, &blobs_len) || !rlp_end(&d) || n == 0 || len % 32 || blobs_len % BLOB_BYTES ||
        blobs_len / BLOB_BYTES != n)
        guest_bad_input("blobs");
    uint8_t* payload = zk_alloc(n * BLOB_PAYLOAD);
    zk_mark_t mark = zk_mark();
    uint8_t* named = zk_alloc(64 * (n + 1));
    memcpy(named, p, len);
    /* over all bytes of the blobs, so that nothing of them is free when z is known */
    zk_keccak256(blobs, blobs_len, named + len);
    zk_keccak256(named, len + 32, word);
    blob_reduce(named + len + 32, word);
    for (size_t i = 0; i < n; i++) {
        if (!blob_evaluate(blobs + i * BLOB_BYTES, named + len + 32, named + len + 64 + 32 * i))
            guest_bad_input("blob element not below the order");
        blob_payload(payload + i * BLOB_PAYLOAD, blobs + i * BLOB_BYTES);
    }
    zk_keccak256(named, 2 * len + 64, word);
    zk_release(mark);
    batch_open(&posted, payload, n * BLOB_PAYLOAD);
}

/* ---- a block ---- */

typedef struct building {
    block_env env;
    header h;
    trie txs, receipts;
    tx_limits left;
    uint64_t gas, index;
    uint8_t bloom[256];
    uint8_t *results, *results_end; /* when tracing */
} building;

/* Of a message or posted transaction: [ posted, status, reason, gas ], status 0 left out, 1 failed, 2 succeeded. */
static void add_result(building* b, uint64_t is_posted, const char* why, const tx_result* r)
{
    if (!tracing) return;
    uint64_t status = why ? 0 : r->success ? 2 : 1, gas = why ? 0 : r->gas_used;
    const uint8_t* reason = (const uint8_t*)(why ? why : "");
    size_t n = why ? strlen(why) : 0;
    b->results_end = rlp_put_list(b->results_end, 2 + rlp_size_string(reason, n) + rlp_size_u64(gas));
    b->results_end = rlp_put_u64(b->results_end, is_posted);
    b->results_end = rlp_put_u64(b->results_end, status);
    b->results_end = rlp_put_string(b->results_end, reason, n);
    b->results_end = rlp_put_u64(b->results_end, gas);
}

/* Executes; `raw` is how it stands in the block. Returns why it is left out instead, or NULL. */
static const char* run_transaction(building* b, const transaction* tx, const uint8_t* raw, size_t len, tx_result* r)
{
    uint8_t bloom[256];
    const char* why = tx_execute(tx, &b->env, &b->left, r);
    if (why) return why;
    b->gas += r->gas_used;
    b->left.gas -= r->gas_used;
    logs_bloom(bloom);
    for (int i = 0; i < 256; i++) b->bloom[i] |= bloom[i];
    block_put_indexed(&b->txs, b->index, raw, len);
    block_put_receipt(&b->receipts, b->index, tx->is_message ? MESSAGE_TYPE : tx->type, r->success, b->gas, bloom);
    b->index++;
    return NULL;
}

static const char* run_signed(building* b, const uint8_t* raw, size_t len, uint64_t most_gas, tx_result* r)
{
    transaction tx;
    const char* why = tx_decode(&tx, raw, len);
    if (!why && tx.gas_limit > most_gas) why = "gas limit above the message's";
    if (!why) why = tx_sender(&tx);
    return why ? why : run_transaction(b, &tx, raw, len, r);
}

/* A call by the L1 sender, whose address is shifted, so that it is no account of L2. */
static const char* run_call(building* b, uint64_t index, const message_in* m, tx_result* r)
{
    transaction tx;
    memset(&tx, 0, sizeof tx);
    tx.is_message = 1;
    tx.gas_limit = m->gas;
    tx.data = m->data;
    tx.data_len = m->len;
    memcpy(tx.to, m->to, 20);
    for (int i = 19, carry = 0; i >= 0; i--) { /* + 0x1111 0000 ... 0000 1111 */
        int x = m->from[i] + (i < 2 || i > 17 ? 0x11 : 0) + carry;
        tx.sender[i] = (uint8_t)x;
        carry = x >> 8;
    }
    size_t payload = rlp_size_u64(index) + 42 + rlp_size_u64(m->gas) + rlp_size_string(m->data, m->len);
    uint8_t *raw = zk_alloc(payload + 10), *p = raw;
    *p++ = MESSAGE_TYPE;
    p = rlp_put_list(p, payload);
    p = rlp_put_u64(p, index);
    p = rlp_put_string(p, tx.sender, 20);
    p = rlp_put_string(p, tx.to, 20);
    p = rlp_put_u64(p, m->gas);
    p = rlp_put_string(p, m->data, m->len);
    return run_transaction(b, &tx, raw, (size_t)(p - raw), r);
}

static void write_place(void)
{
    account* a = state_account(MESSAGES);
    u256 key, value;
    tx_begin();
    if (a->nonce == 0) account_set_nonce(a, 1); /* an empty account would lose its storage */
    for (uint32_t i = 0; i < 2; i++) {
        u256_set32(&key, i);
        slot* s = slot_entry(a, &key);
        slot_load(s);
        if (i == 0) u256_load_be(&value, waiting.hash);
        else u256_set64(&value, waiting.next);
        slot_set(s, &value);
    }
    tx_end();
}

/* Takes messages in order until the next one would exceed what messages may use of a block; one is always taken. */
static void run_messages(building* b)
{
    rlp_cursor first = waiting.left;
    uint64_t index = waiting.next, most = config->rollup.message_gas, gas = 0, n = 0;
    message_in m;
    for (;;) {
        rlp_cursor next = waiting.left;
        if (rlp_end(&next) || !read_message(&next, &m) || (n && (m.gas > most || gas > most - m.gas))) break;
        gas = m.gas > most ? most + 1 : gas + m.gas;
        n++;
        hash_message(waiting.hash, waiting.next++, &m);
        waiting.left = next;
    }
    if (n == 0) return;
    write_place();
    if (tracing) b->results = b->results_end = zk_alloc(n * 192);
    for (; n > 0; n--, index++) {
        tx_result r;
        read_message(&first, &m);
        const char* why = memcmp(m.to, MESSAGES, 20) == 0 ? run_signed(b, m.data, m.len, m.gas, &r) : run_call(b, index, &m, &r);
        add_result(b, 0, why, &r);
    }
}

static size_t header_payload(const header* h)
{
    return 33 + 33 + 21 + 33 + 33 + 33 + 259 + 1 + rlp_size_u64(h->number) + rlp_size_u64(h->gas_limit) + rlp_size_u64(h->gas_used) +
           rlp_size_u64(h->timestamp) + 1 + 33 + 9 + rlp_size_u256(&h->base_fee) + 33 + 1 + 1 + 33 + (h->requests_hash ? 33 : 0);
}

static size_t put_header(uint8_t* out, const header* h)
{
    uint8_t* p = rlp_put_list(out, header_payload(h));
    p = rlp_put_string(p, h->parent_hash, 32);
    p = rlp_put_string(p, h->ommers_hash, 32);
    p = rlp_put_string(p, h->coinbase, 20);
    p = rlp_put_string(p, h->state_root, 32);
    p = rlp_put_string(p, h->tx_root, 32);
    p = rlp_put_string(p, h->receipts_root, 32);
    p = rlp_put_string(p, h->bloom, 256);
    p = rlp_put_u64(p, 0);
    p = rlp_put_u64(p, h->number);
    p = rlp_put_u64(p, h->gas_limit);
    p = rlp_put_u64(p, h->gas_used);
    p = rlp_put_u64(p, h->timestamp);
    p = rlp_put_u64(p, 0); /* no extra data */
    p = rlp_put_string(p, h->prev_randao, 32);
    p = rlp_put_string(p, h->nonce, 8);
    p = rlp_put_u256(p, &h->base_fee);
    p = rlp_put_string(p, h->withdrawals_root, 32);
    p = rlp_put_u64(p, 0);
    p = rlp_put_u64(p, 0);
    p = rlp_put_string(p, h->beacon_root, 32);
    if (h->requests_hash) p = rlp_put_string(p, h->requests_hash, 32);
    return (size_t)(p - out);
}

static const uint8_t NO_OMMERS[32] = {0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                                      0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                                      0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47};
/* SHA-256 of nothing: there are no requests (EIP-7685). */
static const uint8_t NO_REQUESTS[32] = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                                        0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                                        0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};

/* Derives and executes the block after `parent`, and makes it the parent. `raw` receives its header: 1,024 bytes that stay until the
 * block after the next. */
static void next_block(uint8_t* raw)
{
    static const uint8_t ZERO[8];
    static building b;
    batch_entry entry;
    uint64_t number = parent.number + 1;
    uint8_t state[32], txs[32], receipts[32];
    zk_mark_t mark = zk_mark();
    memset(&b, 0, sizeof b);

    int has_entry = batch_find(&posted, number, &entry);
    uint64_t time = has_entry ? parent.timestamp + entry.delta : 0;
    if (!has_entry || entry.delta == 0 || time < l1.time || time > l1.time + config->rollup.drift) {
        has_entry = 0;
        time = parent.timestamp + 1;
        if (time < l1.time) time = l1.time;
    }
    const fork_entry* f = config_at(config, time);
    if (!f) guest_bad_input("no fork in force at the block's timestamp");

    header* h = &b.h;
    h->parent_hash = parent.hash;
    h->ommers_hash = NO_OMMERS;
    h->coinbase = config->rollup.beneficiary;
    h->number = number;
    h->gas_limit = config->rollup.gas_limit;
    h->timestamp = time;
    h->prev_randao = l1.prev_randao;
    h->nonce = ZERO;
    next_base_fee(&parent, &h->base_fee);
    h->beacon_root = l1.hash;
    h->requests_hash = f->fork >= ZK_PRAGUE ? NO_REQUESTS : NULL;

    b.env.fork = f->fork;
    b.env.chain_id = config->chain_id;
    b.env.number = number;
    b.env.timestamp = time;
    b.env.gas_limit = h->gas_limit;
    memcpy(b.env.coinbase, h->coinbase, 20);
    u256_load_be(&b.env.prev_randao, h->prev_randao);
    b.env.base_fee = h->base_fee;
    u256_set32(&b.env.blob_base_fee, 1);
    b.env.hashes = hashes;
    b.env.hash_count = hash_count;
    b.left.gas = h->gas_limit;

    state_init(parent.state_root);
    state_codes_restart();
    evm_init(&b.env);
    trie_init_empty(&b.txs);
    trie_init_empty(&b.receipts);
    block_start_calls(&b.env, h);
    run_messages(&b);
    if (has_entry) {
        if (tracing) {
            size_t before = (size_t)(b.results_end - b.results);
            uint8_t* p = zk_alloc(before + 192 * (size_t)entry.count);
            if (before) memcpy(p, b.results, before);
            b.results = p;
            b.results_end = p + before;
        }
        while (entry.count) {
            tx_result r;
            size_t len;
            const uint8_t* p = batch_transaction(&entry, &len);
            add_result(&b, 1, run_signed(&b, p, len, UINT64_MAX, &r), &r);
        }
    }

    account* bridge = state_account(config->rollup.bridge);
    trie_hash(&b.txs, txs);
    trie_hash(&b.receipts, receipts);
    trie_made = keep_node;
    state_root(state);
    trie_made = NULL;
    state_new_codes(keep_code);
    h->state_root = state;
    h->tx_root = txs;
    h->receipts_root = receipts;
    h->bloom = b.bloom;
    h->gas_used = b.gas;
    h->withdrawals_root = bridge->storage_root;
    size_t len = put_header(raw, h);
    if (tracing) {
        keep(KEPT_HEADER, raw, len, NULL);
        keep(KEPT_RESULTS, b.results, (size_t)(b.results_end - b.results), NULL);
    }
    zk_release(mark);
    settle_kept();
    if (!header_decode(&parent, raw, len)) zk_die(ZK_EXIT_INTERNAL, "own header malformed");
}

/* ---- the run ---- */

/* Optimism's output root. */
static void output_root(const header* h, uint8_t out[32])
{
    uint8_t b[128];
    memset(b, 0, 32);
    memcpy(b + 32, h->state_root, 32);
    memcpy(b + 64, h->withdrawals_root, 32);
    memcpy(b + 96, h->hash, 32);
    zk_keccak256(b, sizeof b, out);
}

/* The ancestors, oldest first; the last one is the parent. Room for the hashes of `blocks` blocks more. */
static void read_headers(rlp_cursor c, size_t blocks)
{
    size_t count = (size_t)guest_count_strings(c), len;
    const uint8_t* p;
    if (count == 0) zk_die(ZK_EXIT_HEADERS, "no parent header");
    if (count > 256) zk_die(ZK_EXIT_HEADERS, "more than 256 ancestor headers");
    const uint8_t** end = (const uint8_t**)zk_alloc((count + blocks + 1) * sizeof *end) + count + blocks + 1;
    hashes = end;
    for (size_t i = 0; i < count; i++) {
        header h;
        rlp_string(&c, &p, &len);
        if (!header_decode(&h, p, len) || h.fields < 20) zk_die(ZK_EXIT_HEADERS, "ancestor header malformed");
        if (i && (memcmp(h.parent_hash, parent.hash, 32) != 0 || h.number != parent.number + 1))
            zk_die(ZK_EXIT_HEADERS, "ancestor headers not linked");
        *--hashes = h.parent_hash;
        parent = h;
    }
    hash_count = (size_t)(end - hashes);
}

/* Puts the parent's hash before the others. */
static void push_hash(void)
{
    uint8_t* hash = zk_alloc(32);
    memcpy(hash, parent.hash, 32);
    *--hashes = hash;
    hash_count++;
}

/* Two passes over what is reported: the first counts, the second writes. */
static uint8_t* out;
static size_t out_size;

static void put_bytes(const uint8_t* p, size_t len)
{
    if (out) out = rlp_put_string(out, p, len);
    else out_size += rlp_size_string(p, len);
}

static void put_raw_list(const uint8_t* p, size_t len)
{
    if (out) {
        out = rlp_put_list(out, len);
        if (len) memcpy(out, p, len);
        out += len;
    } else {
        out_size += rlp_size_header(len) + len;
    }
}

static void put_kept(uint32_t kind)
{
    for (const chunk* c = first_chunk; c; c = c->next) {
        const uint8_t *p = (const uint8_t*)(c + 1), *end = p + c->size;
        while (p != end) {
            kept k;
            memcpy(&k, p, sizeof k);
            if (k.kind == kind && kind == KEPT_RESULTS) put_raw_list(p + sizeof k, k.len);
            else if (k.kind == kind) put_bytes(p + sizeof k, k.len);
            p += record_size(k.len);
        }
    }
}

static void put_used_nodes(void)
{
    const uint8_t* p;
    size_t len;
    int used;
    for (size_t i = 0; i < witness_nodes && (p = trie_node_at(i, &len, &used)) != NULL; i++)
        if (used) put_bytes(p, len);
}

static void put_headers(void) { put_kept(KEPT_HEADER); }
static void put_results(void) { put_kept(KEPT_RESULTS); }
static void put_new_nodes(void) { put_kept(KEPT_NODE); }
static void put_new_codes(void) { put_kept(KEPT_CODE); }
static void put_used_codes(void) { state_used_codes(put_bytes); }

static int finish_trace(const uint8_t* words)
{
    static void (*const parts[])(void) = {put_headers, put_results, put_new_nodes, put_new_codes, put_used_nodes, put_used_codes};
    enum { PARTS = sizeof parts / sizeof *parts };
    size_t sizes[PARTS], total = rlp_size_string(words, 32 * WORDS);
    for (int i = 0; i < PARTS; i++) {
        out = NULL;
        out_size = 0;
        parts[i]();
        sizes[i] = out_size;
        total += rlp_size_header(out_size) + out_size;
    }
    uint8_t* result = zk_alloc(total + 9);
    out = rlp_put_list(result, total);
    out = rlp_put_string(out, words, 32 * WORDS);
    for (int i = 0; i < PARTS; i++) {
        out = rlp_put_list(out, sizes[i]);
        parts[i]();
    }
    return guest_finish(ZK_EXIT_OK, "", result, (size_t)(out - result));
}

int guest_run_range(const chain_config* chain, const uint8_t config_hash[32], rlp_cursor c)
{
    static uint8_t words[WORDS][32], raw[2][1024];
    rlp_cursor claim, messages;
    witness w;
    uint64_t segment, end, flags;
    const uint8_t *domain, *program, *set_root, *payout, *l1_raw;
    size_t l1_len;
    config = chain;
    kept_size = kept_nodes = 0;
    first_chunk = NULL;
    last_chunk = &first_chunk;
    trie_made = NULL;
    memset(words, 0, sizeof words);

    if (!rlp_list(&c, &claim) || !rlp_fixed(&claim, &domain, 32) || !rlp_fixed(&claim, &program, 32) ||
        !rlp_fixed(&claim, &set_root, 32) || !rlp_u64(&claim, &segment) || !rlp_fixed(&claim, &payout, 20) || !rlp_end(&claim))
        guest_bad_input("claim");
    if (!rlp_string(&c, &l1_raw, &l1_len)) guest_bad_input("L1 header");
    read_l1(l1_raw, l1_len);
    read_data(&c, words[9]);
    if (!rlp_list(&c, &messages)) guest_bad_input("messages");
    if (!rlp_u64(&c, &end)) guest_bad_input("last block");
    guest_read_witness(&c, &w);
    if (!rlp_u64(&c, &flags) || flags > FLAG_TRACE || !rlp_end(&c)) guest_bad_input("flags");
    tracing = (flags & FLAG_TRACE) != 0;

    tables_salt = zk_load32be(words[9]) ^ zk_load32be(l1.hash);
    guest_read_tables(&w);
    state_codes_keep();
    state_cache_keep(1);
    witness_nodes = trie_nodes_count();
    memset(&parent, 0, sizeof parent);
    /* the number of blocks is known when the parent is; the last header says it */
    rlp_cursor last = w.headers;
    const uint8_t* p = NULL;
    size_t len = 0;
    header newest;
    while (!rlp_end(&last))
        if (!rlp_string(&last, &p, &len)) guest_bad_input("witness");
    if (!p || !header_decode(&newest, p, len)) zk_die(ZK_EXIT_HEADERS, "no parent header");
    if (end <= newest.number || end - newest.number > MAX_BLOCKS) guest_bad_input("last block");
    read_headers(w.headers, (size_t)(end - newest.number));
    if (!config_at(config, parent.timestamp) || parent.timestamp >> 62) guest_bad_input("no fork in force at the parent's timestamp");

    memcpy(words[0], domain, 32);
    memcpy(words[1], program, 32);
    memcpy(words[2], config_hash, 32);
    memcpy(words[3], l1.hash, 32);
    output_root(&parent, words[4]);
    zk_store64be(words[6] + 24, parent.number + 1);
    zk_store64be(words[7] + 24, end);
    zk_store64be(words[8] + 24, segment);
    memcpy(words[10], set_root, 32);
    memcpy(words[11] + 12, payout, 20);

    open_queue(messages);
    for (uint32_t i = 0; parent.number != end; i ^= 1) {
        push_hash();
        next_block(raw[i]);
    }
    output_root(&parent, words[5]);
    if (tracing) return finish_trace(words[0]);
    return rt_write(words, sizeof words) ? ZK_EXIT_OK : ZK_EXIT_IO;
}
