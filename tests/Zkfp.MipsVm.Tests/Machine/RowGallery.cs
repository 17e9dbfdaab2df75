using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Shared;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.MipsVm.Tests.Primitives;
using Zkfp.MipsVm.Tracing;
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
            else if (bus == Buses.Parities) valid = f[0].Value < 1 << 15 && f[1].Value == Enumerable.Range(0, 5).Sum(i => (f[0].Value >> 3 * i & 1) << i);
            else if (bus == Buses.Rom) valid = Rom.Contains((f[0].Value, f[1].Value, f[2].Value, f[3].Value));
            if (!valid) return false;
        }

        return true;
    }

    /// <summary>Which messages it sends, and its flags: rows of one kind exercise the same constraints.</summary>
    public string Kind()
    {
        Air.Evaluate<KoalaBear>(Cells, PublicValues, _values);
        var kind = new System.Text.StringBuilder();
        foreach (AirInteraction i in Air.Interactions) kind.Append(_values[i.Multiplicity] == KoalaBear.Zero ? '-' : '+');
        if (RowGallery.IsWide(Air)) return kind.Append(WideKind()).ToString();
        foreach (AirNode n in Air.Nodes)
        {
            // A column that is multiplied with itself minus one is a flag.
            if (n.Kind == ExprKind.Sub && Air.Nodes[(int)n.B] is { Kind: ExprKind.Constant, A: 1 } && Air.Nodes[(int)n.A].Kind == ExprKind.Column)
                kind.Append(_values[(int)n.A].Value & 3);
        }

        return kind.ToString();
    }

    // Bits by the hundred are data: what counts is the number of the row, where numbers differ, and words that are p − 1.
    private string WideKind() => string.Concat(
        Air.Columns.Select((c, i) => (c.Name, Value: Cells[i].Value)).Where(c => c.Name[0] is 'u' or 'v' || c.Name is "borrow" or "zero" || c.Name.StartsWith("row ", StringComparison.Ordinal) || c.Name.StartsWith("top", StringComparison.Ordinal) || c.Name.EndsWith("p − 1", StringComparison.Ordinal)).Select(c => c.Value));

    public override string ToString() =>
        $"{Air.Name}: {string.Join(", ", Cells.Select((v, i) => $"{Air.Columns[i].Name}={v}"))}";
}

/// <summary>Honest rows of every table, from random and special programs.</summary>
internal sealed class RowGallery
{
    private const int RowsPerTable = 32, CellsPerTable = 8192;

    public RowGallery()
    {
        foreach (ExecutedRun p in Runs()) Add(p);
    }

    /// <summary>Rows of these runs alone.</summary>
    public RowGallery(params ReadOnlySpan<ExecutedRun> runs)
    {
        foreach (ExecutedRun p in runs) Add(p);
    }

    public List<GalleryRow> Rows { get; } = [];

    public static bool IsLookup(Bus bus) => bus == Buses.Range16 || bus == Buses.Bits || bus == Buses.And || bus == Buses.BytePair || bus == Buses.Parities || bus == Buses.Rom;

    public static bool IsFixed(AirProgram air) => Id(air) is <= TableId.Bits or TableId.Parities;

    public static bool IsInstruction(AirProgram air) => Id(air) is >= TableId.StateWrap and not TableId.Parities;

    /// <summary>Tables of hundreds of columns or more: not every pair of cells can be tried.</summary>
    public static bool IsWide(AirProgram air) => air.Columns.Count > WideColumns;

    public const int WideColumns = 200;

    private static TableId Id(AirProgram air) => Enum.Parse<TableId>(air.Name);

