using System.Buffers.Binary;

namespace Zkfp.MipsVm.Fuzz;

/// <summary>Writes static MIPS executables of one code and one data segment.</summary>
public static class ElfWriter
{
    private const uint CodeOffset = 0x1000;

    /// <summary>An ELF file.</summary>
    /// <param name="bigEndian">Byte order.</param>
    /// <param name="entry">Entry point.</param>
    /// <param name="codeAddress">Where code goes; a multiple of 4096.</param>
    /// <param name="code">Code words.</param>
    /// <param name="dataAddress">Where data goes; a multiple of 4096.</param>
    /// <param name="data">Data words.</param>
    /// <param name="zeros">Bytes of zeros after the data.</param>
    public static byte[] Write(bool bigEndian, uint entry, uint codeAddress, IReadOnlyList<uint> code, uint dataAddress, IReadOnlyList<uint> data, uint zeros)
    {
        uint codeSize = 4 * (uint)code.Count, dataSize = 4 * (uint)data.Count;
        uint dataOffset = (CodeOffset + codeSize + 0xFFF) & ~0xFFFu;
        byte[] file = new byte[dataOffset + dataSize];
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 1, (byte)(bigEndian ? 2 : 1), 1];
        identification.CopyTo(file);
        int at = 16;
        void Half(uint value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
            at += 2;
        }

        void Full(uint value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
            at += 4;
        }

        void Segment(uint offset, uint address, uint fileSize, uint memorySize, uint flags)
        {
            Full(1);
            Full(offset);
            Full(address);
            Full(address);
            Full(fileSize);
            Full(memorySize);
            Full(flags);
            Full(0x1000);
        }

        Half(2); // ET_EXEC
        Half(8); // EM_MIPS
        Full(1);
        Full(entry);
        Full(52);
        Full(0);
        Full(0x7000_1000); // MIPS32r2, o32
        Half(52);
        Half(32);
        Half(2);
        Half(40);
        Half(0);
        Half(0);
        Segment(CodeOffset, codeAddress, codeSize, codeSize, 5);
        Segment(dataOffset, dataAddress, dataSize, dataSize + zeros, 6);
        at = (int)CodeOffset;
        foreach (uint word in code)
            Full(word);
        at = (int)dataOffset;
        foreach (uint word in data)
            Full(word);
        return file;
    }
}
