/* One call of a precompiled contract: input is the address (20 bytes) and the call's data, output 1 and what it returns, 0 where it
 * fails. Exit code 0; 1 where there is none at the address. `zkfp verify` computes results of the preimage oracle again with it. */
#include "arena.h"
#include "precompiles.h"
#include "rt.h"
#include "zkfp.h"

#define ADDRESS 20u

_Noreturn void zk_die(int status, const char* what)
{
    (void)what;
    rt_exit(status);
}

int guest_run(const uint8_t* input, size_t len)
{
    static const uint8_t failed = 0, succeeded = 1;
    const uint8_t* out = NULL;
    size_t out_len = 0;
    uint64_t gas;
    if (len < ADDRESS || !zk_is_precompile(ZK_OSAKA, input)) return 1;
    if (zk_precompile(ZK_OSAKA, input, input + ADDRESS, len - ADDRESS, UINT64_MAX, &gas, &out, &out_len) != ZK_PC_OK)
        return rt_write(&failed, 1) ? 0 : ZK_EXIT_IO;
    return rt_write(&succeeded, 1) && (!out_len || rt_write(out, out_len)) ? 0 : ZK_EXIT_IO;
}
