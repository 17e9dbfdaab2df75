/* libFuzzer target for the precompiles. ZK_FUZZ_ADDRESS (decimal) picks one; without it the first byte of
 * the input does. The input is copied to a block of exactly its size, so that a sanitizer sees every read
 * past it. Checks: the same answer twice, gas within the limit, failure with one gas too little, output
 * lengths, and the field bounds where the build tracks them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "precompiles.h"

#define CHECK(x) do { if (!(x)) __builtin_trap(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

static const uint16_t ADDRESSES[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 256};

static int length_is_right(unsigned address, size_t in_len, size_t out_len)
{
    switch (address) {
    case 1: return out_len == 0 || out_len == 32;
    case 2: case 3: case 8: case 15: return out_len == 32;
    case 4: return out_len == in_len;
    case 5: return out_len <= 8192;
    case 6: case 7: case 9: case 10: return out_len == 64;
    case 11: case 12: case 16: return out_len == 128;
    case 13: case 14: case 17: return out_len == 256;
    default: return out_len == 0 || out_len == 32;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static int chosen = -1;
    if (chosen < 0) chosen = getenv("ZK_FUZZ_ADDRESS") ? atoi(getenv("ZK_FUZZ_ADDRESS")) : 0;
    unsigned address = (unsigned)chosen;
    if (!address) {
        if (!size) return 0;
        address = ADDRESSES[*data++ % (sizeof ADDRESSES / sizeof *ADDRESSES)];
        size--;
    }
    uint8_t to[20] = {0};
    to[18] = (uint8_t)(address >> 8);
    to[19] = (uint8_t)address;
    uint8_t* in = malloc(size ? size : 1);
    if (size) memcpy(in, data, size);

    for (unsigned fork = ZK_CANCUN; fork <= ZK_OSAKA; fork++) {
        zk_mark_t mark = zk_mark();
        const uint64_t limit = address == 9 ? 2000 : address == 5 ? 20000 : 300000;
        uint64_t used, again;
        const uint8_t* out;
        size_t len, len_again;
        int rc = zk_precompile(fork, to, in, size, limit, &used, &out, &len);
        CHECK((rc == ZK_PC_NONE) == !zk_is_precompile(fork, to));
        if (rc == ZK_PC_OK) {
            CHECK(used <= limit && length_is_right(address, size, len));
            uint8_t* copy = malloc(len ? len : 1);
            if (len) memcpy(copy, out, len);
            CHECK(zk_precompile(fork, to, in, size, used, &again, &out, &len_again) == ZK_PC_OK);
            CHECK(again == used && len_again == len && (len == 0 || memcmp(copy, out, len) == 0));
            if (used) CHECK(zk_precompile(fork, to, in, size, used - 1, &again, &out, &len_again) == ZK_PC_FAIL);
            free(copy);
        }
        zk_release(mark);
    }
    free(in);
    return 0;
}
