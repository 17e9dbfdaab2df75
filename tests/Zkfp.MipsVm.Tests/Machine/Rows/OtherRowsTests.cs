using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tests.Primitives;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// The ROM is a relation: an instruction may have several rows and a prover takes whichever he can prove. For executed instructions
/// with edge operands: over all ROM rows of the instruction, all tables of their operations and all cells, the effect of the executor is
/// the only one.
/// </summary>
public class OtherRowsTests(ITestOutputHelper output)
{
    private const int PerKind = 2;

    /// <summary>Constraints that tell the rows of an instruction apart: without each of them something else can be proven.</summary>
    internal static readonly (TableId Table, string Label)[] Conditions =
    [
        (TableId.NotZero, "a is not zero"), (TableId.NotEqual, "a is not b"), (TableId.MoveIfNotZero, "b is not zero"),
        (TableId.Negative, "top bit set: rest has 16 bits"), (TableId.NotNegative, "top bit clear: rest has 16 bits"),
        (TableId.Positive, "top bit clear: rest has 16 bits"), (TableId.Positive, "a is not zero"),
        (TableId.ConditionalTrap, "the condition holds only if it raises"),
        (TableId.JumpRegister, "target is aligned: quarter has 16 bits"), (TableId.JumpLinkRegister, "target is aligned: quarter has 16 bits"),
        (TableId.AddressFault, "a halfword is misaligned"), (TableId.AddressFault, "a word is misaligned"),
        (TableId.AddressFault, "address without its low bits: quarter has 16 bits"), (TableId.AddressFault, "it is no byte"),
        (TableId.HoleFault, "a word or halfword is even"), (TableId.HoleFault, "a word is aligned"), (TableId.HoleFault, "it is no jump"),
        (TableId.HoleFault, "address without its low bits: quarter has 16 bits"),
        (TableId.HoleFault, "word − start high has 13 bits"), (TableId.HoleFault, "word − start low has 16 bits"),
        (TableId.HoleFault, "last − word high has 13 bits"), (TableId.HoleFault, "last − word low has 16 bits"),
        (TableId.AddressFault, "bit0 is 0 or 1"), (TableId.AddressFault, "bit1 is 0 or 1"), (TableId.HoleFault, "bit0 is 0 or 1"), (TableId.HoleFault, "bit1 is 0 or 1"),
        (TableId.HoleFault, "hole"), (TableId.LoadWord, "address is aligned: quarter has 16 bits"),
        (TableId.LoadWordInPlace, "address is aligned: quarter has 16 bits"),
        (TableId.LoadWordDelayed, "address is aligned: quarter has 16 bits"), (TableId.StoreWordDelayed, "address is aligned: quarter has 16 bits"), (TableId.StoreWord, "address is aligned: quarter has 16 bits"),
        (TableId.StoreConditional, "address is aligned: quarter has 16 bits"),
        (TableId.OperandFault, "misaligned has a low bit"), (TableId.OperandFault, "bit0 is 0 or 1"), (TableId.OperandFault, "bit1 is 0 or 1"), (TableId.OperandFault, "tail is 0 or 1"),
        (TableId.OperandFault, "address without its low bits: quarter has 16 bits"),
        (TableId.OperandFault, "word − start high has 13 bits"), (TableId.OperandFault, "word − start low has 16 bits"),
        (TableId.OperandFault, "last − word high has 13 bits"), (TableId.OperandFault, "last − word low has 16 bits"), (TableId.OperandFault, "hole"),
        (TableId.FetchFault, "pc − start high has 13 bits"), (TableId.FetchFault, "pc − start low has 16 bits"),
        (TableId.FetchFault, "last − pc high has 13 bits"), (TableId.FetchFault, "last − pc low has 16 bits"),
    ];

