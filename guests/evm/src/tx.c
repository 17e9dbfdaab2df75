#include "tx.h"

#include "arena.h"

/* Half the order of secp256k1's group, big endian: the largest s (EIP-2). */
static const uint8_t HALF_ORDER[32] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                                       0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

/* ---- decoding ---- */

const char* tx_check_lists(transaction* tx)
{
    rlp_cursor c = tx->access_list, e, k;
    const uint8_t* p;
    tx->access_addresses = tx->access_keys = tx->blob_count = tx->authorization_count = 0;
    while (!rlp_end(&c)) {
        if (!rlp_list(&c, &e) || !rlp_fixed(&e, &p, 20) || !rlp_list(&e, &k) || !rlp_end(&e))
            return "access list malformed";
        tx->access_addresses++;
        for (; !rlp_end(&k); tx->access_keys++)
            if (!rlp_fixed(&k, &p, 32)) return "access list malformed";
    }
    for (c = tx->blob_hashes; !rlp_end(&c); tx->blob_count++)
        if (!rlp_fixed(&c, &p, 32)) return "blob hash malformed";
    for (c = tx->authorizations; !rlp_end(&c); tx->authorization_count++) {
        u256 x;
        uint64_t n;
        if (!rlp_list(&c, &e) || !rlp_u256(&e, &x) || !rlp_fixed(&e, &p, 20) || !rlp_u64(&e, &n) || !rlp_u64(&e, &n) ||
            n > 255 || !rlp_u256(&e, &x) || !rlp_u256(&e, &x) || !rlp_end(&e))
            return "authorization malformed";
    }
    return NULL;
}

static int decode_to(rlp_cursor* c, transaction* tx)
{
    const uint8_t* p;
    size_t len;
    if (!rlp_string(c, &p, &len) || (len != 0 && len != 20)) return 0;
    tx->is_create = len == 0;
    if (len) memcpy(tx->to, p, 20);
    return 1;
}

/* Hash of the signed fields: an optional type byte, then a list of body and tail. */
static void signing_hash(transaction* tx, const uint8_t* body, size_t len, const uint8_t* tail, size_t tail_len)
{
    zk_mark_t mark = zk_mark();
    uint8_t* out = zk_alloc(len + tail_len + 8);
    uint8_t* p = out;
    if (tx->type) *p++ = (uint8_t)tx->type;
    p = rlp_put_list(p, len + tail_len);
    memcpy(p, body, len);
    p += len;
    if (tail_len) memcpy(p, tail, tail_len);
    p += tail_len;
    zk_keccak256(out, (size_t)(p - out), tx->signing_hash);
    zk_release(mark);
}

static int decode_signature(rlp_cursor* c, transaction* tx)
{
    u256 r, s;
    if (!rlp_u256(c, &r) || !rlp_u256(c, &s) || !rlp_end(c)) return 0;
    u256_store_be(tx->r_bytes, &r);
    u256_store_be(tx->s_bytes, &s);
    return 1;
}

static const char* decode_legacy(transaction* tx, rlp_cursor c)
{
    const uint8_t* body = c.p;
    if (!rlp_u64(&c, &tx->nonce) || !rlp_u256(&c, &tx->max_fee) || !rlp_u64(&c, &tx->gas_limit) || !decode_to(&c, tx) ||
        !rlp_u256(&c, &tx->value) || !rlp_string(&c, &tx->data, &tx->data_len))
        return "legacy transaction malformed";
    tx->max_priority_fee = tx->max_fee;
    size_t body_len = (size_t)(c.p - body);
    uint64_t v;
    if (!rlp_u64(&c, &v) || !decode_signature(&c, tx)) return "legacy signature malformed";
    uint8_t tail[16];
    size_t tail_len = 0;
    if (v == 27 || v == 28) {
        tx->recid = (int)(v - 27);
    } else if (v >= 35) {
        tx->has_chain_id = 1;
        tx->chain_id = (v - 35) / 2;
        tx->recid = (int)((v - 35) & 1);
        uint8_t* p = rlp_put_u64(tail, tx->chain_id);
        *p++ = 0x80;
        *p++ = 0x80;
        tail_len = (size_t)(p - tail);
    } else {
        tx->recid = -1;
    }
    signing_hash(tx, body, body_len, tail, tail_len);
    return NULL;
}

