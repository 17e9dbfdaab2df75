using System.Numerics;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>Programs that call primitives.</summary>
internal static class PrimitiveProgram
{
    /// <summary>Where operands are put.</summary>
    public const uint Data = 0x0020_0000;

    /// <summary>KECCAKF of a register.</summary>
    public static uint KeccakF(int rs) => R(0x13, rs, 0, 0, 0, 0x1C);

    /// <summary>SHA256C: state at rs, block at rt.</summary>
    public static uint Sha256(int rs, int rt) => R(0x14, rs, rt, 0, 0, 0x1C);

    /// <summary>POSEIDON2 of width 16 or 24.</summary>
    public static uint Poseidon2(int rs, bool wide) => R(0x17, rs, 0, 0, wide ? 1 : 0, 0x1C);
    /// <summary>MULMOD, or MULMOD384 for 12 words, of registers that point to a, b, {m, c} and the result.</summary>
    public static uint MulMod(int words, int a, int b, int mc, int result) => R(words == 8 ? 0x15 : 0x16, a, b, result, mc, 0x1C);

    /// <summary>
    /// Calls of MULMOD and MULMOD384 for rows of every kind: each word at which the result is less than the modulus, with and without a borrow there,
    /// quotients of any length, modulus 0; and each of the operands misaligned, in a hole with its first or its last word.
    /// </summary>
    public static ProgramImage Products(Endianness order)
    {
        var code = new Assembler();
        var random = new Random(4);
        foreach (int n in (int[])[8, 12])
        {
            uint size = 4 * (uint)n, calls = 0;
            var p = new MulModProgram(n, code);
            for (int k = 0; k < n; k++)
            {
                for (int i = 0; i < 2; i++)
                {
                    BigInteger m = MulModOperands.Full(random, k + 1), c = MulModOperands.Full(random, n), b = MulModOperands.Full(random, n);
                    Call(MulModOperands.Full(random, n) % m, b, m, c);
                    Call((m << random.Next(32 * (n - k))) % (BigInteger.One << 32 * n), b, m, c);
                    Call(m >> 1, 1, m | 0xFFFF, i);
                }
            }

            // Long quotients by large moduli.
            BigInteger ones = (BigInteger.One << 32 * n) - 1;
            for (int i = 0; i < 4; i++) Call(ones, ones, MulModOperands.Full(random, n) >> i, MulModOperands.Full(random, n));
            for (int i = 0; i < 4; i++) Call(ones - i, ones, 3 + i, MulModOperands.Full(random, n));
            Call(MulModOperands.Full(random, n), 1, 0, 1);
            Call(0, 0, 0, 0);
            Span<int> registers = [A0, A1, T2, T3];
            Span<uint> sizes = [size, size, 2 * size, size];
            for (int k = 0; k < 4; k++)
            {
                foreach (uint bad in (uint[])[Data + 1, Data + 2, 4, Holes.WithFirmware.Ranges[1].Start - sizes[k] + 4, uint.MaxValue - sizes[k] + 5])
                {
                    for (int i = 0; i < 4; i++) code.Li(registers[i], i == k ? bad : Data);
                    code.Emit(MulMod(n, A0, A1, T2, T3));
                }
            }

            // Operands in different places, and at others each time; the result over other words.
            void Call(BigInteger a, BigInteger b, BigInteger m, BigInteger c)
            {
                uint at = 4 * ++calls, atA = Data + 0x1_0000 + at, atB = Data + 0x2_0000 + 2 * at, atM = Data + 0x3_0000 + 3 * at, atR = Data + 0x4_0000 + 5 * at;
                p.Store(atA, a).Store(atB, b).Store(atM, m, c).Store(atR, MulModOperands.Full(random, n)).Call(atA, atB, atM, atR);
            }
        }

        return SpecialPrograms.UnderKernel(code.End(), order);
    }

    /// <summary>Stores words from an address on.</summary>
    public static Assembler Store(this Assembler a, uint address, ReadOnlySpan<uint> words)
    {
        a.Li(T0, address);
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == 0) a.Emit(I(0x2B, T0, 0, 4 * i));
            else a.Li(T1, words[i]).Emit(I(0x2B, T0, T1, 4 * i));
        }

        return a;
    }

    /// <summary>Any words.</summary>
    public static uint[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(1L << 32))];
    }

    /// <summary>
    /// Each primitive on words of many sorts, and with pointers that are misaligned, in a hole or reach into one, under a kernel that goes on behind
    /// exceptions.
    /// </summary>
    public static ProgramImage Gallery(Endianness order)
    {
        Assembler a = new Assembler().Li(A0, Data).Li(A1, Data + 4 * 50);
        foreach (uint[] words in (uint[][])[Random(1, 80), [.. Enumerable.Repeat(uint.MaxValue, 80)], Poseidon2Tests.Edges()])
            a.Store(Data, words).Emit(KeccakF(A0), Sha256(A0, A1), Sha256(A1, A0), Sha256(A0, A0), Poseidon2(A0, false), Poseidon2(A1, true));
        a.Store(Data, Poseidon2Tests.Edges()).Emit(Poseidon2(A0, false)).Li(A0, Data + 64).Emit(Poseidon2(A0, true));
        foreach (uint pointer in (uint[])[Data + 1, Data + 2, 8, 0x7C00_0000, Holes.WithFirmware.Ranges[^1].Start - 8, uint.MaxValue - 3])
            a.Li(A0, pointer).Emit(KeccakF(A0), Sha256(A0, A1), Sha256(A1, A0), Poseidon2(A0, false), Poseidon2(A0, true));
        return SpecialPrograms.UnderKernel(a.End(), order);
    }
}
