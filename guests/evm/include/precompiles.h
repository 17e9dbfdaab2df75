/* Precompiled contracts, transaction signatures and SHA-256: what the interpreter asks of the
 * cryptography. Implemented under precompiles/ and crypto/. */
#ifndef ZK_PRECOMPILES_H
#define ZK_PRECOMPILES_H

#include <stddef.h>
#include <stdint.h>

/* Hard forks in order; rules compare with >=. */
enum { ZK_CANCUN = 0, ZK_PRAGUE = 1, ZK_OSAKA = 2 };

enum {
    ZK_PC_OK = 0,   /* succeeded: *gas_used <= gas_limit, output in *out */
    ZK_PC_FAIL = 1, /* out of gas or invalid input: the caller takes all of gas_limit, no output */
    ZK_PC_NONE = 2  /* `address` is no precompile in `fork` */
};

/* Runs the precompile at `address` under the rules and gas schedule of `fork`.
 *
 * in      in_len bytes; may point into EVM memory; NULL only when in_len = 0
 * out     set on ZK_PC_OK; may alias `in` (identity), or be storage owned by the precompile that
 *         stays valid until the next zk_precompile call; undefined when *out_len = 0
 * gas     checked before any work: a call that cannot pay returns ZK_PC_FAIL at once
 *
 * Scratch memory comes from zk_alloc and is released before returning, except the output. Never
 * reads past in_len, never exits for bad input. */
int zk_precompile(unsigned fork, const uint8_t address[20], const uint8_t* in, size_t in_len,
                  uint64_t gas_limit, uint64_t* gas_used, const uint8_t** out, size_t* out_len);

/* Whether `address` is a precompile in `fork`: 0x01-0x0a, from Prague 0x0b-0x11, from Osaka 0x0100.
 * ZK_EIP2537_DRAFT (a build for old tests only): Cancun with the BLS12-381 precompiles of April 2024. */
static inline int zk_is_precompile(unsigned fork, const uint8_t address[20])
{
    for (int i = 0; i < 18; i++)
        if (address[i]) return 0;
    if (address[18] == 1) return address[19] == 0 && fork >= ZK_OSAKA;
    if (address[18]) return 0;
#ifdef ZK_EIP2537_DRAFT
    return address[19] >= 1 && address[19] <= 0x13;
#else
    return address[19] >= 1 && address[19] <= (fork >= ZK_PRAGUE ? 0x11 : 0x0a);
#endif
}

/* Recovers the signer's address of a secp256k1 signature: keccak256(public key)[12..32).
 * hash, r, s big endian; recid 0 or 1. Returns 1 on success; 0 when r or s is zero or not below the
 * group order, recid is out of range, or no point exists. Does not check for low s: the caller does. */
int zk_recover(const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], int recid,
               uint8_t address[20]);

/* SHA-256 of in[0..len). */
void zk_sha256(const uint8_t* in, size_t len, uint8_t out[32]);

#endif
