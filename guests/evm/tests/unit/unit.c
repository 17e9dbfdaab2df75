/* Unit tests: 256-bit arithmetic against bit-by-bit references, Keccak against known answers and a
 * sponge by bytes, RLP and trie edge cases, jump destinations, and (on MIPS) the runtime's memory and division
 * functions. Prints the number of checks; exit code 1 on the first failure. */
#include "arena.h"
#include "jumpdest.h"
#include "rt.h"
#include "trie.h"
#include "u256.h"

static unsigned checks;

static void print(const char* s) { rt_write(s, strlen(s)); }

static void print_number(unsigned x)
{
    char buf[12];
    int i = 12;
    do buf[--i] = (char)('0' + x % 10);
    while (x /= 10);
    rt_write(buf + i, (size_t)(12 - i));
}

static void check(int ok, const char* what, unsigned line)
{
    checks++;
    if (ok) return;
    print("FAIL line ");
    print_number(line);
    print(": ");
    print(what);
    print("\n");
    rt_exit(1);
}
#define CHECK(x) check(x, #x, __LINE__)

/* What trie_get and friends call for a bad witness. */
_Noreturn void zk_die(int status, const char* what)
{
    (void)status;
    print("FAIL: ended with ");
    print(what);
    print("\n");
    rt_exit(1);
}

static uint32_t rng = 12345;
static uint32_t next(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 17;
    rng ^= rng << 5;
    return rng;
}

/* Numbers of all lengths with many limbs at their extremes. */
static void random_number(u256* x)
{
    uint32_t n = next() % 9;
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t k = next() % 8;
        x->w[i] = i >= n ? 0 : k == 0 ? 0 : k == 1 ? 0xffffffffu : k == 2 ? 0x80000000u : k == 3 ? 1 : next();
    }
    if (next() % 16 == 0) {
        u256_zero(x);
        x->w[next() % 8] = 1u << (next() & 31);
    }
}

/* ---- references on 600 bits, one bit at a time ---- */

#define WIDE 19
typedef struct wide {
    uint32_t w[WIDE];
} wide;

static wide widen(const u256* x)
{
    wide r;
    for (int i = 0; i < WIDE; i++) r.w[i] = i < 8 ? x->w[i] : 0;
    return r;
}
static wide wide_add(wide a, wide b)
{
    uint64_t c = 0;
    for (int i = 0; i < WIDE; i++) {
        c += (uint64_t)a.w[i] + b.w[i];
        a.w[i] = (uint32_t)c;
        c >>= 32;
    }
    return a;
}
static int wide_lt(const wide* a, const wide* b)
{
    for (int i = WIDE - 1; i >= 0; i--)
        if (a->w[i] != b->w[i]) return a->w[i] < b->w[i];
    return 0;
}
static wide wide_sub(wide a, wide b)
{
    for (int i = 0; i < WIDE; i++) b.w[i] = ~b.w[i];
    wide one = {{1}};
    return wide_add(wide_add(a, b), one);
}
static int bit(const wide* a, int i) { return a->w[i >> 5] >> (i & 31) & 1; }
static wide wide_mul(const wide* a, const wide* b)
{
    wide r = {{0}};
    for (int i = 255; i >= 0; i--) {
        r = wide_add(r, r);
        if (bit(a, i)) r = wide_add(r, *b);
    }
    return r;
}
static wide wide_divmod(const wide* a, const wide* b, wide* rem)
{
    wide q = {{0}}, r = {{0}};
    for (int i = WIDE * 32 - 1; i >= 0; i--) {
        r = wide_add(r, r);
        r.w[0] |= (uint32_t)bit(a, i);
        if (!wide_lt(&r, b)) {
            r = wide_sub(r, *b);
            q.w[i >> 5] |= 1u << (i & 31);
        }
    }
    *rem = r;
    return q;
}
static int same(const u256* x, const wide* y)
{
    for (int i = 0; i < 8; i++)
        if (x->w[i] != y->w[i]) return 0;
    return 1;
}
static u256 negated(const u256* a)
{
    u256 z, r;
    u256_zero(&z);
    u256_sub(&r, &z, a);
    return r;
}

