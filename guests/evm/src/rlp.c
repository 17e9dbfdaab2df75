#include "rlp.h"

int rlp_next(rlp_cursor* c, rlp_item* it)
{
    const uint8_t* p = c->p;
    size_t left = (size_t)(c->end - p);
    if (left == 0) return 0;
    uint32_t b = p[0];
    it->raw = p;
    it->is_list = b >= 0xc0;
    if (b < 0x80) {
        it->data = p;
        it->len = it->raw_len = 1;
        c->p = p + 1;
        return 1;
    }
    uint32_t k = b & 0x3f;
    size_t len, head;
    if (k <= 55) {
        len = k;
        head = 1;
        if (len > left - 1) return 0;
        if (b == 0x81 && p[1] < 0x80) return 0;
    } else {
        uint32_t n = k - 55;
        if (n > left - 1 || p[1] == 0) return 0;
        len = 0;
        if (n > 4) return 0; /* longer than any address space of the machine */
        for (uint32_t i = 0; i < n; i++) len = len << 8 | p[1 + i];
        if (len <= 55) return 0;
        head = 1 + n;
        if (len > left - head) return 0;
    }
    it->data = p + head;
    it->len = len;
    it->raw_len = head + len;
    c->p = p + head + len;
    return 1;
}

int rlp_whole(const uint8_t* p, size_t len, rlp_item* it)
{
    rlp_cursor c = {p, p + len};
    return rlp_next(&c, it) && rlp_end(&c);
}

int rlp_list(rlp_cursor* c, rlp_cursor* inner)
{
    rlp_item it;
    if (!rlp_next(c, &it) || !it.is_list) return 0;
    *inner = rlp_enter(&it);
    return 1;
}

int rlp_string(rlp_cursor* c, const uint8_t** p, size_t* len)
{
    rlp_item it;
    if (!rlp_next(c, &it) || it.is_list) return 0;
    *p = it.data;
    *len = it.len;
    return 1;
}

int rlp_fixed(rlp_cursor* c, const uint8_t** p, size_t len)
{
    rlp_item it;
    if (!rlp_next(c, &it) || it.is_list || it.len != len) return 0;
    *p = it.data;
    return 1;
}

int rlp_u64(rlp_cursor* c, uint64_t* x)
{
    rlp_item it;
    if (!rlp_next(c, &it) || it.is_list || it.len > 8) return 0;
    if (it.len && it.data[0] == 0) return 0;
    uint64_t v = 0;
    for (size_t i = 0; i < it.len; i++) v = v << 8 | it.data[i];
    *x = v;
    return 1;
}

int rlp_u256(rlp_cursor* c, u256* x)
{
    rlp_item it;
    if (!rlp_next(c, &it) || it.is_list || it.len > 32) return 0;
    if (it.len && it.data[0] == 0) return 0;
    u256_load_bytes(x, it.data, it.len);
    return 1;
}

long rlp_count(rlp_cursor c)
{
    rlp_item it;
    long n = 0;
    while (!rlp_end(&c)) {
        if (!rlp_next(&c, &it)) return -1;
        n++;
    }
    return n;
}

static size_t bytes_of(size_t x)
{
    size_t n = 0;
    for (; x; x >>= 8) n++;
    return n;
}

size_t rlp_size_header(size_t len) { return len <= 55 ? 1 : 1 + bytes_of(len); }

size_t rlp_size_string(const uint8_t* p, size_t len)
{
    if (len == 1 && p[0] < 0x80) return 1;
    return rlp_size_header(len) + len;
}

size_t rlp_size_u64(uint64_t x)
{
    if (x < 0x80) return 1;
    size_t n = 1;
    for (; x; x >>= 8) n++;
    return n;
}

size_t rlp_size_u256(const u256* x)
{
    uint32_t bits = u256_bits(x);
    return bits <= 7 ? 1 : 1 + (bits + 7) / 8;
}

static uint8_t* put_header(uint8_t* p, size_t len, uint32_t base)
{
    if (len <= 55) {
        *p++ = (uint8_t)(base + len);
        return p;
    }
    size_t n = bytes_of(len);
    *p++ = (uint8_t)(base + 55 + n);
    for (size_t i = n; i-- > 0;) *p++ = (uint8_t)(len >> (8 * i));
    return p;
}

uint8_t* rlp_put_list(uint8_t* p, size_t len) { return put_header(p, len, 0xc0); }

uint8_t* rlp_put_string(uint8_t* p, const uint8_t* s, size_t len)
{
    if (len == 1 && s[0] < 0x80) {
        *p++ = s[0];
        return p;
    }
    p = put_header(p, len, 0x80);
    if (len) memcpy(p, s, len);
    return p + len;
}

uint8_t* rlp_put_u64(uint8_t* p, uint64_t x)
{
    uint8_t b[8];
    zk_store64be(b, x);
    int i = 0;
    while (i < 8 && b[i] == 0) i++;
    return rlp_put_string(p, b + i, (size_t)(8 - i));
}

uint8_t* rlp_put_u256(uint8_t* p, const u256* x)
{
    uint8_t b[32];
    u256_store_be(b, x);
    size_t n = (u256_bits(x) + 7) / 8;
    return rlp_put_string(p, b + 32 - n, n);
}
