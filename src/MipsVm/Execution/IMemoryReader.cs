using System.Buffers.Binary;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>Read access to a machine's memory, for hosts and tools. Every address is valid; unset words are zero.</summary>
public interface IMemoryReader
{
    /// <summary>Byte order of the running program.</summary>
    Endianness Endianness { get; }

    /// <summary>The word that holds byte address <paramref name="address"/> (its low two bits are ignored).</summary>
    uint ReadWord(uint address);
}

/// <summary>Byte access on top of <see cref="IMemoryReader"/>.</summary>
public static class MemoryReaderExtensions
{
    /// <summary>The byte at <paramref name="address"/>.</summary>
    public static byte ReadByte(this IMemoryReader memory, uint address)
    {
        uint lane = memory.Endianness == Endianness.Big ? ~address & 3 : address & 3;
        return (byte)(memory.ReadWord(address) >> (int)(8 * lane));
    }

    /// <summary>Copies the bytes from <paramref name="address"/> on; addresses wrap at 2^32.</summary>
    public static void ReadBytes(this IMemoryReader memory, uint address, Span<byte> destination)
    {
        while (!destination.IsEmpty && (address & 3) != 0)
        {
            destination[0] = memory.ReadByte(address++);
            destination = destination[1..];
        }
        while (destination.Length >= 4)
        {
            uint word = memory.ReadWord(address);
            if (memory.Endianness == Endianness.Big)
                BinaryPrimitives.WriteUInt32BigEndian(destination, word);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(destination, word);
            destination = destination[4..];
            address += 4;
        }
        for (int i = 0; i < destination.Length; i++)
            destination[i] = memory.ReadByte(address++);
    }
}
