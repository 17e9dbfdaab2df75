/* The order r of BLS12-381's groups, big endian: the field of blob polynomials (BLS_MODULUS). */
#ifndef ZK_BLS12_H
#define ZK_BLS12_H

#include <stdint.h>

extern const uint8_t zk_bls12_order[32];

#endif
