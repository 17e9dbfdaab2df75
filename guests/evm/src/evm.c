/* One loop runs all frames: a call pushes a frame and goes on, a return pops it. Operand stacks lie one
 * behind the other, and so do the frames' memories: a child's begins where its parent's ends. */
#include "evm.h"

#include "arena.h"
#include "jumpdest.h"
#include "rt.h"

#define MAX_DEPTH 1024
#define MAX_CODE 24576u
#define MAX_INITCODE 49152u
/* Gas is kept as a 32-bit window that instructions charge, and what is left above it. */
#define GAS_WINDOW 0x7fffffffu

typedef struct frame {
    const uint8_t* pc;
    u256* sp;
    u256* stack;
    code* code;
    account* self;
    const uint8_t* caller;
    const uint8_t* input;
    uint8_t* memory;
    size_t input_len;
    uint32_t memory_size; /* bytes, a multiple of 32 */
    uint32_t gas;
    uint64_t reserve;
    u256 value;
    snapshot snap;
    uint32_t out_offset, out_size; /* where the parent wants the output */
    uint8_t is_static, is_create;
    code init; /* init code, when it creates */
} frame;

static const block_env* blk;
static const tx_env* txe;
static frame* frames;
static uint8_t* return_data;
static size_t return_len, return_cap;

void evm_init(const block_env* block)
{
    blk = block;
    frames = zk_alloc((MAX_DEPTH + 2) * sizeof *frames);
    return_cap = 4096;
    return_data = zk_alloc(return_cap);
    return_len = 0;
}

void evm_set_tx(const tx_env* tx) { txe = tx; }

const uint8_t* delegate_of(const code* c)
{
    return c->len == 23 && c->bytes[0] == 0xef && c->bytes[1] == 0x01 && c->bytes[2] == 0x00 ? c->bytes + 3 : NULL;
}

static void set_return(const uint8_t* p, size_t len)
{
    if (len > return_cap) {
        while (return_cap < len) return_cap *= 2;
        return_data = zk_alloc(return_cap);
    }
    if (len) memcpy(return_data, p, len);
    return_len = len;
}

/* ---- gas ---- */

ZK_INLINE void gas_split(frame* f, uint64_t total)
{
    f->gas = total > GAS_WINDOW ? GAS_WINDOW : (uint32_t)total;
    f->reserve = total - f->gas;
}

/* Charges any amount; 0 when there is not enough. */
static int gas_charge(frame* f, uint64_t cost)
{
    uint64_t total = f->reserve + f->gas;
    if (total < cost) return 0;
    gas_split(f, total - cost);
    return 1;
}

ZK_INLINE uint64_t memory_cost(uint32_t words) { return 3ull * words + ((uint64_t)words * words >> 9); }

/* Makes [offset, offset + size) exist, charging for it; 0 when out of gas. */
static ZK_NOINLINE int memory_grow(frame* f, uint64_t end)
{
    uint32_t old = f->memory_size >> 5;
    uint32_t words = (uint32_t)((end + 31) >> 5);
    if (!gas_charge(f, memory_cost(words) - memory_cost(old))) return 0;
    /* paid for, so within the rules: running out here must never become an out of gas. 2^27 words are 4 GiB. */
    if (words >> 27) zk_die(ZK_EXIT_MEMORY, "EVM memory beyond 4 GiB");
    size_t size = (size_t)words << 5;
    arena_evm_claim(f->memory, size);
    memset(f->memory + f->memory_size, 0, size - f->memory_size);
    f->memory_size = (uint32_t)size;
    return 1;
}

/* As memory_grow for operands from the stack; on success *at and *len are usable. An empty range needs
 * no memory, whatever its offset. */
