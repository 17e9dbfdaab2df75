using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>
/// Memory and registers across shards, and long waits within one. Soundness (unique chains, no cycles mod p): docs/machine-soundness.md.
/// </summary>
internal static partial class SharedTables
{
    /// <summary>One row per word (register) that the shard touches: value and writer before, value after.</summary>
    public static AirProgram BuildBoundary(bool register)
    {
        var f = new AirBuilder();
        Expr real = f.Active("real"), key = f.Boundary("key");
        Expr inLow = f.Boundary("in.low"), inHigh = f.Boundary("in.high"), outLow = f.Boundary("out.low"), outHigh = f.Boundary("out.high");
        Expr previous = f.Boundary("previousShard"), first = f.Main("first"), last = f.Main("last");
        Bus local = register ? Buses.Register : Buses.Memory, shared = register ? Buses.SharedRegister : Buses.SharedMemory;
        Expr shard = f.Public(ExecutionPublicValues.ShardIndex);
        f.Push("first", local, real, key, inLow, inHigh, first);
        f.Pull("last", local, real, key, outLow, outHigh, last);
        f.Pull("in", shared, real, key, inLow, inHigh, previous);
        f.Push("out", shared, real, key, outLow, outHigh, shard);
        f.Pull("order of shards", Buses.Range16, real, shard - 1 - previous);
        return f.Capture(
            register ? "RegisterBoundary" : "Boundary", TablePresence.Optional, null, TableSpec.Positions(register ? TableId.RegisterBoundary : TableId.Boundary));
    }

    /// <summary>
    /// Renews the time of a word (register) that was not accessed for 2^16 time units: the new time is 2^16·k, k &lt; 2^8, and the
    /// difference has 24 bits.
    /// </summary>
    public static AirProgram BuildRefresh(bool register)
    {
        var f = new AirBuilder();
        Expr real = f.Active("real"), key = f.Main("key"), low = f.Main("low"), high = f.Main("high"), previous = f.Main("previous");
        Expr k = f.Main("time"), differenceHigh = f.Main("difference.high");
        Bus bus = register ? Buses.Register : Buses.Memory;
        f.Pull("before", bus, real, key, low, high, previous);
        f.Push("after", bus, real, key, low, high, k * (1 << 16));
        f.Pull("time has 8 bits", Buses.Bits, real, f.Constant(8L), k, k * 256);
        f.Pull("difference.high has 8 bits", Buses.Bits, real, f.Constant(8L), differenceHigh, differenceHigh * 256);
        f.Pull("difference.low has 16 bits", Buses.Range16, real, k * (1 << 16) - 1 - previous - differenceHigh * (1 << 16));
        return f.Capture(
            register ? "RegisterRefresh" : "MemoryRefresh", TablePresence.Optional, null,
            TableSpec.Positions(register ? TableId.RegisterRefresh : TableId.MemoryRefresh));
    }

    /// <summary>Words of the program image; those that some shard touches start here and end here.</summary>
    public static AirProgram BuildImage()
    {
        var f = new AirBuilder();
        Expr real = f.Preprocessed("real"), key = f.Preprocessed("key"), low = f.Preprocessed("low"), high = f.Preprocessed("high");
        Expr touched = f.Boundary("touched");
        f.AssertBool("touched is 0 or 1", touched);
        f.AssertZero("padding is not touched", touched * (1 - real));
        f.Push("initial", Buses.SharedMemory, touched, key, low, high, f.Constant(0L));
        Expr finalLow = f.Boundary("final.low"), finalHigh = f.Boundary("final.high"), lastShard = f.Boundary("lastShard");
        f.Pull("final", Buses.SharedMemory, touched, key, finalLow, finalHigh, lastShard);
        foreach (Expr e in (ReadOnlySpan<Expr>)[finalLow, finalHigh, lastShard]) f.AssertZero("an untouched word has no final value", e * (1 - touched));
        return f.Capture("Image", TablePresence.LastShard, null, TableSpec.Positions(TableId.Image));
    }

    /// <summary>
    /// Words outside the image. A row goes from "words below previous are done" to "words up to key are done"; a real one starts
    /// word key at zero. key &lt; 2^30 and 0 ≤ key − previous &lt; 2^29, so the chain only rises and never wraps mod p.
    /// </summary>
    public static AirProgram BuildZeroInit()
    {
        var f = new AirBuilder();
        Expr link = f.Active("link"), real = f.Boundary("real"), keyLow = f.Boundary("key.low"), keyHigh = f.Boundary("key.high");
        Expr previous = f.Boundary("previous"), stepHigh = f.Boundary("step.high");
        f.AssertBool("real is 0 or 1", real);
        f.AssertZero("real needs link", real * (1 - link));
        Expr key = keyLow + keyHigh * (1 << 16);
        f.Pull("chain before", Buses.Chain, link, previous);
        f.Push("chain after", Buses.Chain, link, key + 1);
        f.Pull("key.low has 16 bits", Buses.Range16, link, keyLow);
        f.Pull("key.high has 14 bits", Buses.Bits, link, f.Constant(14L), keyHigh, keyHigh * 4);
        f.Pull("step.low has 16 bits", Buses.Range16, link, key - previous - stepHigh * (1 << 16));
        f.Pull("step.high has 13 bits", Buses.Bits, link, f.Constant(13L), stepHigh, stepHigh * 8);
        Expr zero = f.Constant(0L);
        f.Push("initial", Buses.SharedMemory, real, key, zero, zero, zero);
        Expr finalLow = f.Boundary("final.low"), finalHigh = f.Boundary("final.high"), lastShard = f.Boundary("lastShard");
        f.Pull("final", Buses.SharedMemory, real, key, finalLow, finalHigh, lastShard);
        foreach (Expr e in (ReadOnlySpan<Expr>)[finalLow, finalHigh, lastShard]) f.AssertZero("a link has no final value", e * (1 - real));
        return f.Capture("ZeroInit", TablePresence.Optional, null, TableSpec.Positions(TableId.ZeroInit));
    }

    /// <summary>All 256 register keys that the ROM can name start at zero.</summary>
    public static AirProgram BuildRegisterInit()
    {
        var f = new AirBuilder();
        Expr key = f.IndexBits("key", 0, LogRegisters), one = f.Constant(1L), zero = f.Constant(0L);
        f.Push("initial", Buses.SharedRegister, one, key, zero, zero, zero);
        f.Pull("final", Buses.SharedRegister, one, key, f.Boundary("final.low"), f.Boundary("final.high"), f.Boundary("lastShard"));
        return f.Capture("RegisterInit", TablePresence.LastShard, LogRegisters);
    }

    /// <summary>Register fields of ROM rows have 8 bits.</summary>
    internal const int LogRegisters = 8;
}
