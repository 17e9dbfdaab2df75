using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Firmware;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>What a row says: the first broken constraint, and its messages.</summary>
internal sealed record Evaluation(string? Broken, List<(Bus Bus, bool IsPush, KoalaBear Multiplicity, KoalaBear[] Fields)> Messages)
{
    public bool SameMessages(Evaluation other) => Same(other, static _ => true);

    /// <summary>The same on all buses but one.</summary>
    public bool SameMessages(Evaluation other, Bus except) => Same(other, m => m.Bus != except);

    /// <summary>The same pulls on buses where another row must have pushed the message.</summary>
    public bool SamePulls(Evaluation other) => Same(other, static m => !m.IsPush && !RowGallery.IsLookup(m.Bus));

    public bool SamePushes(Evaluation other) => Same(other, static m => m.IsPush && !RowGallery.IsLookup(m.Bus));

    private bool Same(Evaluation other, Predicate<(Bus Bus, bool IsPush, KoalaBear, KoalaBear[])> which)
    {
        var sums = new Dictionary<string, KoalaBear>();
        foreach (var m in Messages)
            if (which(m)) Add(m, m.Multiplicity);
        foreach (var m in other.Messages)
            if (which(m)) Add(m, -m.Multiplicity);
        return sums.Values.All(v => v == KoalaBear.Zero);

        void Add((Bus Bus, bool, KoalaBear, KoalaBear[] Fields) m, KoalaBear v)
        {
            string key = $"{m.Bus.Tag}:{string.Join(',', m.Fields)}";
            sums[key] = sums.GetValueOrDefault(key) + v;
        }
    }
}

/// <summary>A row of an honest trace with what is needed to judge changes.</summary>
internal sealed record GalleryRow(AirProgram Air, KoalaBear[] Cells, KoalaBear[] PublicValues, HashSet<(uint, uint, uint, uint)> Rom)
{
    private readonly KoalaBear[] _values = new KoalaBear[Air.Nodes.Count];

    public Evaluation Evaluate(KoalaBear[] cells)
    {
        Air.Evaluate<KoalaBear>(cells, PublicValues, _values);
        string? broken = null;
        foreach (AirConstraint c in Air.Constraints)
            if (_values[c.Node] != KoalaBear.Zero) broken ??= c.Label;
        var messages = new List<(Bus, bool, KoalaBear, KoalaBear[])>();
        foreach (AirInteraction i in Air.Interactions)
            if (_values[i.Multiplicity] != KoalaBear.Zero)
                messages.Add((i.Bus, i.IsPush, _values[i.Multiplicity], Array.ConvertAll(i.Fields, f => _values[f])));
        return new Evaluation(broken, messages);
    }

    public bool Breaks(KoalaBear[] cells)
    {
        Air.Evaluate<KoalaBear>(cells, PublicValues, _values);
        foreach (AirConstraint c in Air.Constraints)
            if (_values[c.Node] != KoalaBear.Zero) return true;
        foreach (AirInteraction i in Air.Interactions)
            if (i.Bus == Buses.Range16 && _values[i.Multiplicity] != KoalaBear.Zero && _values[i.Fields[0]].Value >> 16 != 0) return true;
        return false;
    }

    /// <summary>Whether fixed tables have rows for all look-ups.</summary>
    public bool LookupsAreValid(Evaluation e)
    {
        foreach ((Bus bus, _, _, KoalaBear[] f) in e.Messages)
        {
            bool valid = true;
            if (bus == Buses.Range16) valid = f[0].Value < 1 << 16;
            else if (bus == Buses.BytePair) valid = f[0].Value < 256 && f[1].Value < 256;
            else if (bus == Buses.And) valid = f[0].Value < 256 && f[1].Value < 256 && f[2].Value == (f[0].Value & f[1].Value);
            else if (bus == Buses.Bits) valid = f[0].Value <= 16 && f[1].Value < 1u << (int)f[0].Value && f[2].Value == f[1].Value << 16 - (int)f[0].Value;
            else if (bus == Buses.Rom) valid = Rom.Contains((f[0].Value, f[1].Value, f[2].Value, f[3].Value));
            if (!valid) return false;
        }

        return true;
    }

    public override string ToString() =>
        $"{Air.Name}: {string.Join(", ", Cells.Select((v, i) => $"{Air.Columns[i].Name}={v}"))}";
}

/// <summary>Honest rows of every table, from random and special programs.</summary>
internal sealed class RowGallery
{
    private const int RowsPerTable = 12;

    public RowGallery()
    {
        foreach (ExecutionPipeline p in Runs()) Add(p);
    }

    public List<GalleryRow> Rows { get; } = [];

    public static bool IsLookup(Bus bus) => bus == Buses.Range16 || bus == Buses.Bits || bus == Buses.And || bus == Buses.BytePair || bus == Buses.Rom;

    public static bool IsFixed(AirProgram air) => Id(air) <= TableId.Bits;

    public static bool IsInstruction(AirProgram air) => Id(air) >= TableId.StateWrap;

    private static TableId Id(AirProgram air) => Enum.Parse<TableId>(air.Name);

