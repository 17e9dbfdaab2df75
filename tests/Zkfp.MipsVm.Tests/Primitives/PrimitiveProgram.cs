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
}
