using System.Buffers.Binary;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Executables of a few instructions, for what no sample does.</summary>
internal static class TinyProgram
{
    private const uint Address = 0x00400000;
    private const int HeaderBytes = 52 + 32;

    /// <summary>Writes lines to standard output without end; it does not look at errors.</summary>
    public static byte[] Endless() => Make(
    [
        0x24020FA4, // start: li $v0, 4004 (write)
        0x24040001, //        li $a0, 1
        0x3C050040, //        lui $a1, %hi(Address)
        0x24060008, //        li $a2, 8
        0x0000000C, //        syscall
        0x1000FFFA, //        b start
        0x00000000, //        nop
    ]);

    /// <summary>Counts for seconds: a run whose state stays the same would be found to have no end.</summary>
    public static byte[] Spin() => Make(
    [
        0x25080001, // start: addiu $t0, $t0, 1
        0x1000FFFE, //        b start
        0x00000000, //        nop
    ]);

    /// <summary>Branches to itself: its state stays the same.</summary>
    public static byte[] Loop() => Make([0x1000FFFF, 0x00000000]);

    private static byte[] Make(uint[] code)
    {
        var file = new byte[HeaderBytes + 4 * code.Length];
        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), value);
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 2, 1]).CopyTo(file);
        Put16(16, 2); // executable
        Put16(18, 8); // MIPS
        Put32(20, 1);
        Put32(24, Address + HeaderBytes); // entry
        Put32(28, 52); // program headers
        Put32(36, 0x70001001); // MIPS32r2, o32
        Put16(40, 52);
        Put16(42, 32);
        Put16(44, 1);
        Put32(52, 1); // PT_LOAD: the whole file
        Put32(60, Address);
        Put32(64, Address);
        Put32(68, (uint)file.Length);
        Put32(72, (uint)file.Length);
        Put32(76, 5); // read, execute
        Put32(80, 0x10000);
        for (int i = 0; i < code.Length; i++) Put32(HeaderBytes + 4 * i, code[i]);
        return file;
    }
}
