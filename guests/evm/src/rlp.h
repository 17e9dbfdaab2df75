/* RLP: strict decoding over borrowed bytes, and encoding into a buffer. */
#ifndef RLP_H
#define RLP_H

#include "u256.h"

/* A decoded item. `raw` spans header and payload; `data` the payload. */
typedef struct rlp_item {
    const uint8_t* raw;
    const uint8_t* data;
    size_t len;     /* of data */
    size_t raw_len; /* of raw */
    int is_list;
} rlp_item;

/* What remains to be read of a list's payload. */
typedef struct rlp_cursor {
    const uint8_t* p;
    const uint8_t* end;
} rlp_cursor;

/* Reads the item at the cursor and moves past it. Returns 0 at the end, for a length beyond the end,
 * or a non-canonical encoding. */
int rlp_next(rlp_cursor* c, rlp_item* it);

/* One item that fills p[0..len) exactly. */
int rlp_whole(const uint8_t* p, size_t len, rlp_item* it);

ZK_INLINE rlp_cursor rlp_enter(const rlp_item* it)
{
    rlp_cursor c = {it->data, it->data + it->len};
    return c;
}
ZK_INLINE int rlp_end(const rlp_cursor* c) { return c->p == c->end; }

/* The next item with a required form; 0 if it has another. Integers must be canonical. */
int rlp_list(rlp_cursor* c, rlp_cursor* inner);
int rlp_string(rlp_cursor* c, const uint8_t** p, size_t* len);
int rlp_fixed(rlp_cursor* c, const uint8_t** p, size_t len); /* a string of exactly len bytes */
int rlp_u64(rlp_cursor* c, uint64_t* x);
int rlp_u256(rlp_cursor* c, u256* x);

/* Number of items up to the end, or -1 if one is malformed. */
long rlp_count(rlp_cursor c);

/* Sizes of encodings. */
size_t rlp_size_string(const uint8_t* p, size_t len);
size_t rlp_size_u64(uint64_t x);
size_t rlp_size_u256(const u256* x);
size_t rlp_size_header(size_t len); /* header of a list with len bytes of payload */

/* Encoders write at p and return the byte after. */
uint8_t* rlp_put_string(uint8_t* p, const uint8_t* s, size_t len);
uint8_t* rlp_put_u64(uint8_t* p, uint64_t x);
uint8_t* rlp_put_u256(uint8_t* p, const u256* x);
uint8_t* rlp_put_list(uint8_t* p, size_t len); /* the header only */

#endif