static int memory_range(frame* f, const u256* offset, const u256* size, uint32_t* at, uint32_t* len)
{
    if (u256_is_zero(size)) {
        *at = *len = 0;
        return 1;
    }
    if (u256_high(offset) | u256_high(size)) {
        /* beyond 4 GiB costs more than 2^45 gas */
        if (f->reserve >> 44) zk_die(ZK_EXIT_MEMORY, "EVM memory beyond 4 GiB");
        return 0;
    }
    uint64_t end = (uint64_t)offset->w[0] + size->w[0];
    *at = offset->w[0];
    *len = size->w[0];
    if (end <= f->memory_size) return 1;
    if (end >> 32) {
        if (f->reserve >> 44) zk_die(ZK_EXIT_MEMORY, "EVM memory beyond 4 GiB");
        return 0;
    }
    return memory_grow(f, end);
}

/* Copies src[offset, offset + len) to dst, zeros beyond the end of src. */
static void copy_padded(uint8_t* dst, const uint8_t* src, size_t src_len, const u256* offset, uint32_t len)
{
    size_t from = u256_high(offset) || offset->w[0] > src_len ? src_len : offset->w[0];
    size_t n = src_len - from < len ? src_len - from : len;
    if (n) memcpy(dst, src + from, n);
    if (len > n) memset(dst + n, 0, len - n);
}

/* ---- addresses ---- */

ZK_INLINE void to_address(uint8_t out[20], const u256* x)
{
    for (int i = 0; i < 5; i++) zk_store32be(out + 4 * i, x->w[4 - i]);
}
ZK_INLINE void from_address(u256* x, const uint8_t a[20])
{
    for (int i = 0; i < 5; i++) x->w[4 - i] = zk_load32be(a + 4 * i);
    x->w[5] = x->w[6] = x->w[7] = 0;
}

static account* entry_of(const u256* x)
{
    uint8_t a[20];
    to_address(a, x);
    return account_entry(a);
}

static void transfer(account* from, account* to, const u256* value)
{
    if (u256_is_zero(value)) {
        if (account_is_empty(to)) account_touch(to);
        return;
    }
    account_sub(from, value);
    account_add(to, value);
}

static void create_address(uint8_t out[20], const uint8_t sender[20], uint64_t nonce)
{
    uint8_t buf[32], hash[32];
    uint8_t* p = rlp_put_list(buf, 21 + rlp_size_u64(nonce));
    p = rlp_put_string(p, sender, 20);
    p = rlp_put_u64(p, nonce);
    zk_keccak256(buf, (size_t)(p - buf), hash);
    memcpy(out, hash + 12, 20);
}

static void create2_address(uint8_t out[20], const uint8_t sender[20], const u256* salt, const uint8_t* init, size_t len)
{
    uint8_t buf[85], hash[32];
    buf[0] = 0xff;
    memcpy(buf + 1, sender, 20);
    u256_store_be(buf + 21, salt);
    zk_keccak256(init, len, buf + 53);
    zk_keccak256(buf, 85, hash);
    memcpy(out, hash + 12, 20);
}

account* evm_create_target(const uint8_t sender[20], uint64_t nonce)
{
    uint8_t a[20];
    create_address(a, sender, nonce);
    return account_entry(a);
}

static int collides(account* a)
{
    account_load(a);
    return a->nonce != 0 || memcmp(a->code_hash, EMPTY_CODE_HASH, 32) != 0 || account_has_storage(a);
}

/* ---- storage ---- */

/* SSTORE after EIP-2200, 2929 and 3529; 0 when out of gas. */
static int sstore(frame* f, const u256* key, const u256* value)
{
    if (f->reserve + f->gas <= 2300) return 0;
    slot* s = slot_entry(f->self, key);
    if (slot_warm(s) && !gas_charge(f, 2100)) return 0;
    slot_load(s);
    const u256* current = &s->value;
    const u256* original = slot_original(s);
    if (u256_eq(current, value)) return gas_charge(f, 100);
    int was_zero = u256_is_zero(original), clears = u256_is_zero(value);
    if (u256_eq(original, current)) {
        if (!gas_charge(f, was_zero ? 20000 : 2900)) return 0;
        if (!was_zero && clears) state_refund += 4800;
    } else {
        if (!gas_charge(f, 100)) return 0;
        if (!was_zero) {
            if (u256_is_zero(current)) state_refund -= 4800;
            else if (clears) state_refund += 4800;
        }
        if (u256_eq(original, value)) state_refund += was_zero ? 20000 - 100 : 5000 - 2100 - 100;
    }
    slot_set(s, value);
    return 1;
}

