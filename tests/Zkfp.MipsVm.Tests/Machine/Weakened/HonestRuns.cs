using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine.Weakened;

/// <summary>
/// Finds the weakenings of messages with which executed runs no longer balance. They balance as the tables are (<see cref="FirstProgramTests"/>,
/// <see cref="WholeProgramTests"/>), so it is enough that what one table sends in a run, as a multiset, is not what it sent before.
/// </summary>
internal sealed class HonestRuns
{
    private readonly Dictionary<AirProgram, List<Weakening>> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Weakenings with which all runs still balance; constraints among them, which no honest run misses.</summary>
    public List<Weakening> Balanced => [.. _open.Values.SelectMany(w => w)];

    public HonestRuns(IEnumerable<Weakening> weakenings)
    {
        foreach (Weakening w in weakenings)
        {
            if (!_open.TryGetValue(w.Air, out List<Weakening>? list)) _open.Add(w.Air, list = []);
            list.Add(w);
        }
    }

    /// <summary>The runs that the tests above check, with one of several shards.</summary>
    public void RunAll()
    {
        foreach (Endianness order in Enum.GetValues<Endianness>())
        {
            Add(TraceHarness.Execute(FirstProgramTests.Loop(2000).Image(order), cellsPerShard: 400_000));
            Add(TraceHarness.Execute(OneWord(2000).Image(order), cellsPerShard: 400_000));
        }

        foreach (ExecutedRun run in RowGallery.Runs()) Add(run);
    }

    /// <summary>Counts in a word that shard after shard touches.</summary>
    private static Assembler OneWord(int count) => new Assembler().Li(T0, 0x20000).Li(T1, (uint)count).Emit(
        I(0x23, T0, T2, 0), I(0x09, T2, T2, 1), I(0x2B, T0, T2, 0), // loop: lw t2, 0(t0); addiu; sw
        I(0x09, T1, T1, -1), I(0x05, T1, 0, -5), 0).End(); // addiu t1, t1, -1; bne t1, $0, loop

    public void Add(ExecutedRun run)
    {
        var shards = new List<ShardTrace>();
        var tracer = new TraceScratch(run.Program);
        for (int i = 1; i <= run.ShardCount; i++) shards.Add(run.Trace(i, tracer));
        IReadOnlyList<AirProgram> tables = run.Program.Machine.Definition.Tables;
        for (int t = 0; t < tables.Count; t++)
            if (_open.TryGetValue(tables[t], out List<Weakening>? open)) Add(tables[t], [.. shards.Where(s => s.Tables[t] is not null)], t, open);
        foreach (ShardTrace s in shards) s.Dispose();
    }

    private static void Add(AirProgram air, ShardTrace[] shards, int table, List<Weakening> open)
    {
        var sums = new Sum[open.Count];
        var cells = new KoalaBear[air.Columns.Count];
        var values = new KoalaBear[air.Nodes.Count];
        var fields = new uint[Bus.MaxArity];
        foreach (ShardTrace shard in shards)
        {
            TraceTable trace = shard.Tables[table]!;
            for (int row = 0; row < trace.Rows; row++)
            {
                trace.ReadRow(row, cells);
                air.Evaluate<KoalaBear>(cells, shard.PublicValues, values);
                int last = -1;
                KoalaBear multiplicity = default;
                ulong message = 0;
                for (int k = 0; k < open.Count; k++)
                {
                    Weakening w = open[k];
                    if (w.Interaction < 0) continue;
                    AirInteraction i = air.Interactions[w.Interaction];
                    ulong scope = i.Bus.Scope == BusScope.Local ? shard.PublicValues[0].Value : 0;
                    if (w.Interaction != last)
                    {
                        last = w.Interaction;
                        multiplicity = values[i.Multiplicity];
                        for (int f = 0; f < i.Fields.Length; f++) fields[f] = values[i.Fields[f]].Value;
                        message = Hash(scope, fields.AsSpan(0, i.Fields.Length));
                    }

                    sums[k].Add(-multiplicity, message);
                    if (w.Part == Weakening.Whole) continue;
                    KoalaBear other = w.Column < 0 ? KoalaBear.Zero : cells[w.Column];
                    if (w.Part == Weakening.Multiplicity)
                    {
                        sums[k].Add(i.IsPush ? other : -other, message);
                        continue;
                    }

                    (uint before, fields[w.Part]) = (fields[w.Part], other.Value);
                    sums[k].Add(multiplicity, Hash(scope, fields.AsSpan(0, i.Fields.Length)));
                    fields[w.Part] = before;
                }
            }
        }

        for (int k = open.Count - 1; k >= 0; k--)
            if (!sums[k].IsZero) open.RemoveAt(k);
    }

    // Mixes 64 bits per field; sums over 2^20 messages cancel by chance with probability 2^−62.
    private static ulong Hash(ulong scope, ReadOnlySpan<uint> fields)
    {
        ulong h = scope + 0x9E37_79B9_7F4A_7C15;
        foreach (uint f in fields)
        {
            h = (h ^ f) * 0xBF58_476D_1CE4_E5B9;
            h ^= h >> 29;
            h *= 0x94D0_49BB_1331_11EB;
            h ^= h >> 32;
        }

        return h;
    }

    private struct Sum
    {
        private KoalaBear _low, _high;

        public readonly bool IsZero => _low == KoalaBear.Zero && _high == KoalaBear.Zero;

        public void Add(KoalaBear multiplicity, ulong message)
        {
            if (multiplicity == KoalaBear.Zero) return;
            _low += multiplicity * new KoalaBear(message & 0xFFFF_FFFF);
            _high += multiplicity * new KoalaBear(message >> 32);
        }
    }
}
