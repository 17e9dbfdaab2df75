using System.Buffers.Binary;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>Wraps code words into an executable, for programs that no compiler is needed for.</summary>
internal static class TinyElf
{
    /// <summary>An ELF whose segments are executable; the entry is <paramref name="entry"/>.</summary>
    public static byte[] Make(Endianness endianness, uint entry, params (uint Address, byte[] Content)[] segments)
    {
        int headers = 52 + 32 * segments.Length, size = headers;
        foreach ((_, byte[] content) in segments)
            size += content.Length;
        byte[] elf = new byte[size];
        bool big = endianness == Endianness.Big;
        void Put16(int at, ushort v)
        {
            if (big) BinaryPrimitives.WriteUInt16BigEndian(elf.AsSpan(at), v); else BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), v);
        }
        void Put32(int at, uint v) => Word(v, endianness).CopyTo(elf, at);
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 1, (byte)(big ? 2 : 1), 1 }.CopyTo(elf, 0);
        Put16(16, 2);
        Put16(18, 8);
        Put32(20, 1);
        Put32(24, entry);
        Put32(28, 52);
        Put32(36, 0x7000_1001); // MIPS32r2, o32
        Put16(40, 52);
        Put16(42, 32);
        Put16(44, (ushort)segments.Length);
        int offset = headers;
        for (int i = 0; i < segments.Length; i++)
        {
            (uint address, byte[] content) = segments[i];
            int p = 52 + 32 * i;
            Put32(p, 1);
            Put32(p + 4, (uint)offset);
            Put32(p + 8, address);
            Put32(p + 12, address);
            Put32(p + 16, (uint)content.Length);
            Put32(p + 20, (uint)content.Length);
            Put32(p + 24, 5);
            content.CopyTo(elf, offset);
            offset += content.Length;
        }
        return elf;
    }

    public static byte[] Code(Endianness endianness, params uint[] words) => [.. words.SelectMany(w => Word(w, endianness))];

    private static byte[] Word(uint v, Endianness endianness)
    {
        byte[] b = new byte[4];
        if (endianness == Endianness.Big)
            BinaryPrimitives.WriteUInt32BigEndian(b, v);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(b, v);
        return b;
    }
}