static void arithmetic(int rounds)
{
    for (int k = 0; k < rounds; k++) {
        u256 a, b, m, r, q, t;
        uint32_t full[16];
        random_number(&a);
        random_number(&b);
        random_number(&m);
        if (next() % 8 == 0) b = a;
        wide wa = widen(&a), wb = widen(&b), wm = widen(&m), rem, w;

        w = wide_add(wa, wb);
        CHECK(u256_add(&r, &a, &b) == w.w[8] && same(&r, &w));
        w = wide_sub(wa, wb);
        CHECK(u256_sub(&r, &a, &b) == (uint32_t)wide_lt(&wa, &wb) && same(&r, &w));
        CHECK(u256_lt(&a, &b) == wide_lt(&wa, &wb));
        CHECK(u256_eq(&a, &b) == (!wide_lt(&wa, &wb) && !wide_lt(&wb, &wa)));
        int sa = (int)(a.w[7] >> 31), sb = (int)(b.w[7] >> 31);
        CHECK(u256_slt(&a, &b) == (sa != sb ? sa : wide_lt(&wa, &wb)));
        w = wide_mul(&wa, &wb);
        u256_mul(&r, &a, &b);
        CHECK(same(&r, &w));
        u256_mul_full(full, &a, &b);
        int equal = 1, fits = 1;
        for (int i = 0; i < 16; i++) equal &= full[i] == w.w[i];
        for (int i = 8; i < 16; i++) fits &= w.w[i] == 0;
        CHECK(equal);
        CHECK(u256_mul_checked(&r, &a, &b) == fits);
        u256_divmod(&q, &r, &a, &b);
        if (u256_is_zero(&b)) {
            CHECK(u256_is_zero(&q) && u256_is_zero(&r));
        } else {
            w = wide_divmod(&wa, &wb, &rem);
            CHECK(same(&q, &w) && same(&r, &rem));
            t = a;
            u256_divmod(&t, NULL, &t, &b); /* aliasing, as the interpreter calls it */
            CHECK(u256_eq(&t, &q));
            t = b;
            u256_divmod(NULL, &t, &a, &t);
            CHECK(u256_eq(&t, &r));
        }
        u256 pa = sa ? negated(&a) : a, pb = sb ? negated(&b) : b;
        u256_divmod(&q, &t, &pa, &pb);
        u256_sdiv(&r, &a, &b);
        u256 want = sa != sb ? negated(&q) : q;
        CHECK(u256_eq(&r, &want));
        u256_smod(&r, &a, &b);
        want = sa ? negated(&t) : t;
        CHECK(u256_eq(&r, &want));
        u256_addmod(&r, &a, &b, &m);
        u256_mulmod(&t, &a, &b, &m);
        if (u256_is_zero(&m)) {
            CHECK(u256_is_zero(&r) && u256_is_zero(&t));
        } else {
            w = wide_add(wa, wb);
            wide_divmod(&w, &wm, &rem);
            CHECK(same(&r, &rem));
            w = wide_mul(&wa, &wb);
            wide_divmod(&w, &wm, &rem);
            CHECK(same(&t, &rem));
        }
        uint32_t n = next() & 255;
        u256 p2;
        u256_set32(&p2, 1);
        u256_shl(&p2, &p2, n);
        CHECK((p2.w[n >> 5] >> (n & 31) & 1) && u256_bits(&p2) == n + 1);
        u256_shl(&r, &a, n);
        u256_mul(&t, &a, &p2);
        CHECK(u256_eq(&r, &t));
        u256_shr(&r, &a, n);
        wide wp = widen(&p2);
        w = wide_divmod(&wa, &wp, &rem);
        CHECK(same(&r, &w));
        u256_sar(&t, &a, n);
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t from = i + n < 256 ? i + n : 255;
            if ((t.w[i >> 5] >> (i & 31) & 1) != (a.w[from >> 5] >> (from & 31) & 1)) CHECK(0);
        }
        checks++;
        uint8_t bytes[32];
        u256_store_be(bytes, &a);
        u256_load_be(&r, bytes);
        CHECK(u256_eq(&r, &a));
        size_t skip = 0;
        while (skip < 32 && bytes[skip] == 0) skip++;
        u256_load_bytes(&r, bytes + skip, 32 - skip);
        CHECK(u256_eq(&r, &a));
        CHECK((u256_bits(&a) + 7) / 8 == 32 - skip);
        if (k % 8 == 0) {
            u256 e;
            u256_set32(&e, next() % 300);
            if (next() % 4 == 0) u256_set32(&a, 2);
            u256_exp(&r, &a, &e);
            u256_set32(&want, 1);
            for (uint32_t i = 0; i < e.w[0]; i++) {
                u256_mul(&t, &want, &a);
                want = t;
            }
            CHECK(u256_eq(&r, &want));
        }
    }
}

