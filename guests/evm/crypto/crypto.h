/* What the precompiles ask of crypto/. All numbers big endian unless said otherwise; functions that
 * return int return 1 for success or true, 0 for invalid input or false. */
#ifndef ZK_CRYPTO_H
#define ZK_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

void zk_ripemd160(const uint8_t* in, size_t len, uint8_t out[20]);

/* EIP-152 input: rounds (4) h (64) m (128) t (16) f (1). 0 when f is neither 0 nor 1. */
int zk_blake2f(const uint8_t in[213], uint8_t out[64]);

/* base^e mod m, operands big endian; e is exp[0..exp_len) followed by exp_zeros zero bytes; out has
 * mod_len bytes. A zero modulus gives zeros. */
void zk_modexp(const uint8_t* base, size_t base_len, const uint8_t* exp, size_t exp_len, size_t exp_zeros,
               const uint8_t* mod, size_t mod_len, uint8_t* out);

/* EIP-196 and EIP-197: points as x, y (G1, 64 bytes) or x1, x0, y1, y0 (G2, 128 bytes); all zeros is
 * the point at infinity. 0 when a coordinate is not below p, a point is not on its curve, or (G2) not
 * in the subgroup of order r. */
int zk_bn254_add(const uint8_t a[64], const uint8_t b[64], uint8_t out[64]);
int zk_bn254_mul(const uint8_t a[64], const uint8_t scalar[32], uint8_t out[64]);
/* n pairs of G1, G2 (192 bytes each); *is_one: whether the product of the pairings is 1. */
int zk_bn254_pairing(const uint8_t* in, size_t n, int* is_one);

/* ECDSA over P-256 (FIPS 186-5, 6.4.2) with a given 32-byte hash; every defect of the key or the
 * signature is "0, not valid". */
int zk_p256_verify(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32],
                   const uint8_t x[32], const uint8_t y[32]);

/* EIP-2537 with its encodings: field element 64 bytes (16 zero, 48), G1 128, G2 256 bytes. 0 for
 * every input that the EIP calls an error. */
int zk_bls12_g1_add(const uint8_t in[256], uint8_t out[128]);
int zk_bls12_g2_add(const uint8_t in[512], uint8_t out[256]);
int zk_bls12_g1_msm(const uint8_t* in, size_t n, uint8_t out[128]); /* n times point, 32-byte scalar */
int zk_bls12_g2_msm(const uint8_t* in, size_t n, uint8_t out[256]);
int zk_bls12_pairing(const uint8_t* in, size_t n, int* is_one);
int zk_bls12_map_fp_to_g1(const uint8_t in[64], uint8_t out[128]);
int zk_bls12_map_fp2_to_g2(const uint8_t in[128], uint8_t out[256]);

/* EIP-4844 verify_kzg_proof on the bytes after the versioned hash. */
int zk_kzg_verify(const uint8_t z[32], const uint8_t y[32], const uint8_t commitment[48],
                  const uint8_t proof[48]);

#endif