/* ---- SELFDESTRUCT ---- */

static int selfdestruct(frame* f, const u256* to)
{
    account* self = f->self;
    account* heir = entry_of(to);
    if (!gas_charge(f, account_warm(heir) ? 7600 : 5000)) return 0;
    account_load(heir);
    if (!u256_is_zero(&self->balance) && account_is_empty(heir) && !gas_charge(f, 25000)) return 0;
    int fresh = self->created_tx == tx_current;
    if (heir != self) {
        u256 all = self->balance;
        transfer(self, heir, &all);
    } else if (fresh) {
        u256 none;
        u256_zero(&none);
        account_set_balance(self, &none);
    }
    if (fresh) account_destruct(self);
    return 1;
}

/* ---- frames ---- */

static void frame_init(frame* f, frame* parent, code* c, account* self, const uint8_t* caller, const uint8_t* input,
                       size_t input_len, const u256* value, uint64_t gas, const snapshot* snap)
{
    if (c != &f->init) code_pad(c);
    f->code = c;
    f->pc = c->bytes;
    f->self = self;
    f->caller = caller;
    f->input = input;
    f->input_len = input_len;
    f->value = *value;
    f->snap = *snap;
    f->memory = parent ? parent->memory + parent->memory_size : arena_evm_memory;
    f->memory_size = 0;
    arena_evm_claim(f->memory, 0);
    f->stack = parent ? parent->sp : (u256*)(void*)arena_evm_stack;
    f->sp = f->stack;
    f->is_static = parent ? parent->is_static : 0;
    f->is_create = 0;
    f->out_offset = f->out_size = 0;
    gas_split(f, gas);
}

/* Copies init code before the frame's memory, padded as code must be, and makes it the frame's code. */
static void frame_init_code(frame* f, const uint8_t* init, size_t len)
{
    size_t room = (len + 33 + 31) & ~(size_t)31;
    arena_evm_claim(f->memory, room);
    if (len) memcpy(f->memory, init, len);
    memset(f->memory + len, 0, 33);
    f->init.bytes = f->memory;
    f->init.len = (uint32_t)len;
    f->init.padded = 1;
    f->init.analysed = f->init.attempts = 0;
    f->init.jumpdests = NULL;
    f->code = &f->init;
    f->pc = f->memory;
    f->memory += room;
    f->is_create = 1;
}

/* Stores what init code returned; 0 when it may not be stored. */
static int deploy(frame* f, const uint8_t* out, size_t len)
{
    if (len > MAX_CODE || (len && out[0] == 0xef)) return 0;
    if (!gas_charge(f, 200ull * len)) return 0;
    if (len == 0) return 1;
    uint8_t* p = zk_alloc(len + 33);
    memcpy(p, out, len);
    memset(p + len, 0, 33);
    account_set_code(f->self, p, len);
    return 1;
}

enum { CALL, CALLCODE, DELEGATECALL, STATICCALL };

/* What an instruction that may open a frame did. */
enum { STEP_FAIL, STEP_DONE, STEP_ENTER };

/* A call instruction. Operands are read from the stack below f->sp; on STEP_DONE the result is pushed;
 * on STEP_ENTER the child frame f[1] is ready. */
