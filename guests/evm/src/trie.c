#include "trie.h"

#include "arena.h"

const uint8_t EMPTY_ROOT[32] = {0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45,
                                0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c,
                                0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21};

enum { LEAF, EXTENSION, BRANCH };

/* A child is a node, or the RLP item that refers to it (0xa0 + hash, or the node itself when
 * shorter than 32 bytes) while nobody needed it. */
typedef union child {
    node* n;
    const uint8_t* raw;
} child;

/* path: `len` nibbles, the first being nibble `start` of the bytes at `path`.
 * ref: the RLP item that refers to this node, NULL since it changed. */
struct node {
    uint8_t kind, len;
    uint16_t start;
    uint16_t raw_mask; /* bit i: child[i] is unresolved */
    const uint8_t* path;
    const uint8_t* ref;
    union {
        struct {
            const uint8_t* value;
            size_t value_len;
        };
        child c[16]; /* an extension has c[0] only */
    };
};

#define LEAF_BYTES (offsetof(struct node, c) + sizeof(const uint8_t*) + sizeof(size_t))
#define EXTENSION_BYTES (offsetof(struct node, c) + 2 * sizeof(child))

/* ---- witness nodes by hash ---- */

typedef struct entry {
    const uint8_t* raw;
    size_t len;
    uint8_t hash[32];
    uint32_t used;
} entry;

uint32_t tables_salt;
void (*trie_made)(const uint8_t* raw, size_t len, const uint8_t hash[32]);

static entry* table;
static uint32_t* slots; /* entry index + 1 */
static size_t slot_mask, entries, capacity;

void trie_nodes_init(size_t count)
{
    size_t n = 16;
    /* sizes below must not wrap on 32 bits; so many nodes would not fit anyway */
    if (count > 1u << 22) zk_die(ZK_EXIT_MEMORY, "more than 2^22 trie nodes");
    while (n < count * 2) n *= 2;
    slots = zk_alloc0(n * sizeof *slots);
    table = zk_alloc((count ? count : 1) * sizeof *table);
    slot_mask = n - 1;
    entries = 0;
    capacity = count;
}

static uint32_t* find_slot(const uint8_t hash[32])
{
    size_t i = table_mix_hash(hash) & slot_mask;
    while (slots[i] && !same_hash(table[slots[i] - 1].hash, hash)) i = (i + 1) & slot_mask;
    return &slots[i];
}

/* The hash of the next entry is in its place. */
static void add_hashed(const uint8_t* raw, size_t len)
{
    entry* e = &table[entries];
    uint32_t* s = find_slot(e->hash);
    if (*s) return;
    e->raw = raw;
    e->len = len;
    e->used = 0;
    *s = (uint32_t)++entries;
}

void trie_nodes_add(const uint8_t* raw, size_t len)
{
    if (entries == capacity) zk_die(ZK_EXIT_INTERNAL, "node table full");
    zk_keccak256(raw, len, table[entries].hash);
    add_hashed(raw, len);
}

void trie_nodes_put(const uint8_t* raw, size_t len, const uint8_t hash[32])
{
    if (entries == capacity) zk_die(ZK_EXIT_INTERNAL, "node table full");
    memcpy(table[entries].hash, hash, 32);
    add_hashed(raw, len);
}

void trie_nodes_reserve(size_t count)
{
    if (count <= capacity - entries) return;
    const entry* old = table;
    size_t n = entries, wanted = n + count > 2 * capacity ? n + count : 2 * capacity;
    trie_nodes_init(wanted);
    for (size_t i = 0; i < n; i++) {
        table[i] = old[i];
        *find_slot(table[i].hash) = (uint32_t)++entries;
    }
}

size_t trie_nodes_count(void) { return entries; }

const uint8_t* trie_node_at(size_t i, size_t* len, int* used)
{
    if (i >= entries) return NULL;
    *len = table[i].len;
    *used = (int)table[i].used;
    return table[i].raw;
}

/* ---- paths ---- */

ZK_INLINE uint32_t nibble(const uint8_t* p, size_t i) { return i & 1 ? p[i >> 1] & 15u : p[i >> 1] >> 4; }

