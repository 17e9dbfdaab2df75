using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>A program that writes each of its keys, reads 40 bytes, a length and a preimage of 32, writes them to standard output, and ends with 0.</summary>
internal static class PreimageReader
{
    private const uint Code = 0x0010_0000, Keys = 0x0020_0000, Buffer = 0x0040_0000;

    public static byte[] Make(Endianness endianness, IReadOnlyList<byte[]> keys) => TinyElf.Make(
        endianness,
        Code,
        (Code, TinyElf.Code(
            endianness,
            0x3C10_0000 | Keys >> 16, 0x3412_0000 | (uint)keys.Count, // s0 = keys, s2 = count
            0x2404_0006, 0x0200_2825, 0x2406_0020, 0x2402_0FA4, 0x0000_000C, // write(6, s0, 32)
            0x2404_0005, 0x3C05_0000 | Buffer >> 16, 0x2406_0028, 0x2402_0FA3, 0x0000_000C, // read(5, buffer, 40)
            0x2404_0001, 0x3C05_0000 | Buffer >> 16, 0x2406_0028, 0x2402_0FA4, 0x0000_000C, // write(1, buffer, 40)
            0x2610_0020, 0x2652_FFFF, 0x1E40_FFEE, 0, // s0 += 32; loop while --s2 > 0
            0x2404_0000, 0x2402_1096, 0x0000_000C)), // exit(0)
        (Keys, [.. keys.SelectMany(k => k)]),
        (Buffer, new byte[64]));
}
