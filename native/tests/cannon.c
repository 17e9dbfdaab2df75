/* A program of profile Cannon, run, proven and verified with its record. Usage: cannon PROOF-TO-WRITE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../zkfp.h"

#define FAIL(...) do { fprintf(stderr, "cannon: " __VA_ARGS__); fputc('\n', stderr); exit(1); } while (0)
#define EXPECT(status, call) do { \
    zkfp_status got = (call); \
    if (got != (status)) FAIL("line %d: expected %d, got %d %s", __LINE__, status, (int)got, error); } while (0)
#define REFUSED(reason, call) do { \
    EXPECT(ZKFP_INVALID, call); \
    if (zkfp_last_reason() != ZKFP_REASON_##reason) FAIL("line %d: another reason: %d %s", __LINE__, (int)zkfp_last_reason(), error); } while (0)

enum { CODE = 0x00100000, KEYS = 0x00200000, BUFFER = 0x00300000, KEY_COUNT = 2, BIG = 100000, SMALL = 12 };
static char error[256];
static uint8_t elf[2048], keys[KEY_COUNT][32];
static size_t elf_length;

static void put(size_t at, uint32_t word) { for (int i = 0; i < 4; i++) elf[at + (size_t)i] = (uint8_t)(word >> 8 * (3 - i)); }

/* For each key: write(6, key, 32); write(1, buffer, read(5, buffer, 256)). Then exit(0). */
static void make_program(void)
{
    uint32_t code[KEY_COUNT * 16 + 3];
    size_t n = 0;
    for (uint32_t k = 0; k < KEY_COUNT; k++) {
        const uint32_t part[] = {
            0x24040006, 0x3C050000 | KEYS >> 16, 0x34A50000 | 32 * k, 0x24060020, 0x24020FA4, 0x0000000C,
            0x24040005, 0x3C050000 | BUFFER >> 16, 0x24060100, 0x24020FA3, 0x0000000C,
            0x00403025, 0x24040001, 0x3C050000 | BUFFER >> 16, 0x24020FA4, 0x0000000C };
        memcpy(code + n, part, sizeof part);
        n += sizeof part / 4;
    }
    const uint32_t end[] = { 0x24040000, 0x24021096, 0x0000000C };
    memcpy(code + n, end, sizeof end);
    n += 3;

    const uint32_t address[] = { CODE, KEYS, BUFFER }, size[] = { (uint32_t)(4 * n), sizeof keys, 256 };
    uint32_t offset = 52 + 3 * 32;
    memcpy(elf, "\177ELF\1\2\1", 7);
    put(16, 2 << 16 | 8), put(20, 1), put(24, CODE), put(28, 52), put(36, 0x70001001), put(40, 52 << 16 | 32), put(44, 3 << 16);
    for (size_t i = 0; i < 3; i++) {
        size_t p = 52 + 32 * i;
        put(p, 1), put(p + 4, offset), put(p + 8, address[i]), put(p + 12, address[i]), put(p + 16, size[i]), put(p + 20, size[i]), put(p + 24, 5);
        if (i == 0) for (size_t w = 0; w < n; w++) put(offset + 4 * w, code[w]);
        if (i == 1) memcpy(elf + offset, keys, sizeof keys);
        offset += size[i];
    }
    elf_length = offset;
}

/* local 7 is ab cd; the generic key has a value of the length that the context says. */
static int64_t find(void *context, const uint8_t *key, uint8_t *buffer, size_t size)
{
    size_t length = *(size_t *)context;
    if (key[0] == 1) return memcpy(buffer, "\xab\xcd", 2), 2;
    if (key[0] != 3) return -1;
    if (size >= length) memset(buffer, 'g', length);
    return (int64_t)length;
}

static int64_t find_badly(void *context, const uint8_t *key, uint8_t *buffer, size_t size)
{
    (void)key, (void)buffer;
    const char *how = context;
    return strcmp(how, "nothing") == 0 ? -1 : strcmp(how, "growing") == 0 ? (int64_t)size + 1 : INT64_MAX;
}

