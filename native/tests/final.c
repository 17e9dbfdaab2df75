/* Final proofs: verified, listed, damaged; with a folder also made, put together and stopped halfway. Usage: final SAMPLES-FOLDER [WORK-FOLDER] */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../zkfp.h"
#include "files.h"

#define FAIL(...) do { fprintf(stderr, "final: " __VA_ARGS__); fputc('\n', stderr); exit(1); } while (0)
#define EXPECT(status, call) do { \
    zkfp_status got = (call); \
    if (got != (status)) FAIL("line %d: expected %d, got %d %s", __LINE__, status, (int)got, error); } while (0)
#define REFUSED(reason, call) do { \
    EXPECT(ZKFP_INVALID, call); \
    if (zkfp_last_reason() != ZKFP_REASON_##reason) FAIL("line %d: another reason: %d %s", __LINE__, (int)zkfp_last_reason(), error); } while (0)

static struct bytes elf, key, output;
static char error[256];
static uint8_t digest[36];

/* Found before the one of libc: what the library is told that disks have left. */
static int disk_is_small;

int statfs64(const char *path, struct statfs64 *s)
{
    int result = (int)syscall(SYS_statfs, path, s);
    if (!result && disk_is_small) s->f_bavail = 1000000 / (unsigned long)s->f_bsize;
    return result;
}

struct told { uint32_t count, stop_at; };

static int32_t tell(void *context, uint32_t number, const uint8_t key_digest[36], const zkfp_statement *s)
{
    struct told *t = context;
    if (number != ++t->count || memcmp(key_digest, digest, sizeof digest) || s->outcome != 3u << 8 || !s->has_digest || s->instructions) FAIL("run %u", number);
    return number == t->stop_at;
}

static void check(struct bytes p, uint32_t runs, int is_l1)
{
    zkfp_statement s;
    EXPECT(ZKFP_OK, zkfp_verify(p.at, p.length, key.at, key.length, output.at, output.length, &s, error, sizeof error));
    if (s.outcome != 3u << 8 || !s.has_digest || s.instructions) FAIL("another statement");
    EXPECT(ZKFP_OK, zkfp_verify_program(p.at, p.length, elf.at, elf.length, ZKFP_LINUX, output.at, output.length, &s, error, sizeof error));
    REFUSED(WRONG_KEY, zkfp_verify_program(p.at, p.length, elf.at, elf.length, ZKFP_CANNON, NULL, 0, &s, error, sizeof error));
    REFUSED(WRONG_OUTPUT, zkfp_verify(p.at, p.length, key.at, key.length, output.at, output.length - 1, &s, error, sizeof error));
    if (s.outcome || !strstr(error, "WrongOutput")) FAIL("another output: %s", error);

    struct told t = { 0, 0 }, once = { 0, 1 };
    EXPECT(ZKFP_OK, zkfp_runs(p.at, p.length, tell, &t, error, sizeof error));
    if (zkfp_last_reason() != ZKFP_REASON_NONE) FAIL("a reason of what is valid");
    if (t.count != runs) FAIL("%u runs", t.count);
    EXPECT(ZKFP_CANCELLED, zkfp_runs(p.at, p.length, tell, &once, error, sizeof error));

    uint8_t *text;
    size_t length;
    for (uint32_t number = 1; number <= runs; number++) {
        EXPECT(ZKFP_OK, zkfp_path(p.at, p.length, number, &text, &length, error, sizeof error));
        char member[64];
        snprintf(member, sizeof member, "\"member\":%u,\"runs\":%u,\"root\":\"", number, runs);
        if (length < 100 || text[length - 1] != '\n') FAIL("a path of %zu bytes", length);
        text[length - 1] = 0;
        if (!strstr((char *)text, member)) FAIL("a path: %s", (char *)text);
        if ((runs > 1) != !!strstr((char *)text, number == 2 ? "\"left\":true" : "\"left\":false")) FAIL("a path: %s", (char *)text);
        zkfp_free(text);
    }
    EXPECT(ZKFP_BAD_ARGUMENT, zkfp_path(p.at, p.length, runs + 1, &text, &length, error, sizeof error));
    EXPECT(is_l1 ? ZKFP_OK : ZKFP_BAD_ARGUMENT, zkfp_calldata(p.at, p.length, &text, &length, error, sizeof error));
    if (is_l1 && (length >= p.length || memcmp(text + length - 4096, p.at + p.length - 4096, 4096))) FAIL("calldata of %zu bytes", length);
    zkfp_free(text);

    /* Nothing is said of one that does not hold. */
    struct told never = { 0, 0 };
    REFUSED(TRUNCATED, zkfp_runs(p.at, p.length - 4, tell, &never, error, sizeof error));
    p.at[0] ^= 1;
    REFUSED(BAD_HEADER, zkfp_runs(p.at, p.length, tell, &never, error, sizeof error));
    REFUSED(BAD_HEADER, zkfp_verify(p.at, p.length, key.at, key.length, NULL, 0, &s, error, sizeof error));
    p.at[0] ^= 1;
    p.at[p.length / 2] ^= 1;
    EXPECT(ZKFP_INVALID, zkfp_verify(p.at, p.length, key.at, key.length, NULL, 0, &s, error, sizeof error));
    zkfp_reason why = zkfp_last_reason();
    if (why <= ZKFP_REASON_BAD_HEADER || why > ZKFP_REASON_WHIR_MISMATCH || why == ZKFP_REASON_WRONG_KEY) FAIL("damaged: %d %s", (int)why, error);
    EXPECT(ZKFP_INVALID, zkfp_runs(p.at, p.length, tell, &never, error, sizeof error));
    EXPECT(ZKFP_INVALID, zkfp_path(p.at, p.length, 1, &text, &length, error, sizeof error));
    if (zkfp_last_reason() != why) FAIL("another reason of a path");
    EXPECT(ZKFP_INVALID, zkfp_calldata(p.at, p.length, &text, &length, error, sizeof error));
    if (zkfp_last_reason() != why) FAIL("another reason of calldata");
    if (never.count || text || length) FAIL("a damaged proof");
    p.at[p.length / 2] ^= 1;
}

struct steps { int32_t stop_at; uint64_t first, last, all; };

static int32_t step(void *context, int32_t stage, uint64_t done, uint64_t all)
{
    struct steps *s = context;
    if (stage != 4) return 0;
    if (!s->all) s->first = done;
    s->last = done, s->all = all;
    return s->stop_at == 4;
}

static void make(const char *folder)
{
    char list[4096], one[4096], bundle[4096], work[4096];
    snprintf(list, sizeof list, "%s/list", folder), snprintf(one, sizeof one, "%s/one", folder);
    snprintf(bundle, sizeof bundle, "%s/bundle", folder), snprintf(work, sizeof work, "%s/work", folder);
    zkfp_statement s;
    disk_is_small = 1;
    EXPECT(ZKFP_NO_SPACE, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_AGGREGATABLE, list, 0, work, NULL, NULL, &s, error, sizeof error));
    if (!strstr(error, "MB left, about ") || !access(list, F_OK)) FAIL("a small disk: %s", error);
    disk_is_small = 0;
    EXPECT(ZKFP_OK, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_AGGREGATABLE, list, 0, NULL, NULL, NULL, &s, error, sizeof error));

    /* Stopped after the first step above the shards: what is done is not done again. */
    struct steps stop = { 4, 0, 0, 0 }, all = { 0, 0, 0, 0 };
    EXPECT(ZKFP_CANCELLED, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_FINAL, one, 0, work, step, &stop, &s, error, sizeof error));
    EXPECT(ZKFP_OK, zkfp_prove(elf.at, elf.length, ZKFP_LINUX, NULL, ZKFP_FINAL, one, 0, work, step, &all, &s, error, sizeof error));
    if (s.outcome != 3u << 8 || stop.first != 1 || all.first != 2 || all.last != all.all || all.all != 3)
        FAIL("steps %d to %d of %d", (int)all.first, (int)all.last, (int)all.all);
    check(load_file(folder, "one"), 1, 0);

    const char *twice[] = { list, list }, *wrong[] = { list, one };
    disk_is_small = 1;
    EXPECT(ZKFP_NO_SPACE, zkfp_aggregate(twice, 2, ZKFP_L1, bundle, 0, work, NULL, NULL, error, sizeof error));
    disk_is_small = 0;
    EXPECT(ZKFP_OK, zkfp_aggregate(twice, 2, ZKFP_L1, bundle, 0, work, NULL, NULL, error, sizeof error));
    check(load_file(folder, "bundle"), 2, 1);
    EXPECT(ZKFP_INVALID, zkfp_aggregate(wrong, 2, ZKFP_FINAL, "/tmp/never", 0, NULL, NULL, NULL, error, sizeof error)); /* a final proof is no list */
    puts("C: final proofs are made, put together and taken up again");
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) { fprintf(stderr, "usage: final SAMPLES-FOLDER [WORK-FOLDER]\n"); return 2; }
    elf = load_file(argv[1], "hello.elf"), key = load_file(argv[1], "hello.vk"), output = load_file(argv[1], "hello.output");
    EXPECT(ZKFP_OK, zkfp_key_digest(key.at, key.length, digest, error, sizeof error));
    check(load_file(argv[1], "hello.final"), 1, 0);
    check(load_file(argv[1], "hello.l1"), 1, 1);
    puts("C: final proofs are valid, their runs listed, damaged ones refused");
    if (argc == 3) make(argv[2]);
    return 0;
}
