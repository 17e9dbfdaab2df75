#include "state.h"

#include "arena.h"

const uint8_t EMPTY_CODE_HASH[32] = {0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d,
                                     0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82,
                                     0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70};

uint32_t tx_current, state_generation;
int64_t state_refund;
log* state_logs;
uint32_t state_log_count;

static trie accounts_trie;

/* ---- hash tables of pointers, open addressing ---- */

typedef struct table {
    void** at;
    size_t mask, count;
} table;

static table accounts, slots, transients, codes;

static void table_init(table* t, size_t size)
{
    t->at = zk_alloc0(size * sizeof *t->at);
    t->mask = size - 1;
    t->count = 0;
}

ZK_INLINE uint32_t load_word(const uint8_t* p)
{
    uint32_t x;
    memcpy(&x, p, 4);
    return x;
}

/* Doubles a table; `mix_at` is the offset of the entry's hash. */
static void table_grow(table* t, size_t mix_at)
{
    void** old = t->at;
    size_t n = t->mask + 1;
    size_t count = t->count;
    table_init(t, n * 2);
    t->count = count;
    for (size_t i = 0; i < n; i++) {
        if (!old[i]) continue;
        uint32_t h;
        memcpy(&h, (uint8_t*)old[i] + mix_at, 4);
        size_t k = h & t->mask;
        while (t->at[k]) k = (k + 1) & t->mask;
        t->at[k] = old[i];
    }
}

static void table_insert(table* t, size_t k, void* entry, size_t mix_at)
{
    t->at[k] = entry;
    if (++t->count * 2 > t->mask) table_grow(t, mix_at);
}

/* ---- keccak with a cache ---- */

typedef struct cached {
    uint32_t len;
    uint32_t in[16];
    uint8_t out[32];
} cached;

#define CACHE_SIZE 2048
static cached* cache;
static int cache_stays;

void keccak_cached(const uint8_t* in, size_t len, uint8_t out[32])
{
    uint32_t w[16];
    size_t n = len / 4;
    uint32_t h = tables_salt;
    memcpy(w, in, len);
    for (size_t i = 0; i < n; i++) h = table_mix(h, w[i]);
    cached* c = &cache[h & (CACHE_SIZE - 1)];
    if (c->len == len) {
        size_t i = 0;
        while (i < n && c->in[i] == w[i]) i++;
        if (i == n) {
            memcpy(out, c->out, 32);
            return;
        }
    }
    zk_keccak256((const uint8_t*)w, len, out);
    c->len = (uint32_t)len;
    for (size_t i = 0; i < n; i++) c->in[i] = w[i];
    memcpy(c->out, out, 32);
}

/* ---- codes ---- */

typedef struct code_entry {
    uint8_t hash[32];
    uint32_t mix;
    const uint8_t* bytes; /* as in the witness, without padding */
    size_t len;
    uint32_t used;
    code* loaded;
} code_entry;

static code no_code;

/* Finds the entry or the free place for a code hash. */
static size_t code_place(const uint8_t hash[32])
{
    size_t k = table_mix_hash(hash) & codes.mask;
    while (codes.at[k] && !same_hash(((code_entry*)codes.at[k])->hash, hash)) k = (k + 1) & codes.mask;
    return k;
}

static void code_put(const uint8_t hash[32], const uint8_t* bytes, size_t len, code* loaded)
{
    size_t k = code_place(hash);
    if (codes.at[k]) return;
    code_entry* e = zk_alloc(sizeof *e);
    memcpy(e->hash, hash, 32);
    e->mix = table_mix_hash(hash);
    e->bytes = bytes;
    e->len = len;
    e->used = 0;
    e->loaded = loaded;
    table_insert(&codes, k, e, offsetof(code_entry, mix));
}

void state_codes_init(size_t count)
{
    size_t n = 64;
    if (count > 1u << 20) zk_die(ZK_EXIT_MEMORY, "more than 2^20 codes");
    while (n < count * 2 + 2) n *= 2;
    static const uint8_t nothing[40];
    no_code.bytes = nothing;
    no_code.len = 0;
    no_code.padded = 1;
    table_init(&codes, n);
}