struct collected { uint8_t bytes[512]; size_t length; };

static int32_t collect(void *context, const uint8_t *bytes, size_t length)
{
    struct collected *c = context;
    if (length > sizeof c->bytes - c->length) return 1;
    memcpy(c->bytes + c->length, bytes, length);
    c->length += length;
    return 0;
}

struct told { int count, state[4]; size_t length[4]; };

static int32_t tell(void *context, const uint8_t *key, const uint8_t *value, size_t length, int32_t state, const char *text)
{
    struct told *t = context;
    int is_known = key[0] != 1 || !value || (length == 2 && !memcmp(value, "\xab\xcd", 2)) || (length == 32 && !memcmp(value, "head", 5));
    if (t->count == 4 || !text[0] || !is_known) return 1;
    t->state[t->count] = state;
    t->length[t->count++] = value ? length : SIZE_MAX;
    return 0;
}

static int32_t stop(void *context, const uint8_t *key, const uint8_t *value, size_t length, int32_t state, const char *text)
{
    (void)context, (void)key, (void)value, (void)length, (void)state, (void)text;
    return 1;
}

static uint8_t *load(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(2); }
    fseek(f, 0, SEEK_END);
    *length = (size_t)ftell(f);
    rewind(f);
    uint8_t *bytes = malloc(*length + 1);
    if (!bytes || fread(bytes, 1, *length, f) != *length) { perror(path); exit(2); }
    fclose(f);
    return bytes;
}

/* A run that read of two blobs and local 1, as contracts/test/vectors/blobs.json has it: its record, the digest that its proof states, and both commitments
 * with their proofs. */
static const char blob_record[] =
    "854d34e384b9077294a0a2fe25f50cf6c59e8ffefa61ec4c8880582ff4384f4005e18f037b576f215f73ccf1b78714047af951fc4ee468973788a659a97cbae700000000"
    "00000070a13282060ef722191f263fb49458a06c0d67de09c77f6fb18890093d1045c4e13da8ed95391dba0bbe7f12dedb8ed3854c611830a525c7bdfda76a2c131b1dc8"
    "abfaa16bde178a6c575184f138d5cc6233e137285d8ed3170aa468817681f1fe5f5ba112e2fd7cf33c568e6a7efe800c0100000000000000000000000000000000000000"
    "00000000000000000000000100000000000000206865616400000000000000000000000000000000000000000000000000000000053d5bce39c62e3a598345920973abcf"
    "40de90afd22ad314371143eeee01f079000000000000007093fd6277b67efe34aed52a19d3ecd5d318d38d0a0548215bf0d9ce5b0f924e6d7c461473648f97a17b368aec"
    "2d5ccf9d706a3115b28ab6d572b05dd0c927e14fcba2c5158ab59cb31ab906680f8afd5c020bdeff5e07c4bd3dcf68d9531de6c852408835424ca28b81fae010798e4e2c";
static const char blob_digest[] = "e9be67f0e7135a53ed07ba2105c94930113db28f699a76aa43a6440b18d72757";
static const char blob_proofs[2][193] = {
    "a13282060ef722191f263fb49458a06c0d67de09c77f6fb18890093d1045c4e13da8ed95391dba0bbe7f12dedb8ed385"
    "8346b6c231364e021924953281a0213834a7abe1b4bfc4c9fd67148424605b954c653f0a73edc0bd2bcbbbb733266c9d",
    "93fd6277b67efe34aed52a19d3ecd5d318d38d0a0548215bf0d9ce5b0f924e6d7c461473648f97a17b368aec2d5ccf9d"
    "92659ee9e8fc7be4ee11a3a536396061ffc38dd8154b0d92984730b618be2a727a691ab92d496ece3fd149f1d03dc0db",
};

static size_t unhex(const char *text, uint8_t *to)
{
    size_t n = strlen(text) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) FAIL("a digit");
        to[i] = (uint8_t)byte;
    }
    return n;
}