/* Length of the common prefix of a node's path and the key's nibbles from `at` (at most `left`). */
static size_t common(const node* n, const uint8_t* key, size_t at, size_t left)
{
    size_t len = n->len < left ? n->len : left, i = 0;
    if (((n->start ^ at) & 1) == 0) {
        if ((at & 1) && len) {
            if (nibble(n->path, n->start) != nibble(key, at)) return 0;
            i = 1;
        }
        const uint8_t* a = n->path + ((n->start + i) >> 1);
        const uint8_t* b = key + ((at + i) >> 1);
        while (i + 2 <= len && *a == *b) {
            a++;
            b++;
            i += 2;
        }
    }
    while (i < len && nibble(n->path, n->start + i) == nibble(key, at + i)) i++;
    return i;
}

/* ---- parsing ---- */

_Noreturn static void bad(void) { zk_die(ZK_EXIT_NODE_BAD, "malformed trie node"); }

static int is_ref(const rlp_item* it)
{
    return it->is_list ? it->raw_len < 32 : it->len == 32;
}

/* A branch all of whose children are hashes, with no value, as nearly all are; NULL for what is not such a branch. */
static node* parse_branch(const uint8_t* p, const uint8_t* end, const uint8_t* ref)
{
    /* the shortest: two hashes; what is shorter is not read below */
    if (end - p < 81 || end[-1] != 0x80) return NULL;
    zk_mark_t mark = zk_mark();
    node* b = zk_alloc(sizeof *b);
    uint32_t mask = 0;
    end--;
    for (uint32_t i = 0; i < 16; i++) {
        if (p < end && *p == 0xa0) {
            b->c[i].raw = p;
            p += 33;
            mask |= 0x10000u;
        } else if (p < end && *p == 0x80) {
            b->c[i].n = NULL;
            p++;
        } else {
            p = NULL;
            break;
        }
        mask >>= 1;
    }
    if (p != end) {
        zk_release(mark);
        return NULL;
    }
    b->kind = BRANCH;
    b->len = 0;
    b->start = 0;
    b->raw_mask = (uint16_t)mask;
    b->path = NULL;
    b->ref = ref;
    return b;
}

static node* parse(const uint8_t* raw, size_t raw_len, const uint8_t* ref)
{
    rlp_item whole, it[17];
    if (!rlp_whole(raw, raw_len, &whole) || !whole.is_list) bad();
    node* branch = parse_branch(whole.data, whole.data + whole.len, ref);
    if (branch) return branch;
    rlp_cursor c = rlp_enter(&whole);
    int n = 0;
    while (!rlp_end(&c)) {
        if (n == 17 || !rlp_next(&c, &it[n])) bad();
        n++;
    }
    if (n == 17) {
        node* b = zk_alloc(sizeof *b);
        b->kind = BRANCH;
        b->len = 0;
        b->start = 0;
        b->path = NULL;
        b->ref = ref;
        uint32_t mask = 0;
        for (int i = 0; i < 16; i++) {
            if (!it[i].is_list && it[i].len == 0) {
                b->c[i].n = NULL;
                continue;
            }
            if (!is_ref(&it[i])) bad();
            b->c[i].raw = it[i].raw;
            mask |= 1u << i;
        }
        b->raw_mask = (uint16_t)mask;
        if (it[16].is_list || it[16].len != 0) bad();
        return b;
    }
    if (n != 2 || it[0].is_list || it[0].len == 0 || it[0].len > 33) bad();
    uint32_t flag = it[0].data[0] >> 4;
    if (flag > 3 || (!(flag & 1) && (it[0].data[0] & 15))) bad();
    size_t nibbles = it[0].len * 2 - (flag & 1 ? 1 : 2);
    int leaf = flag >= 2;
    node* e = zk_alloc(leaf ? LEAF_BYTES : EXTENSION_BYTES);
    e->kind = leaf ? LEAF : EXTENSION;
    e->path = it[0].data;
    e->start = flag & 1 ? 1 : 2;
    e->len = (uint8_t)nibbles;
    e->ref = ref;
    if (leaf) {
        if (it[1].is_list || it[1].len == 0) bad();
        e->raw_mask = 0;
        e->value = it[1].data;
        e->value_len = it[1].len;
    } else {
        if (nibbles == 0 || !is_ref(&it[1])) bad();
        e->raw_mask = 1;
        e->c[0].raw = it[1].raw;
    }
    return e;
}

