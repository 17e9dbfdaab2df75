using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Verifier.Arithmetic;

/// <summary>The hashes of docs/protocol.md §2 over any arithmetic; over field elements they equal <see cref="FieldHash"/>.</summary>
public static class VerifierHash<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>See <see cref="FieldHash.HashElements"/>.</summary>
    public static TBase[] HashElements(TArithmetic a, ReadOnlySpan<TBase> elements) => Sponge(a, elements, fromLast: false);

    private static TBase[] Sponge(TArithmetic a, ReadOnlySpan<TBase> elements, bool fromLast)
    {
        TBase zero = a.Constant(KoalaBear.Zero);
        Span<TBase> state = new TBase[Poseidon2.Width];
        state.Fill(zero);
        state[FieldHash.Rate] = a.Constant(new KoalaBear((ulong)elements.Length));
        int blocks = FieldHash.Blocks(elements.Length);
        for (int i = 0; i < blocks; i++)
        {
            int offset = FieldHash.Rate * (fromLast ? blocks - 1 - i : i), n = Math.Min(FieldHash.Rate, elements.Length - offset);
            elements.Slice(offset, n).CopyTo(state);
            state[n..FieldHash.Rate].Fill(zero);
            a.Permute(state);
        }

        return state[..Digest.Length].ToArray();
    }

    /// <summary>See <see cref="FieldHash.HashLeaf"/>.</summary>
    public static TBase[] HashLeaf(TArithmetic a, ReadOnlySpan<TBase> row)
    {
        if (row.Length > Digest.Length) return Sponge(a, row, fromLast: true);
        var digest = new TBase[Digest.Length];
        digest.AsSpan().Fill(a.Constant(KoalaBear.Zero));
        row.CopyTo(digest);
        return digest;
    }

    /// <summary>See <see cref="FieldHash.Compress"/>.</summary>
    public static TBase[] Compress(TArithmetic a, ReadOnlySpan<TBase> left, ReadOnlySpan<TBase> right)
    {
        Span<TBase> state = new TBase[Poseidon2.Width];
        state.Fill(a.Constant(KoalaBear.Zero));
        left.CopyTo(state);
        right.CopyTo(state[Digest.Length..]);
        a.Permute(state);
        var result = new TBase[Digest.Length];
        for (int i = 0; i < result.Length; i++) result[i] = a.Add(state[i], left[i]);
        return result;
    }
}