    /// <summary>The same of rows for several instructions: without each of these, one proves something else than its instructions do.</summary>
    internal static readonly (TableId Table, string Label)[] FusedConditions =
    [
        (TableId.FusedAddLoad, "address is aligned: quarter has 16 bits"), (TableId.FusedShiftAddLoad, "address is aligned: quarter has 16 bits"),
        (TableId.FusedLoadPair, "address is aligned: quarter has 16 bits"), (TableId.FusedStorePair, "address is aligned: quarter has 16 bits"),
    ];

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Only_the_executors_effect_can_be_proven(Endianness order)
    {
        var tables = new Dictionary<TableId, RowEffects>();
        foreach (AirProgram air in MipsMachine.For(order).Definition.Tables)
            if (Enum.Parse<TableId>(air.Name) >= TableId.StateWrap) tables.Add(Enum.Parse<TableId>(air.Name), new RowEffects(air));
        var weak = new Dictionary<(TableId, string), RowEffects>();
        foreach ((TableId id, string label) in Conditions)
            weak.Add((id, label), new RowEffects(MipsMachine.For(order).Definition.Tables[(int)id], label));
        var wrong = new List<string>();
        var kinds = new Dictionary<string, int>();
        int steps = 0, rows = 0;
        Run(SpecialPrograms.EdgeOperands(order), NullHost.Instance, 200_000);
        Run(SpecialPrograms.BitFields(order), NullHost.Instance, 10_000);
        Run(SpecialPrograms.InPlace(order), NullHost.Instance, 200_000);
        Run(SpecialPrograms.Fused(order), NullHost.Instance, 100_000);
        Run(SpecialPrograms.FusedMemory(order), NullHost.Instance, 100_000);
        Run(SpecialPrograms.Alignments(order), NullHost.Instance, 10_000);
        Run(SpecialPrograms.NearHoles(order), NullHost.Instance, 100_000);
        Run(SpecialPrograms.Branches(order), NullHost.Instance, 10_000);
        Run(SpecialPrograms.Links(order), NullHost.Instance, 10_000);
        Run(SpecialPrograms.Wraps(order), NullHost.Instance, 2000);
        Run(HostileCallerTests.Program(order, null), NullHost.Instance, 20_000);
        for (int seed = 0; seed < 6; seed++)
            Run(new RandomProgram(200 + 2 * seed + (order == Endianness.Big ? 0 : 1), order == Endianness.Big).Image, NullHost.Instance, 2000);
        output.WriteLine($"{steps} instructions of {kinds.Count} kinds, {rows} rows tried");
        foreach (string s in wrong) output.WriteLine(s);
        Assert.Empty(wrong);
        Assert.Empty(weak.Keys);

        void Run(ProgramImage image, IHost host, ulong limit)
        {
            var program = new ProgramTables(image);
            var memory = new SparseMemory();
            foreach (ImageRange range in image.Image) memory.Write(range.StartWord, range.Words);
            var sink = new Collector { Rows = [] };
            Executor.RunInterpreted(image, new CpuState(image), memory, host, new RunOptions { MaxInstructions = limit }, ref sink);
            ILookup<uint, RomRow> rom = program.RomRows.ToLookup(o => o.Pc);
            RomRow[] gaps = [.. program.RomRows.Where(o => o.Operation == Operation.Gap)];
            RomRow?[] holes = [.. program.RomRows.Where(o => o.Operation == Operation.Hole)];
            var words = new Dictionary<uint, uint>();
            foreach (ImageRange range in image.Image)
                for (int i = 0; i < range.Words.Length; i++) words[range.StartWord + (uint)i] = range.Words[i];
            var registers = new uint[RegisterKey.Count];
            foreach (TraceRow row in sink.Rows)
            {
                string kind = $"{row.Instruction.Opcode} {row.Exception} {row.Npc == row.Pc + 4} {row.NextPc == row.Npc && row.NextNpc == row.Npc + 4} {Class(row.RsValue)} {Class(row.RtValue)[0]} {row.RsValue == row.RtValue} {row.RdBefore == row.RsValue}{(row.Instruction.Opcode is Opcode.Ext or Opcode.Ins ? $" {row.Instruction.Sa} {row.Instruction.Imm}" : "")}";
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                if (kinds[kind] <= PerKind) Try(row);
                Apply(row, registers, words);
            }

            void Try(in TraceRow row)
            {
                var state = new RowState(4 + 4 * row.Index, row.Pc >> 2, row.Npc >> 2, registers, image.Holes, w => words.GetValueOrDefault(w));
                string expected = Expected(row, state);
                RomRow[] ops = [.. rom[state.Pc].Where(o => o.Operation is not (Operation.Gap or Operation.Hole or Operation.ExceptionVector) && !Fusion.IsFused(o.Operation))];
                var link = ops.Where(o => o.Operation == Operation.Link).Select(o => (RomRow?)o).FirstOrDefault();
                var effects = new SortedSet<string>(StringComparer.Ordinal);
                steps++;
                // The rows of a call are looked at elsewhere; here it counts that it cannot fault.
                bool isCall = row.Exception == ExceptionCode.None && OpcodeInfo.IsPrimitive(row.Instruction.Opcode);
                foreach (RomRow op in ops.Concat(gaps))
                {
                    if (op.Operation == Operation.Link || isCall && op.Operation != Operation.OperandFault) continue;
                    TableId table = OperationInfo.All[(int)op.Operation].Table;
                    foreach (TableId id in Tables(table))
                    {
                        foreach (RomRow? second in id is TableId.HoleFault or TableId.OperandFault ? holes : [link])
                        {
                            rows++;
                            foreach (((TableId weakened, string label), RowEffects e) in weak)
                                if (weakened == id && e.Find(state, op, second) is { Count: > 0 } found && (found.Count > 1 || found.Min != expected)) weak.Remove((id, label));
                            effects.UnionWith(tables[id].Find(state, op, second));
                        }
                    }
                }

                if (isCall ? effects.Count == 0 : effects.Count == 1 && effects.Min == expected) return;
                if (row.Instruction.Opcode == Opcode.Hint) return;
                if (wrong.Count < 20) wrong.Add($"{row.Instruction} at {row.Pc:x8}, npc {row.Npc:x8}, rs {row.RsValue:x8}, rt {row.RtValue:x8}: expected {expected}; can be proven: {string.Join(" | ", effects)}");
            }
        }
    }