static const char* decode_typed(transaction* tx, rlp_cursor c)
{
    static const char* const bad = "typed transaction malformed";
    const uint8_t* body = c.p;
    tx->has_chain_id = 1;
    if (!rlp_u64(&c, &tx->chain_id) || !rlp_u64(&c, &tx->nonce) || !rlp_u256(&c, &tx->max_priority_fee)) return bad;
    if (tx->type == 1) tx->max_fee = tx->max_priority_fee;
    else if (!rlp_u256(&c, &tx->max_fee)) return bad;
    if (!rlp_u64(&c, &tx->gas_limit) || !decode_to(&c, tx) || !rlp_u256(&c, &tx->value) ||
        !rlp_string(&c, &tx->data, &tx->data_len) || !rlp_list(&c, &tx->access_list))
        return bad;
    if (tx->type == 3 && (!rlp_u256(&c, &tx->max_blob_fee) || !rlp_list(&c, &tx->blob_hashes))) return bad;
    if (tx->type == 4 && !rlp_list(&c, &tx->authorizations)) return bad;
    size_t body_len = (size_t)(c.p - body);
    uint64_t parity;
    if (!rlp_u64(&c, &parity) || !decode_signature(&c, tx)) return bad;
    tx->recid = parity <= 1 ? (int)parity : -1;
    const char* why = tx_check_lists(tx);
    if (why) return why;
    signing_hash(tx, body, body_len, NULL, 0);
    return NULL;
}

const char* tx_decode(transaction* tx, const uint8_t* raw, size_t len)
{
    rlp_item it;
    memset(tx, 0, sizeof *tx);
    if (len == 0) return "transaction empty";
    if (raw[0] >= 0xc0) {
        if (!rlp_whole(raw, len, &it)) return "legacy transaction malformed";
        return decode_legacy(tx, rlp_enter(&it));
    }
    if (raw[0] < 1 || raw[0] > 4) return "transaction type unknown";
    tx->type = raw[0];
    if (!rlp_whole(raw + 1, len - 1, &it) || !it.is_list) return "typed transaction malformed";
    return decode_typed(tx, rlp_enter(&it));
}

const char* tx_sender(transaction* tx)
{
    if (tx->recid < 0) return "signature parity out of range";
    if (memcmp(tx->s_bytes, HALF_ORDER, 32) > 0) return "signature s above half the order";
    if (!zk_recover(tx->signing_hash, tx->r_bytes, tx->s_bytes, tx->recid, tx->sender)) return "signature invalid";
    return NULL;
}

/* ---- validity ---- */

/* r = price * gas; 0 on overflow. */
static int fee(u256* r, const u256* price, uint64_t gas)
{
    u256 g;
    u256_set64(&g, gas);
    return u256_mul_checked(r, price, &g);
}

const char* tx_check_static(const transaction* tx, unsigned fork, uint64_t chain_id, uint64_t* intrinsic,
                            uint64_t* floor)
{
    if (tx->type > (fork >= ZK_PRAGUE ? 4u : 3u)) return "transaction type not in this fork";
    if (tx->has_chain_id && tx->chain_id != chain_id) return "chain id differs";
    if (tx->nonce == UINT64_MAX) return "nonce at its maximum";
    if (u256_lt(&tx->max_fee, &tx->max_priority_fee)) return "priority fee above maximum fee";
    u256 most;
    if (!fee(&most, &tx->max_fee, tx->gas_limit)) return "gas limit times price overflows";
    if (tx->is_create && tx->data_len > 49152) return "init code too long";
    uint64_t zeros = 0;
    for (size_t i = 0; i < tx->data_len; i++) zeros += tx->data[i] == 0;
    uint64_t nonzeros = tx->data_len - zeros;
    uint64_t gas = 21000 + 4 * zeros + 16 * nonzeros;
    if (tx->is_create) gas += 32000 + 2 * ((tx->data_len + 31) / 32);
    gas += 2400ull * tx->access_addresses + 1900ull * tx->access_keys + 25000ull * tx->authorization_count;
    *intrinsic = gas;
    *floor = fork >= ZK_PRAGUE ? 21000 + 10 * (zeros + 4 * nonzeros) : 0;
    if (tx->gas_limit < gas) return "gas limit below intrinsic gas";
    if (tx->gas_limit < *floor) return "gas limit below the floor of EIP-7623";
    if (fork >= ZK_OSAKA && tx->gas_limit > 16777216) return "gas limit above 2^24 (EIP-7825)";
    if (tx->type == 3) {
        if (tx->is_create) return "blob transaction creates a contract";
        if (tx->blob_count == 0) return "blob transaction without blobs";
        if (fork >= ZK_OSAKA && tx->blob_count > 6) return "more than six blobs (EIP-7594)";
        rlp_cursor c = tx->blob_hashes;
        const uint8_t* p;
        while (!rlp_end(&c)) {
            if (!rlp_fixed(&c, &p, 32)) return "blob hash malformed";
            if (p[0] != 1) return "blob hash of an unknown version";
        }
    }
    if (tx->type == 4) {
        if (tx->is_create) return "set-code transaction creates a contract";
        if (tx->authorization_count == 0) return "set-code transaction without authorizations";
    }
    return NULL;
}