void state_code_add(const uint8_t* bytes, size_t len)
{
    uint8_t hash[32];
    if (len == 0) return;
    zk_keccak256(bytes, len, hash);
    code_put(hash, bytes, len, NULL);
}

static table kept_codes;

void state_codes_keep(void) { kept_codes = codes; }

void state_codes_restart(void)
{
    size_t n = kept_codes.mask + 1;
    codes = kept_codes;
    codes.at = zk_alloc(n * sizeof *codes.at);
    for (size_t i = 0; i < n; i++) {
        code_entry* e = codes.at[i] = kept_codes.at[i];
        if (e) e->loaded = NULL; /* was made in memory that is given back */
    }
}

void state_codes_reopen(void) { codes = kept_codes; }

void state_used_codes(void (*f)(const uint8_t* bytes, size_t len))
{
    for (size_t i = 0; i <= kept_codes.mask; i++) {
        const code_entry* e = kept_codes.at[i];
        if (e && e->used) f(e->bytes, e->len);
    }
}

static code* make_code(const uint8_t* bytes, size_t len, uint32_t padded)
{
    code* c = zk_alloc(sizeof *c);
    c->bytes = bytes;
    c->len = (uint32_t)len;
    c->padded = padded;
    c->analysed = c->attempts = 0;
    c->jumpdests = NULL;
    return c;
}

code* account_code(account* a)
{
    if (a->loaded) return a->loaded;
    if (same_hash(a->code_hash, EMPTY_CODE_HASH)) return a->loaded = &no_code;
    code_entry* e = codes.at[code_place(a->code_hash)];
    if (!e) zk_die(ZK_EXIT_CODE_MISSING, "contract code not in the witness");
    e->used = 1;
    if (!e->loaded) e->loaded = make_code(e->bytes, e->len, 0);
    return a->loaded = e->loaded;
}

void code_pad(code* c)
{
    if (ZK_LIKELY(c->padded)) return;
    uint8_t* p = zk_alloc(c->len + 36) + ((uintptr_t)c->bytes & 3); /* the same alignment: words are copied as they are */
    memcpy(p, c->bytes, c->len);
    memset(p + c->len, 0, 33);
    c->bytes = p;
    c->padded = 1;
}

/* ---- journal ---- */

enum { J_BALANCE, J_NONCE, J_CODE, J_SLOT, J_TRANSIENT, J_WARM_ACCOUNT, J_WARM_SLOT, J_TOUCH, J_CREATE, J_DESTRUCT };

typedef struct transient {
    account* owner;
    uint32_t mix;
    u256 key, value;
} transient;

typedef struct change {
    uint32_t kind;
    uint32_t number;
    void* of;
    union {
        u256 value;
        uint64_t nonce;
        struct {
            code* loaded;
            const uint8_t* hash;
            uint32_t changed;
        } code;
    };
} change;

static change* journal;
static uint32_t journal_len, journal_cap;
static uint32_t log_cap;

static account** touched;
static uint32_t touched_len, touched_cap;
static account** dirty;
static uint32_t dirty_len, dirty_cap;

/* Doubles an array; the old one is left behind in the arena. */
static void* grow(void* old, uint32_t* cap, size_t size)
{
    uint32_t n = *cap ? *cap * 2 : 256;
    void* p = zk_alloc(n * size);
    if (*cap) memcpy(p, old, *cap * size);
    *cap = n;
    return p;
}

ZK_INLINE change* record(uint32_t kind, void* of)
{
    if (ZK_UNLIKELY(journal_len == journal_cap)) journal = grow(journal, &journal_cap, sizeof *journal);
    change* c = &journal[journal_len++];
    c->kind = kind;
    c->of = of;
    return c;
}

snapshot state_snapshot(void)
{
    snapshot s = {journal_len, state_log_count, state_refund};
    return s;
}

