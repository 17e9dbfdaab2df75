/* Headers and the rules that tie them to their parent. */
#include "block.h"

const fork_entry* config_at(const chain_config* c, uint64_t time)
{
    const fork_entry* e = NULL;
    for (size_t i = 0; i < c->schedule_count && c->schedule[i].time <= time; i++) e = &c->schedule[i];
    return e;
}

int header_decode(header* h, const uint8_t* raw, size_t len)
{
    rlp_item it;
    memset(h, 0, sizeof *h);
    if (!rlp_whole(raw, len, &it) || !it.is_list) return 0;
    rlp_cursor c = rlp_enter(&it);
    if (!rlp_fixed(&c, &h->parent_hash, 32) || !rlp_fixed(&c, &h->ommers_hash, 32) || !rlp_fixed(&c, &h->coinbase, 20) ||
        !rlp_fixed(&c, &h->state_root, 32) || !rlp_fixed(&c, &h->tx_root, 32) || !rlp_fixed(&c, &h->receipts_root, 32) ||
        !rlp_fixed(&c, &h->bloom, 256) || !rlp_u256(&c, &h->difficulty) || !rlp_u64(&c, &h->number) ||
        !rlp_u64(&c, &h->gas_limit) || !rlp_u64(&c, &h->gas_used) || !rlp_u64(&c, &h->timestamp) ||
        !rlp_string(&c, &h->extra, &h->extra_len) || !rlp_fixed(&c, &h->prev_randao, 32) || !rlp_fixed(&c, &h->nonce, 8))
        return 0;
    h->fields = 15;
    if (!rlp_end(&c)) {
        if (!rlp_u256(&c, &h->base_fee)) return 0;
        h->fields = 16;
    }
    if (!rlp_end(&c)) {
        if (!rlp_fixed(&c, &h->withdrawals_root, 32)) return 0;
        h->fields = 17;
    }
    if (!rlp_end(&c)) {
        if (!rlp_u64(&c, &h->blob_gas_used) || !rlp_u64(&c, &h->excess_blob_gas) || !rlp_fixed(&c, &h->beacon_root, 32))
            return 0;
        h->fields = 20;
    }
    if (!rlp_end(&c)) {
        if (!rlp_fixed(&c, &h->requests_hash, 32)) return 0;
        h->fields = 21;
    }
    if (!rlp_end(&c)) return 0;
    zk_keccak256(raw, len, h->hash);
    return 1;
}

void blob_base_fee(u256* out, uint64_t excess, uint64_t fraction)
{
    u256 sum, term, num, den, t;
    uint32_t wide[16];
    /* e^178 > 2^256 */
    if (fraction == 0 || excess / fraction >= 178) {
        for (int i = 0; i < 8; i++) out->w[i] = 0xffffffffu;
        return;
    }
    u256_zero(&sum);
    u256_set64(&term, fraction);
    u256_set64(&num, excess);
    for (uint32_t i = 1; !u256_is_zero(&term); i++) {
        if (u256_add(&sum, &sum, &term)) goto huge;
        u256_mul_full(wide, &term, &num);
        for (int k = 8; k < 16; k++)
            if (wide[k]) goto huge;
        for (int k = 0; k < 8; k++) term.w[k] = wide[k];
        u256_set64(&den, fraction);
        u256_set32(&t, i);
        u256 d;
        u256_mul(&d, &den, &t);
        u256_divmod(&term, NULL, &term, &d);
    }
    u256_set64(&den, fraction);
    u256_divmod(out, NULL, &sum, &den);
    return;
huge:
    for (int i = 0; i < 8; i++) out->w[i] = 0xffffffffu;
}

