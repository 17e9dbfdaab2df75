/* Merkle-Patricia tries over witness nodes that are found by hash and parsed when first reached. */
#ifndef TRIE_H
#define TRIE_H

#include "rlp.h"

typedef struct node node;

typedef struct trie {
    node* root;          /* NULL while empty or unresolved */
    const uint8_t* hash; /* root hash not resolved yet, else NULL */
} trie;

extern const uint8_t EMPTY_ROOT[32];

/* Salts all hash tables, so that nobody can choose keys that collide: set it from something that depends on
 * the keys themselves, such as the block's hash. */
extern uint32_t tables_salt;

ZK_INLINE uint32_t table_mix(uint32_t h, uint32_t w)
{
    h = (h ^ w) * 0x9e3779b1u;
    return h ^ h >> 15;
}
/* Place of a hash in a table. */
ZK_INLINE uint32_t table_mix_hash(const uint8_t hash[32])
{
    uint32_t w[2];
    memcpy(w, hash, 8);
    return table_mix(table_mix(tables_salt, w[0]), w[1]);
}

ZK_INLINE int same_hash(const uint8_t a[32], const uint8_t b[32])
{
    ZK_UNROLL
    for (int i = 0; i < 32; i += 4) {
        uint32_t x, y;
        memcpy(&x, a + i, 4);
        memcpy(&y, b + i, 4);
        if (x != y) return 0;
    }
    return 1;
}

/* Sets up the node table for at most `count` nodes. */
void trie_nodes_init(size_t count);
/* Hashes a witness node and adds it. The bytes must stay. */
void trie_nodes_add(const uint8_t* raw, size_t len);
/* Makes room for `count` nodes more; the table moves. */
void trie_nodes_reserve(size_t count);
/* Adds a node whose hash is known. */
void trie_nodes_put(const uint8_t* raw, size_t len, const uint8_t hash[32]);
size_t trie_nodes_count(void);
/* The i-th node, in the order of adding without repetitions, or NULL beyond the last; whether the execution needed it. */
const uint8_t* trie_node_at(size_t i, size_t* len, int* used);

/* Called with every node that trie_hash makes and that is found by its hash; NULL: nobody wants them. */
extern void (*trie_made)(const uint8_t* raw, size_t len, const uint8_t hash[32]);

void trie_init_empty(trie* t);
void trie_init_root(trie* t, const uint8_t root[32]);

/* Keys are `bytes` long, no key may be a prefix of another. Stops with ZK_EXIT_NODE_MISSING or
 * ZK_EXIT_NODE_BAD when the witness does not answer. */
int trie_get(trie* t, const uint8_t* key, size_t bytes, const uint8_t** value, size_t* len);
/* Key and value must stay; len > 0. */
void trie_put(trie* t, const uint8_t* key, size_t bytes, const uint8_t* value, size_t len);
/* Removes a key; nothing happens if it is absent. */
void trie_delete(trie* t, const uint8_t* key, size_t bytes);
/* The root hash; hashes exactly the nodes that changed. */
void trie_hash(trie* t, uint8_t root[32]);

#endif
