/* Blobs of EIP-4844: 4096 numbers below the order r of BLS12-381's groups, values of a polynomial at the 4096th roots of unity in
 * bit-reversed order. */
#ifndef BLOB_H
#define BLOB_H

#include "zkfp.h"

#define BLOB_ELEMENTS 4096u
#define BLOB_BYTES (32u * BLOB_ELEMENTS)
/* Of each element the last 31 bytes are payload: any bytes fit. */
#define BLOB_PAYLOAD (31u * BLOB_ELEMENTS)

/* y = p(z), big endian; 0 if an element is not below r, so that no blob on chain is this one. */
int blob_evaluate(const uint8_t blob[BLOB_BYTES], const uint8_t z[32], uint8_t y[32]);
void blob_payload(uint8_t out[BLOB_PAYLOAD], const uint8_t blob[BLOB_BYTES]);
/* r = x mod r, big endian. */
void blob_reduce(uint8_t out[32], const uint8_t x[32]);

#endif
