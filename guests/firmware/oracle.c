/* The preimage oracle of profile cannon, on descriptors 3 to 6. They are pipes to the program. What the host gives is checked against
 * its key (keccak256, SHA-256) or, where a hash does not bind it (local keys above all), goes into the public digest with its key;
 * of a blob a commitment and one value go there, which bind all others: docs/firmware.md. Nothing else that the host answers reaches
 * the program in this profile. */
#include "fs.h"

enum { KEY_KECCAK = 2, KEY_SHA256 = 4, KEY_BLOB = 5, KEY_BYTES = 32, PREFIX = 8 };
enum { COMMITMENT_BYTES = 48, ELEMENT_BYTES = 32, BLOB_BYTES = BLOB_ELEMENTS * ELEMENT_BYTES };

#define STORE 0x81000000u   /* unchecked preimages, kept for the whole run */
#define STORE_END 0x84000000u
#define BLOBS STORE_END     /* elements of blobs, in the order of `blobs` */
#define BUFFER 0x88000000u  /* the checked preimage that is being read */
#define BUFFER_END 0x8f000000u
#define SLOTS 8192u
#define MAX_BLOBS ((BUFFER - BLOBS) / BLOB_BYTES)

static u32 key[8];                 /* as memory words */
static u32 key_bytes;              /* how many of its bytes are there */
static u32 data, length, offset;   /* preimage of `key` when loaded; what the program has read of prefix and preimage */
static u32 loaded;
static u32 store = STORE;
static u32 unchecked_count;
static struct { u32 key[8], data, length, used; } unchecked[SLOTS];
static u32 blobs[MAX_BLOBS][COMMITMENT_BYTES / 4], blob_count;
static sha256 record;

static u32 hint_prefix, hint_left, hint_size; /* bytes of the length that are there; bytes of the hint that are not */
static u32 hint_answers;                      /* hints that are complete, less answers read */

void oracle_init(void) { sha256_init(&record); }

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

static u32 fetch(const u32 *k, u32 to, u32 end)
{
    u32 n = zkfp_hint(ZKFP_HINT_PREIMAGE, (u32)k);
    if (n > end - to) stop("host: a preimage is too long");
    hint_words((u32 *)to, (n + 3) >> 2, ZKFP_HINT_PREIMAGE_WORD);
    return n;
}

/* Fetches what a hash binds to BUFFER, and says its length. */
static u32 fetch_checked(const u32 *k)
{
    u32 h[8], kind = *(u8 *)k, n = fetch(k, BUFFER, BUFFER_END);
    if (kind == KEY_KECCAK)
        keccak256((const u8 *)BUFFER, n, (u8 *)h);
    else {
        sha256 s;
        sha256_init(&s);
        sha256_update(&s, (void *)BUFFER, n);
        sha256_final(&s, h);
        for (int i = 0; i < 8; i++) h[i] = big(h[i]);
    }
    *(u8 *)h = (u8)kind; /* the key is the hash with its first byte replaced */
    if (!same(h, k)) stop("host: a preimage does not match its key");
    return n;
}

static void record_head(const u32 *k, u32 n)
{
    sha256_update(&record, k, KEY_BYTES);
    absorb_word(&record, 0);
    absorb_word(&record, n);
}

/* The elements behind a commitment. At the first question the host says all of them, and (commitment, z, y) enters the record, y = p(z) for
 * the polynomial p that they are values of. z is a hash of commitment and elements: EIP-4844's challenge, so that the proof that comes with
 * blobs is the one that p has the value y at z. Whoever relies on the run checks that proof. Then p is the committed polynomial q, or z is
 * one of at most 4,095 points where they meet: a chance below 3 * 4095 / 2^256 < 2^-242 for each hash that a host tries, since
 * z = hash mod r takes no value for more than three hashes. So every element is the blob's, those too that nobody reads. */
