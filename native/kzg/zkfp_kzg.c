/* c-kzg behind functions that need no layout of its structures. Each returns 0, or C_KZG_RET's code. */
#include <stdio.h>
#include <stdlib.h>

#include "ckzg.h"

/* The trusted setup's text file; *out is given back by zkfp_kzg_free. -1: the file cannot be opened. */
int zkfp_kzg_load(const char* path, KZGSettings** out)
{
    FILE* in = fopen(path, "r");
    if (!in) return -1;
    KZGSettings* s = calloc(1, sizeof *s);
    int rc = s ? (int)load_trusted_setup_file(s, in, 0) : (int)C_KZG_MALLOC;
    fclose(in);
    if (rc == 0) *out = s;
    else free(s);
    return rc;
}

void zkfp_kzg_free(KZGSettings* s)
{
    free_trusted_setup(s);
    free(s);
}

int zkfp_kzg_commit(const KZGSettings* s, const uint8_t* blob, uint8_t commitment[48])
{
    return (int)blob_to_kzg_commitment((KZGCommitment*)commitment, (const Blob*)blob, s);
}

int zkfp_kzg_open(const KZGSettings* s, const uint8_t* blob, const uint8_t z[32], uint8_t proof[48], uint8_t y[32])
{
    return (int)compute_kzg_proof((KZGProof*)proof, (Bytes32*)y, (const Blob*)blob, (const Bytes32*)z, s);
}

/* 128 proofs of 48 bytes (EIP-7594). */
int zkfp_kzg_cell_proofs(const KZGSettings* s, const uint8_t* blob, uint8_t* proofs)
{
    return (int)compute_cells_and_kzg_proofs(NULL, (KZGProof*)proofs, (const Blob*)blob, s);
}