/* ---- EIP-7702 ---- */

static void authorize(rlp_cursor auth, uint64_t chain_id)
{
    u256 chain, r, s;
    const uint8_t* address;
    uint64_t nonce, parity;
    rlp_cursor start = auth;
    if (!rlp_u256(&auth, &chain) || !rlp_fixed(&auth, &address, 20) || !rlp_u64(&auth, &nonce))
        zk_die(ZK_EXIT_INTERNAL, "authorization unchecked");
    size_t body_len = (size_t)(auth.p - start.p);
    if (!rlp_u64(&auth, &parity) || !rlp_u256(&auth, &r) || !rlp_u256(&auth, &s))
        zk_die(ZK_EXIT_INTERNAL, "authorization unchecked");
    if (!u256_is_zero(&chain) && (!u256_fits64(&chain) || u256_low64(&chain) != chain_id)) return;
    if (nonce == UINT64_MAX || parity > 1) return;
    uint8_t msg[80], hash[32], rb[32], sb[32], who[20];
    msg[0] = 5;
    uint8_t* p = rlp_put_list(msg + 1, body_len);
    memcpy(p, start.p, body_len);
    zk_keccak256(msg, (size_t)(p + body_len - msg), hash);
    u256_store_be(rb, &r);
    u256_store_be(sb, &s);
    if (memcmp(sb, HALF_ORDER, 32) > 0) return;
    if (!zk_recover(hash, rb, sb, (int)parity, who)) return;
    account* a = account_entry(who);
    account_warm(a);
    account_load(a);
    const code* c = account_code(a);
    if (c->len != 0 && !delegate_of(c)) return;
    if (a->nonce != nonce) return;
    if (a->exists) state_refund += 25000 - 12500;
    static const uint8_t nobody[20];
    if (memcmp(address, nobody, 20) == 0) {
        if (c->len) account_set_code(a, NULL, 0);
    } else {
        uint8_t* d = zk_alloc0(23 + 33);
        d[0] = 0xef;
        d[1] = 0x01;
        memcpy(d + 3, address, 20);
        account_set_code(a, d, 23);
    }
    account_set_nonce(a, nonce + 1);
}

/* ---- execution ---- */

static void warm_precompiles(unsigned fork)
{
    static account* known[32];
    static uint32_t count, generation;
    if (generation != state_generation) { /* entries stay where they are, as long as the state lives */
        uint8_t a[20] = {0};
        count = 0;
        generation = state_generation;
        for (int i = 1; i < 0x20; i++) {
            a[19] = (uint8_t)i;
            if (zk_is_precompile(fork, a)) known[count++] = account_entry(a);
        }
        if (fork >= ZK_OSAKA) {
            a[18] = 1;
            a[19] = 0;
            known[count++] = account_entry(a);
        }
    }
    for (uint32_t i = 0; i < count; i++) account_warm(known[i]);
}

static void warm_access_list(const transaction* tx)
{
    rlp_cursor c = tx->access_list, e, k;
    const uint8_t* p;
    while (!rlp_end(&c)) {
        if (!rlp_list(&c, &e) || !rlp_fixed(&e, &p, 20) || !rlp_list(&e, &k))
            zk_die(ZK_EXIT_INTERNAL, "access list unchecked");
        account* a = account_entry(p);
        account_warm(a);
        while (!rlp_end(&k)) {
            if (!rlp_fixed(&k, &p, 32)) zk_die(ZK_EXIT_INTERNAL, "access list unchecked");
            u256 key;
            u256_load_be(&key, p);
            slot_warm(slot_entry(a, &key));
        }
    }
}