/* EIP-4844 and EIP-7918, with the parameters of the new block's fork. */
static uint64_t next_excess(const header* parent, const fork_entry* f)
{
    uint64_t target = f->blob_target * GAS_PER_BLOB, sum = parent->excess_blob_gas + parent->blob_gas_used;
    if (sum < parent->excess_blob_gas) zk_die_rule("excess blob gas overflows");
    if (sum < target) return 0;
    if (f->fork >= ZK_OSAKA) {
        u256 reserve, price, t, blob;
        u256_set32(&t, 8192); /* BLOB_BASE_COST */
        if (!u256_mul_checked(&reserve, &parent->base_fee, &t)) zk_die_rule("base fee overflows");
        blob_base_fee(&blob, parent->excess_blob_gas, f->blob_fraction);
        u256_set32(&t, GAS_PER_BLOB);
        if (u256_mul_checked(&price, &blob, &t) && u256_lt(&price, &reserve)) {
            /* used * (max - target) / max without overflow: used <= max blobs of its own fork */
            u256 a, b;
            u256_set64(&a, parent->blob_gas_used);
            u256_set64(&b, f->blob_max - f->blob_target);
            u256_mul(&t, &a, &b);
            u256_set64(&b, f->blob_max);
            u256_divmod(&t, NULL, &t, &b);
            return parent->excess_blob_gas + u256_low64(&t);
        }
    }
    return sum - target;
}

/* EIP-1559: elasticity 2, denominator 8. */
void next_base_fee(const header* parent, u256* out)
{
    uint64_t target = parent->gas_limit / 2;
    if (parent->gas_used == target) {
        *out = parent->base_fee;
        return;
    }
    int up = parent->gas_used > target;
    u256 delta, t;
    u256_set64(&t, up ? parent->gas_used - target : target - parent->gas_used);
    if (!u256_mul_checked(&delta, &parent->base_fee, &t)) zk_die_rule("base fee overflows");
    u256_set64(&t, target);
    u256_divmod(&delta, NULL, &delta, &t);
    u256_set32(&t, 8);
    u256_divmod(&delta, NULL, &delta, &t);
    if (up) {
        if (u256_is_zero(&delta)) u256_set32(&delta, 1);
        if (u256_add(out, &parent->base_fee, &delta)) zk_die_rule("base fee overflows");
    } else {
        u256_sub(out, &parent->base_fee, &delta);
    }
}

void header_check(const header* h, const header* parent, const fork_entry* f, u256* base_fee, uint64_t* excess)
{
    static const uint8_t NO_OMMERS[32] = {0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                                          0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                                          0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47};
    static const uint8_t ZERO[8];
    if (memcmp(h->parent_hash, parent->hash, 32) != 0) zk_die_rule("parent hash");
    if (parent->fields < 16) zk_die_rule("parent without base fee");
    if (h->fields != (f->fork >= ZK_PRAGUE ? 21 : 20)) zk_die_rule("number of header fields");
    if (h->number == 0 || h->number - 1 != parent->number) zk_die_rule("number");
    if (h->timestamp <= parent->timestamp) zk_die_rule("timestamp not after the parent's");
    if (h->gas_used > h->gas_limit) zk_die_rule("gas used above gas limit");
    uint64_t bound = parent->gas_limit / 1024;
    uint64_t diff = h->gas_limit > parent->gas_limit ? h->gas_limit - parent->gas_limit : parent->gas_limit - h->gas_limit;
    if (diff >= bound || h->gas_limit < 5000 || h->gas_limit >> 63) zk_die_rule("gas limit");
    if (h->extra_len > 32) zk_die_rule("extra data too long");
    if (!u256_is_zero(&h->difficulty)) zk_die_rule("difficulty not zero");
    if (memcmp(h->nonce, ZERO, 8) != 0) zk_die_rule("nonce not zero");
    if (memcmp(h->ommers_hash, NO_OMMERS, 32) != 0) zk_die_rule("ommers hash");
    next_base_fee(parent, base_fee);
    if (!u256_eq(base_fee, &h->base_fee)) zk_die_rule("base fee");
    *excess = next_excess(parent, f);
    if (*excess != h->excess_blob_gas) zk_die_rule("excess blob gas");
    if (h->blob_gas_used > f->blob_max * GAS_PER_BLOB || h->blob_gas_used % GAS_PER_BLOB) zk_die_rule("blob gas used");
}
