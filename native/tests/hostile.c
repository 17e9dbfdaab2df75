/* What no caller should do: nothing of it may crash, write where it must not, or be taken for something valid. Usage: hostile SAMPLES-FOLDER */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../zkfp.h"
#include "files.h"

#define FAIL(...) do { fprintf(stderr, "hostile: " __VA_ARGS__); fputc('\n', stderr); exit(1); } while (0)
#define EXPECT(status, call) do { \
    zkfp_status got = (call); \
    if (got != (status)) FAIL("line %d: expected %d, got %d %s", __LINE__, status, (int)got, error); } while (0)

static struct bytes elf, proof, final, key, output;
static char error[256];

/* The bytes end where a page ends that nobody may read: one byte too many is a crash. */
static struct bytes guarded(const uint8_t *from, size_t length)
{
    size_t page = 4096, room = (length + page - 1) / page * page;
    uint8_t *at = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || mprotect(at + room, page, PROT_NONE)) FAIL("mmap");
    struct bytes b = { at + room - length, length };
    if (length) memcpy(b.at, from, length);
    return b;
}

static void drop(struct bytes b)
{
    size_t page = 4096, room = (b.length + page - 1) / page * page;
    munmap(b.at + b.length - room, room + page);
}

static struct bytes load(const char *folder, const char *name)
{
    struct bytes b = load_file(folder, name), g = guarded(b.at, b.length);
    free(b.at);
    return g;
}

