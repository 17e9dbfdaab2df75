using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// Hashing of field elements with Poseidon2: a sponge for rows and a compression function for trees. Scalar specification;
/// docs/protocol.md, "Hash".
/// </summary>
public static class FieldHash
{
    /// <summary>Elements absorbed per permutation.</summary>
    public const int Rate = 15;

    /// <summary>
    /// Sponge in overwrite mode: the capacity of nine elements starts as (length, 0, …), blocks of 15 replace the rate (the last one padded
    /// with zeros), the digest is the first nine elements after the last permutation. No elements: one permutation of the initial state.
    /// </summary>
    public static Digest HashElements(ReadOnlySpan<KoalaBear> elements) => Sponge(elements, fromLast: false);

    private static Digest Sponge(ReadOnlySpan<KoalaBear> elements, bool fromLast)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2.Width];
        state.Clear();
        state[Rate] = new KoalaBear((ulong)elements.Length);
        int blocks = Blocks(elements.Length);
        for (int i = 0; i < blocks; i++)
        {
            int offset = Rate * (fromLast ? blocks - 1 - i : i), n = Math.Min(Rate, elements.Length - offset);
            elements.Slice(offset, n).CopyTo(state);
            state[n..Rate].Clear();
            Poseidon2.Permute(state);
        }

        return Digest.FromElements(state);
    }

    /// <summary>Permutations that so many elements take.</summary>
    public static int Blocks(int elements) => Math.Max(1, (elements + Rate - 1) / Rate);

    /// <summary>
    /// log₂ of the rows in a leaf of a tree over 2^<paramref name="logRows"/> rows of <paramref name="width"/> cells: as many as fit a digest, at least one, a power of two.
    /// </summary>
    public static int LogLeafRows(int width, int logRows)
    {
        int log = 0;
        while (width != 0 && log < logRows && width << log + 1 <= Digest.Length) log++;
        return log;
    }

    /// <summary>
    /// The leaf of some cells in a tree whose leaves all have as many: the cells themselves, padded with zeros, where they fit a digest, else the sponge of
    /// <see cref="HashElements"/> over the same blocks from the last to the first. So columns at a matrix's end that are zero in all rows cost a prover no
    /// permutation. Cells of one number have equal leaves only if they are equal or collide.
    /// </summary>
    public static Digest HashLeaf(ReadOnlySpan<KoalaBear> cells)
    {
        if (cells.Length > Digest.Length) return Sponge(cells, fromLast: true);
        Digest leaf = default;
        cells.CopyTo(leaf);
        return leaf;
    }

    /// <summary>
    /// 2-to-1 compression with feed-forward: the first nine elements of P(l ‖ r ‖ 0) + (l ‖ r ‖ 0). One-way and collision resistant in the
    /// ideal-permutation model; without the feed-forward the inverse would find a preimage for each guess of the six zeros, 2^186 calls.
    /// </summary>
    public static Digest Compress(in Digest left, in Digest right)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2.Width];
        ((ReadOnlySpan<KoalaBear>)left).CopyTo(state);
        ((ReadOnlySpan<KoalaBear>)right).CopyTo(state[Digest.Length..]);
        Poseidon2.Permute(state);
        Digest result = default;
        for (int i = 0; i < Digest.Length; i++) result[i] = state[i] + left[i];
        return result;
    }
}