    internal static IEnumerable<ExecutedRun> Runs()
    {
        foreach (Endianness order in Enum.GetValues<Endianness>())
        {
            for (int seed = 0; seed < 60; seed++)
            {
                int s = 2 * seed + (order == Endianness.Big ? 0 : 1);
                yield return TraceHarness.ExecuteSome(new RandomProgram(s, order == Endianness.Big).Image, new SeededHost(s), 1500, long.MaxValue);
            }

            yield return TraceHarness.ExecuteSome(SpecialPrograms.EdgeOperands(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.InPlace(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.Fused(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.FusedMemory(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.Alignments(order), NullHost.Instance, 10_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.NearHoles(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.Branches(order), NullHost.Instance, 10_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.Links(order), NullHost.Instance, 10_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.Wraps(order), NullHost.Instance, 1000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.EndOfAddressSpace(order), NullHost.Instance, 1000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(PrimitiveProgram.Products(order), NullHost.Instance, 100_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(SpecialPrograms.LongWait(order), NullHost.Instance, 200_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(PrimitiveProgram.Gallery(order), NullHost.Instance, 10_000, long.MaxValue);
            yield return TraceHarness.ExecuteSome(FirstProgramTests.Loop(20).Image(order), NullHost.Instance, 1000, long.MaxValue);
        }
    }

    private void Add(ExecutedRun p)
    {
        var rom = new HashSet<(uint, uint, uint, uint)>();
        foreach (RomRow row in p.Program.RomRows) rom.Add((row.Pc, row.Packed, row.X, row.Y));
        var tracer = new TraceScratch(p.Program);
        for (int shard = 1; shard <= p.ShardCount; shard++)
        {
            using ShardTrace trace = p.Trace(shard, tracer);
            foreach (TraceTable? table in trace.Tables)
            {
                if (table is null) continue;
                int limit = IsFixed(table.Air) ? 2 : Math.Clamp(CellsPerTable / table.Air.Columns.Count, 2, RowsPerTable);
                if (!_kinds.TryGetValue(table.Air, out HashSet<string>? kinds)) _kinds.Add(table.Air, kinds = []);
                for (int row = 0; row < Math.Min(table.Rows, 20_000) && kinds.Count < limit; row++)
                {
                    var cells = new KoalaBear[table.Air.Columns.Count];
                    table.ReadRow(row, cells);
                    if (table.Air.Name == nameof(TableId.Image) && cells[p.Program.Machine.Table<ImageTable>(TableId.Image).Touched.Index] == KoalaBear.Zero) continue;
                    var candidate = new GalleryRow(table.Air, cells, trace.PublicValues, rom);
                    if (kinds.Add(candidate.Kind())) Rows.Add(candidate);
                }
            }
        }
    }

    private readonly Dictionary<AirProgram, HashSet<string>> _kinds = new(ReferenceEqualityComparer.Instance);

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
        foreach (int opcode in MemoryOpcodes)
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

    private static readonly uint[] Edges =
        [0, 1, 2, 15, 16, 31, 0x7FFF, 0x8000, 0xFFFF, 0x0001_0000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_8000, 0xFFFF_FFFE, 0xFFFF_FFFF];

    /// <summary>
    /// Every computing instruction on all pairs of edge values, under a kernel that goes on behind each exception. Immediates and shift
    /// amounts are edge values too.
    /// </summary>
    public static ProgramImage EdgeOperands(Endianness order)
    {
        var a = new Assembler();
        int[] three = [0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x04, 0x06, 0x07, 0x46, 0x0A, 0x0B, 0x30, 0x31, 0x32, 0x33, 0x34, 0x36];
        foreach (uint x in Edges)
        {
            a.Li(T0, x);
            foreach (uint y in Edges)
            {
                a.Li(T1, y);
                foreach (int f in three) a.Emit(R(f & 0x3F, T0, T1, f >= 0x30 && f < 0x40 ? 0 : T2, f >> 6));
                foreach (int f in new[] { 0x18, 0x19, 0x1A, 0x1B }) a.Emit(R(f, T0, T1, 0));
                foreach (int f in new[] { 0, 1, 4, 5 }) a.Emit(R(f, T0, T1, 0, 0, 0x1C));
                a.Emit(R(2, T0, T1, T2, 0, 0x1C), R(0x20, T0, T1, 0), R(0x22, T0, T1, 0)); // mul; add, sub to $0
            }

            foreach (int imm in new[] { 0, 1, 0x7FFF, 0x8000, 0xFFFF })
            {
                for (int op = 0x08; op < 0x0F; op++) a.Emit(I(op, T0, T2, imm));
                foreach (int trap in new[] { 8, 9, 10, 11, 12, 14 }) a.Emit(I(1, T0, trap, imm));
                a.Emit(I(0x08, T0, 0, imm)); // addi $0
            }

            for (int sa = 0; sa < 32; sa++)
            {
                a.Emit(R(0, 0, T0, T2, sa), R(2, 0, T0, T2, sa), R(3, 0, T0, T2, sa), R(2, 1, T0, T2, sa));
                int other = sa * 7 % 32;
                a.Emit(R(4, T0, T2, Math.Max(sa, other), Math.Min(sa, other), 0x1F)); // ins
                if (sa + other < 32) a.Emit(R(0, T0, T2, other, sa, 0x1F)); // ext
            }

            a.Emit(R(0x20, T0, T2, T2, 0, 0x1C), R(0x21, T0, T2, T2, 0, 0x1C)); // clz, clo
            foreach (int sa in new[] { 2, 0x10, 0x18 }) a.Emit(R(0x20, 0, T0, T2, sa, 0x1F)); // wsbh, seb, seh
            foreach (int f in new[] { 0x10, 0x12 }) a.Emit(R(f, 0, 0, T2)); // mfhi, mflo
        }

        return UnderKernel(a.End(), order);
    }

    /// <summary>
    /// Three instructions that one row proves (<see cref="Fusion"/>): all amounts, edge values, registers that are the same; nearly such; entered in the middle,
    /// begun in a delay slot.
    /// </summary>
    public static ProgramImage Fused(Endianness order)
    {
        const int nop = 0;
        var a = new Assembler();
        foreach (uint x in new uint[] { 0, 1, 0x8000_0001, 0x1234_ABCD, uint.MaxValue })
        {
            for (int s = 1; s < 32; s++)
            {
                if (x is 0 or 1 && s is not (1 or 15 or 16 or 17 or 31)) continue;
                a.Li(T0, x).Li(T1, ~x).Emit(Left(T0, T2, 32 - s), Right(T0, T1, s), Or(T2, T1, T2));
                a.Emit(Left(T0, T3, 32 - s), Right(T0, T0, s), Or(T0, T3, T3));
                a.Li(T0, x).Li(T1, ~x).Emit(Left(T0, T2, 32 - s), Right(T0, T1, s), Or(T2, T1, T1), Right(T0, T2, s), Left(T0, T1, 32 - s), Or(T2, T1, T1));
                a.Emit(Right(T0, T3, s), Left(T0, T0, 32 - s), Or(T0, T3, (s & 1) == 0 ? T3 : T0));
            }

            foreach ((int of, int b, int d) in new[] { (T0, T1, T0), (T0, T2, T2), (T0, 0, T2), (T0, T1, 0), (0, T1, T2), (T1, T0, T2) })
                a.Li(T0, x).Li(T1, 0x5678).Emit(Left(of, d, 25), Right(of, b, 7), Or(d, b, d));
            a.Li(T0, x).Emit(Left(T0, T2, 24), Right(T0, T1, 7), Or(T2, T1, T2), Left(T0, T2, 25), Right(T0, T1, 7), Or(T3, T1, T3));
            a.Emit(Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T3, T3), Left(T0, T2, 25), Left(T0, T1, 7), Or(T2, T1, T2));
            a.Emit(Left(T0, T2, 25), Right(T3, T1, 7), Or(T2, T1, T2));
            a.Emit(Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T3), Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T0, T2));
            a.Emit(I(4, 0, 0, 2), nop, Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T2)); // entered at the second
            a.Emit(I(4, 0, 0, 3), nop, Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T2)); // and at the third
            a.Emit(I(4, 0, 0, 1), Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T2)); // begun in a delay slot that leads on
            a.Emit(I(4, 0, 0, 2), Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T2)); // and in one that leads away
            a.Emit(I(0x15, 0, 0, 2), Left(T0, T2, 25), Right(T0, T1, 7), Or(T2, T1, T2)); // its first nullified by a likely branch
            a.Emit(I(0x15, 0, 0, 2), R(0x2B, T0, T1, T2), I(5, T2, 0, 2), nop, nop);
            foreach (uint y in new uint[] { 0, 1, 0x7FFF, 0x8000, 0x8000_0001, 0xFFFF_FFFE })
            {
                foreach (int branch in new[] { 4, 5 })
                {
                    foreach ((int r, int s, int d) in new[] { (T0, T1, T2), (T0, T1, T0), (T0, T1, T1), (T0, T0, T2), (T0, 0, T2), (0, T1, T2), (T0, T1, 0) })
                        Compare(R(0x2B, r, s, d), I(branch, d, 0, 2), nop);
                    foreach (int less in new[] { 0x0A, 0x0B })
                    {
                        foreach (int imm in new[] { 0, 1, (int)(y & 0xFFFF) }) Compare(I(less, T0, T2, imm), I(branch, 0, T2, 2), R(0, 0, T1, 0, 3));
                        Compare(I(less, T0, T0, 0x7FFF), I(branch, T0, 0, 2), nop);
                        Compare(I(less, 0, T0, 1), I(branch, T0, 0, 2), nop);
                    }
                }

                void Compare(uint less, uint branch, uint last) => a.Li(T0, x).Li(T1, y).Emit(less, branch, last, I(9, T3, T3, 1));
            }

            a.Li(T0, x).Li(T1, 1);
            a.Emit(R(0x2B, T0, T1, T2), I(5, T1, 0, 2), nop, nop, R(0x2B, T0, T1, T2), I(5, T2, T1, 2), nop, nop); // branches on something else
            a.Emit(R(0x2B, T0, T1, T2), I(5, T2, 0, 2), I(9, T3, T3, 1), nop, R(0x2A, T0, T1, T2), I(5, T2, 0, 2), nop, nop);
            a.Emit(I(4, 0, 0, 2), nop, R(0x2B, T0, T1, T2), I(5, T2, 0, 2), nop, nop); // entered at the branch
            a.Emit(I(4, 0, 0, 2), R(0x2B, T0, T1, T2), I(5, T2, 0, 2), nop, nop); // begun in a delay slot that leads away
        }

        // A loop.
        a.Li(T3, 0).Emit(I(9, T3, T3, 1), I(0x0B, T3, T2, 5), I(5, T2, 0, -3), nop);
        return UnderKernel(a.End(), order);

        static uint Left(int of, int to, int by) => R(0, 0, of, to, by);
        static uint Right(int of, int to, int by) => R(2, 0, of, to, by);
        static uint Or(int x, int y, int to) => R(0x25, x, y, to);
    }

    /// <summary>
    /// Loads, stores and moves that one row proves: base and index on either side of a carry, misaligned, in holes and near the ends of the address space; equal
    /// registers and words; nearly such; entered in the middle, begun in delay slots.
    /// </summary>
    public static ProgramImage FusedMemory(Endianness order)
    {
        const int nop = 0;
        const uint there = 0x0010_0000;
        Hole hole = Holes.WithFirmware.Ranges[^1], wide = Holes.WithFirmware.Ranges.Last(h => h.Start > 0x10_0000 && (h.Start + 0xFFFF & ~0xFFFFu) < h.End);
        var a = new Assembler();
        for (uint i = 0; i < 24; i++) a.Li(T0, there - 32 + 4 * i).Li(T1, 0x89AB_CDEF + 0x1357_9BDF * i).Emit(I(0x2B, T0, T1, 0));
        foreach ((uint x, uint y, int imm) in new (uint, uint, int)[]
            { (there, 0, 0), (there + 16, 0xFFFF_FFF0, 4), (there + 0x7FFC, 4, -0x8000), (there - 0x7FFC, 0, 0x7FFC), (0x8010_0000, 0x8000_0000, 0), (there - 0xFFF8, 0xFFFC, 0),
              (0x7FFF_FFFC, 0x8010_0004, 4), (there, 1, 0), (there + 1, 0, 3), (there, 2, 0), (there, 2, 1), (hole.Start, 0, 0), (hole.End, 0xFFFF_FFF8, 4), (hole.Start - 8, 4, 4),
              (0xFFFF_FFF0, 0x20, -0x8), (0xFFFF_FFF0, 8, 4), (0x10, 0xFFFF_FFF0, -4), (0xFFF8_0000, 0xC, 0), (0xFFF7_FFFC, 0, 0), (0x0008_0000, 0, 0), (0x0007_FFFC, 0, 0), (0xFFFF_0000, 0, 0x7FFC) })
        {
            a.Li(T0, x).Li(T1, y).Emit(R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)).Li(T0, x).Emit(R(0x21, T1, T0, T0), I(0x23, T0, T0, imm));
            a.Li(T0, x >> 1).Emit(R(0x21, T0, T0, T0), I(0x23, T0, T0, imm)).Li(T0, x).Emit(R(0x21, T0, T1, T0), I(0x23, T0, T2, imm), R(0x21, T0, T1, T0), I(0x23, T2, T2, 0));
            a.Li(T0, 0x4000_0000 | y >> 2).Li(T1, x + (y & 3)).Emit(Shifted()).Li(T0, 0xC000_0000 | x >> 2).Li(T1, y + (x & 3)).Emit(Shifted());
            a.Li(T0, there >> 3).Emit(R(0, 0, T0, T0, 2), R(0x21, T0, T0, T0), I(0x23, T0, T0, imm)).Li(T0, x >> 3).Emit(R(0, 0, T0, T0, 3), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm));
            a.Li(T0, x).Emit(I(4, 0, 0, 2), nop, R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)); // entered at the load
            a.Li(T0, x).Emit(I(4, 0, 0, 1), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)); // begun in a delay slot that leads on
            a.Li(T0, x).Emit(I(4, 0, 0, 2), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)); // and in one that leads away
            a.Li(T0, x).Emit(I(0x15, 0, 0, 2), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)); // its first nullified by a likely branch
            a.Li(T0, x).Li(T2, y >> 2).Emit(R(0, 0, T2, T2, 2), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)); // another register is shifted
            a.Li(T0, x).Li(T2, y >> 2).Emit(R(0, 0, T2, T2, 2), R(0x21, T0, T2, T0), I(0x23, T0, T0, imm)); // the index, that is
            a.Li(T0, x >> 2).Emit(I(4, 0, 0, 2), nop).Emit(Shifted()).Emit(I(4, 0, 0, 3), nop).Emit(Shifted()).Emit(I(4, 0, 0, 3)).Emit(Shifted());

            uint[] Shifted() => [R(0, 0, T0, T0, 2), R(0x21, T0, T1, T0), I(0x23, T0, T0, imm)];
        }

        foreach (uint at in new uint[] { there, there + 1, there + 2, there + 0x7FF8, there - 0x7FF8, hole.Start - 4, hole.End, 0xFFFF_FFF8, 0x7FFF8, 0xFFF7_FFF8 })
        {
            foreach ((int x, int y) in new[] { (0, 4), (4, 0), (0, 0), (8, -4), (-0x7FF8, 0x7FF8), (0, 2), (3, 0) })
            {
                foreach ((int d, int e) in new[] { (T1, T2), (T1, T1), (T1, T0), (0, T1), (T1, 0), (T0, T1), (0, 0) })
                {
                    a.Li(T0, at).Li(T1, at ^ 0xFEDC_BA98).Emit(I(0x2B, T0, d, x), I(0x2B, T0, e, y), I(9, T3, T3, 1), I(0x23, T0, d, x), I(0x23, T0, e, y));
                    a.Li(T2, at - 0x1234_5678);
                }
            }

            foreach (int opcode in new[] { 0x23, 0x2B })
            {
                a.Li(T0, at).Emit(I(4, 0, 0, 2), nop, I(opcode, T0, T1, 0), I(opcode, T0, T2, 4), I(4, 0, 0, 1), I(opcode, T0, T1, 0), I(opcode, T0, T2, 4));
                a.Emit(I(4, 0, 0, 2), I(opcode, T0, T1, 0), I(opcode, T0, T2, 4), I(opcode, T0, T1, 0), I(opcode ^ 8, T0, T2, 4), I(9, T3, T3, 1));
                a.Emit(I(0x15, 0, 0, 2), I(opcode, T0, T1, 0), I(opcode, T0, T2, 4));
                for (int i = 0; i < 5; i++) a.Emit(I(opcode, T0, T1 + (i & 1), 4 * i));
            }
        }

        foreach ((uint upper, int imm) in new (uint, int)[] { (0x10, 0), (0x10, 4), (0x10, -4), (0x10, -8), (0x10, 2), (0x10, 1), (7, 0), (0, 8), (0xFFFF, -4), (0xFFF0, 0), (wide.Start + 0xFFFF >> 16, 0), (wide.Start + 0xFFFF >> 16, 4), (0x0F, 0x7FFC), (0x11, -0x8000), (0x0010, 0x20), (0x10, -0x20) })
        {
            foreach (int d in new[] { T0, T1, 0 }) a.Li(T0, 0x2468_ACE1).Li(T1, 0x9753_2468).Emit(I(0x0F, 0, T0, (int)upper), I(0x23, T0, d, imm));
            a.Emit(I(4, 0, 0, 2), nop, I(0x0F, 0, T0, (int)upper), I(0x23, T0, T1, imm), I(4, 0, 0, 2), I(0x0F, 0, T0, (int)upper), I(0x23, T0, T1, imm));
            a.Emit(I(0x0F, 0, T0, (int)upper), I(0x23, T2, T1, imm));
        }

        // A chain of three with another move at each place; with one that reads what it reads, or first or last; nearly such.
        int[][] moves =
        [
            [T0, T1, T1, T2, T2, T3, S0, S1], [T0, T1, T1, T2, S0, S1, T2, T3], [T0, T1, S0, S1, T1, T2, T2, T3], [S0, S1, T0, T1, T1, T2, T2, T3], [T0, T1, T1, T2, T2, T3, T3, T4],
            [T0, T1, T1, T2, T2, T3, S0, T3], [S0, T1, T0, T1, T1, T2, T2, T3], [S0, T0, T0, T1, T1, T2, T2, T3], [T0, T1, T1, T2, T2, T3, S0, T1], [T0, T1, T1, T2, T2, T3, T3, T0],
            [T2, T3, T1, T2, T0, T1, S0, S1], [T0, T1, T1, T2, T2, T0, S0, S1], [T0, T1, T1, T2, T0, T3, S0, S1], [T0, T1, T2, T3, S0, S1, A0, A1], [T0, T1, T1, T1, T1, T2, S0, S1],
            [T0, T1, T1, T2, T2, T3, S0, T0], [S0, T3, T0, T1, T1, T2, T2, S0],
        ];
        foreach (int[] m in moves)
        {
            for (int entry = -2; entry < 6; entry++)
            {
                foreach (int r in new[] { T0, T1, T2, T3, T4, S0, S1, A0, A1 }) a.Li(r, 0x1357_9BDF * (uint)(r + entry));
                if (entry is > 0 and < 4) a.Emit(I(4, 0, 0, 1 + entry), nop);
                if (entry >= 4) a.Emit(I(4, 0, 0, entry - 3));
                for (int i = 0; i < 8; i += 2) a.Emit(i == 2 ? R(0x21, 0, m[i + 1], m[i]) : R(0x25, m[i + 1], 0, m[i]));
                a.Emit(I(9, T3, T3, 1));
            }
        }

        return UnderKernel(a.End(), order);
    }

    /// <summary>
    /// Instructions whose destination is a source or both, another register or $0, on edge values; loads of their own base register, jumps and links through one register;
    /// each where the next instruction is the one behind it, and in a delay slot.
    /// </summary>
    public static ProgramImage InPlace(Endianness order)
    {
        var a = new Assembler();
        int[] three = [0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x04, 0x06, 0x07, 0x46, 0x0A, 0x0B];
        foreach (uint x in new uint[] { 0, 1, 0xFFFF, 0x8000_0001, 0xFFFF_FFFE })
        {
            foreach (uint y in new uint[] { 0, 1, 0xFFFF_8000, 0xFFFF_FFFF })
            {
                foreach (int f in three)
                {
                    foreach ((int s, int t, int d) in new[] { (T0, T1, T0), (T0, T1, T1), (T0, T0, T0), (T0, 0, T0), (0, T0, T0), (T0, 0, T1), (0, T0, T1), (0, 0, T0), (T0, T1, 0), (T0, T1, T2) })
                        Both(x, y, R(f & 0x3F, s, t, d, f >> 6));
                }

                foreach ((int s, int t) in new[] { (T0, T0), (T0, 0), (0, T0), (0, 0) }) Both(x, y, R(2, s, t, T0, 0, 0x1C)); // mul
            }

            for (int op = 0x08; op < 0x0F; op++)
                foreach (int imm in new[] { 0, 1, 0x7FFF, 0x8000, 0xFFFF }) Both(x, 0, I(op, T0, T0, imm), I(op, T0, T2, imm));
            foreach (int sa in new[] { 0, 1, 15, 16, 17, 31 })
            {
                foreach (int f in new[] { 0, 2, 3 }) Both(x, 0, R(f, 0, T0, T0, sa), R(f, 0, T0, T2, sa));
                Both(x, 0, R(2, 1, T0, T0, sa)); // rotr
                Both(x, 0, R(0, T0, T0, 31 - sa, sa, 0x1F)); // ext to the top
                Both(x, 0, R(4, T0, T0, 31, sa, 0x1F)); // ins
            }

            foreach (int f in new[] { 0x20, 0x21 }) Both(x, 0, R(f, T0, T0, T0, 0, 0x1C)); // clz, clo
            foreach (int sa in new[] { 2, 0x10, 0x18 }) Both(x, 0, R(0x20, 0, T0, T0, sa, 0x1F)); // wsbh, seb, seh
        }

        a.Li(T1, 0x2_1230).Li(T2, 0x9ABC_DEF0).Emit(I(0x2B, T1, T2, 0x40), I(0x2B, T1, T2, 0x44));
        foreach (uint offset in new uint[] { 0, 1, 2, 3 })
            foreach (int opcode in new[] { 0x23, 0x20, 0x24, 0x21, 0x25, 0x22, 0x26, 0x30 }) Both(0x2_1230 + offset, 0, I(opcode, T0, T0, 0x40), I(opcode, T0, T0, 0x44));
        foreach (int opcode in MemoryOpcodes) Both(0x2_1230, 0, I(opcode, T0, T0, 0), I(opcode, T0, T2, 8));
        foreach ((uint address, int wrapped) in new[] { (0xFFFF_FFF8u, 8), (4u, -8) })
            foreach (int opcode in new[] { 0x23, 0x30, 0x24 }) Both(address, 0, I(opcode, T0, T0, wrapped));
        for (int i = 0; i < 2; i++)
        {
            // jalr t0, t0 to the word behind its delay slot; jalr t0 through $31.
            uint behind = Entry + 4 * (uint)(a.Words.Count + 4);
            a.Li(T0, behind).Emit(R(9, T0, 0, T0), i == 0 ? 0 : R(0x21, T0, T0, T0)).Li(Ra, behind + 16).Emit(R(9, Ra, 0, Ra), R(0x21, Ra, 0, T1));
        }

        return UnderKernel(a.End(), order);

        void Both(uint x, uint y, params ReadOnlySpan<uint> words)
        {
            foreach (uint word in words)
            {
                a.Li(T0, x).Li(T1, y).Emit(word);
                a.Li(T2, ~x).Li(T0, x).Li(T1, y).Emit(I(4, 0, 0, 2), word, 0); // beq $0, $0: the delay slot, and a word that is left out
            }
        }
    }

    /// <summary>EXT and INS at every position and of every size: 528 of each.</summary>
    public static ProgramImage BitFields(Endianness order)
    {
        var a = new Assembler().Li(T0, 0x8123_4567).Li(T2, 0xFEDC_BA98);
        for (int first = 0; first < 32; first++)
            for (int last = first; last < 32; last++)
                a.Emit(R(0, T0, T1, last - first, first, 0x1F), R(4, T0, T2, last, first, 0x1F));
        return UnderKernel(a.End(), order);
    }

    /// <summary>
    /// Memory instructions and jumps at addresses of every alignment, results kept and thrown away; conditional moves of both sorts.
    /// </summary>
    public static ProgramImage Alignments(Endianness order)
    {
        var a = new Assembler().Li(T3, 0x8123_4567);
        foreach (uint address in new uint[] { 0x2_0000, 0x2_FFFC, 0xFFFF_FFF8 })
        {
            for (uint offset = 0; offset < 4; offset++)
            {
                a.Li(T0, address + offset);
                foreach (int opcode in MemoryOpcodes)
                    a.Emit(I(opcode, T0, T3, 0), I(opcode, T0, T3, 5), I(opcode, T0, 0, -2), I(opcode, T0, 0, 3)).Li(T3, 0xFEDC_BA98 + offset);
            }
        }

        for (uint offset = 1; offset < 4; offset++) a.Li(T0, 0x1000 + offset).Emit(R(8, T0, 0, 0), 0, R(9, T0, 0, T1), 0); // jr, jalr
        foreach (uint value in new uint[] { 0, 1, 0x1_0000 }) a.Li(T0, value).Emit(R(0x0A, T3, T0, T2), R(0x0B, T3, T0, T1)); // movz, movn
        return UnderKernel(a.End(), order);
    }

    /// <summary>All loads and stores.</summary>
    internal static readonly int[] MemoryOpcodes = [0x2B, 0x29, 0x28, 0x2A, 0x2E, 0x38, 0x23, 0x20, 0x24, 0x21, 0x25, 0x22, 0x26, 0x30];

    /// <summary>
    /// Memory instructions within holes and at their edges, of every alignment, with offsets that wrap and that do not, results kept and thrown away.
    /// </summary>
    public static ProgramImage NearHoles(Endianness order) =>
        NearHoles(order, MemoryOpcodes, [Holes.WithFirmware.Ranges[0], Holes.WithFirmware.Ranges[1], Holes.WithFirmware.Ranges[^2], Holes.WithFirmware.Ranges[^1]]);

    /// <inheritdoc cref="NearHoles(Endianness)"/>
    public static ProgramImage NearHoles(Endianness order, int[] opcodes, params Hole[] holes)
    {
        var a = new Assembler().Li(T3, 0x8123_4567);
        foreach (Hole hole in holes)
        {
            foreach (uint address in new uint[] { hole.Start - 8, hole.Start, hole.Start + (hole.End - hole.Start) / 2, hole.End - 4, hole.End })
            {
                for (uint offset = 0; offset < 4; offset++)
                {
                    a.Li(T0, address + offset).Li(T1, address + offset + 0x20).Li(T2, address + offset - 0x7FFC);
                    foreach (int opcode in opcodes)
                        a.Emit(I(opcode, T0, T3, 0), I(opcode, T1, 0, -0x20), I(opcode, T2, T3, 0x7FFC), I(opcode, T0, 0, 5)).Li(T3, 0xFEDC_BA98 + offset);
                }
            }
        }

        a.Emit(I(0x23, 0, T3, 8), I(0x28, 0, T3, 3), I(0x26, 0, 0, 2), I(0x21, 0, T3, -2)); // from $0
        return UnderKernel(a.End(), order);
    }

    /// <summary>Every branch on edge values: taken ones leave out an instruction.</summary>
    public static ProgramImage Branches(Endianness order)
    {
        var a = new Assembler();
        foreach (uint x in Edges)
        {
            foreach (uint y in new[] { x, x ^ 0x1_0000, x + 1 })
            {
                a.Li(T0, x).Li(T1, y);
                foreach (int opcode in new[] { 4, 5, 6, 7, 0x14, 0x15, 0x16, 0x17 })
                {
                    a.Emit(I(opcode, T0, (opcode & 3) < 2 ? T1 : 0, 2), I(0x09, T2, T2, 1), I(0x09, T2, T2, 3));
                    if ((opcode & 3) < 2) a.Emit(I(opcode, T0, 0, 2), I(0x09, T2, T2, 1), I(0x09, T2, T2, 3));
                }
            }

            foreach (int kind in new[] { 0, 1, 2, 3, 0x10, 0x11, 0x12, 0x13 })
                a.Emit(I(1, T0, kind, 2), I(0x09, T2, T2, 1), I(0x09, T2, T2, 3));
        }

        return UnderKernel(a.End(), order);
    }

    /// <summary>SC, also of $0 and at an address that wraps, with a whole link and with broken ones: the low 16 bits count.</summary>
    public static ProgramImage Links(Endianness order)
    {
        var a = new Assembler().Li(T0, 0x2_0000).Li(T3, 0xFFFF_0001);
        foreach (uint link in new uint[] { 0, 1, 0x8000, 0xFFFF, 0x1_0000, 0xFFFF_0000, 0xFFFF_FFFF })
        {
            foreach (int rt in new[] { T3, 0, T2 })
            {
                a.Li(K1, link).Li(T2, link ^ 0x1234_5678).Emit(0x0000_000D); // break
                a.Emit(I(0x38, T0, rt, 4), I(0x38, T0, T2, 8), I(0x23, T0, T1, 4)); // sc, sc, lw
                a.Li(K1, link).Li(T4, 0x10).Li(T2, link ^ 0x1234_5678).Emit(0x0000_000D, I(0x38, T4, rt, -0x20), I(0x23, T4, T1, -0x20));
            }
        }

        return UnderKernel(a.End(), order);
    }

    private const int K1 = 27;
    private const uint Entry = 0x4_0000;

    /// <summary>A program under a kernel that goes on behind each exception.</summary>
    internal static ProgramImage UnderKernel(Assembler a, Endianness order)
    {
        // mtc0 k0, RESUME; eret; at the vector: RESUME ← EPC + 4, LLADDR ← k1.
        const int k0 = 26;
        var kernel = new Assembler().Li(k0, Entry).Emit(I(0x10, 4, k0, 30 << 11), 0x4200_0018);
        while (kernel.Words.Count < 0x180 / 4) kernel.Emit(0);
        kernel.Emit(I(0x10, 0, k0, 14 << 11), I(0x09, k0, k0, 4), I(0x10, 4, k0, 30 << 11), I(0x10, 4, K1, 17 << 11), 0x4200_0018);
        return ProgramImage.Load(
            TinyElf.Make(order, Entry, (Entry, a.Bytes(order))), TinyElf.Make(order, 0x8000_0000, (0x8000_0000, kernel.Bytes(order))), Profile.Linux);
    }

    /// <summary>A word and a register that are not touched for more than 2^16 time units.</summary>
    public static ProgramImage LongWait(Endianness order, uint turns = 30_000) => new Assembler().Li(T0, 0x20000).Li(T1, turns).Li(S0, 77).Emit(
        I(0x2B, T0, S0, 0), // sw s0, 0(t0)
        I(0x09, T1, T1, -1), // loop: addiu t1, t1, -1
        I(0x05, T1, 0, -2), // bne t1, $0, loop
        0,
        I(0x23, T0, T2, 0), // lw t2, 0(t0)
        I(0x23, 0, T3, 0x1000), // lw t3, 0x1000($0): a word of the image
        R(0x21, T2, S0, V0)).End().Image(order);
}
