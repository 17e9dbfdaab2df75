/* SHA-256, FIPS 180-4 section 6.2, over the machine's compression function. */
#include "precompiles.h"
#include "zkfp.h"

static void compress(uint32_t state[8], const uint8_t block[64])
{
    uint32_t w[16];
    if (ZK_BIG_ENDIAN && ((uintptr_t)block & 3) == 0) { /* the words lie there */
        zkfp_sha256_compress(state, (const uint32_t*)(const void*)block);
        return;
    }
    ZK_UNROLL_ALL
    for (int i = 0; i < 16; i++) w[i] = zk_load32be(block + 4 * i);
    zkfp_sha256_compress(state, w);
}

void zk_sha256(const uint8_t* in, size_t len, uint8_t out[32])
{
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    size_t left = len;
    for (; left >= 64; in += 64, left -= 64) compress(state, in);

    uint8_t tail[128] __attribute__((aligned(4))) = {0};
    if (left) memcpy(tail, in, left);
    tail[left] = 0x80;
    size_t blocks = left < 56 ? 1 : 2;
    zk_store64be(tail + 64 * blocks - 8, (uint64_t)len << 3);
    compress(state, tail);
    if (blocks == 2) compress(state, tail + 64);
    for (int i = 0; i < 8; i++) zk_store32be(out + 4 * i, state[i]);
}
