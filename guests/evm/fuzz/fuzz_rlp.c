/* What the decoder accepts, the encoder gives back byte for byte. */
#include "fuzz.h"
#include "rlp.h"

static uint8_t* encode(uint8_t* p, const rlp_item* it, int depth)
{
    rlp_item in;
    if (!it->is_list) return rlp_put_string(p, it->data, it->len);
    /* lists are checked level by level; deeper ones are copied */
    p = rlp_put_list(p, it->len);
    for (rlp_cursor c = rlp_enter(it); !rlp_end(&c);) {
        rlp_cursor before = c;
        if (depth == 64 || !rlp_next(&c, &in)) {
            memcpy(p, before.p, (size_t)(before.end - before.p));
            return p + (before.end - before.p);
        }
        p = encode(p, &in, depth + 1);
    }
    return p;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    uint8_t* p = arena_copy(data, size);
    rlp_item it;
    if (setjmp(leave)) {
        CHECK(0);
    }
    for (rlp_cursor c = {p, p + size}; !rlp_end(&c);) {
        if (!rlp_next(&c, &it)) break;
        CHECK(it.raw >= p && it.raw + it.raw_len == c.p && c.p <= p + size);
        uint8_t* out = zk_alloc(it.raw_len + 16);
        uint8_t* end = encode(out, &it, 0);
        CHECK((size_t)(end - out) == it.raw_len && memcmp(out, it.raw, it.raw_len) == 0);
        rlp_cursor one = {it.raw, it.raw + it.raw_len};
        u256 x;
        if (rlp_u256(&one, &x)) {
            CHECK(rlp_size_u256(&x) == it.raw_len);
            CHECK(rlp_put_u256(out, &x) == out + it.raw_len && memcmp(out, it.raw, it.raw_len) == 0);
        }
        uint64_t n;
        one.p = it.raw;
        if (rlp_u64(&one, &n)) {
            CHECK(rlp_size_u64(n) == it.raw_len);
            CHECK(rlp_put_u64(out, n) == out + it.raw_len && memcmp(out, it.raw, it.raw_len) == 0);
        }
        rlp_count(rlp_enter(&it));
    }
    return 0;
}
