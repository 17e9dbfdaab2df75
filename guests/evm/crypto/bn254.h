/* BN254 points shared by the curve and the pairing. */
#ifndef ZK_BN254_H
#define ZK_BN254_H

#include "bn254_const.h"

/* A point of G1 that is on the curve; its numbers have their modulus. */
typedef struct {
    mod256 x, y;
    int infinity;
} bn_g1;

#define BN_G1 {BN_FP(0), BN_FP(0), 1}

/* x, y big endian; 0 when a coordinate is not below p or the point is not on the curve. */
int bn_g1_read(bn_g1* r, const uint8_t in[64]);

/* A coordinate below p. */
int bn_fp_read(mod256* r, const uint8_t in[32]);

#endif
