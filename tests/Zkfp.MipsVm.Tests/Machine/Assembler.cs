using System.Buffers.Binary;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Encodes instruction words for tests.</summary>
internal sealed class Assembler
{
    public const int V0 = 2, A0 = 4, A1 = 5, T0 = 8, T1 = 9, T2 = 10, T3 = 11, T4 = 12, S0 = 16, S1 = 17, Sp = 29, Ra = 31;

    public List<uint> Words { get; } = [];

    public static uint R(int function, int rs, int rt, int rd, int sa = 0, int opcode = 0) =>
        (uint)opcode << 26 | (uint)rs << 21 | (uint)rt << 16 | (uint)rd << 11 | (uint)sa << 6 | (uint)function;

    public static uint I(int opcode, int rs, int rt, int imm) => (uint)opcode << 26 | (uint)rs << 21 | (uint)rt << 16 | (uint)imm & 0xFFFF;

    public Assembler Emit(params ReadOnlySpan<uint> words)
    {
        foreach (uint w in words) Words.Add(w);
        return this;
    }

    /// <summary>lui + ori.</summary>
    public Assembler Li(int register, uint value) => Emit(I(0x0F, 0, register, (int)(value >> 16)), I(0x0D, register, register, (int)(value & 0xFFFF)));

    /// <summary>Commits eight words and halts with $v0 as outcome.</summary>
    public Assembler End()
    {
        for (int i = 0; i < 8; i++) Emit(R(0x12, V0, 0, 0, i, 0x1C));
        return Emit(R(0x10, V0, 0, 0, 0, 0x1C));
    }

    public byte[] Bytes(Endianness order)
    {
        var bytes = new byte[4 * Words.Count];
        for (int i = 0; i < Words.Count; i++)
        {
            if (order == Endianness.Big) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), Words[i]);
            else BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), Words[i]);
        }

        return bytes;
    }

    public ProgramImage Image(Endianness order, uint address = 0x1000) => ProgramImage.FromRaw(Bytes(order), order, address);
}