static node* load(const uint8_t hash[32], const uint8_t* ref)
{
    uint32_t* s = find_slot(hash);
    if (!*s) zk_die(ZK_EXIT_NODE_MISSING, "trie node not in the witness");
    entry* e = &table[*s - 1];
    e->used = 1;
    return parse(e->raw, e->len, ref);
}

/* The i-th child as a node, NULL if there is none. */
static node* resolve(node* p, uint32_t i)
{
    if (p->raw_mask >> i & 1) {
        const uint8_t* raw = p->c[i].raw;
        p->c[i].n = raw[0] == 0xa0 ? load(raw + 1, raw) : parse(raw, 1u + (raw[0] - 0xc0u), raw);
        p->raw_mask &= (uint16_t)~(1u << i);
    }
    return p->c[i].n;
}

static void resolve_root(trie* t)
{
    if (t->hash) {
        const uint8_t* h = t->hash;
        uint8_t* ref = zk_alloc(33);
        ref[0] = 0xa0;
        memcpy(ref + 1, h, 32);
        t->root = load(h, ref);
        t->hash = NULL;
    }
}

void trie_init_empty(trie* t)
{
    t->root = NULL;
    t->hash = NULL;
}

void trie_init_root(trie* t, const uint8_t root[32])
{
    t->root = NULL;
    t->hash = memcmp(root, EMPTY_ROOT, 32) == 0 ? NULL : root;
}

/* ---- reading ---- */

int trie_get(trie* t, const uint8_t* key, size_t bytes, const uint8_t** value, size_t* len)
{
    resolve_root(t);
    node* n = t->root;
    size_t at = 0, end = bytes * 2;
    while (n) {
        if (n->kind == BRANCH) {
            if (at == end) bad();
            n = resolve(n, nibble(key, at++));
            continue;
        }
        if (common(n, key, at, end - at) != n->len) return 0;
        at += n->len;
        if (n->kind == LEAF) {
            if (at != end) return 0;
            *value = n->value;
            *len = n->value_len;
            return 1;
        }
        n = resolve(n, 0);
    }
    return 0;
}

/* ---- writing ---- */

static node* new_leaf(const uint8_t* key, size_t at, size_t end, const uint8_t* value, size_t len)
{
    node* n = zk_alloc(LEAF_BYTES);
    n->kind = LEAF;
    n->path = key;
    n->start = (uint16_t)at;
    n->len = (uint8_t)(end - at);
    n->raw_mask = 0;
    n->ref = NULL;
    n->value = value;
    n->value_len = len;
    return n;
}

static node* new_branch(void)
{
    node* n = zk_alloc0(sizeof *n);
    n->kind = BRANCH;
    return n;
}

static node* new_extension(const uint8_t* path, size_t start, size_t len, node* next)
{
    node* n = zk_alloc(EXTENSION_BYTES);
    n->kind = EXTENSION;
    n->path = path;
    n->start = (uint16_t)start;
    n->len = (uint8_t)len;
    n->raw_mask = 0;
    n->ref = NULL;
    n->c[0].n = next;
    return n;
}

void trie_put(trie* t, const uint8_t* key, size_t bytes, const uint8_t* value, size_t len)
{
    resolve_root(t);
    node** link = &t->root;
    size_t at = 0, end = bytes * 2;
    for (;;) {
        node* n = *link;
        if (!n) {
            *link = new_leaf(key, at, end, value, len);
            return;
        }
        n->ref = NULL;
        if (n->kind == BRANCH) {
            if (at == end) bad();
            uint32_t i = nibble(key, at++);
            resolve(n, i);
            link = &n->c[i].n;
            continue;
        }
        size_t k = common(n, key, at, end - at);
        if (k == n->len) {
            if (n->kind == LEAF) {
                if (at + k != end) bad();
                n->value = value;
                n->value_len = len;
                return;
            }
            at += k;
            resolve(n, 0);
            link = &n->c[0].n;
            continue;
        }
        /* the paths part after k nibbles: a branch there, behind an extension if k > 0 */
        if (at + k == end) bad();
        node* b = new_branch();
        uint32_t old = nibble(n->path, n->start + k);
        const uint8_t* path = n->path;
        size_t start = n->start, rest = n->len - k - 1;
        if (n->kind == EXTENSION && rest == 0) {
            b->c[old] = n->c[0];
            if (n->raw_mask & 1) b->raw_mask = (uint16_t)(1u << old);
        } else {
            n->start = (uint16_t)(start + k + 1);
            n->len = (uint8_t)rest;
            b->c[old].n = n;
        }
        b->c[nibble(key, at + k)].n = new_leaf(key, at + k + 1, end, value, len);
        *link = k ? new_extension(path, start, k, b) : b;
        return;
    }
}