static const u32 *elements_of(const u32 *commitment)
{
    for (u32 i = blob_count; i--;)
        for (u32 j = 0; blobs[i][j] == commitment[j];)
            if (++j == COMMITMENT_BYTES / 4) return (const u32 *)(BLOBS + i * BLOB_BYTES);
    if (blob_count == MAX_BLOBS) stop("too many blobs");
    u32 *elements = (u32 *)(BLOBS + blob_count * BLOB_BYTES);
    copy(blobs[blob_count++], commitment, COMMITMENT_BYTES);
    zkfp_hint(ZKFP_HINT_BLOB, (u32)commitment);
    hint_words(elements, BLOB_BYTES / 4, ZKFP_HINT_PREIMAGE_WORD);
    for (u32 i = 0; i < BLOB_ELEMENTS; i++)
        if (!blob_below_order(elements + ELEMENT_BYTES / 4 * i)) stop("host: an element of a blob is not below the order of the field");

    u32 h[8], z[8], y[8];
    sha256 s;
    sha256_init(&s);
    sha256_update(&s, "FSBLOBVERIFY_V1_", 16);
    for (int i = 0; i < 3; i++) absorb_word(&s, 0);
    absorb_word(&s, BLOB_ELEMENTS);
    sha256_update(&s, elements, BLOB_BYTES);
    sha256_update(&s, commitment, COMMITMENT_BYTES);
    sha256_final(&s, h);
    for (int i = 0; i < 8; i++) h[i] = big(h[i]);
    blob_reduce(z, h);
    blob_value(elements, z, y);

    keccak256((const u8 *)commitment, COMMITMENT_BYTES, (u8 *)h);
    *(u8 *)h = KEY_BLOB;
    record_head(h, COMMITMENT_BYTES + 2 * ELEMENT_BYTES);
    sha256_update(&record, commitment, COMMITMENT_BYTES);
    sha256_update(&record, z, ELEMENT_BYTES);
    sha256_update(&record, y, ELEMENT_BYTES);
    return elements;
}

/* The key is the hash of a commitment and a point; its preimage is the polynomial's value there, which at a root is an element. */
static void load_blob(void)
{
    static u32 value[8];
    u32 k[8], commitment[COMMITMENT_BYTES / 4], point[8];
    for (int i = 0; i < 8; i++) k[i] = key[i];
    *(u8 *)k = KEY_KECCAK;
    if (fetch_checked(k) != COMMITMENT_BYTES + ELEMENT_BYTES) stop("a blob's key is not that of a commitment and a point");
    copy(commitment, (const void *)BUFFER, COMMITMENT_BYTES);
    copy(point, (const void *)(BUFFER + COMMITMENT_BYTES), ELEMENT_BYTES);
    if (!blob_below_order(point)) stop("a blob's point is not below the order of the field");
    const u32 *elements = elements_of(commitment);
    u32 i = blob_root(point);
    if (i < BLOB_ELEMENTS)
        data = (u32)(elements + ELEMENT_BYTES / 4 * i);
    else
        blob_value(elements, point, value), data = (u32)value;
    length = ELEMENT_BYTES;
}

static void load(void)
{
    u32 kind = *(u8 *)key;
    loaded = 1;
    if (kind == KEY_BLOB) {
        load_blob();
        return;
    }
    if (kind == KEY_KECCAK || kind == KEY_SHA256) {
        data = BUFFER;
        length = fetch_checked(key);
        return;
    }
    u32 slot = (key[7] ^ key[7] >> 13 ^ key[3] ^ key[1]) & (SLOTS - 1);
    while (unchecked[slot].used && !same(unchecked[slot].key, key)) slot = (slot + 1) & (SLOTS - 1);
    if (!unchecked[slot].used) {
        if (++unchecked_count > SLOTS / 2) stop("too many preimages that no hash checks");
        for (int i = 0; i < 8; i++) unchecked[slot].key[i] = key[i];
        unchecked[slot].used = 1;
        unchecked[slot].data = store;
        u32 n = unchecked[slot].length = fetch(key, store, STORE_END);
        record_head(key, n);
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
