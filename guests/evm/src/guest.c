/* The guest's input and output (docs/evm-guest.md). */
#include "guest.h"

#include "arena.h"
#include "rt.h"

#define MAX_SCHEDULE 64

enum { MODE_BLOCK = 0, MODE_STATETEST = 1, MODE_TRANSACTION = 2, MODE_RANGE = 3 };
enum { FLAG_CHANGES = 1 };

static uint64_t mode;
static uint8_t config_hash[32];
static const char MAGIC[] = "zkevm1";

/* ---- output ---- */

/* Writes [ magic, mode, config_hash, status, reason, result ]; `result` is an encoded list. */
static int put_output(int status, const char* reason, const uint8_t* result, size_t len)
{
    static const uint8_t empty[1] = {0xc0};
    /* on the stack: this also reports an exhausted arena */
    uint8_t head[256];
    uint8_t* p = head + 16;
    size_t reason_len = strlen(reason);
    if (reason_len > 128) reason_len = 128;
    if (!result) {
        result = empty;
        len = 1;
    }
    p = rlp_put_string(p, (const uint8_t*)MAGIC, 6);
    p = rlp_put_u64(p, mode);
    p = rlp_put_string(p, config_hash, 32);
    p = rlp_put_u64(p, (uint64_t)status);
    p = rlp_put_string(p, (const uint8_t*)reason, reason_len);
    size_t payload = (size_t)(p - (head + 16)) + len;
    uint8_t list[16];
    size_t n = (size_t)(rlp_put_list(list, payload) - list);
    uint8_t* start = head + 16 - n;
    memcpy(start, list, n);
    return rt_write(start, (size_t)(p - start)) && rt_write(result, len);
}

_Noreturn void zk_die(int status, const char* what)
{
    rt_exit(put_output(status, what, NULL, 0) ? status : ZK_EXIT_IO);
}

int guest_finish(int status, const char* reason, const uint8_t* result, size_t len)
{
    return put_output(status, reason, result, len) ? status : ZK_EXIT_IO;
}

/* A growing list: fields are appended behind room for the header. */
typedef struct list {
    uint8_t *start, *p;
} list;

#define LIST_ROOM 16

static list list_begin(size_t max)
{
    list l;
    l.start = zk_alloc(max + LIST_ROOM);
    l.p = l.start + LIST_ROOM;
    return l;
}

static const uint8_t* list_end(list* l, size_t* len)
{
    uint8_t head[16];
    size_t payload = (size_t)(l->p - l->start - LIST_ROOM);
    size_t n = (size_t)(rlp_put_list(head, payload) - head);
    memcpy(l->start + LIST_ROOM - n, head, n);
    *len = payload + n;
    return l->start + LIST_ROOM - n;
}

static int slot_changed(const slot* s) { return s->ready && !u256_eq(&s->value, &s->committed); }

static size_t slots_payload(const account* a)
{
    size_t n = 0;
    for (const slot* s = a->slots; s; s = s->next)
        if (slot_changed(s)) {
            size_t k = 33 + rlp_size_u256(&s->value);
            n += rlp_size_header(k) + k;
        }
    return n;
}

static size_t change_payload(account* a, const code** c)
{
    static const code none;
    *c = a->exists && a->code_changed ? account_code(a) : &none;
    size_t slots = slots_payload(a);
    u256 zero;
    u256_zero(&zero);
    return 21 + 1 + rlp_size_u64(a->nonce) + rlp_size_u256(&a->balance) + 33 + rlp_size_string((*c)->bytes, (*c)->len) +
           rlp_size_header(slots) + slots;
}

static size_t changes_payload(void)
{
    size_t count, n = 0;
    account** all = state_dirty(&count);
    const code* c;
    for (size_t i = 0; i < count; i++) {
        size_t k = change_payload(all[i], &c);
        n += rlp_size_header(k) + k;
    }
    return n;
}

static size_t changes_size(void)
{
    size_t n = changes_payload();
    return n + rlp_size_header(n);
}