static void blobs(void)
{
    uint8_t record[sizeof blob_record / 2], head[32] = "head";
    size_t length = unhex(blob_record, record);
    zkfp_statement s = { .has_digest = 1 };
    unhex(blob_digest, s.output_digest);
    zkfp_blob_proof proofs[2], swapped[2], one;
    for (int i = 0; i < 2; i++) {
        uint8_t both[96];
        unhex(blob_proofs[i], both);
        memcpy(proofs[i].commitment, both, 48), memcpy(proofs[i].proof, both + 48, 48);
        memcpy(swapped[i].commitment, both, 48), memcpy(swapped[1 - i].proof, both + 48, 48);
    }
    const zkfp_local local = { 1, head, 32 };
#define BLOBS(given, count) zkfp_check_record_with_blobs(record, length, &s, NULL, 0, &local, 1, given, count, NULL, NULL, tell, &told, error, sizeof error)
    struct told told = { .count = 0 };
    EXPECT(ZKFP_OK, BLOBS(proofs, 2));
    if (told.count != 3 || told.length[0] != 112) FAIL("entries: %d", told.count);
    told.count = 0;
    EXPECT(ZKFP_UNCHECKED, BLOBS(proofs, 1));
    if (told.state[0] != ZKFP_ENTRY_CHECKED || told.state[2] != ZKFP_ENTRY_UNCHECKED) FAIL("one of two blobs: %s", error);
    told.count = 0;
    EXPECT(ZKFP_UNCHECKED, BLOBS(NULL, 0));
    told.count = 0;
    REFUSED(WRONG_PREIMAGE, BLOBS(swapped, 2));
    memset(&one, 0, sizeof one);
    told.count = 0;
    EXPECT(ZKFP_UNCHECKED, BLOBS(&one, 1)); /* of another blob */
    EXPECT(ZKFP_UNCHECKED, zkfp_check_record(record, length, &s, NULL, 0, &local, 1, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, BLOBS(NULL, 1));
    EXPECT(ZKFP_BAD_ARGUMENT, BLOBS(&one, SIZE_MAX));
}

int main(int argc, char **argv)
{
    if (argc != 2) { fprintf(stderr, "usage: cannon PROOF-TO-WRITE\n"); return 2; }
    keys[0][0] = 1, keys[0][31] = 7;
    memset(keys[1], 9, 32), keys[1][0] = 3;
    make_program();

    size_t generic = BIG; /* longer than the first buffer */
    struct collected output = { .length = 0 };
    zkfp_statement s, v;
    zkfp_input input = { .output = collect, .output_context = &output, .preimages = find, .preimage_context = &generic };
    EXPECT(ZKFP_UNPROVABLE, zkfp_run(elf, elf_length, ZKFP_CANNON, NULL, 0, &s, error, sizeof error));
    if (!strstr(error, "local 7")) FAIL("a missing preimage: %s", error);
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf, elf_length, ZKFP_LINUX, &input, 0, &s, error, sizeof error));
    zkfp_input wrong = { .preimages = find_badly, .preimage_context = "nothing" };
    EXPECT(ZKFP_UNPROVABLE, zkfp_run(elf, elf_length, ZKFP_CANNON, &wrong, 0, &s, error, sizeof error));
    wrong.preimage_context = "growing";
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf, elf_length, ZKFP_CANNON, &wrong, 0, &s, error, sizeof error));
    wrong.preimage_context = "too much";
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf, elf_length, ZKFP_CANNON, &wrong, 0, &s, error, sizeof error));
    EXPECT(ZKFP_OK, zkfp_run(elf, elf_length, ZKFP_CANNON, &input, 0, &s, error, sizeof error));
    if (s.outcome || !s.has_digest || output.length != 264 + 2) FAIL("run: outcome %x, %zu bytes", s.outcome, output.length);

    output.length = 0, generic = SMALL;
    EXPECT(ZKFP_OK, zkfp_prove(elf, elf_length, ZKFP_CANNON, &input, ZKFP_SHARDS, argv[1], 0, NULL, NULL, NULL, &s, error, sizeof error));
    size_t key_length, proof_length, record_length;
    uint8_t *key, *proof = load(argv[1], &proof_length), *record;
    char path[4096];
    snprintf(path, sizeof path, "%s.record", argv[1]);
    record = load(path, &record_length);
    EXPECT(ZKFP_OK, zkfp_key(elf, elf_length, ZKFP_CANNON, ZKFP_SHORT_RUNS, &key, &key_length, error, sizeof error));
    REFUSED(WRONG_OUTPUT, zkfp_verify(proof, proof_length, key, key_length, output.bytes, output.length, &v, error, sizeof error)); /* half an answer is none */
    EXPECT(ZKFP_OK, zkfp_verify(proof, proof_length, key, key_length, NULL, 0, &v, error, sizeof error));
    if (memcmp(v.output_digest, s.output_digest, 32)) FAIL("another digest");

    const zkfp_local right = { 7, (const uint8_t *)"\xab\xcd", 2 }, other = { 7, (const uint8_t *)"\xab\xce", 2 }, unread[] = { right, { 8, NULL, 0 } };
    struct told told = { .count = 0 };
