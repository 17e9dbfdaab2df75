using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.Shared;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>What the key says of words that are never mapped, and what accesses to them do. That nothing else can be proven: <see cref="Rows.OtherRowsTests"/>.</summary>
public class HolesTests
{
    /// <summary>Each word of the address space is in one image range, one gap of the chain, or one hole.</summary>
    [Fact]
    public void Words_of_holes_have_no_first_value()
    {
        ProgramImage image = SpecialPrograms.NearHoles(Endianness.Big);
        IReadOnlyList<GlobalMessage> chain = new ProgramTables(image).GlobalMessages;
        var parts = new List<(ulong Start, ulong End)>();
        for (int i = 0; i < chain.Count; i += 2)
        {
            Assert.True(chain[i].IsPush && !chain[i + 1].IsPush && chain[i].Tag == Buses.Chain.Tag && chain[i + 1].Tag == Buses.Chain.Tag);
            parts.Add((4UL * chain[i].Fields[0].Value, 4UL * chain[i + 1].Fields[0].Value));
        }

        parts.AddRange(image.Image.Select(r => (4UL * r.StartWord, 4 * (r.StartWord + (ulong)r.Words.Length))));
        parts.AddRange(image.Holes.Ranges.Select(h => ((ulong)h.Start, (ulong)h.End)));
        parts.Sort();
        Assert.Equal((0UL, 1UL << 32), (parts[0].Start, parts[^1].End));
        for (int i = 1; i < parts.Count; i++) Assert.Equal(parts[i - 1].End, parts[i].Start);
    }

    [Fact]
    public void Holes_are_few_and_page_aligned()
    {
        IReadOnlyList<Hole> holes = Holes.WithFirmware.Ranges;
        Assert.InRange(2 * holes.Count, 0, 64); // messages
        Assert.Equal((0u, 0x1_0000u), (holes[0].Start, holes[0].End));
        Assert.Equal(0x7F7F_8000u, holes[^1].End);
        for (int i = 0; i < holes.Count; i++)
        {
            Assert.True((holes[i].Start | holes[i].End) % 4096 == 0 && holes[i].End - holes[i].Start >= Holes.Smallest);
            if (i > 0) Assert.True(holes[i].Start > holes[i - 1].End);
            foreach (uint inside in (uint[])[holes[i].Start, holes[i].End - 1]) Assert.True(Holes.WithFirmware.Contains(inside));
            foreach (uint outside in (uint[])[holes[i].Start - 1, holes[i].End]) Assert.False(Holes.WithFirmware.Contains(outside));
        }

        Assert.Empty(Holes.None.Ranges);
        Assert.False(Holes.None.Contains(0) || Holes.None.Contains(0x7F7F_7FFF));
    }

    /// <summary>
    /// A forger runs the program where there are no holes: a load at 8 gives 0. His trace is right in every row and balances, but not with the
    /// messages of a key that has holes; nor does it if he leaves the word's start out of the chain.
    /// </summary>
    [Fact]
    public void A_trace_with_a_word_of_a_hole_does_not_balance()
    {
        ProgramImage image = new Assembler().Li(T0, 0x2_0000).Emit(I(0x23, 0, V0, 8), I(0x2B, T0, V0, 0)).End().Image(Endianness.Big, 0x4_0000);
        ExecutedRun run = TraceHarness.Execute(image);
        using ShardTrace shard = run.Trace(1, new TraceScratch(run.Program));
        Assert.True(Report(image.Holes).IsClean);
        Assert.False(Report(Holes.WithFirmware).IsClean);
        // The row of word 2 says "not touched".
        TraceTable chain = shard.Tables[(int)TableId.ZeroInit]!;
        ZeroInitTable table = run.Program.Machine.Table<ZeroInitTable>(TableId.ZeroInit);
        int row = chain.Column(table.Key.Low)[..chain.Rows].IndexOf(2u);
        Assert.Equal(1u, chain.Column(table.Real)[row]);
        foreach (TableColumn column in (ReadOnlySpan<TableColumn>)[table.Real, table.Final.Low, table.Final.High, table.LastShard])
            chain.Column(column)[row] = 0;
        TraceReport without = Report(Holes.WithFirmware);
        Assert.False(without.IsClean);
        Assert.Contains(Buses.SharedMemory.Name, without.ToString(), StringComparison.Ordinal);

        TraceReport Report(Holes holes)
        {
            var checker = new TraceChecker(run.Program.Machine.Definition);
            foreach (GlobalMessage m in ProgramTables.BuildChain(image.Image, holes)) checker.AddGlobal(m);
            checker.AddShard(shard);
            return checker.Finish([shard]);
        }
    }

