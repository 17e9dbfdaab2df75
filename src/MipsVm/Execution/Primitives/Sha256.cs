using System.Numerics;

namespace Zkfp.MipsVm.Execution.Primitives;

/// <summary>The compression function of SHA-256 (FIPS 180-4, §6.2.2).</summary>
internal static class Sha256
{
    /// <summary>Rounds.</summary>
    public const int Rounds = 64;

    /// <summary>Words of a block.</summary>
    public const int BlockWords = 16;

    /// <summary>Words of a state: a … h.</summary>
    public const int StateWords = 8;

    /// <summary>K (§4.2.2).</summary>
    public static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Rotations of Σ₀, Σ₁ (§4.1.2).</summary>
    public static readonly int[] BigSigma0 = [2, 13, 22], BigSigma1 = [6, 11, 25];

    /// <summary>Two rotations and, last, the shift of σ₀, σ₁.</summary>
    public static readonly int[] SmallSigma0 = [7, 18, 3], SmallSigma1 = [17, 19, 10];

    /// <summary>Compresses a block into a state; the words are the numbers of the standard.</summary>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> block)
    {
        Span<uint> w = stackalloc uint[Rounds];
        Schedule(block, w);
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int t = 0; t < Rounds; t++)
        {
            uint t1 = h + Rotations(e, BigSigma1) + ((e & f) ^ (~e & g)) + RoundConstants[t] + w[t];
            uint t2 = Rotations(a, BigSigma0) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        ReadOnlySpan<uint> last = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < StateWords; i++) state[i] += last[i];
    }

    /// <summary>W₀ … W₆₃.</summary>
    public static void Schedule(ReadOnlySpan<uint> block, Span<uint> w)
    {
        block.CopyTo(w);
        for (int t = BlockWords; t < Rounds; t++) w[t] = Shifts(w[t - 2], SmallSigma1) + w[t - 7] + Shifts(w[t - 15], SmallSigma0) + w[t - 16];
    }

    /// <summary>Σ.</summary>
    public static uint Rotations(uint x, int[] by) => BitOperations.RotateRight(x, by[0]) ^ BitOperations.RotateRight(x, by[1]) ^ BitOperations.RotateRight(x, by[2]);

    /// <summary>σ.</summary>
    public static uint Shifts(uint x, int[] by) => BitOperations.RotateRight(x, by[0]) ^ BitOperations.RotateRight(x, by[1]) ^ x >> by[2];
}
