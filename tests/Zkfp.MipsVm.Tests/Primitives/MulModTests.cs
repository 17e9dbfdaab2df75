using System.Numerics;
using Zkfp.MipsVm.Loading;
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
        var p = new MulModProgram(n).Store(Data, [.. Enumerable.Range(0, 6).Select(_ => Full(random, n))]);
        p.Call(Data, Data, Data, Data).Call(Data, Data, Data + size, Data + 2 * size).Call(Data, Data, Data + size, Data + size);
        p.Call(Data + 4, Data + 8, Data + 12, Data + 16).Call(Data + 16, Data + 12, Data + 8, Data + 4).Call(Data, Data + 3 * size, Data + 3 * size, Data + 4 * size - 4);
        p.Call(Data, Data + size, Data + 2 * size, Data + 3 * size - 4).Call(Data, Data + size, Data + 2 * size, Data + 3 * size + 4);
        for (int i = 0; i < 20; i++) p.Call(Any(), Any(), Any(), Any());

        // In a delay slot, with one register for all, and into the end of the address space.
        p.Code.Li(A0, Data).Emit(I(0x04, 0, 0, 1), MulMod(n, A0, A0, A0, A0));
        p.Model(Data, Data, Data, Data).Call(Data, Data, Data + size, 0u - size).Call(0u - size, Data, 0u - 2 * size, Data);
        p.Check(order);

        uint Any() => Data + 4 * (uint)random.Next(4 * n);
    }
}
