/* Constants of BN254 (alt_bn128): EIP-196, EIP-197. */
#ifndef ZK_BN254_CONST_H
#define ZK_BN254_CONST_H

#include "mod256.h"

/* p = 36 x^4 + 36 x^3 + 24 x^2 + 6 x + 1, x = 4965661367192848881. */
#define BN_P_WORDS {0xd87cfd47, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72}
/* A field element from its words; of a variable, too, so that it has its modulus. */
#define BN_FP(...) {BN_P_WORDS, {__VA_ARGS__}}

static const mod256 BN_ZERO = BN_FP(0), BN_ONE = BN_FP(1), BN_TWO = BN_FP(2), BN_THREE = BN_FP(3);
static const mod256 BN_MINUS_1 = BN_FP(0xd87cfd46, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72);
static const mod256 BN_MINUS_2 = BN_FP(0xd87cfd45, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72);
static const uint32_t BN_P_MINUS_2[8] = {0xd87cfd45, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72};

#endif
