using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>Nothing that a caller passes makes a run unprovable.</summary>
public class HostileCallerTests
{
    // A primitive with one bad pointer in $a0, what the block of it is long, and good pointers in $a1.
    private static readonly (uint Word, uint Bytes)[] Calls =
    [
        (KeccakF(A0), 200), (Sha256(A0, A1), 32), (Sha256(A1, A0), 64), (Poseidon2(A0, false), 64), (Poseidon2(A0, true), 96),
    ];

    /// <summary>
    /// Each primitive with pointers that are misaligned, in a hole with the first or the last word only, beyond the end, and at these edges.
    /// </summary>
    /// <param name="order">Byte order.</param>
    /// <param name="expected">What each call raises is added to it.</param>
    internal static ProgramImage Program(Endianness order, List<ExceptionCode>? expected)
    {
        Assembler a = new Assembler().Li(A1, Data);
        foreach ((uint word, uint size) in Calls)
        {
            var pointers = new List<(uint Address, bool IsGood)> { (Data + 1, false), (Data + 2, false), (Data + 3, false), (1, false), (0, false), (4, false) };
            foreach (Hole h in (Hole[])[Holes.WithFirmware.Ranges[0], Holes.WithFirmware.Ranges[1], Holes.WithFirmware.Ranges[^1]])
            {
                if (h.Start != 0) pointers.AddRange([(h.Start - size, true), (h.Start - size + 4, false), (h.Start - 4, false), (h.Start - size + 1, false)]);
                pointers.AddRange([(h.End - 4, false), (h.End, true)]);
            }

            pointers.AddRange([(uint.MaxValue - size + 1, true), (uint.MaxValue - size + 5, false), (0xFFFF_FFFC, false), (0xFFFF_FFFF, false)]);
            foreach ((uint address, bool isGood) in pointers)
            {
                a.Li(A0, address).Emit(word);
                expected?.Add(isGood ? ExceptionCode.None : ExceptionCode.PrimitiveOperand);
            }
        }

        // $0, for one pointer and for both.
        a.Emit(KeccakF(0), Sha256(0, A1), Sha256(A1, 0), Sha256(0, 0), Poseidon2(0, false), Poseidon2(0, true));
        expected?.AddRange(Enumerable.Repeat(ExceptionCode.PrimitiveOperand, 6));
        return SpecialPrograms.UnderKernel(a.End(), order);
    }

    /// <summary>An exception that is proven; at the edges none.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Bad_pointers_raise_an_exception(Endianness order)
    {
        var expected = new List<ExceptionCode>();
        ExecutedRun run = TraceHarness.ExecuteSome(Program(order, expected), NullHost.Instance, 20_000, long.MaxValue);
        TraceHarness.AssertClean(run);

        var sink = new ExceptionSink { Seen = [] };
        run.Replay(1, ref sink);
        Assert.Equal(expected, sink.Seen);
    }

    /// <summary>Compiled code around calls leaves them to the interpreter, with the same end.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Compiled_code_does_the_same(Endianness order)
    {
        foreach (ProgramImage image in (ProgramImage[])[Program(order, null), Gallery(order)])
        {
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

    private struct ExceptionSink : ITraceSink
    {
        public required List<ExceptionCode> Seen;

        public static bool WantsRows => true;

        public readonly bool Row(in TraceRow row)
        {
            if (OpcodeInfo.IsPrimitive(row.Instruction.Opcode)) Seen.Add(row.Exception);
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
