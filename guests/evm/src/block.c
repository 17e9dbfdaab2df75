/* Execution of a block: body, receipts, requests, roots. */
#include "block.h"

#include "arena.h"

_Noreturn void zk_die_rule(const char* rule) { zk_die(ZK_EXIT_HEADER, rule); }

/* ---- logs ---- */

static void bloom_add(uint8_t bloom[256], const uint8_t hash[32])
{
    for (int i = 0; i < 6; i += 2) {
        uint32_t bit = ((uint32_t)hash[i] << 8 | hash[i + 1]) & 2047;
        bloom[255 - (bit >> 3)] |= (uint8_t)(1u << (bit & 7));
    }
}

void logs_bloom(uint8_t bloom[256])
{
    memset(bloom, 0, 256);
    const account* last = NULL;
    for (uint32_t i = 0; i < state_log_count; i++) {
        const log* l = &state_logs[i];
        if (l->address != last) bloom_add(bloom, l->address->hash);
        last = l->address;
        for (uint32_t k = 0; k < l->topic_count; k++) {
            uint8_t h[32];
            keccak_cached(l->topics + 32 * k, 32, h);
            bloom_add(bloom, h);
        }
    }
}

static size_t log_payload(const log* l)
{
    size_t topics = 33u * l->topic_count;
    return 21 + rlp_size_header(topics) + topics + rlp_size_string(l->data, l->data_len);
}

static size_t logs_payload(void)
{
    size_t n = 0;
    for (uint32_t i = 0; i < state_log_count; i++) {
        size_t k = log_payload(&state_logs[i]);
        n += rlp_size_header(k) + k;
    }
    return n;
}

static uint8_t* put_logs(uint8_t* p, size_t payload)
{
    p = rlp_put_list(p, payload);
    for (uint32_t i = 0; i < state_log_count; i++) {
        const log* l = &state_logs[i];
        p = rlp_put_list(p, log_payload(l));
        p = rlp_put_string(p, l->address->address, 20);
        p = rlp_put_list(p, 33u * l->topic_count);
        for (uint32_t k = 0; k < l->topic_count; k++) p = rlp_put_string(p, l->topics + 32 * k, 32);
        p = rlp_put_string(p, l->data, l->data_len);
    }
    return p;
}

void logs_hash(uint8_t hash[32])
{
    zk_mark_t mark = zk_mark();
    size_t n = logs_payload();
    uint8_t* out = zk_alloc(n + 5);
    uint8_t* p = put_logs(out, n);
    zk_keccak256(out, (size_t)(p - out), hash);
    zk_release(mark);
}

/* ---- tries keyed by index ---- */

void block_put_indexed(trie* t, uint64_t index, const uint8_t* value, size_t len)
{
    uint8_t* key = zk_alloc(9);
    size_t n = (size_t)(rlp_put_u64(key, index) - key);
    trie_put(t, key, n, value, len);
}

void block_put_receipt(trie* t, uint64_t index, unsigned type, int success, uint64_t gas, const uint8_t bloom[256])
{
    size_t logs = logs_payload();
    size_t payload = 1 + rlp_size_u64(gas) + 259 + rlp_size_header(logs) + logs;
    uint8_t* out = zk_alloc(payload + 6);
    uint8_t* p = out;
    if (type) *p++ = (uint8_t)type;
    p = rlp_put_list(p, payload);
    p = rlp_put_u64(p, (uint64_t)success);
    p = rlp_put_u64(p, gas);
    p = rlp_put_string(p, bloom, 256);
    p = put_logs(p, logs);
    block_put_indexed(t, index, out, (size_t)(p - out));
}

/* ---- requests ---- */

/* EIP-6110 deposits of the block, concatenated. */
static uint8_t* deposits;
static size_t deposits_len, deposits_cap;

#define DEPOSIT_BYTES 192

static void add_deposit(const uint8_t* d, size_t len)
{
    /* DepositEvent(bytes pubkey, bytes withdrawal_credentials, bytes amount, bytes signature, bytes index):
     * offsets and lengths are fixed */
    static const struct {
        uint16_t at, size;
    } FIELD[5] = {{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}};
    if (len != 576) zk_die_rule("deposit log malformed");
    u256 x;
    if (deposits_len + DEPOSIT_BYTES > deposits_cap) {
        size_t cap = deposits_cap ? deposits_cap * 2 : 64 * DEPOSIT_BYTES;
        uint8_t* p = zk_alloc(cap);
        if (deposits_len) memcpy(p, deposits, deposits_len);
        deposits = p;
        deposits_cap = cap;
    }
    for (int i = 0; i < 5; i++) {
        u256_load_be(&x, d + 32 * i);
        if (u256_high(&x) || x.w[0] != FIELD[i].at) zk_die_rule("deposit log malformed");
        u256_load_be(&x, d + FIELD[i].at);
        if (u256_high(&x) || x.w[0] != FIELD[i].size) zk_die_rule("deposit log malformed");
        memcpy(deposits + deposits_len, d + FIELD[i].at + 32, FIELD[i].size);
        deposits_len += FIELD[i].size;
    }
}