static uint8_t* put_changes(uint8_t* p)
{
    size_t count;
    account** all = state_dirty(&count);
    const code* c;
    p = rlp_put_list(p, changes_payload());
    for (size_t i = 0; i < count; i++) {
        account* a = all[i];
        p = rlp_put_list(p, change_payload(a, &c));
        p = rlp_put_string(p, a->address, 20);
        p = rlp_put_u64(p, a->exists);
        p = rlp_put_u64(p, a->nonce);
        p = rlp_put_u256(p, &a->balance);
        p = rlp_put_string(p, a->code_hash, 32);
        p = rlp_put_string(p, c->bytes, c->len);
        p = rlp_put_list(p, slots_payload(a));
        for (const slot* s = a->slots; s; s = s->next) {
            if (!slot_changed(s)) continue;
            uint8_t key[32];
            u256_store_be(key, &s->key);
            p = rlp_put_list(p, 33 + rlp_size_u256(&s->value));
            p = rlp_put_string(p, key, 32);
            p = rlp_put_u256(p, &s->value);
        }
    }
    return p;
}

/* ---- input ---- */

_Noreturn void guest_bad_input(const char* what) { zk_die(ZK_EXIT_INPUT, what); }

/* Bounds: 2^32 gas in a block, so that no sum of gas overflows; messages alone never fill more than what the base fee aims at, or
 * they would raise it without paying it; 2^32 s of drift. */
static void read_rollup(rlp_cursor c, rollup_rules* r)
{
    if (!rlp_u64(&c, &r->gas_limit) || !rlp_u64(&c, &r->message_gas) || !rlp_u64(&c, &r->drift) ||
        !rlp_fixed(&c, &r->beneficiary, 20) || !rlp_fixed(&c, &r->queue, 20) || !rlp_fixed(&c, &r->bridge, 20) || !rlp_end(&c) ||
        r->gas_limit < 5000 || r->gas_limit >> 32 || r->message_gas > r->gas_limit / 2 || r->drift >> 32)
        guest_bad_input("rollup rules");
}

static void read_config(rlp_cursor c, chain_config* config)
{
    static fork_entry schedule[MAX_SCHEDULE];
    rlp_cursor s, e;
    if (!rlp_u64(&c, &config->chain_id) || !rlp_fixed(&c, &config->deposit_contract, 20) || !rlp_list(&c, &s))
        guest_bad_input("configuration");
    if (mode == MODE_RANGE) {
        if (!rlp_list(&c, &e)) guest_bad_input("rollup rules");
        read_rollup(e, &config->rollup);
    }
    if (!rlp_end(&c)) guest_bad_input("configuration");
    size_t n = 0;
    while (!rlp_end(&s)) {
        fork_entry* f = &schedule[n];
        uint64_t fork;
        if (n == MAX_SCHEDULE || !rlp_list(&s, &e) || !rlp_u64(&e, &f->time) || !rlp_u64(&e, &fork) || fork > ZK_OSAKA ||
            !rlp_u64(&e, &f->blob_target) || !rlp_u64(&e, &f->blob_max) || !rlp_u64(&e, &f->blob_fraction) ||
            !rlp_end(&e))
            guest_bad_input("fork schedule");
        /* bounds that keep gas below 2^48; no chain comes near */
        if (f->blob_target > f->blob_max || f->blob_max == 0 || f->blob_max > 0x7fffffff || f->blob_fraction == 0 ||
            f->blob_fraction >> 56)
            guest_bad_input("blob schedule");
        if (n && (f->time <= schedule[n - 1].time || fork < schedule[n - 1].fork)) guest_bad_input("fork schedule order");
        f->fork = (unsigned)fork;
        n++;
    }
    config->schedule = schedule;
    config->schedule_count = n;
}

long guest_count_strings(rlp_cursor c)
{
    const uint8_t* p;
    size_t len;
    long n = 0;
    for (; !rlp_end(&c); n++)
        if (!rlp_string(&c, &p, &len)) guest_bad_input("witness");
    return n;
}

void guest_read_witness(rlp_cursor* c, witness* w)
{
    rlp_cursor in;
    if (!rlp_list(c, &in) || !rlp_list(&in, &w->nodes) || !rlp_list(&in, &w->codes) || !rlp_list(&in, &w->headers) ||
        !rlp_end(&in))
        guest_bad_input("witness");
}

