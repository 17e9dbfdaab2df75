/* The machine's primitives through guests/sdk: Keccak-f of zeros, SHA-256 of "abc", products modulo secp256k1's and BLS12-381's
 * primes, Poseidon2. Prints what it computes; built with ZKFP_PORTABLE, and natively, it prints the same. */
#include "../../sdk/c/zkfp.h"

#include <stdio.h>

static void print(const char* name, const uint32_t* words, int count)
{
    printf("%s", name);
    for (int i = 0; i < count; i++) printf(" %08x", (unsigned)words[i]);
    printf("\n");
}

int main(void)
{
    uint32_t lanes[50] = {0}, elements[24];
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint32_t block[16] = {0x61626380, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24};
    uint32_t m[16] = {0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 7};
    uint32_t m384[24] = {0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0,
                         0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea, 5};
    uint32_t a[8], a384[12];
    for (int i = 0; i < 8; i++) a[i] = 0x9e3779b9u * (uint32_t)(i + 1);
    for (int i = 0; i < 12; i++) a384[i] = 0x9e3779b9u * (uint32_t)(i + 1);
    for (int i = 0; i < 24; i++) elements[i] = (uint32_t)i;

    zkfp_keccakf(lanes);
    print("keccakf", lanes, 50);
    zkfp_sha256_compress(state, block);
    print("sha256", state, 8);
    zkfp_mulmod(a, a, a, m); /* the operands may be the result */
    print("mulmod", a, 8);
    zkfp_mulmod384(a384, a384, a384, m384);
    print("mulmod384", a384, 12);
    zkfp_poseidon2_24(elements);
    print("poseidon2", elements, 24);
    return 0;
}