    /// <summary>Misalignment comes first, then the hole; nothing is written. Every opcode meets every case, thrown away or kept.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Accesses_fault_by_the_effective_address(Endianness order)
    {
        ProgramImage image = SpecialPrograms.NearHoles(order);
        var sink = new Accesses { Rows = [] };
        var memory = new SparseMemory();
        foreach (ImageRange range in image.Image) memory.Write(range.StartWord, range.Words);
        var cpu = new CpuState(image);
        Outcome outcome = Executor.RunInterpreted(image, cpu, memory, NullHost.Instance, RunOptions.Default, ref sink);
        Assert.Equal(StopReason.Halted, outcome.Reason);
        var seen = new Dictionary<Opcode, HashSet<string>>();
        foreach (TraceRow r in sink.Rows)
        {
            Opcode opcode = r.Instruction.Opcode;
            uint address = r.RsValue + r.Instruction.Imm;
            uint mask = opcode is Opcode.Lw or Opcode.Ll or Opcode.Sw or Opcode.Sc ? 3u : opcode is Opcode.Lh or Opcode.Lhu or Opcode.Sh ? 1u : 0;
            bool load = OpcodeInfo.IsLoad(opcode), misaligned = (address & mask) != 0, hole = image.Holes.Ranges.Any(h => address >= h.Start && address < h.End);
            ExceptionCode expected = misaligned ? load ? ExceptionCode.AddressErrorLoad : ExceptionCode.AddressErrorStore
                : hole ? load ? ExceptionCode.UnmappedLoad : ExceptionCode.UnmappedStore
                : ExceptionCode.None;
            Assert.Equal((opcode, address, expected), (opcode, address, r.Exception));
            if (expected != ExceptionCode.None)
                Assert.Equal((address, TraceRow.NoMemory, r.RdBefore), (r.BadVaddr, r.MemoryWord, r.RdAfter));
            else
                Assert.Equal(address >> 2, r.MemoryWord);
            bool wraps = r.RsValue + (long)(int)r.Instruction.Imm >> 32 != 0, thrownAway = r.Instruction.Rd >= RegisterKey.Discard && !OpcodeInfo.IsStore(opcode);
            if (!seen.TryGetValue(opcode, out HashSet<string>? cases)) seen.Add(opcode, cases = []);
            cases.Add($"{(hole ? "hole" : "edge")}{(misaligned ? ", misaligned" : "")}");
            if (wraps && hole) cases.Add("wraps");
            if (thrownAway && hole) cases.Add("to $0");
        }

        Assert.Equal(SpecialPrograms.MemoryOpcodes.Length, seen.Count);
        foreach ((Opcode opcode, HashSet<string> cases) in seen)
        {
            int alignments = opcode is Opcode.Lb or Opcode.Lbu or Opcode.Sb or Opcode.Lwl or Opcode.Lwr or Opcode.Swl or Opcode.Swr ? 2 : 4;
            Assert.Equal((opcode, alignments + 1 + (OpcodeInfo.IsLoad(opcode) ? 1 : 0)), (opcode, cases.Count));
        }
    }

    /// <summary>Compiled code checks the span of several accesses at once and must do what the interpreter does.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Compiled_accesses_do_the_same(Endianness order)
    {
        foreach (int opcode in SpecialPrograms.MemoryOpcodes)
        {
            ProgramImage image = SpecialPrograms.NearHoles(order, [opcode], Holes.WithFirmware.Ranges[0], Holes.WithFirmware.Ranges[2]);
            var memory = new SparseMemory();
            foreach (ImageRange range in image.Image) memory.Write(range.StartWord, range.Words);
            var cpu = new CpuState(image);
            Outcome outcome = Executor.RunInterpreted(image, cpu, memory, NullHost.Instance, RunOptions.Default);
            using FastMachine fast = FastMachine.TryCreate(image, hotVisits: 1)!;
            Outcome compiled = fast.Run(NullHost.Instance, RunOptions.Default);
            Assert.Equal((StopReason.Halted, outcome.Instructions), (compiled.Reason, compiled.Instructions));
            Assert.Equal(cpu.Registers[..RegisterKey.Sink], fast.Cpu.Registers[..RegisterKey.Sink]);
            foreach ((uint page, uint[] words) in memory.Pages())
                for (uint i = 0; i < words.Length; i++) Assert.Equal(words[i], fast.Memory.ReadWord(4 * (page * SparseMemory.PageWords + i)));
        }
    }

    /// <summary>The limit is exact, wherever it falls in compiled code, and on programs that would never end.</summary>
    [Fact]
    public void Instruction_limit_is_exact()
    {
        // Recursion that runs through all of memory; on a machine without holes nothing stops it.
        Assembler code = new Assembler().Li(Sp, 0x7FFF_0000).Emit(I(0x09, Sp, Sp, -32), I(0x2B, Sp, Ra, 28), I(0x04, 0, 0, -3), I(0x2B, Sp, T0, 24));
        foreach (ulong limit in (ulong[])[0, 1, 2, 3, 8_000, 8_001, 8_002, 8_003, 8_004, 4_194_303, 4_194_304, 4_194_305, 4_194_307])
        {
            ProgramImage image = code.Image(Endianness.Big);
            var options = new RunOptions { MaxInstructions = limit };
            Outcome interpreted = Executor.RunInterpreted(image, NullHost.Instance, options), compiled = Executor.Run(image, NullHost.Instance, options);
            Assert.Equal((StopReason.InstructionLimit, limit), (interpreted.Reason, interpreted.Instructions));
            Assert.Equal((StopReason.InstructionLimit, limit, interpreted.Pc), (compiled.Reason, compiled.Instructions, compiled.Pc));
        }
    }

    private struct Accesses : ITraceSink
    {
        public required List<TraceRow> Rows;

        public static bool WantsRows => true;

        public readonly bool Row(in TraceRow row)
        {
            if (OpcodeInfo.IsMemory(row.Instruction.Opcode)) Rows.Add(row);
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