    /// <summary>
    /// Rows for several instructions: what they prove in the state before the first is what the executor does in so many steps, and nothing where npc is not pc + 1
    /// or one of them raises an exception. They are where their instructions are and nowhere else, and each outcome and register that is another's occurs.
    /// </summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Fused_rows_prove_so_many_steps(Endianness order)
    {
        IReadOnlyList<AirProgram> machine = MipsMachine.For(order).Definition.Tables;
        var tables = new Dictionary<Operation, RowEffects>();
        foreach (Operation o in Enum.GetValues<Operation>().Where(Fusion.IsFused)) tables.Add(o, new RowEffects(machine[(int)OperationInfo.All[(int)o].Table]));
        var weak = FusedConditions.ToDictionary(c => c, c => new RowEffects(machine[(int)c.Table], c.Label));
        var seen = new Dictionary<string, int>();
        var counts = new Dictionary<Operation, (int Tried, int Away, int Faults, int NearEnd)>();
        foreach (ProgramImage image in new[] { SpecialPrograms.Fused(order), SpecialPrograms.FusedMemory(order) }) Run(image);
        foreach ((Operation o, (int tried, int away, int faults, int nearEnd)) in counts) output.WriteLine($"{o}: {tried} proven, {away} in delay slots, {faults} fault, {nearEnd} near an end");
        foreach ((Operation o, _) in tables)
        {
            Assert.True(counts[o].Tried >= 16, $"{o}");
            if ((OperationInfo.All[(int)o].Accesses & Accesses.Memory) != 0) Assert.True(counts[o].Faults >= 3, $"{o} has no faults");
        }

        Assert.True(counts.Values.Sum(c => c.Away) >= 20);
        for (int s = 1; s < 32; s++)
        {
            Assert.Contains($"{(s < 16 ? Operation.FusedRotateLow : Operation.FusedRotateHigh)} {16 - s % 16} False True", seen);
            Assert.Contains($"{(s < 16 ? Operation.FusedRotateLeftLow : Operation.FusedRotateLeftHigh)} {16 - s % 16} False False", seen);
        }

        foreach (Operation o in tables.Keys.Where(o => o is >= Operation.FusedLess and <= Operation.FusedLessImmediateSigned))
            foreach (string outcome in (string[])["0 True", "0 False", "1 True", "1 False"])
                foreach (bool same in (bool[])[false, true]) Assert.Contains($"{o} {outcome} {same} False", seen);
        Assert.Empty(weak.Keys);

        void Run(ProgramImage image)
        {
            Dictionary<uint, RomRow> fused = new ProgramTables(image).RomRows.Where(o => Fusion.IsFused(o.Operation)).ToDictionary(o => o.Pc);
            var sink = new Collector { Rows = [] };
            Executor.RunInterpreted(image, new CpuState(image), Checkpoint.InitialMemory(image), NullHost.Instance, new RunOptions { MaxInstructions = 100_000 }, ref sink);
            var registers = new uint[RegisterKey.Count];
            var words = new Dictionary<uint, uint>();
            foreach (ImageRange range in image.Image)
                for (int i = 0; i < range.Words.Length; i++) words[range.StartWord + (uint)i] = range.Words[i];
            for (int i = 0; i < sink.Rows.Count; i++)
            {
                if (fused.TryGetValue(sink.Rows[i].Pc >> 2, out RomRow op)) Try(op, sink.Rows[i..Math.Min(sink.Rows.Count, i + Fusion.Length(op.Operation))], registers, words, image);
                Apply(sink.Rows[i], registers, words);
            }

            CheckEncoding(image, fused.Values);
        }

        void Try(RomRow op, List<TraceRow> rows, uint[] registers, Dictionary<uint, uint> words, ProgramImage image)
        {
            TraceRow first = rows[0], last = rows[^1];
            var state = new RowState(4 + 4 * first.Index, first.Pc >> 2, first.Npc >> 2, [.. registers], image.Holes, w => words.GetValueOrDefault(w));
            SortedSet<string> effects = tables[op.Operation].Find(state, op, null);
            (int tried, int away, int faults, int nearEnd) = counts.GetValueOrDefault(op.Operation);
            string? expected = null;
            bool inTurn = first.Npc == first.Pc + 4, raises = rows.Exists(r => r.Exception != ExceptionCode.None);
            if (inTurn && !raises)
            {
                Assert.Equal(Fusion.Length(op.Operation), rows.Count);
                (uint[] after, var wordsAfter) = ((uint[])[.. registers], new Dictionary<uint, uint>(words));
                foreach (TraceRow r in rows) Apply(r, after, wordsAfter);
                var parts = new List<string> { $"State({state.Time + 4 * rows.Count},{last.NextPc >> 2},{last.NextNpc >> 2})" };
                for (uint r = 0; r < RegisterKey.Sink; r++) RowEffects.AddWrite(parts, "register", [r, after[r] & 0xFFFF, after[r] >> 16], registers[r]);
                foreach (uint w in rows.Select(r => r.MemoryWord).Where(w => w != TraceRow.NoMemory).Distinct())
                    RowEffects.AddWrite(parts, "word", [w, wordsAfter[w] & 0xFFFF, wordsAfter[w] >> 16], words.GetValueOrDefault(w));
                parts.Sort(StringComparer.Ordinal);
                expected = string.Join(" ", parts);
            }

            // The search takes what is accessed twice as it was before both: traces that balance are the test of these.
            bool twice = op.Operation is Operation.FusedLoadPair or Operation.FusedLoadConstant && op.B == op.D
                || op.Operation == Operation.FusedStorePair && rows.Count > 1 && rows[0].MemoryWord == rows[1].MemoryWord;
            if (twice && expected is not null) return;
            foreach (((TableId Table, string Label) condition, RowEffects e) in weak)
                if (condition.Table == OperationInfo.All[(int)op.Operation].Table && e.Find(state, op, null) is { Count: > 0 } found && (found.Count > 1 || found.Min != expected)) weak.Remove(condition);
            if (expected is null)
            {
                Assert.Empty(effects);
                counts[op.Operation] = inTurn ? (tried, away, faults + 1, nearEnd) : (tried, away + 1, faults, nearEnd);
                return;
            }

            if (rows.Exists(r => r.MemoryWord != TraceRow.NoMemory && TraceRow.IsNearEnd(r.MemoryWord)))
            {
                Assert.Subset(new SortedSet<string>(StringComparer.Ordinal) { expected }, effects);
                counts[op.Operation] = (tried, away, faults, nearEnd + 1);
                return;
            }

            Assert.Equal(expected, Assert.Single(effects));
            counts[op.Operation] = (tried + 1, away, faults, nearEnd);
            bool isLess = op.Operation is >= Operation.FusedLess and <= Operation.FusedLessImmediateSigned;
            string outcome = isLess ? $"{rows[0].RdAfter} {last.NextPc == last.Pc + 4}" : $"{op.X}";
            seen[$"{op.Operation} {outcome} {op.A == op.D} {op.A == op.B}"] = 1;
        }
    }