void guest_read_tables(const witness* w)
{
    const uint8_t* p;
    size_t len;
    rlp_cursor c;
    trie_nodes_init((size_t)guest_count_strings(w->nodes));
    for (c = w->nodes; !rlp_end(&c);) {
        rlp_string(&c, &p, &len);
        trie_nodes_add(p, len);
    }
    state_codes_init((size_t)guest_count_strings(w->codes) + 64);
    for (c = w->codes; !rlp_end(&c);) {
        rlp_string(&c, &p, &len);
        state_code_add(p, len);
    }
}

/* Sets up the state; gives the root the pre-state has. */
static void read_state(const witness* w, rlp_cursor pre, const uint8_t* root, uint8_t out_root[32])
{
    size_t len;
    guest_read_tables(w);
    if (rlp_end(&pre)) {
        state_init(root);
        memcpy(out_root, root, 32);
        return;
    }
    if (!rlp_end(&w->nodes)) guest_bad_input("both trie nodes and a full pre-state");
    state_init(NULL);
    while (!rlp_end(&pre)) {
        rlp_cursor a, storage;
        const uint8_t *address, *bytes;
        uint64_t nonce;
        u256 balance;
        if (!rlp_list(&pre, &a) || !rlp_fixed(&a, &address, 20) || !rlp_u64(&a, &nonce) || !rlp_u256(&a, &balance) ||
            !rlp_string(&a, &bytes, &len) || !rlp_list(&a, &storage) || !rlp_end(&a))
            guest_bad_input("pre-state");
        if (!state_preload(address, nonce, &balance, bytes, len, storage)) guest_bad_input("pre-state account or storage");
    }
    state_preload_done(out_root);
}

static void read_flags(rlp_cursor* c, uint64_t* flags)
{
    if (!rlp_u64(c, flags) || *flags > FLAG_CHANGES || !rlp_end(c)) guest_bad_input("flags");
}

/* ---- mode 0 ---- */

static int run_block(const chain_config* config, rlp_cursor c)
{
    witness w;
    const uint8_t* block;
    size_t block_len;
    rlp_cursor pre;
    uint64_t flags;
    if (!rlp_string(&c, &block, &block_len)) guest_bad_input("block");
    guest_read_witness(&c, &w);
    if (!rlp_list(&c, &pre)) guest_bad_input("pre-state");
    read_flags(&c, &flags);

    static block_result r;
    block_body body;
    block_decode(&r.h, &body, block, block_len);
    tables_salt = zk_load32be(r.h.hash);

    size_t count = (size_t)guest_count_strings(w.headers), i = 0;
    if (count == 0) zk_die(ZK_EXIT_HEADERS, "no parent header");
    if (count > 256) zk_die(ZK_EXIT_HEADERS, "more than 256 ancestor headers");
    header* headers = zk_alloc(count * sizeof *headers);
    for (rlp_cursor hc = w.headers; !rlp_end(&hc); i++) {
        const uint8_t* p;
        size_t len;
        rlp_string(&hc, &p, &len);
        if (!header_decode(&headers[i], p, len)) zk_die(ZK_EXIT_HEADERS, "ancestor header malformed");
        if (i && (memcmp(headers[i].parent_hash, headers[i - 1].hash, 32) != 0 ||
                  headers[i].number != headers[i - 1].number + 1))
            zk_die(ZK_EXIT_HEADERS, "ancestor headers not linked");
    }
    const header* parent = &headers[count - 1];
    uint8_t pre_root[32];
    read_state(&w, pre, parent->state_root, pre_root);
    if (memcmp(pre_root, parent->state_root, 32) != 0) zk_die(ZK_EXIT_NODE_BAD, "pre-state has another root than the parent");

    const char* differs = block_execute(config, &body, headers, count, &r);

    size_t len;
    list l = list_begin(1024 + (flags & FLAG_CHANGES ? changes_size() : 0));
    l.p = rlp_put_u64(l.p, r.h.number);
    l.p = rlp_put_string(l.p, r.h.parent_hash, 32);
    l.p = rlp_put_string(l.p, r.h.hash, 32);
    l.p = rlp_put_string(l.p, parent->state_root, 32);
    l.p = rlp_put_string(l.p, r.state_root, 32);
    l.p = rlp_put_string(l.p, r.tx_root, 32);
    l.p = rlp_put_string(l.p, r.receipts_root, 32);
    l.p = rlp_put_string(l.p, r.withdrawals_root, 32);
    l.p = rlp_put_string(l.p, r.bloom, 256);
    l.p = rlp_put_u64(l.p, r.gas_used);
    l.p = rlp_put_u64(l.p, r.blob_gas_used);
    l.p = rlp_put_u64(l.p, r.excess_blob_gas);
    l.p = rlp_put_u256(l.p, &r.base_fee);
    l.p = rlp_put_string(l.p, r.requests_hash, r.fork >= ZK_PRAGUE ? 32 : 0);
    l.p = rlp_put_u64(l.p, r.tx_count);
    if (flags & FLAG_CHANGES) l.p = put_changes(l.p);
    else *l.p++ = 0xc0;
    const uint8_t* out = list_end(&l, &len);
    return guest_finish(differs ? ZK_EXIT_EXECUTION : ZK_EXIT_OK, differs ? differs : "", out, len);
}