void state_revert(const snapshot* s)
{
    while (journal_len > s->journal) {
        const change* c = &journal[--journal_len];
        account* a = c->of;
        slot* e = c->of;
        switch (c->kind) {
        case J_BALANCE: a->balance = c->value; break;
        case J_NONCE: a->nonce = c->nonce; break;
        case J_CODE:
            a->loaded = c->code.loaded;
            memcpy(a->code_hash, c->code.hash, 32);
            a->code_changed = (uint8_t)c->code.changed;
            break;
        case J_SLOT: e->value = c->value; break;
        case J_TRANSIENT: ((transient*)c->of)->value = c->value; break;
        case J_WARM_ACCOUNT: a->warm_tx = 0; break;
        case J_WARM_SLOT: e->warm_tx = 0; break;
        case J_TOUCH:
            a->touched = 0;
            a->exists = (uint8_t)c->number;
            break;
        case J_CREATE: a->created_tx = c->number; break;
        case J_DESTRUCT: a->destructed = 0; break;
        default: zk_die(ZK_EXIT_INTERNAL, "journal entry");
        }
    }
    state_log_count = s->logs;
    state_refund = s->refund;
}

log* state_add_log(void)
{
    if (state_log_count == log_cap) state_logs = grow(state_logs, &log_cap, sizeof *state_logs);
    return &state_logs[state_log_count++];
}

/* ---- set-up ---- */

void state_cache_keep(int keep)
{
    cache_stays = keep;
    if (keep) cache = zk_alloc0(CACHE_SIZE * sizeof *cache);
}

void state_init(const uint8_t root[32])
{
    table_init(&accounts, 1024);
    table_init(&slots, 4096);
    table_init(&transients, 64);
    if (!cache_stays) cache = zk_alloc0(CACHE_SIZE * sizeof *cache);
    journal_len = journal_cap = log_cap = touched_len = touched_cap = dirty_len = dirty_cap = 0;
    state_log_count = 0;
    state_refund = 0;
    tx_current = 0;
    state_generation++;
    if (root) trie_init_root(&accounts_trie, root);
    else trie_init_empty(&accounts_trie);
}

/* ---- accounts ---- */

account* account_entry(const uint8_t address[20])
{
    uint32_t h = tables_salt;
    for (int i = 0; i < 20; i += 4) h = table_mix(h, load_word(address + i));
    size_t k = h & accounts.mask;
    account* a;
    while ((a = accounts.at[k]) != NULL) {
        if (a->mix == h && memcmp(a->address, address, 20) == 0) return a;
        k = (k + 1) & accounts.mask;
    }
    a = zk_alloc0(sizeof *a);
    memcpy(a->address, address, 20);
    a->mix = h;
    table_insert(&accounts, k, a, offsetof(account, mix));
    return a;
}

static void bad_record(void) { zk_die(ZK_EXIT_NODE_BAD, "malformed account in the state trie"); }

void account_load(account* a)
{
    if (ZK_LIKELY(a->ready)) return;
    a->ready = 1;
    zk_keccak256(a->address, 20, a->hash);
    const uint8_t *p, *root, *hash;
    size_t len;
    if (!trie_get(&accounts_trie, a->hash, 32, &p, &len)) {
        memcpy(a->code_hash, EMPTY_CODE_HASH, 32);
        memcpy(a->storage_root, EMPTY_ROOT, 32);
        trie_init_empty(&a->storage);
        a->loaded = &no_code;
        return;
    }
    rlp_item it;
    if (!rlp_whole(p, len, &it) || !it.is_list) bad_record();
    rlp_cursor c = rlp_enter(&it);
    if (!rlp_u64(&c, &a->nonce) || !rlp_u256(&c, &a->balance) || !rlp_fixed(&c, &root, 32) ||
        !rlp_fixed(&c, &hash, 32) || !rlp_end(&c))
        bad_record();
    a->exists = 1;
    a->record = p;
    a->record_len = len;
    memcpy(a->storage_root, root, 32);
    memcpy(a->code_hash, hash, 32);
    trie_init_root(&a->storage, a->storage_root);
}

account* state_account(const uint8_t address[20])
{
    account* a = account_entry(address);
    account_load(a);
    return a;
}