    /// <summary>What rows for several instructions say of their words, encoded, is what is there.</summary>
    internal static void CheckEncoding(ProgramImage image, IEnumerable<RomRow> fused)
    {
        foreach (RomRow o in fused)
        {
            uint[] words = [.. Enumerable.Range(0, Fusion.Length(o.Operation)).Select(k => Word(o.Pc + (uint)k))];
            int a = o.A, b = o.B, d = o.D, x = (int)o.Immediate, loadedB = b == RegisterKey.Discard ? 0 : b, loadedD = d == RegisterKey.Discard ? 0 : d;
            switch (o.Operation)
            {
                case Operation.FusedRotateLow or Operation.FusedRotateHigh or Operation.FusedRotateLeftLow or Operation.FusedRotateLeftHigh:
                    bool left = o.Operation >= Operation.FusedRotateLeftLow, low = o.Operation is Operation.FusedRotateLow or Operation.FusedRotateLeftLow;
                    int right = (16 - x) % 16 + (low ? 0 : 16);
                    uint sll = Assembler.R(0, 0, a, left ? b : d, 32 - right), srl = Assembler.R(2, 0, a, left ? d : b, right);
                    Assert.True((words[0], words[1]) == (sll, srl) || (words[0], words[1]) == (srl, sll), $"{o}");
                    Assert.NotEqual((uint)a, words[0] >> 11 & 31);
                    Assert.Contains(words[2], (uint[])[Assembler.R(0x25, d, b, d), Assembler.R(0x25, b, d, d)]);
                    Assert.True(d != b && a != 0 && b is > 0 and < 32 && d is > 0 and < 32 && right > 0);
                    break;
                case Operation.FusedLess or Operation.FusedLessImmediate or Operation.FusedLessImmediateSigned:
                    bool equal = words[1] >> 26 == 4;
                    uint target = (uint)(o.Pc + 2 + (short)words[1]) & (1u << 30) - 1, after = o.Pc + 3;
                    Assert.Equal(0u, words[2] & ~(0x1F0000u | 0x7C0u)); // SLL to $0
                    Assert.Contains(words[1] & 0x3FF0000, (uint[])[(uint)d << 16, (uint)d << 21]);
                    Assert.Equal(4u, words[1] >> 27 << 1);
                    bool immediate = o.Operation != Operation.FusedLess;
                    Assert.Equal(immediate ? Assembler.I(o.Operation == Operation.FusedLessImmediate ? 0x0B : 0x0A, a, d, x) : Assembler.R(0x2B, a, b, d), words[0]);
                    if (immediate) Assert.Equal((equal ? 1 : 0, target), (o.B, o.Y));
                    else Assert.Equal(equal ? (after, target) : (target, after), (o.X, o.Y));
                    break;
                case Operation.FusedAddLoad or Operation.FusedShiftAddLoad:
                    Assert.Contains(words[^2], (uint[])[Assembler.R(0x21, d, b, d), Assembler.R(0x21, b, d, d)]);
                    Assert.Contains(words[^1], (uint[])[Assembler.I(0x23, d, d, x), Assembler.I(0x30, d, d, x)]); // LL is LW
                    Assert.True(d is > 0 and < 32 && b is > 0 and < 32);
                    if (words.Length < 3) break;
                    Assert.Equal(Assembler.R(0, 0, d, d, 2), words[0]);
                    Assert.NotEqual(d, b);
                    break;
                case Operation.FusedLoadPair:
                    Assert.Equal([Assembler.I(0x23, a, loadedB, x), Assembler.I(0x23, a, loadedD, Signed(o.Y))], words);
                    Assert.True(a != b && b > 0 && d > 0);
                    break;
                case Operation.FusedStorePair:
                    Assert.Equal([Assembler.I(0x2B, a, b, x), Assembler.I(0x2B, a, d, Signed(o.Y))], words);
                    break;
                case Operation.FusedLoadConstant:
                    Assert.Equal([Assembler.I(0x0F, 0, b, (int)o.Y), Assembler.I(0x23, b, loadedD, (int)(4 * o.X - (o.Y << 16)))], words);
                    Assert.Equal((int)(4 * o.X - (o.Y << 16)), (short)(4 * o.X - (o.Y << 16)));
                    Assert.True(b is > 0 and < 32 && d > 0);
                    break;
                case Operation.FusedMoves:
                    int second = (int)o.X >> 8, third = (int)o.X & 0xFF, e = (int)o.Y;
                    (int To, int From)[] moves = [(d, second), (second, third), (third, a), (e, b)];
                    int[] registers = [.. Enumerable.Range(0, RegisterKey.Count)], assigned = [.. registers];
                    foreach ((int to, int from) in moves) assigned[to] = from;
                    var left4 = moves.ToList();
                    foreach (uint word in words)
                    {
                        (int to, int from) = left4.Single(m => FusionTests.Move(word) == ((uint)m.To, (uint)m.From));
                        left4.Remove((to, from));
                        registers[to] = registers[from];
                    }

                    Assert.Equal(assigned, registers);
                    Assert.Equal(4, moves.Select(m => m.To).Distinct().Count());
                    break;
                default:
                    Assert.Fail($"{o}");
                    break;
            }
        }

        uint Word(uint pc) => image.Rom.Select(r => (pc << 2) - r.Start is var at && at < r.Size ? (uint?)r.Words[at >> 2] : null).First(w => w is not null)!.Value;

        static int Signed(uint x) => (int)new RomRow { X = x }.Immediate;
    }

