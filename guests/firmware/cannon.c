/* Profile cannon: the system calls of Optimism's 32-bit Cannon and its preimage oracle on descriptors 3 to 6. What the oracle
 * gives is checked against its key (keccak256, SHA-256) or, where a hash does not bind it (local keys above all), goes into the
 * public digest with its key: docs/firmware.md. */
#include "fw.h"

enum { HINT_READ = 3, HINT_WRITE, PREIMAGE_READ, PREIMAGE_WRITE };
enum { KEY_KECCAK = 2, KEY_SHA256 = 4 };

#define STORE 0x81000000u   /* assumed preimages, kept for the whole run */
#define STORE_END 0x88000000u
#define BUFFER STORE_END    /* the checked preimage that is being read */
#define BUFFER_END 0x8f000000u
#define HEAP_START 0x05000000u
#define HEAP_END 0x60000000u
#define GUEST_END 0x80000000u /* Cannon gives programs all addresses; here the upper half is the firmware's */
#define SLOTS 8192u

static u32 key[8];                 /* as memory words */
static u32 data, length, offset;   /* preimage of `key`: valid when loaded */
static u32 loaded;
static u32 heap = HEAP_START;
static u32 store = STORE;
static u32 assumed_count;
static struct { u32 key[8], data, length, used; } assumed[SLOTS];
static sha256 assumptions;

void cannon_init(void)
{
    sha256_init(&assumptions);
    __asm__ volatile("mtc0 %0, $31, 4" : : "r"(-1)); /* no cause equals it: every call takes the slow way */
}

static u32 big(u32 v)
{
#ifdef __MIPSEB__
    return v;
#else
    return __builtin_bswap32(v);
#endif
}

static void absorb_word(sha256 *s, u32 v)
{
    u32 w = big(v);
    sha256_update(s, &w, 4);
}

/* digest ← SHA-256(SHA-256(stdout) ‖ SHA-256(assumptions)) */
void cannon_digest(u32 digest[8])
{
    u32 a[8];
    sha256 s;
    sha256_final(&assumptions, a);
    sha256_init(&s);
    for (int i = 0; i < 8; i++) absorb_word(&s, digest[i]);
    for (int i = 0; i < 8; i++) absorb_word(&s, a[i]);
    sha256_final(&s, digest);
}

static int same(const u32 *a, const u32 *b)
{
    u32 d = 0;
    for (int i = 0; i < 8; i++) d |= a[i] ^ b[i];
    return !d;
}

static u32 fetch(u32 to, u32 end)
{
    u32 n = zkfp_hint(ZKFP_HINT_PREIMAGE, (u32)key);
    if (n > end - to) stop("host: a preimage is too long");
    hint_words((u32 *)to, (n + 3) >> 2, ZKFP_HINT_PREIMAGE_WORD);
    return n;
}

static void load(void)
{
    u32 kind = *(u8 *)key;
    loaded = 1;
    if (kind == KEY_KECCAK || kind == KEY_SHA256) {
        u32 h[8];
        data = BUFFER;
        length = fetch(BUFFER, BUFFER_END);
        if (kind == KEY_KECCAK)
            keccak256((const u8 *)BUFFER, length, (u8 *)h);
        else {
            sha256 s;
            sha256_init(&s);
            sha256_update(&s, (void *)BUFFER, length);
            sha256_final(&s, h);
            for (int i = 0; i < 8; i++) h[i] = big(h[i]);
        }
        *(u8 *)h = (u8)kind; /* the key is the hash with its first byte replaced */
        if (!same(h, key)) stop("host: a preimage does not match its key");
        return;
    }
    u32 slot = (key[7] ^ key[7] >> 13 ^ key[3] ^ key[1]) & (SLOTS - 1);
    while (assumed[slot].used && !same(assumed[slot].key, key)) slot = (slot + 1) & (SLOTS - 1);
    if (!assumed[slot].used) {
        if (++assumed_count > SLOTS / 2) stop("too many preimages that no hash checks");
        for (int i = 0; i < 8; i++) assumed[slot].key[i] = key[i];
        assumed[slot].used = 1;
        assumed[slot].data = store;
        u32 n = assumed[slot].length = fetch(store, STORE_END);
        sha256_update(&assumptions, key, 32);
        absorb_word(&assumptions, 0);
        absorb_word(&assumptions, n);
        sha256_update(&assumptions, (void *)store, n);
        store += (n + 3) & ~3u;
    }
    data = assumed[slot].data;
    length = assumed[slot].length;
}