static int do_call(frame* f, int kind)
{
    u256* sp = f->sp;
    int has_value = kind == CALL || kind == CALLCODE;
    const u256* arg = sp - 3; /* offset of the input; the stack's top is sp[-1] */
    u256 zero;
    u256_zero(&zero);
    const u256* value = &zero;
    if (has_value) {
        value = sp - 3;
        arg = sp - 4;
    }
    int pays = !u256_is_zero(value);
    if (kind == CALL && pays && f->is_static) return STEP_FAIL;

    account* to = entry_of(sp - 2);
    if (!gas_charge(f, account_warm(to) ? 2600 : 100)) return STEP_FAIL;
    uint32_t in_at, in_len, out_at, out_len;
    if (!memory_range(f, arg, arg - 1, &in_at, &in_len)) return STEP_FAIL;
    if (!memory_range(f, arg - 2, arg - 3, &out_at, &out_len)) return STEP_FAIL;
    if (pays) {
        if (!gas_charge(f, 9000)) return STEP_FAIL;
        if (kind == CALL) {
            account_load(to);
            if (account_is_empty(to) && !gas_charge(f, 25000)) return STEP_FAIL;
        }
    }
    int precompile = zk_is_precompile(blk->fork, to->address);
    account* code_at = to;
    if (blk->fork >= ZK_PRAGUE && !precompile) {
        account_load(to);
        const uint8_t* d = delegate_of(account_code(to));
        if (d) {
            code_at = account_entry(d);
            if (!gas_charge(f, account_warm(code_at) ? 2600 : 100)) return STEP_FAIL;
        }
    }
    uint64_t total = f->reserve + f->gas;
    uint64_t most = total - total / 64, wanted = u256_sat64(sp - 1);
    uint64_t gas = wanted < most ? wanted : most;
    gas_charge(f, gas);
    if (pays) gas += 2300;

    u256 amount = *value;
    sp -= has_value ? 7 : 6; /* the result takes the last operand's place */
    f->sp = sp + 1;
    return_len = 0;
    if (f - frames >= MAX_DEPTH || (pays && u256_lt(&f->self->balance, &amount))) {
        u256_zero(sp);
        gas_split(f, f->reserve + f->gas + gas);
        return STEP_DONE;
    }
    snapshot snap = state_snapshot();
    int moves = kind == CALL || kind == STATICCALL;
    account* self = moves ? to : f->self;
    if (moves) {
        account_load(to);
        transfer(f->self, to, &amount);
    }
    if (precompile) {
        const uint8_t* out = NULL;
        size_t len = 0;
        uint64_t used = 0;
        int rc = zk_precompile(blk->fork, to->address, in_len ? f->memory + in_at : NULL, in_len, gas, &used, &out, &len);
        if (rc == ZK_PC_OK) {
            gas_split(f, f->reserve + f->gas + (gas - used));
            set_return(out, len);
            uint32_t n = len < out_len ? (uint32_t)len : out_len;
            if (n) memcpy(f->memory + out_at, return_data, n);
            u256_set32(sp, 1);
        } else {
            state_revert(&snap);
            u256_zero(sp);
        }
        return STEP_DONE;
    }
    account_load(code_at);
    code* c = account_code(code_at);
    if (c->len == 0) {
        gas_split(f, f->reserve + f->gas + gas);
        u256_set32(sp, 1);
        return STEP_DONE;
    }
    frame* g = f + 1;
    frame_init(g, f, c, self, kind == DELEGATECALL ? f->caller : f->self->address, in_len ? f->memory + in_at : NULL,
               in_len, kind == DELEGATECALL ? &f->value : &amount, gas, &snap);
    if (kind == STATICCALL) g->is_static = 1;
    g->out_offset = out_at;
    g->out_size = out_len;
    return STEP_ENTER;
}