    /// <summary>Operands in range, register fields of 8 bits that name registers, and nothing that writes register 0.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Rom_rows_are_what_the_proofs_assume(Endianness order)
    {
        List<ProgramImage> images = [SpecialPrograms.EdgeOperands(order), SpecialPrograms.InPlace(order), SpecialPrograms.Fused(order), SpecialPrograms.FusedMemory(order), SpecialPrograms.Alignments(order), SpecialPrograms.NearHoles(order), SpecialPrograms.Branches(order), SpecialPrograms.Links(order), SpecialPrograms.EndOfAddressSpace(order), PrimitiveProgram.Gallery(order)];
        images.Add(PrimitiveProgram.Products(order));
        for (int seed = 0; seed < 200; seed++) images.Add(new RandomProgram(seed, order == Endianness.Big).Image);
        var seen = new HashSet<Operation>();
        foreach (RomRow op in images.SelectMany(i => new ProgramTables(i).RomRows))
        {
            seen.Add(op.Operation);
            if (op.Operation is Operation.ExceptionVector) continue;
            (TableId table, _, _, Accesses accesses) = OperationInfo.All[(int)op.Operation];
            RowDeterminism.RomOperands r = op.Operation == Operation.Link ? new(0, 0xFFFF, 0, 0xFFFF) : DeterminismTests.Operands(table);
            Assert.True(In(op.X, r.XLow, r.XHigh) && In(op.Y, r.YLow, r.YHigh), $"{op}");
            if (table == TableId.JumpLink) Assert.Equal(op.Y, 4 * (op.Pc + 2) >> 16);
            if (table is TableId.ShiftArithmeticLow or TableId.ShiftArithmeticHigh) Assert.Equal(op.Y, (1u << 16) - (1u << (int)op.X));
            bool isBeyond = op.Operation == Operation.Hole && op.Pc == 1u << 30; // what follows the last word
            Assert.True(op.Pc < 1 << 30 || isBeyond, $"{op}");
            Assert.True(op.A < RegisterKey.Count && op.B < RegisterKey.Count, $"{op}");
            if ((accesses & Accesses.D) != 0) Assert.True(op.D is > 0 and < RegisterKey.Sink, $"{op}");
            if (op.Operation is Operation.Gap or Operation.Hole) Assert.True(op.X >= op.Pc && op.X - op.Pc < 1 << 29 && (op.X < 1 << 30 || isBeyond), $"{op}");
        }

        Operation[] absent = [.. Enum.GetValues<Operation>().Except(seen)];
        Assert.Equal([Operation.None], absent);

        static bool In(uint value, long low, long high) => high < low || (value >= low && value <= high) || (value - (long)Core.Field.KoalaBear.P >= low && value - (long)Core.Field.KoalaBear.P <= high);
    }

