using System.Numerics;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.MulModOperands;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>Programs that call MULMOD and MULMOD384.</summary>
public class MulModTests
{
    /// <summary>Whatever the operands: each of a, b, m, c one of the edges, and random ones.</summary>
    [Theory]
    [InlineData(8, Endianness.Big)]
    [InlineData(8, Endianness.Little)]
    [InlineData(12, Endianness.Big)]
    [InlineData(12, Endianness.Little)]
    public void Any_operands(int n, Endianness order)
    {
        BigInteger ones = (BigInteger.One << 32 * n) - 1, modulus = Modulus(n == 8 ? 0 : 7);
        var p = new MulModProgram(n);
        foreach (BigInteger a in (BigInteger[])[0, modulus - 1, ones])
            foreach (BigInteger b in (BigInteger[])[1, modulus, ones])
                foreach (BigInteger m in (BigInteger[])[0, 1, modulus, ones])
                    foreach (BigInteger c in (BigInteger[])[0, ones]) Call(a, b, m, c);
        var random = new Random(1);
        for (int i = 0; i < 30; i++) Call(Any(random, n), Any(random, n), Any(random, n), Any(random, n));
        p.Check(order);

        void Call(BigInteger a, BigInteger b, BigInteger m, BigInteger c) =>
            p.Store(Data, a, b, m, c).Call(Data, Data + 4 * (uint)n, Data + 8 * (uint)n, Data + 16 * (uint)n);
    }

    /// <summary>Equal pointers, blocks that overlap in any way, results over operands: all is read before anything is written.</summary>
    [Theory]
    [InlineData(8, Endianness.Big)]
    [InlineData(8, Endianness.Little)]
    [InlineData(12, Endianness.Big)]
    [InlineData(12, Endianness.Little)]
    public void Overlapping_operands(int n, Endianness order)
    {
        uint size = 4 * (uint)n;
        var random = new Random(2);
        BigInteger modulus = Modulus(n == 8 ? 1 : 7);
        var p = new MulModProgram(n).Store(Data, [.. Enumerable.Range(0, 6).Select(_ => Full(random, n))]);
        p.Call(Data, Data, Data, Data).Call(Data, Data, Data + size, Data + 2 * size).Call(Data, Data, Data + size, Data + size);
        p.Call(Data + 4, Data + 8, Data + 12, Data + 16).Call(Data + 16, Data + 12, Data + 8, Data + 4);
        p.Call(Data, Data + 3 * size, Data + 3 * size, Data + 4 * size - 4);
        p.Call(Data, Data + size, Data + 2 * size, Data + 3 * size - 4).Call(Data, Data + size, Data + 2 * size, Data + 3 * size + 4);
        for (int i = 0; i < 20; i++) p.Call(Any(), Any(), Any(), Any());

        // Whatever is at address 0 (nothing: modulus 0), and a result over the code, which goes on as it is.
        p.Code.Emit(MulMod(n, 0, 0, 0, 0));
        p.Model(0, 0, 0, 0).Call(Data, Data + size, Data + 2 * size, 0x1000).Store(Data + 2 * size, modulus);

        // In a delay slot, with one register for all, and into the end of the address space.
        p.Code.Li(A0, Data).Emit(I(0x04, 0, 0, 1), MulMod(n, A0, A0, A0, A0));
        p.Model(Data, Data, Data, Data).Call(Data, Data, Data + size, 0u - size).Call(0u - size, Data, 0u - 2 * size, Data);
        p.Check(order);

        uint Any() => Data + 4 * (uint)random.Next(4 * n);
    }

