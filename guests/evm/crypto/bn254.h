/* BN254 field arithmetic shared by the curve and the pairing. */
#ifndef ZK_BN254_H
#define ZK_BN254_H

#include "bn254_const.h"

void bn_fp_mul(fp29* r, const fp29* a, const fp29* b);
void bn_fp_weak(fp29* r);

/* A point of G1 that is on the curve, in Montgomery form. */
typedef struct {
    fp29 x, y;
    int infinity;
} bn_g1;

/* x, y big endian; 0 when a coordinate is not below p or the point is not on the curve. */
int bn_g1_read(bn_g1* r, const uint8_t in[64]);

/* A coordinate below p. */
int bn_fp_read(fp29* r, const uint8_t in[32]);

#endif
