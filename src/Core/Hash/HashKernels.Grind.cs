using Zkfp.Core.Field;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Hash;

public static unsafe partial class HashKernels
{
    // Nonces per block: the unit of work, of cancellation and of overshoot.
    private const int NonceBlock = 1 << 13;

    /// <summary>
    /// The lowest value x such that, with x at <paramref name="position"/> of the state, element <c>Rate − 1</c> of its permutation has
    /// <paramref name="bits"/> low zero bits. Blocks of nonces are tried in rounds of one per thread, so the answer does not depend on
    /// their number.
    /// </summary>
    public static KoalaBear SearchNonce(
        ReadOnlySpan<KoalaBear> state, int position, int bits, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, Poseidon2.Width, nameof(state));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)FieldHash.Rate, nameof(position));
        KoalaBear[] start = state.ToArray();
        var found = new long[pool.Threads];
        for (long first = 0; first < KoalaBear.P; first += (long)pool.Threads * NonceBlock)
        {
            long round = first;
            pool.Run(
                found.Length,
                t => found[t] = SearchBlock(start, position, bits, round + (long)t * NonceBlock),
                cancellation);
            foreach (long x in found)
            {
                if (x >= 0) return new KoalaBear((ulong)x);
            }
        }

        throw new InvalidOperationException($"No nonce gives {bits} zero bits.");
    }

    // The first good nonce of [first, first + NonceBlock), or −1.
    private static long SearchBlock(KoalaBear[] start, int position, int bits, long first)
    {
        Span<KoalaBear> s = stackalloc KoalaBear[Poseidon2.Width];
        uint mask = (1u << bits) - 1;
        for (long x = first; x < Math.Min(first + NonceBlock, KoalaBear.P); x++)
        {
            start.CopyTo(s);
            s[position] = new KoalaBear((ulong)x);
            Poseidon2.Permute(s);
            if ((s[FieldHash.Rate - 1].Value & mask) == 0) return x;
        }

        return -1;
    }
}