    /// <summary>Shards that end between calls, rare ones among them: as many as one likes have room, and words come from other shards.</summary>
    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(12, false)]
    [InlineData(12, true)]
    public void Calls_go_over_shards(int n, bool rare)
    {
        uint size = 4 * (uint)n;
        BigInteger modulus = Modulus(n == 8 ? 3 : 7);
        var p = new MulModProgram(n).Store(Data, rare ? -1 + (BigInteger.One << 32 * n) : 3, modulus - 1, rare ? 5 : modulus, 1);
        p.Code.Li(A0, Data).Li(A1, Data + size).Li(T2, Data + 2 * size).Li(T3, Data + size).Li(T1, 1500);
        p.Code.Emit(MulMod(n, A0, rare ? A0 : A1, T2, T3), I(0x09, T1, T1, -1), I(0x05, T1, 0, -3), 0); // loop: mulmod; addiu; bne
        const long cells = 400_000;
        ExecutedRun run = TraceHarness.Execute(p.Code.End().Image(Endianness.Big), cellsPerShard: cells);
        Assert.True(run.ShardCount > 1, "one shard");
        TableId id = n == 8 ? rare ? TableId.MulModGeneral : TableId.MulMod : rare ? TableId.MulMod384General : TableId.MulMod384;
        int rows = 0;
        foreach (ShardTrace shard in TraceHarness.AssertClean(run))
        {
            rows += shard.Tables[(int)id]?.Rows ?? 0;
            shard.Dispose();
        }

        Assert.Equal(1500, rows);
    }

    /// <summary>
    /// Each operand misaligned, or in a hole or beyond the end with its first or last word: an exception that is proven, and no effect. At the edges none.
    /// </summary>
    [Theory]
    [InlineData(8, Endianness.Big)]
    [InlineData(8, Endianness.Little)]
    [InlineData(12, Endianness.Big)]
    [InlineData(12, Endianness.Little)]
    public void Bad_pointers_raise_an_exception(int n, Endianness order)
    {
        uint size = 4 * (uint)n;
        uint[] sizes = [size, size, 2 * size, size];
        var calls = new List<(uint[] Pointers, bool IsGood)>();
        Hole hole = Holes.WithFirmware.Ranges[1];
        for (int k = 0; k < 4; k++)
        {
            foreach ((uint address, bool isGood) in ((uint, bool)[])[
                (Data + 1, false), (Data + 2, false), (Data + 3, false), (0, false), (hole.Start - sizes[k], true), (hole.Start - sizes[k] + 4, false),
                (hole.Start - sizes[k] + 1, false), (hole.End - 4, false), (hole.End, true), (0u - sizes[k], true), (4u - sizes[k], false),
                (0xFFFF_FFFC, false), (0xFFFF_FFFF, false)])
            {
                uint[] pointers = [Data, Data + size, Data + 2 * size, Data + 4 * size];
                pointers[k] = address;
                calls.Add((pointers, isGood));
            }
        }

        calls.Add(([1, 2, 3, 0], false));
        var p = new MulModProgram(n).Store(Data, 7, 8, 50, 3, 1234);
        foreach ((uint[] pointers, bool isGood) in calls)
        {
            if (isGood) p.Call(pointers[0], pointers[1], pointers[2], pointers[3]);
            else p.Code.Li(A0, pointers[0]).Li(A1, pointers[1]).Li(T2, pointers[2]).Li(T3, pointers[3]).Emit(MulMod(n, A0, A1, T2, T3), I(0x23, T3, T4, 0));
        }

        ExecutedRun run = TraceHarness.ExecuteSome(SpecialPrograms.UnderKernel(p.Code.End(), order), NullHost.Instance, 100_000, long.MaxValue);
        foreach (ShardTrace shard in TraceHarness.AssertClean(run)) shard.Dispose();
        var sink = new CallSink { Seen = [] };
        run.Replay(1, ref sink);
        Assert.Equal(calls.Select(c => c.IsGood ? ExceptionCode.None : ExceptionCode.PrimitiveOperand), sink.Seen);
    }

    private struct CallSink : ITraceSink
    {
        public required List<ExceptionCode> Seen;

        public static bool WantsRows => true;

        public readonly bool Row(in TraceRow row)
        {
            if (row.Instruction.Opcode is Opcode.MulMod or Opcode.MulMod384) Seen.Add(row.Exception);
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
