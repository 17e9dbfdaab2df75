/* Zkfp: proves what a MIPS program did, and verifies such proofs. The C interface of libzkfp.
 *
 * Every function may be called from any thread, and from several at the same time; none keeps a pointer that it is given. A pointer may be NULL where its
 * length is 0; a length of more than 2147483591 bytes is ZKFP_BAD_ARGUMENT. Errors are codes; their text goes to the caller's buffer `error` (UTF-8, ended by
 * a zero, cut off if it does not fit), which may be NULL. Texts are for people: programs look at the code. Callbacks may be called on other threads than the
 * call. */
#ifndef ZKFP_H
#define ZKFP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised with every change of what is below. 4 has, beyond 3: ZKFP_NO_SPACE, zkfp_last_reason, zkfp_check_record_with_blobs. 5: a third
 * key, ZKFP_LONG_RUNS, and the one that had this name is ZKFP_MEDIUM_RUNS. */
#define ZKFP_ABI_VERSION 5

typedef int32_t zkfp_status;
enum {
    ZKFP_OK = 0,           /* done; zkfp_verify: the proof is valid */
    ZKFP_INVALID = 1,      /* a proof or a record is not what is expected; zkfp_last_reason says of which kind the reason is */
    ZKFP_BAD_ARGUMENT = 2, /* NULL where a pointer is needed, a value that is not defined, a text that is not UTF-8 */
    ZKFP_BAD_PROGRAM = 3,  /* the ELF file is not a program for this machine */
    ZKFP_BAD_KEY = 4,      /* not a verifying key of this version */
    ZKFP_UNPROVABLE = 5,   /* the run has no outcome, or a preimage is missing */
    ZKFP_IO = 6,           /* a file cannot be read or written */
    ZKFP_NO_MEMORY = 7,
    ZKFP_CANCELLED = 8,    /* a callback asked to stop */
    ZKFP_BAD_RECORD = 9,   /* not a record */
    ZKFP_UNCHECKED = 10,   /* zkfp_check_record: the record belongs to the proof, and nobody has checked some of its values */
    ZKFP_NO_SPACE = 11,    /* the disk has less room than the proof will take, work folder included; nothing is proven yet. ZKFP_IO: it was filled meanwhile */
    ZKFP_INTERNAL = 70     /* a fault of the library: please report it */
};

/* Which rule a proof or a record breaks: the reasonKind of `zkfp verify --json`. A value keeps its meaning; one that is not here is taken for "it proves
 * nothing". */
typedef int32_t zkfp_reason;
enum {
    ZKFP_REASON_NONE = 0,
    ZKFP_REASON_TRUNCATED = 1,                  /* the bytes end too early */
    ZKFP_REASON_TRAILING_BYTES = 2,             /* something follows their end */
    ZKFP_REASON_BAD_HEADER = 3,                 /* of another kind or version */
    ZKFP_REASON_NON_CANONICAL_ELEMENT = 4,      /* malformed: a word is not below p */
    ZKFP_REASON_BAD_LENGTH = 5,                 /* malformed: a count or length is out of its limits */
    ZKFP_REASON_BAD_KEY = 6,                    /* the verifying key does not fit the machine */
    ZKFP_REASON_WRONG_KEY = 7,                  /* of another program, or made with other recursion keys */
    ZKFP_REASON_BAD_SHAPE = 8,                  /* malformed: a shape that is not allowed */
    ZKFP_REASON_INSECURE = 9,                   /* weaker than what is accepted */
    ZKFP_REASON_BAD_PUBLIC_VALUE = 10,          /* this one, and all below without a text: it proves nothing */
    ZKFP_REASON_BAD_CHAIN = 11,
    ZKFP_REASON_BAD_HALT = 12,
    ZKFP_REASON_BAD_COMMIT = 13,
    ZKFP_REASON_WRONG_OUTPUT = 14,              /* the program's output is not the one expected, or no digest is stated */
    ZKFP_REASON_BAD_PROOF_OF_WORK = 15,
    ZKFP_REASON_ZERO_DENOMINATOR = 16,
    ZKFP_REASON_LOCAL_BUS_UNBALANCED = 17,
    ZKFP_REASON_GLOBAL_BUS_UNBALANCED = 18,
    ZKFP_REASON_GKR_MISMATCH = 19,
    ZKFP_REASON_CONSTRAINT_MISMATCH = 20,
    ZKFP_REASON_BAD_OPENING = 21,
    ZKFP_REASON_ROOT_MISMATCH = 22,
    ZKFP_REASON_WHIR_MISMATCH = 23,
    ZKFP_REASON_WRONG_RECORD = 100,             /* a record of another run */
    ZKFP_REASON_WRONG_PREIMAGE = 101            /* a record with a value that is not what it must be */
};

typedef int32_t zkfp_profile;
enum { ZKFP_LINUX = 0, ZKFP_CANNON = 1 };

/* A program has three keys, for runs of up to about a million instructions, up to some thirteen million, and more; calls of primitives count as more
 * instructions. */