#define CHECK(status, ...) EXPECT(status, zkfp_check_record(record, record_length, __VA_ARGS__, error, sizeof error))
    CHECK(ZKFP_UNCHECKED, &v, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL);
    if (!strstr(error, "local 7")) FAIL("what is not checked: %s", error);
    CHECK(ZKFP_UNCHECKED, &v, output.bytes, output.length, &right, 1, NULL, NULL, tell, &told); /* the generic key stays */
    if (told.count != 2 || told.state[0] != ZKFP_ENTRY_CHECKED || told.state[1] != ZKFP_ENTRY_UNCHECKED || told.length[1] != SMALL)
        FAIL("entries: %d", told.count);
#define CHECK_REFUSED(reason, ...) REFUSED(reason, zkfp_check_record(record, record_length, __VA_ARGS__, error, sizeof error))
    CHECK_REFUSED(WRONG_OUTPUT, &v, output.bytes, output.length - 1, &right, 1, NULL, NULL, NULL, NULL);
    CHECK_REFUSED(WRONG_PREIMAGE, &v, NULL, 0, &other, 1, NULL, NULL, NULL, NULL);
    told.count = 0;
    CHECK_REFUSED(WRONG_PREIMAGE, &v, NULL, 0, unread, 2, NULL, NULL, tell, &told);
    if (told.count != 3 || told.state[2] != ZKFP_ENTRY_WRONG || told.length[2] != SIZE_MAX) FAIL("a local that was not read: %d", told.count);
    CHECK(ZKFP_CANCELLED, &v, NULL, 0, &right, 1, NULL, NULL, stop, NULL);
    record[record_length - 1] ^= 1;
    CHECK_REFUSED(WRONG_RECORD, &v, NULL, 0, &right, 1, NULL, NULL, NULL, NULL);
    record[record_length - 1] ^= 1;
    v.has_digest = 0;
    CHECK_REFUSED(WRONG_OUTPUT, &v, NULL, 0, &right, 1, NULL, NULL, NULL, NULL);
    v.has_digest = 1;
    CHECK(ZKFP_UNCHECKED, &v, NULL, 0, &right, 1, NULL, NULL, NULL, NULL);
    if (zkfp_last_reason() != ZKFP_REASON_NONE) FAIL("a reason of what is only unchecked");
    for (size_t n = 0; n < record_length; n += n < 200 ? 1 : 997) {
        uint8_t *cut = malloc(n + 1);
        memcpy(cut, record, n);
        zkfp_status status = zkfp_check_record(cut, n, &v, NULL, 0, &right, 1, NULL, NULL, NULL, NULL, error, sizeof error);
        if (status != ZKFP_BAD_RECORD && status != ZKFP_INVALID) FAIL("a record of %zu bytes: %d", n, (int)status);
        free(cut);
    }
    zkfp_free(key);
    blobs();
    puts("C: profile Cannon, proven and checked with its record");
    return 0;
}