/* ---- mode 1 ---- */

static void read_tx(rlp_cursor c, transaction* tx)
{
    const uint8_t *p, *sender;
    size_t len;
    uint64_t type;
    memset(tx, 0, sizeof *tx);
    if (!rlp_u64(&c, &type) || type > 4 || !rlp_u64(&c, &tx->chain_id) || !rlp_u64(&c, &tx->nonce) ||
        !rlp_u256(&c, &tx->max_priority_fee) || !rlp_u256(&c, &tx->max_fee) || !rlp_u64(&c, &tx->gas_limit) ||
        !rlp_string(&c, &p, &len) || (len != 0 && len != 20) || !rlp_u256(&c, &tx->value) ||
        !rlp_string(&c, &tx->data, &tx->data_len) || !rlp_list(&c, &tx->access_list) ||
        !rlp_u256(&c, &tx->max_blob_fee) || !rlp_list(&c, &tx->blob_hashes) || !rlp_list(&c, &tx->authorizations) ||
        !rlp_fixed(&c, &sender, 20) || !rlp_end(&c))
        guest_bad_input("transaction");
    tx->type = (unsigned)type;
    tx->has_chain_id = type > 0;
    tx->is_create = len == 0;
    if (len) memcpy(tx->to, p, 20);
    memcpy(tx->sender, sender, 20);
    const char* why = tx_check_lists(tx);
    if (why) guest_bad_input(why);
    if ((type == 0 && tx->access_addresses) || (type != 3 && (tx->blob_count || !u256_is_zero(&tx->max_blob_fee))) ||
        (type != 4 && tx->authorization_count))
        guest_bad_input("a list or fee that the transaction type does not have");
    if (type < 2 && !u256_eq(&tx->max_fee, &tx->max_priority_fee)) guest_bad_input("two fees for one gas price");
}