    private static string Class(uint v) => v == 0 ? "z" : $"{v >> 31}{v & 3}{v >> 16 == 0}";

    /// <summary>The tables that fetch an operation of <paramref name="table"/>.</summary>
    private static TableId[] Tables(TableId table) => [.. Enum.GetValues<TableId>().Where(id => FetchTests.Plain(id) == table && id >= TableId.StateWrap)];

    /// <summary>The executor's effect in the words of <see cref="RowEffects"/>.</summary>
    private static string Expected(in TraceRow row, RowState state)
    {
        var parts = new List<string>();
        if (row.Exception != ExceptionCode.None)
            return $"Exception({state.Time},{state.Pc},{state.Npc},{(int)row.Exception},{row.BadVaddr & 0xFFFF},{row.BadVaddr >> 16})";
        foreach ((int key, uint value) in Writes(row))
            RowEffects.AddWrite(parts, "register", [(uint)key, value & 0xFFFF, value >> 16], state.Registers[key]);
        if (row.MemoryWord != TraceRow.NoMemory)
            RowEffects.AddWrite(parts, "word", [row.MemoryWord, row.MemoryAfter & 0xFFFF, row.MemoryAfter >> 16], row.MemoryBefore);
        if (row.Instruction.Opcode == Opcode.Halt) parts.Add($"Halt({state.Time + 4},0,0,{row.RsValue & 0xFFFF},{row.RsValue >> 16})");
        else parts.Add($"State({state.Time + 4},{row.NextPc >> 2},{row.NextNpc >> 2})");
        if (row.Instruction.Opcode == Opcode.Commit) parts.Add($"Commit({row.Instruction.Sa},{row.RsValue & 0xFFFF},{row.RsValue >> 16})");
        parts.Sort(StringComparer.Ordinal);
        return string.Join(" ", parts);
    }

