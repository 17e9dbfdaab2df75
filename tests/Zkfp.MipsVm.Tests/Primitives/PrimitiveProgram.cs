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