/* A path made of a (alen nibbles), optionally one nibble, and b's path. */
static void join(node* into, const node* a, int has_mid, uint32_t mid, const node* b)
{
    size_t alen = a ? a->len : 0, blen = b ? b->len : 0;
    size_t len = alen + (size_t)has_mid + blen, k = 0;
    if (len > 64) bad();
    uint8_t* p = zk_alloc0((len + 1) / 2 + 1);
#define PUT(x)                                         \
    do {                                               \
        p[k >> 1] |= (uint8_t)((x) << (k & 1 ? 0 : 4)); \
        k++;                                           \
    } while (0)
    for (size_t i = 0; i < alen; i++) PUT(nibble(a->path, a->start + i));
    if (has_mid) PUT(mid);
    for (size_t i = 0; i < blen; i++) PUT(nibble(b->path, b->start + i));
#undef PUT
    into->path = p;
    into->start = 0;
    into->len = (uint8_t)len;
}

void trie_delete(trie* t, const uint8_t* key, size_t bytes)
{
    const uint8_t* value;
    size_t value_len;
    if (!trie_get(t, key, bytes, &value, &value_len)) return;

    node* stack[66];
    uint8_t idx[66];
    int depth = 0;
    size_t at = 0;
    node* n = t->root;
    while (n->kind != LEAF) {
        n->ref = NULL;
        stack[depth] = n;
        if (n->kind == BRANCH) {
            idx[depth] = (uint8_t)nibble(key, at++);
        } else {
            idx[depth] = 0;
            at += n->len;
        }
        n = resolve(n, idx[depth]);
        depth++;
    }
    if (depth == 0) {
        t->root = NULL;
        return;
    }
    /* a leaf hangs below a branch: an extension always leads to a branch */
    node* b = stack[--depth];
    if (b->kind != BRANCH) bad();
    b->c[idx[depth]].n = NULL;
    uint32_t count = 0, last = 0;
    for (uint32_t i = 0; i < 16; i++)
        if ((b->raw_mask >> i & 1) || b->c[i].n) {
            count++;
            last = i;
        }
    if (count == 0) bad();
    if (count > 1) return;

    /* one child left: the branch dissolves into it */
    node* only = resolve(b, last);
    node* parent = depth ? stack[depth - 1] : NULL;
    node* merged;
    if (only->kind == BRANCH) {
        merged = zk_alloc(EXTENSION_BYTES);
        merged->kind = EXTENSION;
        merged->raw_mask = 0;
        merged->c[0].n = only;
        join(merged, parent && parent->kind == EXTENSION ? parent : NULL, 1, last, NULL);
    } else {
        merged = only;
        join(merged, parent && parent->kind == EXTENSION ? parent : NULL, 1, last, only);
    }
    merged->ref = NULL;
    if (parent && parent->kind == EXTENSION) {
        depth--;
        parent = depth ? stack[depth - 1] : NULL;
    }
    if (parent) {
        if (parent->kind != BRANCH) bad();
        parent->c[idx[depth - 1]].n = merged;
    } else {
        t->root = merged;
    }
}

/* ---- hashing ---- */

static size_t encode_path(uint8_t* out, const node* n, int leaf)
{
    uint32_t odd = n->len & 1;
    size_t len = n->len / 2 + 1, i = 0, k = 1;
    out[0] = (uint8_t)((leaf ? 0x20 : 0) | (odd ? 0x10 | nibble(n->path, n->start) : 0));
    if (odd) i = 1;
    for (; i < n->len; i += 2)
        out[k++] = (uint8_t)(nibble(n->path, n->start + i) << 4 | nibble(n->path, n->start + i + 1));
    return len;
}

