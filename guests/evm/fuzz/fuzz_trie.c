/* Two halves. Even first byte: a program of put, delete and hash on one trie, against a plain array; the
 * root must equal that of a trie built anew from what is left. Odd: arbitrary witness nodes, the first of
 * which is the root, under the same program: anything may be refused, nothing may go wrong. */
#include "fuzz.h"
#include "trie.h"

#define KEYS 64

static const uint8_t* values[KEYS];
static size_t lengths[KEYS];
static uint8_t keys[KEYS][32];

/* Keys share long prefixes, so that extensions and embedded nodes appear. */
static void make_keys(unsigned bytes)
{
    for (unsigned i = 0; i < KEYS; i++) {
        memset(keys[i], 0, 32);
        keys[i][0] = (uint8_t)((i & 3) << 4 | (i & 1));
        keys[i][bytes / 2] = (uint8_t)(i >> 2 << 3);
        keys[i][bytes - 1] |= (uint8_t)(i >> 4);
        keys[i][bytes - 1] = (uint8_t)(keys[i][bytes - 1] ^ (i << 2));
    }
}

static void rebuild(uint8_t root[32], unsigned bytes)
{
    trie t;
    trie_init_empty(&t);
    for (int i = KEYS - 1; i >= 0; i--)
        if (values[i]) trie_put(&t, keys[i], bytes, values[i], lengths[i]);
    trie_hash(&t, root);
}

static void run(trie* t, const uint8_t* p, const uint8_t* end, unsigned bytes, int model)
{
    uint8_t root[32], want[32];
    while (end - p >= 2) {
        unsigned k = p[0] & 63, what = p[0] >> 6;
        size_t len = p[1] % 40;
        p += 2;
        const uint8_t* v;
        size_t n;
        if (what <= 1 && len && (size_t)(end - p) >= len) {
            trie_put(t, keys[k], bytes, p, len);
            values[k] = p;
            lengths[k] = len;
            p += len;
        } else if (what == 2) {
            trie_delete(t, keys[k], bytes);
            values[k] = NULL;
        } else if (what == 3 && (len & 1)) {
            trie_hash(t, root);
            if (model) {
                rebuild(want, bytes);
                CHECK(memcmp(root, want, 32) == 0);
            }
        } else {
            int found = trie_get(t, keys[k], bytes, &v, &n);
            if (model) CHECK(found == (values[k] != NULL));
            if (model && found) CHECK(n == lengths[k] && memcmp(v, values[k], n) == 0);
        }
    }
    trie_hash(t, root);
    if (!model) return;
    rebuild(want, bytes);
    CHECK(memcmp(root, want, 32) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 4) return 0;
    uint8_t* p = arena_copy(data, size);
    const uint8_t* end = p + size;
    unsigned bytes = p[1] & 1 ? 32 : 4;
    static trie t;
    memset(values, 0, sizeof values);
    make_keys(bytes);
    if (p[0] & 1) {
        uint8_t root[32];
        const uint8_t* q = p + 3;
        if (setjmp(leave)) {
            CHECK(exit_code == ZK_EXIT_NODE_BAD || exit_code == ZK_EXIT_NODE_MISSING);
            return 0;
        }
        unsigned count = p[2] % 8 + 1;
        trie_nodes_init(count);
        for (unsigned i = 0; i < count && end - q >= 2; i++) {
            size_t n = (size_t)q[0] << 8 | q[1];
            q += 2;
            if (n > (size_t)(end - q)) n = (size_t)(end - q);
            uint8_t* copy = zk_alloc(n);
            memcpy(copy, q, n);
            trie_nodes_add(copy, n);
            if (i == 0) zk_keccak256(copy, n, root);
            q += n;
        }
        if (q == p + 3) return 0;
        trie_init_root(&t, root);
        run(&t, q, end, bytes, 0);
    } else {
        if (setjmp(leave)) {
            CHECK(0);
        }
        trie_nodes_init(0);
        trie_init_empty(&t);
        run(&t, p + 2, end, bytes, 1);
    }
    return 0;
}