static int run_statetest(const chain_config* config, rlp_cursor c)
{
    rlp_cursor e, t, pre, hashes;
    witness w;
    uint64_t flags, excess;
    const uint8_t *coinbase, *randao, *root;
    size_t root_len;
    block_env env;
    memset(&env, 0, sizeof env);
    if (!rlp_list(&c, &e) || !rlp_fixed(&e, &coinbase, 20) || !rlp_u64(&e, &env.gas_limit) || !rlp_u64(&e, &env.number) ||
        !rlp_u64(&e, &env.timestamp) || !rlp_fixed(&e, &randao, 32) || !rlp_u256(&e, &env.base_fee) ||
        !rlp_u64(&e, &excess) || !rlp_list(&e, &hashes) || !rlp_string(&e, &root, &root_len) || !rlp_end(&e))
        guest_bad_input("environment");
    if (!rlp_list(&c, &t)) guest_bad_input("transaction");
    guest_read_witness(&c, &w);
    if (!rlp_end(&w.headers)) guest_bad_input("headers in a state test");
    if (!rlp_list(&c, &pre)) guest_bad_input("pre-state");
    read_flags(&c, &flags);
    if (root_len != (rlp_end(&pre) ? 32u : 0u)) guest_bad_input("pre-state root");
    const fork_entry* f = config_at(config, env.timestamp);
    if (!f) guest_bad_input("no fork in force at the timestamp");
    env.fork = f->fork;
    env.chain_id = config->chain_id;
    memcpy(env.coinbase, coinbase, 20);
    u256_load_be(&env.prev_randao, randao);
    blob_base_fee(&env.blob_base_fee, excess, f->blob_fraction);
    env.hashes = zk_alloc(257 * sizeof *env.hashes);
    while (!rlp_end(&hashes))
        if (env.hash_count == 256 || !rlp_fixed(&hashes, &env.hashes[env.hash_count++], 32)) guest_bad_input("block hashes");

    static transaction tx;
    read_tx(t, &tx);
    uint8_t post[32], logs[32];
    tables_salt = zk_load32be(randao);
    read_state(&w, pre, root, post);
    evm_init(&env);
    tx_limits limits = {env.gas_limit, f->blob_max};
    tx_result r;
    memset(&r, 0, sizeof r);
    const char* why = tx_execute(&tx, &env, &limits, &r);
    logs_hash(logs);
    if (!why) state_root(post);

    size_t len;
    list l = list_begin(128 + r.output_len + (flags & FLAG_CHANGES ? changes_size() : 0));
    l.p = rlp_put_string(l.p, post, 32);
    l.p = rlp_put_string(l.p, logs, 32);
    l.p = rlp_put_u64(l.p, r.gas_used);
    l.p = rlp_put_u64(l.p, (uint64_t)r.success);
    l.p = rlp_put_string(l.p, r.output, r.output_len);
    if (flags & FLAG_CHANGES) l.p = put_changes(l.p);
    else *l.p++ = 0xc0;
    const uint8_t* out = list_end(&l, &len);
    return guest_finish(why ? ZK_EXIT_TX : ZK_EXIT_OK, why ? why : "", out, len);
}

/* ---- mode 2 ---- */

static int run_transaction(const chain_config* config, rlp_cursor c)
{
    const uint8_t* raw;
    size_t raw_len;
    uint64_t time, intrinsic, floor;
    if (!rlp_string(&c, &raw, &raw_len) || !rlp_u64(&c, &time) || !rlp_end(&c)) guest_bad_input("transaction");
    const fork_entry* f = config_at(config, time);
    if (!f) guest_bad_input("no fork in force at the timestamp");
    static transaction tx;
    const char* why = tx_decode(&tx, raw, raw_len);
    if (why) zk_die(ZK_EXIT_RLP, why);
    why = tx_check_static(&tx, f->fork, config->chain_id, &intrinsic, &floor);
    if (!why) why = tx_sender(&tx);
    if (why) zk_die(ZK_EXIT_TX, why);
    uint8_t hash[32];
    zk_keccak256(raw, raw_len, hash);
    size_t len;
    list l = list_begin(128);
    l.p = rlp_put_string(l.p, hash, 32);
    l.p = rlp_put_string(l.p, tx.sender, 20);
    l.p = rlp_put_u64(l.p, intrinsic > floor ? intrinsic : floor);
    const uint8_t* out = list_end(&l, &len);
    return guest_finish(ZK_EXIT_OK, "", out, len);
}

int guest_run(const uint8_t* input, size_t len)
{
    rlp_item it;
    rlp_cursor c, config_cursor, payload;
    const uint8_t* magic;
    chain_config config;
    mode = 0;
    memset(config_hash, 0, 32);
    state_cache_keep(0);
    if (!rlp_whole(input, len, &it) || !it.is_list) guest_bad_input("not one RLP list");
    c = rlp_enter(&it);
    if (!rlp_fixed(&c, &magic, 6) || memcmp(magic, MAGIC, 6) != 0) guest_bad_input("magic");
    if (!rlp_u64(&c, &mode) || mode > MODE_RANGE) {
        mode = 0;
        guest_bad_input("mode");
    }
    if (!rlp_next(&c, &it) || !it.is_list) guest_bad_input("configuration");
    config_cursor = rlp_enter(&it);
    read_config(config_cursor, &config);
    zk_keccak256(it.raw, it.raw_len, config_hash);
    if (!rlp_list(&c, &payload) || !rlp_end(&c)) guest_bad_input("payload");
    if (mode == MODE_BLOCK) return run_block(&config, payload);
    if (mode == MODE_STATETEST) return run_statetest(&config, payload);
    if (mode == MODE_TRANSACTION) return run_transaction(&config, payload);
    return guest_run_range(&config, config_hash, payload);
}
