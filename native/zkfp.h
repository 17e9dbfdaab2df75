/* Zkfp: proves what a MIPS program did, and verifies such proofs. The C interface of libzkfp.
 *
 * Every function may be called from any thread, and from several at the same time; none keeps a pointer that it is given. Errors are codes; their text goes to the
 * caller's buffer `error` (UTF-8, ended by a zero, cut off if it does not fit), which may be NULL. Texts are for people: programs look at the code. */
#ifndef ZKFP_H
#define ZKFP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZKFP_ABI_VERSION 1

typedef int32_t zkfp_status;
enum {
    ZKFP_OK = 0,           /* done; zkfp_verify: the proof is valid */
    ZKFP_INVALID = 1,      /* zkfp_verify: the proof is not valid */
    ZKFP_BAD_ARGUMENT = 2, /* NULL where a pointer is needed, or a value that is not defined */
    ZKFP_BAD_PROGRAM = 3,  /* the ELF file is not a program for this machine */
    ZKFP_BAD_KEY = 4,      /* not a verifying key of this version */
    ZKFP_UNPROVABLE = 5,   /* the run has no outcome */
    ZKFP_IO = 6,           /* a file cannot be read or written */
    ZKFP_NO_MEMORY = 7,
    ZKFP_CANCELLED = 8,    /* a callback asked to stop */
    ZKFP_INTERNAL = 70     /* a fault of the library: please report it */
};

typedef int32_t zkfp_profile;
enum { ZKFP_LINUX = 0, ZKFP_CANNON = 1 };

/* A program has two keys: proofs of runs of more than about a million instructions are for the first, others for the second. */
typedef int32_t zkfp_height;
enum { ZKFP_LONG_RUNS = 20, ZKFP_SHORT_RUNS = 18 };

/* What a run did, or what a valid proof states. */
typedef struct {
    uint32_t outcome;          /* Linux wait status: code << 8 for an exit, n for death by signal n */
    uint32_t has_digest;       /* 1 if the program committed its digest, else 0 and the bytes are 0 */
    uint8_t output_digest[32]; /* SHA-256 of its standard output (profile Linux) */
    uint64_t instructions;     /* executed; 0 from zkfp_verify */
} zkfp_statement;

/* Receives a part of the program's standard output. Not 0: stop. */
typedef int32_t (*zkfp_write)(void *context, const uint8_t *bytes, size_t length);

/* Told now and then where a prover stands: stage 0 to 3, instructions done and of all (0: not known yet). Not 0: stop. */
typedef int32_t (*zkfp_progress)(void *context, int32_t stage, uint64_t done, uint64_t all);

/* What a program is given. All zeros: nothing. */
typedef struct {
    const char *const *arguments; /* argv from 1 on, UTF-8 */
    size_t argument_count;
    const uint8_t *input;         /* standard input */
    size_t input_length;
    zkfp_write output;            /* NULL: dropped */
    void *output_context;
} zkfp_input;

/* ZKFP_ABI_VERSION of the library. */
uint32_t zkfp_abi_version(void);

/* A verifying key of a program, to be given back with zkfp_free. */
zkfp_status zkfp_key(const uint8_t *elf, size_t elf_length, zkfp_profile profile, zkfp_height height, uint8_t **key, size_t *key_length, char *error,
    size_t error_size);

/* Verifies the bytes of a proof file against a key. expected_output NULL: any output; statement NULL: not wanted, else it is all zeros unless ZKFP_OK. */
zkfp_status zkfp_verify(const uint8_t *proof, size_t proof_length, const uint8_t *key, size_t key_length, const uint8_t *expected_output,
    size_t expected_output_length, zkfp_statement *statement, char *error, size_t error_size);

/* Executes a program without proving. max_instructions 0: no limit. */
zkfp_status zkfp_run(const uint8_t *elf, size_t elf_length, zkfp_profile profile, const zkfp_input *input, uint64_t max_instructions,
    zkfp_statement *statement, char *error, size_t error_size);

/* Executes a program and writes the proof file, which appears when it is complete. threads 0: one per processor; work_directory NULL: nothing is kept. */
zkfp_status zkfp_prove(const uint8_t *elf, size_t elf_length, zkfp_profile profile, const zkfp_input *input, const char *proof_path, int32_t threads,
    const char *work_directory, zkfp_progress progress, void *progress_context, zkfp_statement *statement, char *error, size_t error_size);

/* Gives back what a function of this library returned; NULL is allowed. */
void zkfp_free(void *memory);

#ifdef __cplusplus
}
#endif
#endif