int account_warm(account* a)
{
    if (a->warm_tx == tx_current) return 0;
    a->warm_tx = tx_current;
    record(J_WARM_ACCOUNT, a);
    return 1;
}

int account_is_empty(const account* a)
{
    return a->nonce == 0 && u256_is_zero(&a->balance) && same_hash(a->code_hash, EMPTY_CODE_HASH);
}

int account_has_storage(account* a) { return !same_hash(a->storage_root, EMPTY_ROOT); }

void account_touch(account* a)
{
    if (a->touched) return;
    change* c = record(J_TOUCH, a);
    c->number = a->exists;
    a->touched = 1;
    a->exists = 1;
    if (touched_len == touched_cap) touched = grow(touched, &touched_cap, sizeof *touched);
    touched[touched_len++] = a;
}

void account_set_balance(account* a, const u256* balance)
{
    account_touch(a);
    record(J_BALANCE, a)->value = a->balance;
    a->balance = *balance;
}

void account_add(account* a, const u256* amount)
{
    u256 sum;
    if (u256_add(&sum, &a->balance, amount)) zk_die(ZK_EXIT_INTERNAL, "balance overflow");
    account_set_balance(a, &sum);
}

void account_sub(account* a, const u256* amount)
{
    u256 rest;
    if (u256_sub(&rest, &a->balance, amount)) zk_die(ZK_EXIT_INTERNAL, "balance underflow");
    account_set_balance(a, &rest);
}

void account_set_nonce(account* a, uint64_t nonce)
{
    account_touch(a);
    record(J_NONCE, a)->nonce = a->nonce;
    a->nonce = nonce;
}

void account_set_code(account* a, const uint8_t* bytes, size_t len)
{
    account_touch(a);
    change* c = record(J_CODE, a);
    uint8_t* old = zk_alloc(32);
    memcpy(old, a->code_hash, 32);
    c->code.loaded = a->loaded;
    c->code.hash = old;
    c->code.changed = a->code_changed;
    a->code_changed = 1;
    if (len == 0) {
        memcpy(a->code_hash, EMPTY_CODE_HASH, 32);
        a->loaded = &no_code;
        return;
    }
    zk_keccak256(bytes, len, a->code_hash);
    a->loaded = make_code(bytes, len, 1);
    code_put(a->code_hash, bytes, len, a->loaded);
}

void account_create(account* a)
{
    account_touch(a);
    record(J_CREATE, a)->number = a->created_tx;
    a->created_tx = tx_current;
    account_set_nonce(a, 1);
}

void account_destruct(account* a)
{
    if (a->destructed) return;
    account_touch(a);
    record(J_DESTRUCT, a);
    a->destructed = 1;
}

/* ---- storage ---- */

slot* slot_entry(account* a, const u256* key)
{
    uint32_t h = tables_salt ^ a->mix;
    for (int i = 0; i < 8; i++) h = table_mix(h, key->w[i]);
    size_t k = h & slots.mask;
    slot* s;
    while ((s = slots.at[k]) != NULL) {
        if (s->mix == h && s->owner == a && u256_eq(&s->key, key)) return s;
        k = (k + 1) & slots.mask;
    }
    s = zk_alloc0(sizeof *s);
    s->owner = a;
    s->key = *key;
    s->mix = h;
    s->next = a->slots;
    a->slots = s;
    table_insert(&slots, k, s, offsetof(slot, mix));
    return s;
}

static const uint8_t* slot_hash(slot* s)
{
    if (!s->hashed) {
        uint8_t key[32];
        u256_store_be(key, &s->key);
        keccak_cached(key, 32, s->hash);
        s->hashed = 1;
    }
    return s->hash;
}

void slot_load(slot* s)
{
    if (ZK_LIKELY(s->ready)) return;
    s->ready = 1;
    account* a = s->owner;
    if (same_hash(a->storage_root, EMPTY_ROOT)) return;
    const uint8_t* p;
    size_t len;
    if (!trie_get(&a->storage, slot_hash(s), 32, &p, &len)) return;
    rlp_cursor c = {p, p + len};
    if (!rlp_u256(&c, &s->value) || !rlp_end(&c) || u256_is_zero(&s->value))
        zk_die(ZK_EXIT_NODE_BAD, "malformed value in a storage trie");
    s->committed = s->value;
}

