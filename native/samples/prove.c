/* Proves what samples/hello.elf does, verifies the proof, and stops a prover halfway. Usage: prove SAMPLES-FOLDER PROOF-TO-WRITE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../zkfp.h"

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

struct collected { uint8_t bytes[256]; size_t length; };

static int32_t collect(void *context, const uint8_t *bytes, size_t length)
{
    struct collected *c = context;
    if (length > sizeof c->bytes - c->length) return 1;
    memcpy(c->bytes + c->length, bytes, length);
    c->length += length;
    return 0;
}

static int32_t tell(void *context, int32_t stage, uint64_t done, uint64_t all)
{
    (void)done, (void)all;
    *(int32_t *)context = stage;
    return 0;
}

static int32_t stop_at_once(void *context, int32_t stage, uint64_t done, uint64_t all)
{
    (void)context, (void)stage, (void)done, (void)all;
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) { fprintf(stderr, "usage: prove SAMPLES-FOLDER PROOF-TO-WRITE\n"); return 2; }
    char path[4096], error[256] = "";
    snprintf(path, sizeof path, "%s/hello.elf", argv[1]);
    size_t elf_length, proof_length, key_length;
    uint8_t *elf = load(path, &elf_length), *proof, *key;
    zkfp_statement proven, verified;

    zkfp_status status = zkfp_prove(elf, elf_length, ZKFP_LINUX, NULL, ZKFP_FINAL, argv[2], 0, NULL, stop_at_once, NULL, &proven, error, sizeof error);
    FILE *left = fopen(argv[2], "rb");
    if (status != ZKFP_CANCELLED || left) { fprintf(stderr, "a prover that was stopped: %d %s\n", (int)status, error); return 1; }
    printf("C: stopped, nothing written: %s\n", error);

    struct collected output = { .length = 0 };
    zkfp_input input = { .output = collect, .output_context = &output };
    int32_t stage = -1;
    status = zkfp_prove(elf, elf_length, ZKFP_LINUX, &input, ZKFP_SHARDS, argv[2], 0, NULL, tell, &stage, &proven, error, sizeof error);
    if (status != ZKFP_OK || proven.outcome != 3u << 8 || !proven.instructions || stage != 3) { fprintf(stderr, "prove: %d %s\n", (int)status, error); return 1; }
    printf("C: proven, exit %u after %llu instructions\n", proven.outcome >> 8, (unsigned long long)proven.instructions);

    proof = load(argv[2], &proof_length);
    status = zkfp_key(elf, elf_length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &key, &key_length, error, sizeof error);
    if (status == ZKFP_OK) status = zkfp_verify(proof, proof_length, key, key_length, output.bytes, output.length, &verified, error, sizeof error);
    if (status != ZKFP_OK || verified.outcome != proven.outcome || memcmp(verified.output_digest, proven.output_digest, 32) != 0) {
        fprintf(stderr, "verify: %d %s\n", (int)status, error);
        return 1;
    }
    printf("C: the proof is valid\n");
    zkfp_free(key);

    status = zkfp_prove(elf, elf_length, ZKFP_LINUX, NULL, ZKFP_FINAL, "/nonexistent/proof", 0, NULL, NULL, NULL, NULL, error, sizeof error);
    if (status != ZKFP_IO) { fprintf(stderr, "a file that cannot be written: %d %s\n", (int)status, error); return 1; }
    return 0;
}
