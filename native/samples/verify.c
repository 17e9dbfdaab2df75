/* Verifies samples/hello.proof, and rejects it when one byte is damaged. Usage: verify SAMPLES-FOLDER */
#include <stdio.h>
#include <stdlib.h>
#include "../zkfp.h"

static uint8_t *load(const char *folder, const char *name, size_t *length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(2); }
    fseek(f, 0, SEEK_END);
    *length = (size_t)ftell(f);
    rewind(f);
    uint8_t *bytes = malloc(*length);
    if (!bytes || fread(bytes, 1, *length, f) != *length) { perror(path); exit(2); }
    fclose(f);
    return bytes;
}

static int32_t collect(void *context, const uint8_t *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) { fprintf(stderr, "usage: verify SAMPLES-FOLDER\n"); return 2; }
    size_t elf_length, proof_length, output_length, key_length, written = 0;
    uint8_t *elf = load(argv[1], "hello.elf", &elf_length), *proof = load(argv[1], "hello.proof", &proof_length);
    uint8_t *output = load(argv[1], "hello.output", &output_length), *key;
    char error[256] = "";
    zkfp_statement s;

    if (zkfp_abi_version() != ZKFP_ABI_VERSION) { fprintf(stderr, "another version of the library\n"); return 2; }
    if (zkfp_key(elf, elf_length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &key, &key_length, error, sizeof error)) { fprintf(stderr, "key: %s\n", error); return 1; }
    zkfp_status status = zkfp_verify(proof, proof_length, key, key_length, output, output_length, &s, error, sizeof error);
    if (status != ZKFP_OK || s.outcome != 3u << 8 || !s.has_digest) { fprintf(stderr, "verify: %d %s\n", (int)status, error); return 1; }
    printf("C: valid, exit %u\n", s.outcome >> 8);

    proof[proof_length - 4] ^= 1;
    status = zkfp_verify(proof, proof_length, key, key_length, NULL, 0, &s, error, sizeof error);
    if (status != ZKFP_INVALID || s.outcome || !error[0] || zkfp_last_reason() != ZKFP_REASON_WHIR_MISMATCH) { fprintf(stderr, "a damaged proof: %d\n", (int)status); return 1; }
    printf("C: damaged, refused: %s\n", error);
    proof[proof_length - 4] ^= 1;

    status = zkfp_verify(proof, proof_length, key, key_length, output, output_length - 1, &s, error, sizeof error);
    if (status != ZKFP_INVALID || zkfp_last_reason() != ZKFP_REASON_WRONG_OUTPUT) { fprintf(stderr, "another output: %d\n", (int)status); return 1; }
    if (zkfp_verify(NULL, 5, key, key_length, NULL, 0, &s, error, sizeof error) != ZKFP_BAD_ARGUMENT) return 1;
    if (zkfp_verify(proof, proof_length, proof, 100, NULL, 0, NULL, NULL, 0) != ZKFP_BAD_KEY) return 1;
    if (zkfp_key(proof, proof_length, ZKFP_LINUX, ZKFP_SHORT_RUNS, &key, &key_length, error, 1) != ZKFP_BAD_PROGRAM || key || error[0]) return 1;
    if (zkfp_last_reason() != ZKFP_REASON_NONE) return 1;

    zkfp_input input = { .output = collect, .output_context = &written };
    if (zkfp_run(elf, elf_length, ZKFP_LINUX, &input, 0, &s, error, sizeof error)) { fprintf(stderr, "run: %s\n", error); return 1; }
    if (s.outcome != 3u << 8 || written != output_length || !s.instructions) return 1;
    if (zkfp_run(elf, elf_length, ZKFP_LINUX, NULL, 10, &s, error, sizeof error) != ZKFP_UNPROVABLE) return 1;
    printf("C: run, %zu bytes of output\n", written);
    return 0;
}