typedef int32_t zkfp_height;
enum { ZKFP_SHORT_RUNS = 18, ZKFP_MEDIUM_RUNS = 20, ZKFP_LONG_RUNS = 21 };

/* What a proof is as a file; whatever verifies takes all of them. ZKFP_FINAL: one final proof of 119 KiB, whatever the length of the run. ZKFP_L1: one of
 * 96 KiB that a contract on L1 can verify. ZKFP_SHARDS: the list of the shards' proofs, which grows with the run. ZKFP_AGGREGATABLE: such a list, some
 * percent larger, as zkfp_aggregate takes it. */
typedef int32_t zkfp_form;
enum { ZKFP_FINAL = 0, ZKFP_L1 = 1, ZKFP_SHARDS = 2, ZKFP_AGGREGATABLE = 3 };

/* What a run did, or what a valid proof states. */
typedef struct {
    uint32_t outcome;          /* Linux wait status: code << 8 for an exit, n for death by signal n */
    uint32_t has_digest;       /* 1 if the program committed its digest, else 0 and the bytes are 0 */
    uint8_t output_digest[32]; /* SHA-256 of its standard output (profile Linux); what its record must have (profile Cannon) */
    uint64_t instructions;     /* executed; 0 from zkfp_verify */
} zkfp_statement;

/* Receives a part of the program's standard output. Not 0: stop. */
typedef int32_t (*zkfp_write)(void *context, const uint8_t *bytes, size_t length);

/* Told now and then where a prover stands: stage 0 to 3, instructions done and of all (0: not known yet); stage 4, what comes after the shards' proofs, steps
 * done and of all. Not 0: stop. */
typedef int32_t (*zkfp_progress)(void *context, int32_t stage, uint64_t done, uint64_t all);

/* Looks up the preimage of a 32-byte key. Returns its length, -1 where it is not known; writes it if the buffer has room for it, and is else called again with
 * one that has. Its answers must not change during a call of the library. */
typedef int64_t (*zkfp_find)(void *context, const uint8_t *key, uint8_t *buffer, size_t size);

/* What a program is given. All zeros: nothing. Programs of profile Cannon take preimages, and neither arguments nor input. */
typedef struct {
    const char *const *arguments; /* argv from 1 on, UTF-8 */
    size_t argument_count;
    const uint8_t *input;         /* standard input */
    size_t input_length;
    zkfp_write output;            /* NULL: dropped */
    void *output_context;
    zkfp_find preimages;          /* NULL: none are known */
    void *preimage_context;
} zkfp_input;

/* Profile Cannon: the value that the program must have read under a local key. */
typedef struct {
    uint64_t index;
    const uint8_t *value;
    size_t length;
} zkfp_local;

/* Profile Cannon: a blob's commitment and its KZG proof as nodes give it out with the blob (compute_blob_kzg_proof of EIP-4844). */
typedef struct {
    uint8_t commitment[48];
    uint8_t proof[48];
} zkfp_blob_proof;

/* What is known about an entry of a record. */
enum { ZKFP_ENTRY_CHECKED = 0, ZKFP_ENTRY_UNCHECKED = 1, ZKFP_ENTRY_WRONG = 2 };

/* Told of an entry of a record: 32-byte key; the value, NULL for a local one that was expected and the program did not read; what is known; a line for people.
 * Not 0: stop. */
typedef int32_t (*zkfp_entry)(void *context, const uint8_t *key, const uint8_t *value, size_t length, int32_t state, const char *text);

/* Told of a run of a final proof: its number, from 1, the digest of its program's key (zkfp_key_digest), what is proven. Not 0: stop. */
typedef int32_t (*zkfp_run_told)(void *context, uint32_t number, const uint8_t key_digest[36], const zkfp_statement *statement);

/* ZKFP_ABI_VERSION of the library. */
uint32_t zkfp_abi_version(void);

/* Why the last call on this thread that returns a zkfp_status returned ZKFP_INVALID; ZKFP_REASON_NONE if it returned something else, or it was zkfp_aggregate
 * (zkfp_verify says it of each list). Languages that move between threads from call to call (Go) keep to one for both calls (runtime.LockOSThread). */
zkfp_reason zkfp_last_reason(void);

/* A verifying key of a program, to be given back with zkfp_free. */
zkfp_status zkfp_key(const uint8_t *elf, size_t elf_length, zkfp_profile profile, zkfp_height height, uint8_t **key, size_t *key_length, char *error,
    size_t error_size);

/* The digest of a verifying key, by which final proofs name programs: 36 bytes. */
zkfp_status zkfp_key_digest(const uint8_t *key, size_t key_length, uint8_t *digest, char *error, size_t error_size);

/* Verifies the bytes of a proof file of any form against a key. A final proof of several runs is valid if one of them is for this key, and has the output
 * that is expected; the first such run is what is stated. expected_output NULL: any output (an empty one is a pointer that is not NULL, and length 0);
 * statement NULL: not wanted, else it is all zeros unless ZKFP_OK. With a key of profile Cannon expected_output must be NULL (another one is
 * ZKFP_INVALID), and ZKFP_OK is half of the answer: blobs and whatever else no hash binds are unchecked. zkfp_check_record gives the other half. Where a
 * final proof has several runs of that key, zkfp_runs tells of all, and the one is meant whose statement zkfp_check_record takes. */