static int do_create(frame* f, int is_create2)
{
    u256* sp = f->sp;
    if (f->is_static) return STEP_FAIL;
    u256 value = sp[-1];
    uint32_t at, len;
    if (!memory_range(f, sp - 2, sp - 3, &at, &len)) return STEP_FAIL;
    if (len > MAX_INITCODE) return STEP_FAIL;
    uint32_t words = (len + 31) / 32;
    if (!gas_charge(f, 32000 + words * (is_create2 ? 8ull : 2ull))) return STEP_FAIL;
    u256 salt = is_create2 ? sp[-4] : value;
    sp -= is_create2 ? 4 : 3;
    f->sp = sp + 1;
    return_len = 0;
    account* self = f->self;
    if (f - frames >= MAX_DEPTH || u256_lt(&self->balance, &value) || self->nonce == UINT64_MAX) {
        u256_zero(sp);
        return STEP_DONE;
    }
    uint64_t total = f->reserve + f->gas;
    uint64_t gas = total - total / 64;
    gas_charge(f, gas);
    uint8_t address[20];
    const uint8_t* init = f->memory + at;
    if (is_create2) create2_address(address, self->address, &salt, init, len);
    else create_address(address, self->address, self->nonce);
    account_set_nonce(self, self->nonce + 1);
    account* made = account_entry(address);
    account_warm(made);
    if (collides(made)) {
        u256_zero(sp);
        return STEP_DONE;
    }
    snapshot snap = state_snapshot();
    account_create(made);
    transfer(self, made, &value);
    frame* g = f + 1;
    frame_init(g, f, &g->init, made, self->address, NULL, 0, &value, gas, &snap);
    frame_init_code(g, init, len);
    return STEP_ENTER;
}

static int do_log(frame* f, uint32_t topics)
{
    u256* sp = f->sp;
    if (f->is_static) return 0;
    uint32_t at, len;
    if (!memory_range(f, sp - 1, sp - 2, &at, &len)) return 0;
    if (!gas_charge(f, 375 + 375ull * topics + 8ull * len)) return 0;
    log* l = state_add_log();
    uint8_t* t = zk_alloc(32 * topics + len);
    l->address = f->self;
    l->topics = t;
    l->topic_count = topics;
    l->data = t + 32 * topics;
    l->data_len = len;
    for (uint32_t i = 0; i < topics; i++) u256_store_be(t + 32 * i, sp - 3 - i);
    if (len) memcpy(t + 32 * topics, f->memory + at, len);
    f->sp = sp - 2 - topics;
    return 1;
}

/* EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, BALANCE: the account, its access paid; NULL when out of gas. */
static account* access(frame* f, const u256* address)
{
    account* a = entry_of(address);
    if (!gas_charge(f, account_warm(a) ? 2600 : 100)) return NULL;
    account_load(a);
    return a;
}

static const uint8_t* block_hash(const u256* number)
{
    static const uint8_t none[32];
    if (!u256_fits64(number)) return none;
    uint64_t n = u256_low64(number);
    if (n >= blk->number || blk->number - n > 256) return none;
    uint64_t back = blk->number - 1 - n;
    if (back >= blk->hash_count) zk_die(ZK_EXIT_HEADERS, "BLOCKHASH of a header that is not in the witness");
    return blk->hashes[back];
}

#include "interpret.inc"

void evm_run(const message* m, outcome* out)
{
    snapshot snap = state_snapshot();
    frame* f = frames;
    return_len = 0;
    out->output = NULL;
    out->output_len = 0;
    out->gas_left = 0;
    out->status = EVM_FAIL;
    if (m->is_create) {
        if (collides(m->target)) return;
        account_create(m->target);
        transfer(m->caller, m->target, &m->value);
        frame_init(f, NULL, &f->init, m->target, m->caller->address, NULL, 0, &m->value, m->gas, &snap);
        frame_init_code(f, m->input, m->input_len);
        interpret(out);
        return;
    }
    transfer(m->caller, m->target, &m->value);
    if (zk_is_precompile(blk->fork, m->target->address)) {
        const uint8_t* p = NULL;
        size_t len = 0;
        uint64_t used = 0;
        if (zk_precompile(blk->fork, m->target->address, m->input_len ? m->input : NULL, m->input_len, m->gas, &used, &p,
                          &len) == ZK_PC_OK) {
            set_return(p, len);
            out->status = EVM_OK;
            out->gas_left = m->gas - used;
            out->output = return_data;
            out->output_len = return_len;
        } else {
            state_revert(&snap);
        }
        return;
    }
    if (m->code->len == 0) {
        out->status = EVM_OK;
        out->gas_left = m->gas;
        return;
    }
    frame_init(f, NULL, m->code, m->target, m->caller->address, m->input, m->input_len, &m->value, m->gas, &snap);
    interpret(out);
}