static void collect_deposits(const uint8_t contract[20])
{
    /* keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)") */
    static const uint8_t TOPIC[32] = {0x64, 0x9b, 0xbc, 0x62, 0xd0, 0xe3, 0x13, 0x42, 0xaf, 0xea, 0x4e,
                                      0x5c, 0xd8, 0x2d, 0x40, 0x49, 0xe7, 0xe1, 0xee, 0x91, 0x2f, 0xc0,
                                      0x88, 0x9a, 0xa7, 0x90, 0x80, 0x3b, 0xe3, 0x90, 0x38, 0xc5};
    for (uint32_t i = 0; i < state_log_count; i++) {
        const log* l = &state_logs[i];
        if (memcmp(l->address->address, contract, 20) == 0 && l->topic_count >= 1 && memcmp(l->topics, TOPIC, 32) == 0)
            add_deposit(l->data, l->data_len);
    }
}

/* Appends sha256(type ‖ data) to the list that requests_hash hashes, unless data is empty (EIP-7685). */
static size_t add_request(uint8_t* hashes, size_t n, unsigned type, const uint8_t* data, size_t len)
{
    if (len == 0) return n;
    zk_mark_t mark = zk_mark();
    uint8_t* p = zk_alloc(len + 1);
    p[0] = (uint8_t)type;
    memcpy(p + 1, data, len);
    zk_sha256(p, len + 1, hashes + 32 * n);
    zk_release(mark);
    return n + 1;
}

static void requests(const block_env* env, uint8_t hash[32])
{
    static const uint8_t WITHDRAWALS[20] = {0x00, 0x00, 0x09, 0x61, 0xef, 0x48, 0x0e, 0xb5, 0x5e, 0x80,
                                            0xd1, 0x9a, 0xd8, 0x35, 0x79, 0xa6, 0x4c, 0x00, 0x70, 0x02};
    static const uint8_t CONSOLIDATIONS[20] = {0x00, 0x00, 0xbb, 0xdd, 0xc7, 0xce, 0x48, 0x86, 0x42, 0xfb,
                                               0x57, 0x9f, 0x8b, 0x00, 0xf3, 0xa5, 0x90, 0x00, 0x72, 0x51};
    uint8_t hashes[96];
    const uint8_t* out;
    size_t len, n = 0;
    int has_code;
    n = add_request(hashes, n, 0, deposits, deposits_len);
    if (!system_call(env, WITHDRAWALS, NULL, 0, &has_code, &out, &len))
        zk_die(ZK_EXIT_SYSTEM, has_code ? "withdrawal request call failed" : "no withdrawal request contract");
    n = add_request(hashes, n, 1, out, len);
    if (!system_call(env, CONSOLIDATIONS, NULL, 0, &has_code, &out, &len))
        zk_die(ZK_EXIT_SYSTEM, has_code ? "consolidation request call failed" : "no consolidation request contract");
    n = add_request(hashes, n, 2, out, len);
    zk_sha256(hashes, 32 * n, hash);
}

/* ---- the block ---- */

void block_start_calls(const block_env* env, const header* h)
{
    static const uint8_t BEACON_ROOTS[20] = {0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31,
                                             0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac, 0x02};
    static const uint8_t HISTORY[20] = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                        0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};
    const uint8_t* out;
    size_t len;
    int has_code;
    /* both fail silently, as their EIPs say */
    system_call(env, BEACON_ROOTS, h->beacon_root, 32, &has_code, &out, &len);
    if (env->fork >= ZK_PRAGUE) system_call(env, HISTORY, h->parent_hash, 32, &has_code, &out, &len);
}

static void withdrawals(rlp_cursor c, uint8_t root[32])
{
    trie t;
    trie_init_empty(&t);
    tx_begin();
    for (uint64_t i = 0; !rlp_end(&c); i++) {
        rlp_item it;
        uint64_t x, amount;
        const uint8_t* address;
        if (!rlp_next(&c, &it) || !it.is_list) zk_die(ZK_EXIT_RLP, "withdrawal malformed");
        rlp_cursor w = rlp_enter(&it);
        if (!rlp_u64(&w, &x) || !rlp_u64(&w, &x) || !rlp_fixed(&w, &address, 20) || !rlp_u64(&w, &amount) || !rlp_end(&w))
            zk_die(ZK_EXIT_RLP, "withdrawal malformed");
        block_put_indexed(&t, i, it.raw, it.raw_len);
        account* a = state_account(address);
        u256 gwei, giga, wei;
        u256_set64(&gwei, amount);
        u256_set32(&giga, 1000000000);
        u256_mul(&wei, &gwei, &giga);
        if (amount) account_add(a, &wei);
        else if (account_is_empty(a)) account_touch(a);
    }
    tx_end();
    trie_hash(&t, root);
}

