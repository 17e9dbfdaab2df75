using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>
/// Words outside the image. A row goes from "words below previous are done" to "words up to key are done"; a real one starts
/// word key at zero. key &lt; 2^30 and 0 ≤ key − previous &lt; 2^29, so the chain only rises and never wraps mod p.
/// </summary>
internal sealed class ZeroInitTable : Table
{
    private readonly TableColumn _previous, _stepHigh;

    public ZeroInitTable(TableAir f)
        : base(f)
    {
        Expr link = f.Active("link");
        Real = f.Boundary("real");
        Key = new WordColumns(f.Boundary("key.low"), f.Boundary("key.high"));
        (_previous, _stepHigh) = (f.Boundary("previous"), f.Boundary("step.high"));
        f.AssertBool("real is 0 or 1", Real);
        f.AssertZero("real needs link", Real * (1 - link));
        Expr key = Key.Low + Key.High * (1 << 16);
        f.Pull("chain before", Buses.Chain, link, _previous);
        f.Push("chain after", Buses.Chain, link, key + 1);
        f.Pull("key.low has 16 bits", Buses.Range16, link, Key.Low);
        f.Pull("key.high has 14 bits", Buses.Bits, link, f.Constant(14L), Key.High, Key.High * 4);
        f.Pull("step.low has 16 bits", Buses.Range16, link, key - _previous - _stepHigh * (1 << 16));
        f.Pull("step.high has 13 bits", Buses.Bits, link, f.Constant(13L), _stepHigh, _stepHigh * 8);
        Expr zero = f.Constant(0L);
        f.Push("initial", Buses.SharedMemory, Real, key, zero, zero, zero);
        Final = new WordColumns(f.Boundary("final.low"), f.Boundary("final.high"));
        LastShard = f.Boundary("lastShard");
        f.Pull("final", Buses.SharedMemory, Real, key, Final.Low, Final.High, LastShard);
        foreach (Expr e in (ReadOnlySpan<Expr>)[Final.Low, Final.High, LastShard]) f.AssertZero("a link has no final value", e * (1 - Real));
    }

    /// <summary>Whether the row starts a word.</summary>
    public TableColumn Real { get; }

    /// <summary>The word.</summary>
    public WordColumns Key { get; }

    /// <summary>Its last value.</summary>
    public WordColumns Final { get; }

    /// <summary>The last shard that touched it.</summary>
    public TableColumn LastShard { get; }

    /// <summary>Writes a row and, with <paramref name="histograms"/>, counts what it looks up.</summary>
    public void Put(TraceTable trace, int row, in ZeroRow z, Histograms? histograms)
    {
        uint step = z.Key - z.Previous;
        trace.Column(Real)[row] = z.Shard != 0 ? 1u : 0;
        trace.Column(Key.Low)[row] = z.Key & 0xFFFF;
        trace.Column(Key.High)[row] = z.Key >> 16;
        trace.Column(_previous)[row] = z.Previous;
        trace.Column(_stepHigh)[row] = step >> 16;
        trace.Column(Final.Low)[row] = z.Value & 0xFFFF;
        trace.Column(Final.High)[row] = z.Value >> 16;
        trace.Column(LastShard)[row] = z.Shard;
        if (histograms is null) return;
        histograms.Range16[z.Key & 0xFFFF]++;
        histograms.Bits[(1u << 14) + (z.Key >> 16)]++;
        histograms.Range16[step & 0xFFFF]++;
        histograms.Bits[(1u << 13) + (step >> 16)]++;
    }
}