int slot_warm(slot* s)
{
    if (s->warm_tx == tx_current) return 0;
    s->warm_tx = tx_current;
    record(J_WARM_SLOT, s);
    return 1;
}

const u256* slot_original(const slot* s) { return s->original_tx == tx_current ? &s->original : &s->value; }

void slot_set(slot* s, const u256* value)
{
    account_touch(s->owner);
    if (s->original_tx != tx_current) {
        s->original_tx = tx_current;
        s->original = s->value;
    }
    record(J_SLOT, s)->value = s->value;
    s->value = *value;
}

static size_t transient_place(account* a, const u256* key, uint32_t* hash)
{
    uint32_t h = tables_salt ^ a->mix;
    for (int i = 0; i < 8; i++) h = table_mix(h, key->w[i]);
    *hash = h;
    size_t k = h & transients.mask;
    transient* t;
    while ((t = transients.at[k]) != NULL && !(t->owner == a && u256_eq(&t->key, key))) k = (k + 1) & transients.mask;
    return k;
}

void transient_get(account* a, const u256* key, u256* out)
{
    uint32_t h;
    const transient* t = transients.at[transient_place(a, key, &h)];
    if (t) *out = t->value;
    else u256_zero(out);
}

void transient_set(account* a, const u256* key, const u256* value)
{
    uint32_t h;
    size_t k = transient_place(a, key, &h);
    transient* t = transients.at[k];
    if (!t) {
        t = zk_alloc0(sizeof *t);
        t->owner = a;
        t->key = *key;
        t->mix = h;
        table_insert(&transients, k, t, offsetof(transient, mix));
    }
    record(J_TRANSIENT, t)->value = t->value;
    t->value = *value;
}

/* ---- transactions ---- */

void tx_begin(void)
{
    tx_current++;
    journal_len = 0;
    touched_len = 0;
    state_log_count = 0;
    state_refund = 0;
    if (transients.count) {
        memset(transients.at, 0, (transients.mask + 1) * sizeof *transients.at);
        transients.count = 0;
    }
}

void tx_end(void)
{
    for (uint32_t i = 0; i < touched_len; i++) {
        account* a = touched[i];
        if (!a->touched) continue; /* reverted, or seen before */
        a->touched = 0;
        if (a->destructed) {
            u256_zero(&a->balance);
            a->nonce = 0;
            memcpy(a->code_hash, EMPTY_CODE_HASH, 32);
            a->loaded = &no_code;
            a->code_changed = 1;
            a->destructed = 0;
        }
        if (account_is_empty(a)) {
            a->exists = 0;
            memcpy(a->storage_root, EMPTY_ROOT, 32);
            trie_init_empty(&a->storage);
            for (slot* s = a->slots; s; s = s->next) {
                u256_zero(&s->value);
                u256_zero(&s->committed);
                s->ready = 1;
            }
        }
        if (!a->dirty) {
            a->dirty = 1;
            if (dirty_len == dirty_cap) dirty = grow(dirty, &dirty_cap, sizeof *dirty);
            dirty[dirty_len++] = a;
        }
    }
    touched_len = 0;
    journal_len = 0;
}

/* ---- a full pre-state ---- */

static void put_record(account* a);

