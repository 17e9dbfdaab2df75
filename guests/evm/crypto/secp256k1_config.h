/* How bitcoin-core/secp256k1 is compiled here: 32-bit field and scalar code on every target, so that the
 * host tests run what the machine runs; the endomorphism; generator tables of 2^8 points. */
#ifndef ZK_SECP256K1_CONFIG_H
#define ZK_SECP256K1_CONFIG_H

#define USE_NUM_NONE 1
#define USE_FIELD_10X26 1
#define USE_FIELD_INV_BUILTIN 1
#define USE_SCALAR_8X32 1
#define USE_SCALAR_INV_BUILTIN 1
#define USE_ENDOMORPHISM 1
#define ECMULT_WINDOW_SIZE 10
#define SECP256K1_BUILD 1

#include <secp256k1/include/secp256k1.h>

#endif
