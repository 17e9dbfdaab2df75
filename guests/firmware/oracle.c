/* The preimage oracle of profile cannon, on descriptors 3 to 6. They are pipes to the program. What the host gives is checked against
 * its key (keccak256, SHA-256) or, where a hash does not bind it (local keys above all), goes into the public digest with its key:
 * docs/firmware.md. Nothing else that the host answers reaches the program in this profile. */
#include "fs.h"

enum { KEY_KECCAK = 2, KEY_SHA256 = 4, KEY_BYTES = 32, PREFIX = 8 };

#define STORE 0x81000000u   /* unchecked preimages, kept for the whole run */
#define STORE_END 0x88000000u
#define BUFFER STORE_END    /* the checked preimage that is being read */
#define BUFFER_END 0x8f000000u
#define SLOTS 8192u

static u32 key[8];                 /* as memory words */
static u32 key_bytes;              /* how many of its bytes are there */
static u32 data, length, offset;   /* preimage of `key` when loaded; what the program has read of prefix and preimage */
static u32 loaded;
static u32 store = STORE;
static u32 unchecked_count;
static struct { u32 key[8], data, length, used; } unchecked[SLOTS];
static sha256 record;

static u32 hint_prefix, hint_left, hint_size; /* bytes of the length that are there; bytes of the hint that are not */
static u32 hint_answers;                      /* hints that are complete, less answers read */

void oracle_init(void) { sha256_init(&record); }

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

/* digest ← SHA-256(SHA-256(stdout) ‖ SHA-256(record)) */
void oracle_digest(u32 digest[8])
{
    u32 a[8];
    sha256 s;
    sha256_final(&record, a);
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
    while (unchecked[slot].used && !same(unchecked[slot].key, key)) slot = (slot + 1) & (SLOTS - 1);
    if (!unchecked[slot].used) {
        if (++unchecked_count > SLOTS / 2) stop("too many preimages that no hash checks");
        for (int i = 0; i < 8; i++) unchecked[slot].key[i] = key[i];
        unchecked[slot].used = 1;
        unchecked[slot].data = store;
        u32 n = unchecked[slot].length = fetch(store, STORE_END);
        sha256_update(&record, key, KEY_BYTES);
        absorb_word(&record, 0);
        absorb_word(&record, n);
        sha256_update(&record, (void *)store, n);
        store += (n + 3) & ~3u;
    }
    data = unchecked[slot].data;
    length = unchecked[slot].length;
}

/* To or from an address that is not aligned, no more than the rest of its word moves, as in Cannon; else all that is asked for. */
static u32 portion(u32 addr, u32 count)
{
    u32 rest = 4 - (addr & 3);
    return (addr & 3) && rest < count ? rest : count;
}

int oracle_readable(u32 kind)
{
    return kind == K_HINT_READ ? hint_answers != 0 : key_bytes == KEY_BYTES && (!loaded || offset - PREFIX != length);
}

u32 oracle_read(u32 kind, u32 to, u32 count)
{
    if (kind == K_HINT_READ) { /* one byte for each hint; whatever the host says to it, the program reads 0 */
        u32 n = count < hint_answers ? count : hint_answers;
        fill((void *)to, 0, n);
        hint_answers -= n;
        return n;
    }
    if (!loaded) load();
    u32 n = portion(to, count), done = 0, prefix[2] = {0, big(length)};
    for (; done < n && offset < PREFIX; done++) ((u8 *)to)[done] = ((u8 *)prefix)[offset++];
    if (n - done > length + PREFIX - offset) n = done + length + PREFIX - offset;
    copy((void *)(to + done), (void *)(data + offset - PREFIX), n - done);
    offset += n - done;
    return n;
}

/* A hint is its length and its bytes; writes may cut the stream anywhere. */
static void follow_hints(u32 from, u32 count)
{
    while (count) {
        u32 n = 1;
        if (hint_prefix < 4) {
            hint_size = hint_size << 8 | *(u8 *)from;
            if (++hint_prefix == 4) hint_left = hint_size;
        } else {
            n = hint_left < count ? hint_left : count;
            hint_left -= n;
        }
        from += n, count -= n;
        if (hint_prefix == 4 && !hint_left) hint_answers++, hint_prefix = 0;
    }
}

u32 oracle_write(u32 kind, u32 from, u32 count)
{
    if (kind == K_HINT_WRITE) {
        u32 block[2] = {from, count};
        if (count) zkfp_hint(ZKFP_HINT_ORACLE_HINT, (u32)block);
        follow_hints(from, count);
        return count;
    }
    if (!count) return 0;
    if (key_bytes == KEY_BYTES) key_bytes = 0;
    u32 n = portion(from, count);
    if (n > KEY_BYTES - key_bytes) n = KEY_BYTES - key_bytes;
    copy((u8 *)key + key_bytes, (void *)from, n);
    key_bytes += n;
    loaded = offset = 0;
    return n;
}