int state_preload(const uint8_t address[20], uint64_t nonce, const u256* balance, const uint8_t* bytes, size_t len,
                  rlp_cursor storage)
{
    account* a = account_entry(address);
    if (a->ready) return 0;
    a->ready = 1;
    a->exists = 1;
    zk_keccak256(address, 20, a->hash);
    a->nonce = nonce;
    a->balance = *balance;
    if (len) {
        zk_keccak256(bytes, len, a->code_hash);
        code_put(a->code_hash, bytes, len, NULL);
    } else {
        memcpy(a->code_hash, EMPTY_CODE_HASH, 32);
    }
    trie_init_empty(&a->storage);
    while (!rlp_end(&storage)) {
        rlp_cursor entry;
        const uint8_t *kp, *vp;
        size_t vlen;
        u256 k, v;
        if (!rlp_list(&storage, &entry) || !rlp_fixed(&entry, &kp, 32)) return 0;
        vp = entry.p;
        if (!rlp_u256(&entry, &v) || !rlp_end(&entry) || u256_is_zero(&v)) return 0;
        vlen = (size_t)(entry.end - vp);
        u256_load_be(&k, kp);
        slot* s = slot_entry(a, &k);
        if (s->ready) return 0;
        s->ready = 1;
        s->value = s->committed = v;
        trie_put(&a->storage, slot_hash(s), 32, vp, vlen);
    }
    trie_hash(&a->storage, a->storage_root);
    put_record(a);
    return 1;
}

void state_preload_done(uint8_t root[32]) { trie_hash(&accounts_trie, root); }

/* ---- the end of the block ---- */

static void put_record(account* a)
{
    size_t size = rlp_size_u64(a->nonce) + rlp_size_u256(&a->balance) + 66;
    uint8_t* out = zk_alloc(size + 3);
    uint8_t* p = rlp_put_list(out, size);
    p = rlp_put_u64(p, a->nonce);
    p = rlp_put_u256(p, &a->balance);
    p = rlp_put_string(p, a->storage_root, 32);
    p = rlp_put_string(p, a->code_hash, 32);
    size_t len = (size_t)(p - out);
    if (a->record && len == a->record_len && memcmp(out, a->record, len) == 0) return;
    a->record = out;
    a->record_len = len;
    trie_put(&accounts_trie, a->hash, 32, out, len);
}

/* Insertions come before deletions: a branch that loses one child and gains another must not
 * dissolve in between, which would ask for a sibling that no witness needs to hold. */
static void put_storage(account* a)
{
    int deletions = 0, changed = 0;
    for (slot* s = a->slots; s; s = s->next) {
        if (!s->ready || u256_eq(&s->value, &s->committed)) continue;
        changed = 1;
        if (u256_is_zero(&s->value)) {
            deletions = 1;
            continue;
        }
        uint8_t* v = zk_alloc(33);
        size_t len = (size_t)(rlp_put_u256(v, &s->value) - v);
        trie_put(&a->storage, slot_hash(s), 32, v, len);
    }
    if (deletions)
        for (slot* s = a->slots; s; s = s->next)
            if (s->ready && u256_is_zero(&s->value) && !u256_is_zero(&s->committed))
                trie_delete(&a->storage, slot_hash(s), 32);
    if (changed) trie_hash(&a->storage, a->storage_root);
}

void state_root(uint8_t root[32])
{
    for (uint32_t i = 0; i < dirty_len; i++) {
        account* a = dirty[i];
        if (!a->exists) continue;
        put_storage(a);
        put_record(a);
    }
    for (uint32_t i = 0; i < dirty_len; i++) {
        account* a = dirty[i];
        if (!a->exists && a->record) trie_delete(&accounts_trie, a->hash, 32);
    }
    trie_hash(&accounts_trie, root);
}

void state_new_codes(void (*f)(const uint8_t* bytes, size_t len))
{
    for (uint32_t i = 0; i < dirty_len; i++) {
        const account* a = dirty[i];
        if (a->exists && a->code_changed && a->loaded && a->loaded->len) f(a->loaded->bytes, a->loaded->len);
    }
}

account** state_dirty(size_t* count)
{
    uint32_t gap = 1; /* Shell sort */
    while (gap < dirty_len / 3) gap = gap * 3 + 1;
    for (; gap > 0; gap /= 3)
        for (uint32_t i = gap; i < dirty_len; i++) {
            account* a = dirty[i];
            uint32_t k = i;
            for (; k >= gap && memcmp(dirty[k - gap]->hash, a->hash, 32) > 0; k -= gap) dirty[k] = dirty[k - gap];
            dirty[k] = a;
        }
    *count = dirty_len;
    return dirty;
}