void block_decode(header* h, block_body* body, const uint8_t* raw, size_t len)
{
    rlp_item it;
    if (!rlp_whole(raw, len, &it) || !it.is_list) zk_die(ZK_EXIT_RLP, "block malformed");
    rlp_cursor c = rlp_enter(&it);
    if (!rlp_next(&c, &it) || !header_decode(h, it.raw, it.raw_len)) zk_die(ZK_EXIT_RLP, "block header malformed");
    if (!rlp_list(&c, &body->txs) || !rlp_list(&c, &body->ommers)) zk_die(ZK_EXIT_RLP, "block body malformed");
    if (rlp_end(&c)) zk_die_rule("block without withdrawals");
    if (!rlp_list(&c, &body->withdrawals) || !rlp_end(&c)) zk_die(ZK_EXIT_RLP, "block body malformed");
    body->size = len;
}

const char* block_execute(const chain_config* config, const block_body* body, const header* headers, size_t count,
                          block_result* out)
{
    rlp_item it;
    rlp_cursor txs = body->txs;
    const header* h = &out->h;
    const fork_entry* f = config_at(config, h->timestamp);
    if (!f) zk_die(ZK_EXIT_INPUT, "no fork in force at the block's timestamp");
    out->fork = f->fork;
    if (f->fork >= ZK_OSAKA && body->size > 8388608) zk_die_rule("block above 8 MiB (EIP-7934)");
    header_check(h, &headers[count - 1], f, &out->base_fee, &out->excess_blob_gas);
    if (!rlp_end(&body->ommers)) zk_die_rule("ommers not empty");

    block_env env;
    memset(&env, 0, sizeof env);
    env.fork = f->fork;
    env.chain_id = config->chain_id;
    env.number = h->number;
    env.timestamp = h->timestamp;
    env.gas_limit = h->gas_limit;
    memcpy(env.coinbase, h->coinbase, 20);
    u256_load_be(&env.prev_randao, h->prev_randao);
    env.base_fee = h->base_fee;
    blob_base_fee(&env.blob_base_fee, h->excess_blob_gas, f->blob_fraction);
    /* the hash of block number - 1 - i: the parent's, then each header's parent hash */
    env.hashes = zk_alloc((count + 1) * sizeof *env.hashes);
    env.hash_count = count + 1;
    env.hashes[0] = h->parent_hash;
    for (size_t i = 0; i < count; i++) env.hashes[i + 1] = headers[count - 1 - i].parent_hash;
    evm_init(&env);
    deposits_len = deposits_cap = 0;

    block_start_calls(&env, h);

    trie tx_trie, receipt_trie;
    trie_init_empty(&tx_trie);
    trie_init_empty(&receipt_trie);
    memset(out->bloom, 0, 256);
    tx_limits left = {h->gas_limit, f->blob_max};
    uint64_t gas = 0, blobs = 0, index = 0;
    for (; !rlp_end(&txs); index++) {
        transaction tx;
        tx_result r;
        uint8_t bloom[256];
        if (!rlp_next(&txs, &it)) zk_die(ZK_EXIT_RLP, "transactions malformed");
        const uint8_t* p = it.is_list ? it.raw : it.data;
        size_t n = it.is_list ? it.raw_len : it.len;
        if (!it.is_list && (n == 0 || p[0] >= 0xc0)) zk_die(ZK_EXIT_RLP, "legacy transaction wrapped in a string");
        const char* why = tx_decode(&tx, p, n);
        if (why) zk_die(ZK_EXIT_RLP, why);
        why = tx_sender(&tx);
        if (why) zk_die(ZK_EXIT_TX, why);
        block_put_indexed(&tx_trie, index, p, n);
        why = tx_execute(&tx, &env, &left, &r);
        if (why) zk_die(ZK_EXIT_TX, why);
        gas += r.gas_used;
        blobs += tx.blob_count;
        left.gas -= r.gas_used;
        left.blobs -= tx.blob_count;
        if (f->fork >= ZK_PRAGUE) collect_deposits(config->deposit_contract);
        logs_bloom(bloom);
        for (int i = 0; i < 256; i++) out->bloom[i] |= bloom[i];
        block_put_receipt(&receipt_trie, index, tx.type, r.success, gas, bloom);
    }
    withdrawals(body->withdrawals, out->withdrawals_root);
    memset(out->requests_hash, 0, 32);
    if (f->fork >= ZK_PRAGUE) requests(&env, out->requests_hash);

    out->tx_count = index;
    out->gas_used = gas;
    out->blob_gas_used = blobs * GAS_PER_BLOB;
    trie_hash(&tx_trie, out->tx_root);
    trie_hash(&receipt_trie, out->receipts_root);
    if (memcmp(out->tx_root, h->tx_root, 32) != 0) zk_die_rule("transactions root");
    if (memcmp(out->withdrawals_root, h->withdrawals_root, 32) != 0) zk_die_rule("withdrawals root");
    state_root(out->state_root);

    if (out->gas_used != h->gas_used) return "gas used";
    if (out->blob_gas_used != h->blob_gas_used) return "blob gas used";
    if (memcmp(out->receipts_root, h->receipts_root, 32) != 0) return "receipts root";
    if (memcmp(out->bloom, h->bloom, 256) != 0) return "logs bloom";
    if (f->fork >= ZK_PRAGUE && memcmp(out->requests_hash, h->requests_hash, 32) != 0) return "requests hash";
    if (memcmp(out->state_root, h->state_root, 32) != 0) return "state root";
    return NULL;
}
