using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Hash;

public static unsafe partial class HashKernels
{
    // Nonces per block: the unit of work, of cancellation and of overshoot. A multiple of every lane count.
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity, nameof(bits));
        KoalaBear[] start = state.ToArray();
        return LowestNonce(bits, (first, end) => SearchBlock(start, position, bits, first, end), pool, cancellation);
    }

    /// <summary>The lowest nonce, of those that a search of [first, end) says are the first good ones there (−1: none). Values of p and above are no nonces.</summary>
    internal static KoalaBear LowestNonce(int bits, Func<long, long, long> search, WorkerPool pool, CancellationToken cancellation)
    {
        var found = new long[pool.Threads];
        for (long first = 0; first < KoalaBear.P; first += (long)pool.Threads * NonceBlock)
        {
            long round = first;
            pool.Run(
                found.Length,
                t =>
                {
                    long start = round + (long)t * NonceBlock;
                    found[t] = search(start, Math.Min(start + NonceBlock, KoalaBear.P));
                },
                cancellation);
            foreach (long x in found)
            {
                if (x >= 0) return new KoalaBear((ulong)x);
            }
        }

        throw new InvalidOperationException($"No nonce gives {bits} zero bits.");
    }

    // The first good nonce of [first, end), or −1.
    private static long SearchBlock(KoalaBear[] state, int position, int bits, long first, long end)
    {
        uint mask = (1u << bits) - 1;
        if (Lanes512.IsSupported) return SearchLanes<Lanes512, Vector512<uint>>(state, position, mask, first, end);
        if (Lanes256.IsSupported) return SearchLanes<Lanes256, Vector256<uint>>(state, position, mask, first, end);
        if (Lanes128.IsSupported) return SearchLanes<Lanes128, Vector128<uint>>(state, position, mask, first, end);
        Span<KoalaBear> s = stackalloc KoalaBear[Poseidon2.Width];
        for (long x = first; x < end; x++)
        {
            state.CopyTo(s);
            s[position] = new KoalaBear((ulong)x);
            Poseidon2.Permute(s);
            if ((s[FieldHash.Rate - 1].Value & mask) == 0) return x;
        }

        return -1;
    }

    internal static long SearchLanes<L, V>(KoalaBear[] state, int position, uint mask, long first, long end)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[(Poseidon2.Width + 2) * sizeof(V) + 64];
        V* s = (V*)ExtWindow.Align(raw), nonces = s + Poseidon2.Width;
        uint* canonical = (uint*)(nonces + 1);
        for (int i = 0; i < L.Count; i++) ((uint*)nonces)[i] = new KoalaBear((ulong)(first + i)).Raw;
        V step = L.Broadcast(new KoalaBear((ulong)L.Count).Raw);
        for (long x = first; x < end; x += L.Count)
        {
            for (int k = 0; k < Poseidon2.Width; k++) s[k] = L.Broadcast(state[k].Raw);
            s[position] = *nonces;
            Poseidon2Lanes<L, V>.Permute(s);

            // A Montgomery product with the raw word 1 is the canonical value.
            L.Store(canonical, Mont<L, V>.MulScalar(s[FieldHash.Rate - 1], L.Broadcast(1)));
            for (int i = 0; i < L.Count; i++)
            {
                if ((canonical[i] & mask) == 0 && x + i < end) return x + i;
            }

            *nonces = Mont<L, V>.Add(*nonces, step);
        }

        return -1;
    }
}
