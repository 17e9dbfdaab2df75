/* Decoding, static checks and sender of arbitrary transactions. */
#include "fuzz.h"
#include "tx.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 1) return 0;
    unsigned fork = data[0] % 3;
    uint8_t* p = arena_copy(data + 1, size - 1);
    if (setjmp(leave)) {
        CHECK(0);
    }
    transaction tx;
    if (tx_decode(&tx, p, size - 1)) return 0;
    uint64_t intrinsic, floor;
    const char* why = tx_check_static(&tx, fork, 1, &intrinsic, &floor);
    if (!why) CHECK(intrinsic >= 21000 && tx.gas_limit >= intrinsic && tx.gas_limit >= floor);
    tx_sender(&tx);
    return 0;
}