/* Copies a reference; returns the byte after. Nearly all are hashes, 33 bytes that lie anywhere. */
ZK_INLINE uint8_t* put_ref(uint8_t* p, const uint8_t* ref)
{
    if (ZK_LIKELY(ref[0] == 0xa0)) {
        *p++ = 0xa0;
        for (int i = 1; i < 33; i += 4) {
            uint32_t w;
            memcpy(&w, ref + i, 4);
            memcpy(p, &w, 4);
            p += 4;
        }
        return p;
    }
    size_t k = 1u + (ref[0] - 0xc0u);
    memcpy(p, ref, k);
    return p + k;
}

static size_t ref_len(const uint8_t* ref) { return ref[0] == 0xa0 ? 33 : 1u + (ref[0] - 0xc0u); }

static const uint8_t* node_ref(node* n);

ZK_INLINE const uint8_t* child_ref(node* n, uint32_t i)
{
    return n->raw_mask >> i & 1 ? n->c[i].raw : node_ref(n->c[i].n);
}

/* Encodes a changed node into scratch memory that *mark releases: the references of its children,
 * which stay, are made before. Depth is at most 64. */
static const uint8_t* encode(node* n, size_t* len, zk_mark_t* mark)
{
    uint8_t path[34];
    uint8_t *out, *p;
    if (n->kind == BRANCH) {
        const uint8_t* ref[16];
        size_t size = 1;
        for (uint32_t i = 0; i < 16; i++) {
            ref[i] = (n->raw_mask >> i & 1) || n->c[i].n ? child_ref(n, i) : NULL;
            size += ref[i] ? ref_len(ref[i]) : 1;
        }
        *mark = zk_mark();
        out = zk_alloc(size + 4);
        p = rlp_put_list(out, size);
        for (uint32_t i = 0; i < 16; i++) {
            if (!ref[i]) {
                *p++ = 0x80;
                continue;
            }
            p = put_ref(p, ref[i]);
        }
        *p++ = 0x80;
    } else {
        size_t plen = encode_path(path, n, n->kind == LEAF);
        size_t size = rlp_size_string(path, plen);
        if (n->kind == LEAF) {
            size += rlp_size_string(n->value, n->value_len);
            *mark = zk_mark();
            out = zk_alloc(size + 5);
            p = rlp_put_list(out, size);
            p = rlp_put_string(p, path, plen);
            p = rlp_put_string(p, n->value, n->value_len);
        } else {
            const uint8_t* ref = child_ref(n, 0);
            size_t k = ref_len(ref);
            *mark = zk_mark();
            out = zk_alloc(size + k + 4);
            p = rlp_put_list(out, size + k);
            p = rlp_put_string(p, path, plen);
            p = put_ref(p, ref);
        }
    }
    *len = (size_t)(p - out);
    return out;
}

static const uint8_t* node_ref(node* n)
{
    if (n->ref) return n->ref;
    uint8_t* ref = zk_alloc(33);
    zk_mark_t mark;
    size_t len;
    const uint8_t* raw = encode(n, &len, &mark);
    if (len < 32) {
        memcpy(ref, raw, len);
    } else {
        ref[0] = 0xa0;
        zk_keccak256(raw, len, ref + 1);
        if (trie_made) trie_made(raw, len, ref + 1);
    }
    zk_release(mark);
    n->ref = ref;
    return ref;
}

void trie_hash(trie* t, uint8_t root[32])
{
    if (t->hash) {
        memcpy(root, t->hash, 32);
    } else if (!t->root) {
        memcpy(root, EMPTY_ROOT, 32);
    } else if (t->root->ref && t->root->ref[0] == 0xa0) {
        memcpy(root, t->root->ref + 1, 32);
    } else {
        size_t len;
        zk_mark_t mark;
        const uint8_t* raw = encode(t->root, &len, &mark);
        zk_keccak256(raw, len, root);
        if (trie_made) trie_made(raw, len, root);
        zk_release(mark);
    }
}
