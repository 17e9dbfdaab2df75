/* The whole guest on arbitrary input: all modes. The mutator changes strings inside the RLP (also inside
 * strings that hold RLP: blocks, headers, trie nodes) and keeps every length right, so that mutations
 * reach the interpreter and the tries. */
#include "fuzz.h"
#include "tx.h"

/* A run takes as long as its gas allows, so inputs whose transactions may use more than this are left out. */
#define MOST_GAS 2000000u

static int too_long(const uint8_t* data, size_t size)
{
    rlp_item it, tx;
    uint64_t mode, gas, total = 0;
    const uint8_t* p;
    size_t len;
    if (!rlp_whole(data, size, &it)) return 0;
    rlp_cursor c = rlp_enter(&it), payload, in;
    if (!rlp_string(&c, &p, &len) || !rlp_u64(&c, &mode) || !rlp_next(&c, &it) || !rlp_list(&c, &payload)) return 0;
    if (mode == 3) { /* the gas limit is the configuration's */
        uint64_t end;
        rlp_cursor config = rlp_enter(&it);
        for (int i = 0; i < 3; i++)
            if (!rlp_next(&config, &it)) return 0;
        if (!rlp_list(&config, &in) || !rlp_u64(&in, &gas)) return 0;
        for (int i = 0; i < 4; i++)
            if (!rlp_next(&payload, &it)) return 0;
        return rlp_u64(&payload, &end) && (gas > MOST_GAS || end > 16);
    }
    if (mode == 1) {
        if (!rlp_next(&payload, &it) || !rlp_list(&payload, &in)) return 0;
        for (int i = 0; i < 5; i++)
            if (!rlp_next(&in, &it)) return 0;
        return rlp_u64(&in, &gas) && gas > MOST_GAS;
    }
    if (mode != 0 || !rlp_string(&payload, &p, &len) || !rlp_whole(p, len, &it)) return 0;
    c = rlp_enter(&it);
    if (!rlp_next(&c, &it) || !rlp_list(&c, &in)) return 0;
    while (rlp_next(&in, &it)) {
        size_t fields = 2; /* index of the gas limit; legacy transactions are lists */
        tx = it;
        if (!it.is_list) {
            if (it.len < 1 || !rlp_whole(it.data + 1, it.len - 1, &tx)) continue;
            fields = it.data[0] == 1 ? 3 : 4;
        }
        rlp_cursor f = rlp_enter(&tx);
        for (; fields > 0 && rlp_next(&f, &tx); fields--) { }
        if (fields > 0 || !rlp_u64(&f, &gas)) continue;
        total += gas < MOST_GAS ? gas : MOST_GAS + 1;
        if (total > MOST_GAS) return 1;
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size > 1 << 20 || too_long(data, size)) return 0;
    uint8_t* p = arena_copy(data, size);
    exit_code = 0;
    if (setjmp(leave) == 0) exit_code = guest_run(p, size);
    CHECK(exit_code == ZK_EXIT_OK || (exit_code >= ZK_EXIT_INPUT && exit_code < ZK_EXIT_INTERNAL));
    return 0;
}

static uint32_t rng;
static uint32_t next(uint32_t n)
{
    rng = rng * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(rng ^ rng >> 15) * n) >> 32);
}

/* Number of strings in an item, nested RLP counted in. */
static long strings(const rlp_item* it, int depth)
{
    rlp_item in;
    if (!it->is_list) {
        if (depth < 12 && it->len > 20 && it->data[0] >= 0xc0 && rlp_whole(it->data, it->len, &in)) return strings(&in, depth + 1);
        return 1;
    }
    if (depth == 12) return 1;
    long n = 1;
    for (rlp_cursor c = rlp_enter(it); !rlp_end(&c);) {
        if (!rlp_next(&c, &in)) return n;
        n += strings(&in, depth + 1);
    }
    return n;
}

/* Copies an item to out, changing the target-th string or list on the way. Returns the new end, NULL if it does
 * not fit. */
static uint8_t* copy(uint8_t* out, uint8_t* end, const rlp_item* it, int depth, long* target)
{
    rlp_item in;
    if (!it->is_list && depth < 12 && it->len > 20 && it->data[0] >= 0xc0 && rlp_whole(it->data, it->len, &in)) {
        if (end - out < 8) return NULL;
        uint8_t* p = copy(out + 8, end, &in, depth + 1, target);
        if (!p) return NULL;
        size_t n = (size_t)(p - out - 8);
        uint8_t head[16];
        uint8_t* h = rlp_size_header(n) + n > (size_t)(end - out) ? NULL : head;
        if (!h) return NULL;
        h = rlp_put_list(head, n);
        for (uint8_t* q = head; q < h; q++) out[q - head] = q == head ? (uint8_t)(*q - 0x40) : *q;
        memmove(out + (h - head), out + 8, n);
        return out + (h - head) + n;
    }
    int hit = (*target)-- == 0;
    if (it->is_list && depth < 12) {
        if (end - out < 8) return NULL;
        uint8_t* p = out + 8;
        long skip = -1, twice = -1, i = 0;
        if (hit) {
            long n = rlp_count(rlp_enter(it));
            if (n > 0) *(next(2) ? &skip : &twice) = next((uint32_t)n);
        }
        for (rlp_cursor c = rlp_enter(it); !rlp_end(&c); i++) {
            if (!rlp_next(&c, &in)) return NULL;
            if (i == skip) continue;
            p = copy(p, end, &in, depth + 1, target);
            if (p && i == twice) {
                if (in.raw_len > (size_t)(end - p)) return NULL;
                memcpy(p, in.raw, in.raw_len);
                p += in.raw_len;
            }
            if (!p) return NULL;
        }
        size_t n = (size_t)(p - out - 8);
        uint8_t head[16];
        uint8_t* h = rlp_put_list(head, n);
        memcpy(out, head, (size_t)(h - head));
        memmove(out + (h - head), out + 8, n);
        return out + (h - head) + n;
    }
    static uint8_t buf[1 << 16];
    size_t n = it->len < sizeof buf ? it->len : sizeof buf;
    const uint8_t* from = it->data;
    if (hit) {
        if (n) memcpy(buf, it->data, n);
        n = LLVMFuzzerMutate(buf, n, n < 64 ? 64 : n + n / 4 < sizeof buf ? n + n / 4 : sizeof buf);
        from = buf;
    } else {
        n = it->len;
    }
    if (n + 9 > (size_t)(end - out)) return NULL;
    return rlp_put_string(out, from, n);
}

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max, unsigned seed)
{
    rlp_item it;
    static uint8_t out[(1 << 20) + 64];
    rng = seed;
    if (next(16) == 0 || size > 1 << 19 || !rlp_whole(data, size, &it)) return LLVMFuzzerMutate(data, size, max);
    long target = next((uint32_t)strings(&it, 0));
    size_t room = max < 1 << 20 ? max : 1 << 20;
    uint8_t* p = copy(out, out + room, &it, 0, &target);
    if (!p) return LLVMFuzzerMutate(data, size, max);
    memcpy(data, out, (size_t)(p - out));
    return (size_t)(p - out);
}