    private static IEnumerable<ExecutionPipeline> Runs()
    {
        foreach (Endianness order in Enum.GetValues<Endianness>())
        {
            for (int seed = 0; seed < 60; seed++)
            {
                int s = 2 * seed + (order == Endianness.Big ? 0 : 1);
                yield return TraceHarness.ExecuteSome(new RandomProgram(s, order == Endianness.Big).Image, new SeededHost(s), 1500, long.MaxValue);
            }

            yield return TraceHarness.ExecuteSome(SpecialPrograms.Wraps(order), NullHost.Instance, 1000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.EndOfAddressSpace(order), NullHost.Instance, 1000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.LongWait(order), NullHost.Instance, 200_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(FirstProgramTests.Loop(20).Image(order), NullHost.Instance, 1000, long.MaxValue);
        }
    }

    private void Add(ExecutionPipeline p)
    {
        var rom = new HashSet<(uint, uint, uint, uint)>();
        uint[][] c = p.Program.Preprocessed[0].Columns;
        for (int i = 0; i < c[0].Length; i++) rom.Add((c[0][i], c[1][i], c[2][i], c[3][i]));
        var tracer = new ShardTracer(p.Program);
        for (int shard = 1; shard <= p.ShardCount; shard++)
        {
            using ShardTrace trace = p.Trace(shard, tracer);
            foreach (TraceTable? table in trace.Tables)
            {
                if (table is null) continue;
                int limit = IsFixed(table.Air) ? 2 : RowsPerTable, have = Rows.Count(r => ReferenceEquals(r.Air, table.Air));
                if (have >= limit) continue;
                // Rows from all over the table, at most four of one run.
                int step = table.Air.Name == nameof(TableId.Image) ? 1 : Math.Max(1, table.Rows / 4);
                for (int row = step == 1 ? 0 : table.Rows / 7; row < table.Rows && have < limit; row += step)
                {
                    var cells = new KoalaBear[table.Air.Columns.Count];
                    table.ReadRow(row, cells);
                    if (table.Air.Name == nameof(TableId.Image) && cells[4] == KoalaBear.Zero) continue;
                    Rows.Add(new GalleryRow(table.Air, cells, trace.PublicValues, rom));
                    have++;
                }
            }
        }
    }

    private sealed class SeededHost(int seed) : IHost
    {
        private readonly Random _random = new(seed);

        public uint Hint(uint service, uint argument, IMemoryReader memory) => (uint)_random.NextInt64(1L << 32);
    }
}

/// <summary>Programs for rows that random ones do not reach.</summary>
internal static class SpecialPrograms
{
    /// <summary>Every memory instruction at an address that wraps 2^32, both ways.</summary>
    public static ProgramImage Wraps(Endianness order)
    {
        var a = new Assembler().Li(T0, 0xFFFF_FFF0).Li(T1, 0x10).Li(T2, 0x8123_4567);
        foreach (int opcode in new[] { 0x2B, 0x29, 0x28, 0x2A, 0x2E, 0x38, 0x23, 0x20, 0x24, 0x21, 0x25, 0x22, 0x26, 0x30 })
        {
            bool aligned = opcode is 0x2B or 0x38 or 0x23 or 0x30, half = opcode is 0x29 or 0x21 or 0x25;
            int offset = aligned ? 0 : half ? 2 : 1;
            // The result register is reloaded, so that SC stores T2.
            a.Emit(I(opcode, T0, T3, 0x20 + offset), I(opcode, T1, T3, -0x20 + offset)).Li(T3, 0xFEDC_BA98);
            a.Emit(I(opcode, T0, T3, 0x24 + 2 * (offset & 1)), I(opcode, T1, T3, -0x24 + 2 * (offset & 1)));
        }

        return a.End().Image(order);
    }

    /// <summary>Code that runs over the end of the address space, branches and links there.</summary>
    public static ProgramImage EndOfAddressSpace(Endianness order)
    {
        const uint top = 0xFFFF_FFF0;
        uint[] low =
        [
            // 0: counts visits in s0 and goes to the next case.
            I(0x09, S0, S0, 1), I(0x0A, S0, T4, 2), // addiu s0, s0, 1; slti t4, s0, 2
            I(0x05, T4, 0, 3), 0, // bne t4, $0, to case 1
            R(0x08, T3, 0, 0), 0, // jr t3 (case 2)
            I(0x0F, 0, T0, 0xFFFF), I(0x0D, T0, T3, 0xFFF8), // case 1: t3 = 0xfffffff8
            R(0x08, T3, 0, 0), 0,
            0, 0,
        ];
        // Case 0 falls off the end; 0xfffffff8 holds a branch-likely that is not taken, so that pc and npc wrap together.
        uint[] high = [0, 0, I(0x15, 0, 0, 4), 0];
        byte[] elf = TinyElf.Make(order, top, (0, TinyElf.Code(order, low)), (top, TinyElf.Code(order, high)));
        return ProgramImage.LoadBare(elf);
    }

    /// <summary>A word and a register that are not touched for more than 2^16 time units.</summary>
    public static ProgramImage LongWait(Endianness order) => new Assembler().Li(T0, 0x20000).Li(T1, 30_000).Li(S0, 77).Emit(
        I(0x2B, T0, S0, 0), // sw s0, 0(t0)
        I(0x09, T1, T1, -1), // loop: addiu t1, t1, -1
        I(0x05, T1, 0, -2), // bne t1, $0, loop
        0,
        I(0x23, T0, T2, 0), // lw t2, 0(t0)
        I(0x23, 0, T3, 0x1000), // lw t3, 0x1000($0): a word of the image
        R(0x21, T2, S0, V0)).End().Image(order);
}