static uint64_t seed = 1;
static size_t below(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

static zkfp_status verify(struct bytes p, struct bytes k, zkfp_statement *s)
{
    return zkfp_verify(p.at, p.length, k.at, k.length, output.at, output.length, s, error, sizeof error);
}

static void arguments(void)
{
    zkfp_statement s;
    uint8_t *k = NULL, one = 0, digest[36];
    size_t n = 0, huge = SIZE_MAX, long_max = (size_t)INT64_MAX;
    const char *bad_words[] = { "a", NULL }, *foreign[] = { "\xff\xfe" };
    zkfp_input many = { .argument_count = SIZE_MAX }, none = { .argument_count = 1 }, null_word = { .arguments = bad_words, .argument_count = 2 };
    zkfp_input not_utf8 = { .arguments = foreign, .argument_count = 1 }, words = { .arguments = bad_words, .argument_count = 1 };
    zkfp_input no_input = { .input_length = 5 };
    zkfp_local local = { 1, NULL, 3 }, twice[] = { { 1, NULL, 0 }, { 1, NULL, 0 } };

    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(NULL, 0, 0, 0, NULL, NULL, NULL, 0));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, ZKFP_LINUX, ZKFP_SHORT_RUNS, NULL, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, 2, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, -1, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, ZKFP_LINUX, 19, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, elf.length, ZKFP_LINUX, INT32_MIN, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(elf.at, huge, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key(NULL, 1, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_PROGRAM, zkfp_key(NULL, 0, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    if (k || n) FAIL("a key without a program");
    EXPECT(ZKFP_OK, zkfp_key(elf.at, elf.length, ZKFP_LINUX, ZKFP_LONG_RUNS, &k, &n, error, sizeof error));
    zkfp_free(k);
    k = NULL;
    n = 0;

    EXPECT(ZKFP_BAD_KEY, zkfp_verify(NULL, 0, NULL, 0, NULL, 0, NULL, NULL, 0));
    EXPECT(ZKFP_INVALID, zkfp_verify(NULL, 0, key.at, key.length, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(NULL, 1, key.at, key.length, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, huge, key.at, key.length, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, long_max, key.at, key.length, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, proof.length, key.at, huge, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, proof.length, NULL, 1, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, proof.length, key.at, key.length, output.at, huge, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify(proof.at, proof.length, key.at, key.length, NULL, 1, &s, error, sizeof error)); /* not "any output" */
    EXPECT(ZKFP_INVALID, zkfp_verify(proof.at, proof.length, key.at, key.length, &one, 0, &s, error, sizeof error));       /* no output, not "any" */
    if (s.outcome || s.has_digest) FAIL("a statement without a proof");

    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_LINUX, &many, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_LINUX, &none, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_LINUX, &null_word, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_LINUX, &not_utf8, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_LINUX, &no_input, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_run(elf.at, elf.length, ZKFP_CANNON, &words, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_PROGRAM, zkfp_run(NULL, 0, ZKFP_LINUX, NULL, 0, NULL, NULL, 0));
    EXPECT(ZKFP_OK, zkfp_run(elf.at, elf.length, ZKFP_LINUX, NULL, UINT64_MAX, NULL, NULL, 0));

    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "", 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "\xff", 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "p", -1, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "p", 0, "", NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_IO, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "/", 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_IO, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_SHARDS, "/nonexistent/p", 0, NULL, NULL, NULL, NULL, error, sizeof error));

    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, 4, "p", 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, -1, "p", 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(NULL, 0, ZKFP_FINAL, "p", 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(NULL, 1, ZKFP_FINAL, "p", 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(bad_words, 2, ZKFP_FINAL, "p", 0, NULL, NULL, NULL, error, sizeof error)); /* NULL among them */
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(foreign, 1, ZKFP_FINAL, "p", 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(bad_words, SIZE_MAX, ZKFP_FINAL, "p", 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(bad_words, 1, ZKFP_SHARDS, "p", 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(bad_words, 1, ZKFP_FINAL, NULL, 0, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_aggregate(bad_words, 1, ZKFP_FINAL, "p", -1, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_IO, zkfp_aggregate(bad_words, 1, ZKFP_FINAL, "/nonexistent/p", 0, NULL, NULL, NULL, error, sizeof error));

    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key_digest(key.at, key.length, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_key_digest(NULL, 1, digest, error, sizeof error));
    EXPECT(ZKFP_BAD_KEY, zkfp_key_digest(elf.at, elf.length, digest, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify_program(proof.at, proof.length, elf.at, elf.length, 2, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify_program(proof.at, huge, elf.at, elf.length, ZKFP_LINUX, NULL, 0, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_verify_program(proof.at, proof.length, elf.at, elf.length, ZKFP_LINUX, NULL, 1, &s, error, sizeof error));
    EXPECT(ZKFP_BAD_PROGRAM, zkfp_verify_program(proof.at, proof.length, NULL, 0, ZKFP_LINUX, NULL, 0, NULL, NULL, 0));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_runs(NULL, 1, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_runs(proof.at, huge, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_INVALID, zkfp_runs(NULL, 0, NULL, NULL, NULL, 0));
    EXPECT(ZKFP_INVALID, zkfp_runs(proof.at, proof.length, NULL, NULL, error, sizeof error)); /* a list */
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_path(final.at, final.length, 1, NULL, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_path(final.at, final.length, 1, &k, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_path(final.at, final.length, 0, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_path(final.at, final.length, UINT32_MAX, &k, &n, error, sizeof error));
    EXPECT(ZKFP_INVALID, zkfp_path(final.at, final.length - 4, 1, &k, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_calldata(final.at, final.length, NULL, &n, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_calldata(final.at, final.length, &k, &n, error, sizeof error)); /* it is not for L1 */
    EXPECT(ZKFP_INVALID, zkfp_calldata(NULL, 0, &k, &n, error, sizeof error));
    if (k || n) FAIL("a path or calldata of nothing");

    memset(&s, 0, sizeof s);
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(NULL, 0, NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, 0));
    EXPECT(ZKFP_BAD_RECORD, zkfp_check_record(NULL, 0, &s, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_RECORD, zkfp_check_record(proof.at, proof.length, &s, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_INVALID, zkfp_check_record(proof.at, 32, &s, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error)); /* no digest is stated */
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, huge, &s, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, 32, &s, NULL, 1, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, 32, &s, NULL, 0, NULL, 1, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, 32, &s, NULL, 0, &local, SIZE_MAX, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, 32, &s, NULL, 0, &local, 1, NULL, NULL, NULL, NULL, error, sizeof error));
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_check_record(proof.at, 32, &s, NULL, 0, twice, 2, NULL, NULL, NULL, NULL, error, sizeof error));
    zkfp_free(NULL);
}

/* A good file in the wrong place is called what it is. */
static void swapped(void)
{
    uint8_t *k;
    size_t n;
    zkfp_statement s;
    memset(&s, 0, sizeof s);
    EXPECT(ZKFP_INVALID, zkfp_verify(key.at, key.length, key.at, key.length, NULL, 0, NULL, error, sizeof error));
    if (!strstr(error, "not a proof: it is a verifying key")) FAIL("%s", error);
    EXPECT(ZKFP_BAD_KEY, zkfp_verify(proof.at, proof.length, elf.at, elf.length, NULL, 0, NULL, error, sizeof error));
    if (!strstr(error, "not a verifying key: it is an ELF file for MIPS")) FAIL("%s", error);
    EXPECT(ZKFP_BAD_PROGRAM, zkfp_key(proof.at, proof.length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, &n, error, sizeof error));
    if (!strstr(error, "it is a proof")) FAIL("%s", error);
    EXPECT(ZKFP_BAD_RECORD, zkfp_check_record(elf.at, elf.length, &s, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, error, sizeof error));
    if (!strstr(error, "not a record: it is an ELF file for MIPS")) FAIL("%s", error);
}

/* The text fits its buffer, whatever the size of that, and ends with a zero. */
static void error_sizes(void)
{
    for (size_t size = 0; size <= sizeof error; size++) {
        char text[sizeof error + 8];
        memset(text, 0x5A, sizeof text);
        if (zkfp_verify(proof.at, proof.length / 2, key.at, key.length, NULL, 0, NULL, text, size) != ZKFP_INVALID) FAIL("half a proof");
        if (size && !memchr(text, 0, size)) FAIL("no end of the text in %zu bytes", size);
        for (size_t i = size; i < sizeof text; i++) if (text[i] != 0x5A) FAIL("a text of %zu bytes was written behind it", size);
    }
}

static void damage(void)
{
    zkfp_statement s;
    for (int i = 0; i < 300; i++) {
        /* Cut off anywhere, one byte changed anywhere, and the head of one file before the rest of another. */
        struct bytes cut = guarded(proof.at, i < 64 ? (size_t)i * 4 : below(proof.length));
        if (verify(cut, key, &s) != ZKFP_INVALID) FAIL("a proof of %zu bytes", cut.length);
        drop(cut);
        size_t at = i < 100 ? (size_t)i : below(proof.length);
        uint8_t bit = (uint8_t)(1u << below(8));
        proof.at[at] ^= bit;
        if (verify(proof, key, &s) != ZKFP_INVALID) FAIL("a proof with another byte %zu", at);
        proof.at[at] ^= bit;

        cut = guarded(final.at, i < 64 ? (size_t)i * 4 : below(final.length));
        if (verify(cut, key, &s) != ZKFP_INVALID) FAIL("a final proof of %zu bytes", cut.length);
        if (zkfp_runs(cut.at, cut.length, NULL, NULL, NULL, 0) != ZKFP_INVALID) FAIL("a final proof of %zu bytes", cut.length);
        drop(cut);
        at = i < 300 / 2 ? (size_t)i : below(final.length);
        final.at[at] ^= bit;
        if (verify(final, key, &s) != ZKFP_INVALID || s.outcome) FAIL("a final proof with another byte %zu", at);
        final.at[at] ^= bit;

        struct bytes cut_key = guarded(key.at, below(key.length));
        if (verify(proof, cut_key, &s) != ZKFP_BAD_KEY) FAIL("a key of %zu bytes", cut_key.length);
        drop(cut_key);
        at = below(key.length);
        key.at[at] ^= bit;
        zkfp_status status = verify(proof, key, &s);
        if (status != ZKFP_BAD_KEY && status != ZKFP_INVALID) FAIL("a key with another byte %zu: %d", at, (int)status);
        key.at[at] ^= bit;

        struct bytes cut_elf = guarded(elf.at, below(elf.length));
        zkfp_run(cut_elf.at, cut_elf.length, ZKFP_LINUX, NULL, 100000, &s, error, sizeof error); /* a program may do without its end */
        drop(cut_elf);
        at = below(elf.length);
        elf.at[at] ^= bit;
        status = zkfp_run(elf.at, elf.length, (zkfp_profile)(i & 1), NULL, 100000, &s, error, sizeof error);
        if (status != ZKFP_OK && status != ZKFP_BAD_PROGRAM && status != ZKFP_UNPROVABLE)
            FAIL("a program with another byte %zu: %d %s", at, (int)status, error);
        elf.at[at] ^= bit;
    }
    if (verify(proof, key, &s) != ZKFP_OK || verify(final, key, &s) != ZKFP_OK) FAIL("the files were not put back");
}

/* On a small stack, as foreign threads have them: valid and damaged proofs, keys and runs at the same time. */
static void *worker(void *number)
{
    size_t n = (size_t)number;
    char text[128];
    zkfp_statement s;
    uint8_t *mine = malloc(proof.length), *k;
    size_t length;
    if (!mine) return "no memory";
    memcpy(mine, proof.at, proof.length);
    for (size_t i = 0; i < 10; i++) {
        int damaged = (i + n) % 2 == 1;
        mine[proof.length - 4] = (uint8_t)(proof.at[proof.length - 4] ^ damaged);
        zkfp_status status = zkfp_verify(mine, proof.length, key.at, key.length, output.at, output.length, &s, text, sizeof text);
        if (status != (damaged ? ZKFP_INVALID : ZKFP_OK)) return "verify";
        if (zkfp_last_reason() != (damaged ? ZKFP_REASON_WHIR_MISMATCH : ZKFP_REASON_NONE)) return "another thread's reason";
        if (i % 5 == n % 5) {
            if (zkfp_key(elf.at, elf.length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &k, &length, text, sizeof text) != ZKFP_OK) return "key";
            if (length != key.length || memcmp(k, key.at, length)) return "another key";
            zkfp_free(k);
        }
        if (zkfp_run(elf.at, elf.length, ZKFP_LINUX, NULL, 0, &s, text, sizeof text) != ZKFP_OK || s.outcome != 3u << 8) return "run";
    }
    free(mine);
    return NULL;
}

static void threads(void)
{
    pthread_t all[8];
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (size_t i = 0; i < 8; i++) if (pthread_create(&all[i], &small, worker, (void *)i)) FAIL("pthread_create");
    for (size_t i = 0; i < 8; i++) {
        void *wrong;
        pthread_join(all[i], &wrong);
        if (wrong) FAIL("thread %zu: %s", i, (char *)wrong);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) { fprintf(stderr, "usage: hostile SAMPLES-FOLDER\n"); return 2; }
    elf = load(argv[1], "hello.elf"), proof = load(argv[1], "hello.proof");
    final = load(argv[1], "hello.final"), key = load(argv[1], "hello.vk"), output = load(argv[1], "hello.output");
    arguments();
    swapped();
    error_sizes();
    damage();
    threads();
    puts("C: hostile callers get codes");
    return 0;
}
