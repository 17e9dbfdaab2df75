using System.Buffers.Binary;
using Zkfp.Core.Hash;

namespace Zkfp.Rollup.Encoding;

/// <summary>
/// Keccak-256 as Ethereum uses it: Keccak with rate 1088 and the padding of the 2011 submission (byte 0x01), not that of SHA-3.
/// </summary>
public static class Keccak256
{
    private const int Rate = 136;

    /// <summary>The 32-byte digest of <paramref name="data"/>.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Keccak.Lanes];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[Rate - 1] |= 0x80;
        Absorb(state, last);

        Span<byte> digest = stackalloc byte[32];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
        return new Hash256(digest);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < Rate / 8; i++) state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        Keccak.Permute(state);
    }
}