const char* tx_execute(const transaction* tx, const block_env* block, const tx_limits* limits, tx_result* result)
{
    uint64_t intrinsic, floor;
    const char* why = tx_check_static(tx, block->fork, block->chain_id, &intrinsic, &floor);
    if (why) return why;
    if (tx->gas_limit > limits->gas) return "gas limit above what the block has left";
    if (!tx->is_message && u256_lt(&tx->max_fee, &block->base_fee)) return "maximum fee below the base fee";
    uint64_t blob_gas = (uint64_t)tx->blob_count * GAS_PER_BLOB;
    if (tx->blob_count > limits->blobs) return "more blobs than the block has left";
    if (tx->type == 3 && u256_lt(&tx->max_blob_fee, &block->blob_base_fee)) return "blob fee below the blob base fee";

    account* sender = state_account(tx->sender);
    const code* sender_code = account_code(sender);
    if (!tx->is_message && sender_code->len != 0 && !delegate_of(sender_code)) return "sender is a contract (EIP-3607)";
    if (!tx->is_message && sender->nonce != tx->nonce) return sender->nonce < tx->nonce ? "nonce too high" : "nonce too low";

    u256 most, t, price, tip, cost;
    if (!fee(&most, &tx->max_fee, tx->gas_limit) || u256_add(&most, &most, &tx->value) ||
        !fee(&t, &tx->max_blob_fee, blob_gas) || u256_add(&most, &most, &t) || u256_lt(&sender->balance, &most))
        return "balance below the most it may cost";

    /* the effective price is at most max_fee, so nothing below overflows */
    if (tx->is_message) {
        u256_zero(&tip);
        u256_zero(&price);
    } else {
        u256_sub(&tip, &tx->max_fee, &block->base_fee);
        if (u256_lt(&tx->max_priority_fee, &tip)) tip = tx->max_priority_fee;
        u256_add(&price, &tip, &block->base_fee);
    }

    tx_begin();
    fee(&cost, &price, tx->gas_limit);
    if (blob_gas) {
        fee(&t, &block->blob_base_fee, blob_gas);
        u256_add(&cost, &cost, &t);
    }
    account_sub(sender, &cost);
    if (!tx->is_message) account_set_nonce(sender, tx->nonce + 1);

    account_warm(sender);
    account* coinbase = account_entry(block->coinbase);
    account_warm(coinbase);
    warm_precompiles(block->fork);
    warm_access_list(tx);
    for (rlp_cursor c = tx->authorizations, a; !rlp_end(&c);) {
        if (!rlp_list(&c, &a)) zk_die(ZK_EXIT_INTERNAL, "authorization unchecked");
        authorize(a, block->chain_id);
    }

    tx_env env;
    memcpy(env.origin, tx->sender, 20);
    env.gas_price = price;
    env.blob_hash_count = tx->blob_count;
    env.blob_hashes = zk_alloc((tx->blob_count + 1) * sizeof *env.blob_hashes);
    rlp_cursor c = tx->blob_hashes;
    for (size_t i = 0; i < tx->blob_count; i++)
        if (!rlp_fixed(&c, &env.blob_hashes[i], 32)) zk_die(ZK_EXIT_INTERNAL, "blob hashes unchecked");
    evm_set_tx(&env);

    message m;
    m.is_create = tx->is_create;
    m.caller = sender;
    m.value = tx->value;
    m.input = tx->data;
    m.input_len = tx->data_len;
    m.gas = tx->gas_limit - intrinsic;
    if (tx->is_create) {
        m.target = evm_create_target(tx->sender, tx->nonce);
        m.code = NULL;
        account_warm(m.target);
        account_load(m.target);
    } else {
        m.target = account_entry(tx->to);
        account_warm(m.target);
        account_load(m.target);
        m.code = account_code(m.target);
        const uint8_t* d = block->fork >= ZK_PRAGUE ? delegate_of(m.code) : NULL;
        if (d) {
            account* at = account_entry(d);
            account_warm(at);
            account_load(at);
            m.code = account_code(at);
        }
    }
    outcome o;
    evm_run(&m, &o);

    uint64_t used = tx->gas_limit - o.gas_left;
    /* a failed transaction keeps the refunds of its authorizations, as reverting restored them */
    if (state_refund < 0) zk_die(ZK_EXIT_INTERNAL, "negative refund");
    uint64_t refund = (uint64_t)state_refund;
    if (refund > used / 5) refund = used / 5;
    used -= refund;
    if (used < floor) used = floor;

    fee(&t, &price, tx->gas_limit - used);
    account_add(sender, &t);
    account_load(coinbase);
    fee(&t, &tip, used);
    if (!u256_is_zero(&t)) account_add(coinbase, &t);
    else if (account_is_empty(coinbase)) account_touch(coinbase);
    tx_end();

    result->success = o.status == EVM_OK;
    result->gas_used = used;
    result->output = o.output;
    result->output_len = o.output_len;
    return NULL;
}

int system_call(const block_env* block, const uint8_t target[20], const uint8_t* data, size_t len, int* has_code,
                const uint8_t** out, size_t* out_len)
{
    static const uint8_t SYSTEM[20] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe};
    account* to = state_account(target);
    *has_code = account_code(to)->len != 0;
    *out = NULL;
    *out_len = 0;
    if (!*has_code) return 0;
    tx_begin();
    tx_env env;
    memset(&env, 0, sizeof env);
    memcpy(env.origin, SYSTEM, 20);
    evm_set_tx(&env);
    account_warm(to);
    warm_precompiles(block->fork);
    message m;
    memset(&m, 0, sizeof m);
    m.caller = account_entry(SYSTEM);
    m.target = to;
    m.code = account_code(to);
    m.input = data;
    m.input_len = len;
    m.gas = 30000000;
    outcome o;
    evm_run(&m, &o);
    tx_end();
    *out = o.output;
    *out_len = o.output_len;
    return o.status == EVM_OK;
}