zkfp_status zkfp_verify(const uint8_t *proof, size_t proof_length, const uint8_t *key, size_t key_length, const uint8_t *expected_output,
    size_t expected_output_length, zkfp_statement *statement, char *error, size_t error_size);

/* The same for a program, whose keys are computed, in a second or so: for runs of any length. */
zkfp_status zkfp_verify_program(const uint8_t *proof, size_t proof_length, const uint8_t *elf, size_t elf_length, zkfp_profile profile,
    const uint8_t *expected_output, size_t expected_output_length, zkfp_statement *statement, char *error, size_t error_size);

/* Verifies a final proof, of whichever programs, and tells of every run that it proves, in order; nothing of one that does not hold. told NULL: not
 * wanted. Whose keys they are, is for the caller to compare. */
zkfp_status zkfp_runs(const uint8_t *proof, size_t proof_length, zkfp_run_told told, void *context, char *error, size_t error_size);

/* Verifies a final proof and returns the Merkle path of the run with this number (from 1), JSON in UTF-8: claim, member, runs, root, and siblings from the
 * claim up, each with the side that it is on. To be given back with zkfp_free. */
zkfp_status zkfp_path(const uint8_t *proof, size_t proof_length, uint32_t number, uint8_t **path, size_t *path_length, char *error, size_t error_size);

/* Verifies a final proof for L1 and returns the bytes that the contract StarkVerifier takes as proof, to be given back with zkfp_free. ZKFP_BAD_ARGUMENT: it is
 * not for L1, or its runs are of several programs or outcomes. */
zkfp_status zkfp_calldata(const uint8_t *proof, size_t proof_length, uint8_t **calldata, size_t *calldata_length, char *error, size_t error_size);

/* Profile Cannon, after zkfp_verify: whether a record (the file PROOF.record) is that of the proven run, the program wrote expected_output (NULL: any), and
 * what it was told is what the caller knows: local values as given, results of precompiles computed again from their inputs, which find may look up by their
 * Keccak-256 keys (NULL: not known). Blobs (but for zkfp_check_record_with_blobs) and generic preimages stay unchecked. entry, unless NULL, is told of every
 * entry, so that a caller can check those by himself. ZKFP_OK: all of it is checked; ZKFP_UNCHECKED: nothing is wrong, but some values are not checked;
 * ZKFP_INVALID: something is wrong. */
zkfp_status zkfp_check_record(const uint8_t *record, size_t record_length, const zkfp_statement *statement, const uint8_t *expected_output,
    size_t expected_output_length, const zkfp_local *locals, size_t local_count, zkfp_find find, void *find_context, zkfp_entry entry, void *entry_context,
    char *error, size_t error_size);

/* The same, and blobs are checked by the KZG proofs that are given, of several for one commitment by the first. A blob without one stays unchecked: the library
 * makes none. Those for blobs that the record does not have are not looked at. */
zkfp_status zkfp_check_record_with_blobs(const uint8_t *record, size_t record_length, const zkfp_statement *statement, const uint8_t *expected_output,
    size_t expected_output_length, const zkfp_local *locals, size_t local_count, const zkfp_blob_proof *blobs, size_t blob_count, zkfp_find find,
    void *find_context, zkfp_entry entry, void *entry_context, char *error, size_t error_size);

/* Executes a program without proving. max_instructions 0: no limit. */
zkfp_status zkfp_run(const uint8_t *elf, size_t elf_length, zkfp_profile profile, const zkfp_input *input, uint64_t max_instructions,
    zkfp_statement *statement, char *error, size_t error_size);

/* Executes a program and writes the proof file, which appears when it is complete; profile Cannon: PROOF.record beside it, before it. threads 0: one per
 * processor; work_directory NULL: nothing is kept, else the same call goes on from what is finished, even after the process was killed. ZKFP_NO_SPACE is
 * returned before the first part is proven. */
zkfp_status zkfp_prove(const uint8_t *elf, size_t elf_length, zkfp_profile profile, const zkfp_input *input, zkfp_form form, const char *proof_path,
    int32_t threads, const char *work_directory, zkfp_progress progress, void *progress_context, zkfp_statement *statement, char *error, size_t error_size);

/* Makes one final proof (form ZKFP_FINAL or ZKFP_L1) of one or several files of form ZKFP_AGGREGATABLE, of any programs, in this order. They are verified
 * first: ZKFP_INVALID, if one does not hold; ZKFP_NO_SPACE, if the disk has no room for the rest. Threads and folder as for zkfp_prove. */
zkfp_status zkfp_aggregate(const char *const *proof_paths, size_t proof_count, zkfp_form form, const char *proof_path, int32_t threads,
    const char *work_directory, zkfp_progress progress, void *progress_context, char *error, size_t error_size);

/* Gives back what a function of this library returned; NULL is allowed. */
void zkfp_free(void *memory);

#ifdef __cplusplus
}
#endif
#endif