/* Length-prefixed preimage, at most the rest of the aligned word at a time. */
static u32 read_preimage(u32 to, u32 count)
{
    if (!loaded) load();
    u32 n = 4 - (to & 3), total = length + 8;
    if (n > count) n = count;
    if (n > total - offset) n = total - offset;
    if (n == 4 && offset >= 8 && !(offset & 3)) {
        wr32(to, rd32(data + offset - 8));
    } else {
        u32 prefix[2] = {0, big(length)};
        for (u32 i = 0; i < n; i++) {
            u32 o = offset + i;
            ((u8 *)to)[i] = o < 8 ? ((u8 *)prefix)[o] : ((u8 *)data)[o - 8];
        }
    }
    offset += n;
    return n;
}

/* Bytes enter the key at its end. */
static u32 write_key(u32 from, u32 count)
{
    u32 n = 4 - (from & 3);
    if (n > count) n = count;
    loaded = offset = 0;
    if (n == 4) {
        for (int i = 0; i < 7; i++) key[i] = key[i + 1];
        key[7] = rd32(from);
    } else {
        u8 *k = (u8 *)key;
        for (u32 i = 0; i < 32 - n; i++) k[i] = k[i + n];
        for (u32 i = 0; i < n; i++) k[32 - n + i] = ((u8 *)from)[i];
    }
    return n;
}

static void write_hint(u32 from, u32 count)
{
    u32 block[2] = {from, count};
    zkfp_hint(ZKFP_HINT_ORACLE_HINT, (u32)block);
}

/* v0 and a3, in the registers in which a 64-bit value is returned. */
static u64 answer(u32 v0, u32 a3)
{
#ifdef __MIPSEB__
    return (u64)v0 << 32 | a3;
#else
    return (u64)a3 << 32 | v0;
#endif
}

static int guest_memory(u32 addr, u32 len) { return addr <= GUEST_END && len <= GUEST_END - addr && !vm_hole(addr, len); }

u64 cannon_call(u32 a0, u32 a1, u32 a2, u32 number)
{
    switch (number) {
    case 4003: /* read */
        if (a0 == PREIMAGE_READ) return guest_memory(a1, 1) ? answer(read_preimage(a1, a2), 0) : answer(~0u, EFAULT);
        if (a0 == 0) return answer(0, 0);
        if (a0 == HINT_READ) return answer(a2, 0);
        return answer(~0u, EBADF);
    case 4004: /* write */
        if (a0 == PREIMAGE_WRITE) return guest_memory(a1, 1) ? answer(write_key(a1, a2), 0) : answer(~0u, EFAULT);
        if ((a0 - 1 < 2 || a0 == HINT_WRITE) && !guest_memory(a1, a2)) return answer(~0u, EFAULT);
        switch (a0) {
        case 1: out_bytes(a1, a2); /* fall through */
        case 2: host_write(a0, a1, a2); return answer(a2, 0);
        case HINT_WRITE: write_hint(a1, a2); return answer(a2, 0);
        default: return answer(~0u, EBADF);
        }
    case 4055: /* fcntl */
        if (a1 != 3 && a1 != 1) return answer(~0u, EINVAL);
        if (a0 > PREIMAGE_WRITE) return answer(~0u, EBADF);
        return answer(a1 == 3 && a0 != 0 && a0 != HINT_READ && a0 != PREIMAGE_READ, 0);
    case 4090: case 4210: { /* mmap */
        u32 size = (a1 + PAGE - 1) & ~(PAGE - 1);
        if (size < a1) return answer(~0u, EINVAL);
        if (a0) return guest_memory(a0, size) ? answer(a0, 0) : answer(~0u, EINVAL);
        if (size > HEAP_END - heap) return answer(~0u, EINVAL);
        heap += size;
        return answer(heap - size, 0);
    }
    case 4045: return answer(0x40000000, 0); /* brk */
    case 4120: return answer(1, 0);          /* clone: the child never runs */
    case 4246: finish((a0 & 255) << 8);      /* exit_group */
    default: return answer(0, 0);
    }
}