static int equals_hex(const uint8_t* p, size_t n, const char* hex)
{
    for (size_t i = 0; i < n; i++) {
        unsigned x = 0;
        for (int k = 0; k < 2; k++) {
            char c = hex[2 * i + (size_t)k];
            x = x << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        if (p[i] != x) return 0;
    }
    return hex[2 * n] == 0;
}

static void keccak(void)
{
    uint8_t out[32], in[600] = {0};
    /* the hash of the empty string and of "abc", as everywhere; the empty trie root is keccak256(0x80) */
    zk_keccak256(in, 0, out);
    CHECK(equals_hex(out, 32, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"));
    zk_keccak256((const uint8_t*)"abc", 3, out);
    CHECK(equals_hex(out, 32, "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"));
    in[0] = 0x80;
    zk_keccak256(in, 1, out);
    CHECK(memcmp(out, EMPTY_ROOT, 32) == 0);
    for (size_t i = 0; i < sizeof in; i++) in[i] = (uint8_t)next();
    for (size_t len = 0; len < 500; len += len < 300 ? 1 : 17) {
        /* a sponge by bytes, at every alignment */
        const uint8_t* p = in + (len & 3);
        uint32_t a[50] = {0};
        uint8_t block[136], want[32];
        size_t left = len;
        for (;;) {
            size_t n = left < 136 ? left : 136;
            memset(block, 0, sizeof block);
            memcpy(block, p, n);
            if (n < 136) {
                block[n] ^= 1;
                block[135] ^= 0x80;
            }
            for (int i = 0; i < 136; i++) a[i / 4] ^= (uint32_t)block[i] << (8 * (i & 3));
            zkfp_keccakf(a);
            p += n;
            left -= n;
            if (n < 136) break;
        }
        for (int i = 0; i < 32; i++) want[i] = (uint8_t)(a[i / 4] >> (8 * (i & 3)));
        zk_keccak256(in + (len & 3), len, out);
        CHECK(memcmp(out, want, 32) == 0);
    }
}

static int decodes(const char* bytes, size_t n)
{
    rlp_item it;
    return rlp_whole((const uint8_t*)bytes, n, &it);
}

static void rlp(void)
{
    CHECK(decodes("\x00", 1) && decodes("\x7f", 1) && decodes("\x81\x80", 2) && decodes("\x80", 1) && decodes("\xc0", 1));
    CHECK(!decodes("", 0) && !decodes("\x81\x7f", 2) && !decodes("\x81", 1) && !decodes("\x82\x01", 2));
    CHECK(!decodes("\xb8\x01\x80", 3) && !decodes("\xb8", 1) && !decodes("\xb9\x00\x40", 3) && !decodes("\xf8\x37", 2));
    CHECK(!decodes("\xbf\xff\xff\xff\xff\xff\xff\xff\xff", 9) && !decodes("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9));
    CHECK(!decodes("\xbb\xff\xff\xff\xff\x00", 6) && !decodes("\xfb\xff\xff\xff\xfb\x00", 6) && !decodes("\xc1", 1));
    CHECK(!decodes("\x80\x80", 2));
    rlp_cursor c = {(const uint8_t*)"\x82\x00\x01", (const uint8_t*)"\x82\x00\x01" + 3};
    uint8_t bytes[3] = {0x82, 0x00, 0x01};
    c.p = bytes;
    c.end = bytes + 3;
    uint64_t x;
    CHECK(!rlp_u64(&c, &x));
    uint8_t out[16], want[9] = {0x88, 1, 2, 3, 4, 5, 6, 7, 8};
    CHECK(rlp_put_u64(out, 0x0102030405060708) - out == 9 && memcmp(out, want, 9) == 0);
    CHECK(rlp_put_u64(out, 0) - out == 1 && out[0] == 0x80 && rlp_put_u64(out, 0x80) - out == 2 && out[1] == 0x80);
    CHECK(rlp_size_header(55) == 1 && rlp_size_header(56) == 2 && rlp_size_header(256) == 3);
}

/* The trie of a set of keys does not depend on the order of insertion, nor on detours. */
static void tries(void)
{
    enum { N = 200 };
    uint8_t* keys = zk_alloc(N * 32);
    uint8_t order[N], first[32], root[32];
    for (int i = 0; i < N; i++) {
        uint8_t x = (uint8_t)i;
        zk_keccak256(&x, 1, keys + 32 * i);
        order[i] = x;
        if (i % 5 == 1) memcpy(keys + 32 * i, keys + 32 * (i - 1), 31 - i % 30);
    }
    trie_nodes_init(0);
    for (int round = 0; round < 6; round++) {
        trie t;
        trie_init_empty(&t);
        for (int i = N - 1; i > 0; i--) {
            uint32_t k = next() % (uint32_t)(i + 1);
            uint8_t x = order[i];
            order[i] = order[k];
            order[k] = x;
        }
        for (int i = 0; i < N; i++) trie_put(&t, keys + 32 * order[i], 32, keys + 32 * order[i], 1 + order[i] % 40u % 32u);
        if (round & 1) {
            trie_hash(&t, root);
            for (int i = 0; i < N; i += 2) trie_delete(&t, keys + 32 * order[i], 32);
            if (round & 2) trie_hash(&t, root);
            for (int i = 0; i < N; i += 2)
                trie_put(&t, keys + 32 * order[i], 32, keys + 32 * order[i], 1 + order[i] % 40u % 32u);
        }
        trie_hash(&t, root);
        if (round == 0) memcpy(first, root, 32);
        CHECK(memcmp(root, first, 32) == 0);
        for (int i = 0; i < N; i++) trie_delete(&t, keys + 32 * order[i], 32);
        trie_hash(&t, root);
        CHECK(memcmp(root, EMPTY_ROOT, 32) == 0);
    }
}

/* Against a scan of the whole code: codes rich in PUSHes, in data that looks like them, and in bytes 0x5b; asked in any order. */
static void jumpdests(int rounds)
{
    enum { MOST = 600 };
    uint8_t *bytes = zk_alloc(MOST + 33), *is = zk_alloc(MOST + 33);
    for (int k = 0; k < rounds; k++) {
        zk_mark_t mark = zk_mark();
        uint32_t len = 1 + next() % MOST, dense = next() % 4;
        memset(bytes, 0, MOST + 33);
        memset(is, 0, MOST + 33);
        for (uint32_t i = 0; i < len; i++) {
            uint32_t x = next();
            uint32_t kind = x & 7;
            bytes[i] = (uint8_t)(kind < dense ? 0x60 + (x >> 8) % 32 : kind == 4 || dense == 3 ? 0x5b : kind == 5 ? 0x7f : x >> 8);
        }
        for (uint32_t i = 0; i < len; i++) {
            if (bytes[i] == 0x5b) is[i] = 1;
            if (bytes[i] >= 0x60 && bytes[i] < 0x80) i += bytes[i] - 0x5fu;
        }
        code c = {bytes, len, 1, 0, 0, NULL};
        for (uint32_t i = 0; i < 2 * len; i++) {
            uint32_t d = k & 1 ? i / 2 : next() % (len + 4);
            CHECK(is_jumpdest(&c, d) == (d < len && is[d]));
        }
        zk_release(mark);
    }
}

/* memcpy and its kin at every alignment and many lengths, between guard bytes. */
static void memory(void)
{
    static uint8_t a[256], b[256], want[256];
    for (unsigned sa = 0; sa < 4; sa++)
        for (unsigned sb = 0; sb < 4; sb++)
            for (unsigned n = 0; n < 100; n++) {
                for (int i = 0; i < 256; i++) {
                    a[i] = (uint8_t)next();
                    b[i] = want[i] = (uint8_t)next();
                }
                for (unsigned i = 0; i < n; i++) want[32 + sb + i] = a[32 + sa + i];
                volatile size_t len = n;
                memcpy(b + 32 + sb, a + 32 + sa, len);
                CHECK(memcmp(b, want, 256) == 0);
                int differs = 0;
                for (unsigned i = 0; i < n && !differs; i++)
                    if (a[33 + i + sa] != b[32 + sb + i]) differs = a[33 + i + sa] < b[32 + sb + i] ? -1 : 1;
                int got = memcmp(a + 33 + sa, b + 32 + sb, len);
                CHECK((got < 0) == (differs < 0) && (got > 0) == (differs > 0));
                int shift = (int)(next() % 41) - 20;
                for (int i = 0; i < 256; i++) want[i] = a[i];
                for (unsigned i = 0; i < n; i++) want[64 + shift + (int)i] = a[64 + sa + i];
                memmove(a + 64 + shift, a + 64 + sa, len);
                CHECK(memcmp(a, want, 256) == 0);
                for (unsigned i = 0; i < n; i++) want[16 + sb + i] = (uint8_t)n;
                memset(a + 16 + sb, (int)n, len);
                CHECK(memcmp(a, want, 256) == 0);
            }
}

static void division64(void)
{
    for (int i = 0; i < 20000; i++) {
        volatile uint64_t n = (uint64_t)next() << 32 | next(), d = (uint64_t)next() << 32 | next();
        n >>= next() & 63;
        d >>= next() & 63;
        if (i % 7 == 0) n = UINT64_MAX - (n & 3);
        if (i % 5 == 0) d = (d & 3) + ((uint64_t)1 << 63);
        if (d == 0) d = 1;
        uint64_t q = n / d, r = n % d;
        /* q * d + r = n without overflow, r < d */
        CHECK(r < d && q * d + r == n && (q == 0 || q <= UINT64_MAX / d));
        volatile int64_t sn = (int64_t)n, sd = (int64_t)d;
        if (sn == INT64_MIN && sd == -1) continue;
        int64_t sq = sn / sd, sr = sn % sd;
        CHECK((uint64_t)sq * (uint64_t)sd + (uint64_t)sr == (uint64_t)sn && (sr == 0 || (sr < 0) == (sn < 0)));
    }
}

/* The runtime's entry: the tests take the guest's place. */
int guest_run(const uint8_t* input, size_t len)
{
    (void)input;
    (void)len;
    arithmetic(2000);
    keccak();
    rlp();
    tries();
    jumpdests(400);
    memory();
    division64();
    print_number(checks);
    print(" checks passed\n");
    return 0;
}
