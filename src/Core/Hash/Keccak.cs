using System.Buffers.Binary;
using System.Numerics;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Hash;

/// <summary>Keccak-f[1600] (FIPS 202, §3), and Keccak-256 as Ethereum uses it: with the padding of the submission of 2011, not that of SHA-3.</summary>
public static class Keccak
{
    /// <summary>Bytes that a permutation of Keccak-256 absorbs.</summary>
    public const int RateBytes = 136;

    /// <summary>Bytes of Keccak-256.</summary>
    public const int DigestBytes = 32;

    /// <summary>The first byte of Keccak-256's padding; the last byte of the last block has its highest bit set.</summary>
    public const byte Padding = 1;

    /// <summary>Rounds.</summary>
    public const int Rounds = 24;

    /// <summary>Lanes: lane x + 5y.</summary>
    public const int Lanes = 25;

    private static readonly ulong[] s_constants = BuildConstants();
    private static readonly int[] s_offsets = BuildOffsets(), s_targets = [.. Enumerable.Range(0, Lanes).Select(PiTarget)];

    /// <summary>RC[i] of ι (§3.2.5).</summary>
    public static ReadOnlySpan<ulong> RoundConstants => s_constants;

    /// <summary>Offsets of ρ by lane (§3.2.2).</summary>
    public static ReadOnlySpan<int> Offsets => s_offsets;

    /// <summary>Applies it to 50 words in place: lane i is word 2i (its low half) and word 2i + 1.</summary>
    public static void Permute(Span<uint> words)
    {
        Span<ulong> a = stackalloc ulong[Lanes];
        for (int i = 0; i < Lanes; i++) a[i] = words[2 * i] | (ulong)words[2 * i + 1] << 32;
        Permute(a);
        for (int i = 0; i < Lanes; i++) (words[2 * i], words[2 * i + 1]) = ((uint)a[i], (uint)(a[i] >> 32));
    }

    /// <summary>Applies it to the lanes in place.</summary>
    public static unsafe void Permute(Span<ulong> lanes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.Length, Lanes, nameof(lanes));
        ulong* room = stackalloc ulong[Lanes];
        fixed (ulong* a = lanes) KeccakF<KeccakLanes64, ulong>.Permute(a, room);
    }

    /// <summary>Keccak-256 of a message.</summary>
    public static void Hash256(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (message.Length >= RateBytes)
        {
            Absorb(state, message[..RateBytes]);
            message = message[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        message.CopyTo(last);
        last[message.Length] = Padding;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);
        for (int i = 0; i < DigestBytes / 8; i++) BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
    }

    /// <summary>One round in place.</summary>
    public static void Round(Span<ulong> a, int round)
    {
        Span<ulong> c = stackalloc ulong[5], b = stackalloc ulong[Lanes];
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int i = 0; i < Lanes; i++)
            b[s_targets[i]] = BitOperations.RotateLeft(a[i] ^ c[(i + 4) % 5] ^ BitOperations.RotateLeft(c[(i + 1) % 5], 1), s_offsets[i]);
        for (int y = 0; y < Lanes; y += 5)
            for (int x = 0; x < 5; x++) a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
        a[0] ^= s_constants[round];
    }

    /// <summary>Where π moves lane x + 5y: to y + 5(2x + 3y).</summary>
    public static int PiTarget(int lane)
    {
        int x = lane % 5, y = lane / 5;
        return y + 5 * ((2 * x + 3 * y) % 5);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < RateBytes / 8; i++) state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        Permute(state);
    }

    private static int[] BuildOffsets()
    {
        var offsets = new int[Lanes];
        int lane = 1;
        for (int t = 0; t < Rounds; t++)
        {
            offsets[lane] = (t + 1) * (t + 2) / 2 % 64;
            lane = PiTarget(lane);
        }

        return offsets;
    }

    private static ulong[] BuildConstants()
    {
        var constants = new ulong[Rounds];
        uint lfsr = 1;
        for (int round = 0; round < Rounds; round++)
        {
            for (int j = 0; j <= 6; j++)
            {
                if ((lfsr & 1) != 0) constants[round] |= 1UL << (1 << j) - 1;
                lfsr = lfsr << 1 ^ (lfsr >> 7 & 1) * 0x171;
            }
        }

        return constants;
    }
}