    private static IEnumerable<(int Key, uint Value)> Writes(TraceRow row)
    {
        if (row.Instruction.Rd != RegisterKey.Sink) yield return (row.Instruction.Rd, row.RdAfter);
        if (row.Instruction.Opcode == Opcode.Sc) yield return (RegisterKey.BrokenLink, 0);
        if (row.HiAfter != row.HiBefore && row.Instruction.Rd != RegisterKey.Hi) yield return (RegisterKey.Hi, row.HiAfter);
        if (row.LoAfter != row.LoBefore && row.Instruction.Rd != RegisterKey.Lo) yield return (RegisterKey.Lo, row.LoAfter);
    }

    private static void Apply(in TraceRow row, uint[] registers, Dictionary<uint, uint> words)
    {
        if (row.Exception != ExceptionCode.None)
        {
            (registers[RegisterKey.Epc], registers[RegisterKey.Resume]) = (row.Pc, row.Npc);
            (registers[RegisterKey.Cause], registers[RegisterKey.BadVaddr]) = ((uint)row.Exception, row.BadVaddr);
            return;
        }

        foreach ((int key, uint value) in Writes(row)) registers[key] = value;
        if (row.MemoryWord != TraceRow.NoMemory) words[row.MemoryWord] = row.MemoryAfter;
    }

    private struct Collector : ITraceSink
    {
        public required List<TraceRow> Rows;

        public static bool WantsRows => true;

        public readonly bool Row(in TraceRow row)
        {
            Rows.Add(row);
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
