using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What nodes over complete runs state: there are valid proofs of <paramref name="Count"/> runs whose claims (<see cref="RunClaim"/>) are the leaves under a
/// root. Of one run the root is its claim's digest.
/// </summary>
/// <param name="Kind"><see cref="NodeKind"/>, from <see cref="NodeKind.Run"/> on.</param>
/// <param name="KeyRoot">Root of the recursion keys; empty where it is a constant of the circuit.</param>
/// <param name="Root">Root over the claims.</param>
/// <param name="Count">Number of runs.</param>
public sealed record ClaimStatement<TBase>(TBase Kind, TBase[] KeyRoot, TBase[] Root, TBase Count)
    where TBase : unmanaged
{
    /// <summary>The elements that are hashed.</summary>
    public TBase[] ToElements() => [Kind, .. KeyRoot, .. Root, Count];

    /// <summary>The digest that is the public values of the node's proof.</summary>
    public TBase[] Hash<TArithmetic, TExt, TIndex>(TArithmetic a)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TExt : unmanaged where TIndex : unmanaged =>
        VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, ToElements());
}

/// <summary>Sizes and reading of <see cref="ClaimStatement{TBase}"/>.</summary>
public static class ClaimStatement
{
    /// <summary>Elements in the tree of keys.</summary>
    public const int Elements = 2 + 2 * Digest.Length;

    /// <summary>Elements outside it, without a key root.</summary>
    public const int ElementsWithoutKeyRoot = 2 + Digest.Length;

    /// <summary>Bits of a number of runs.</summary>
    public const int CountBits = 24;

    /// <summary>Of elements that a prover supplies: root and count are inputs.</summary>
    internal static ClaimStatement<TBase> Read<TArithmetic, TBase, TExt, TIndex>(
        TArithmetic a, TBase kind, TBase[] keyRoot, ReadOnlySpan<KoalaBear> elements)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        if (elements.Length != ElementsWithoutKeyRoot + keyRoot.Length) throw new ArgumentException($"{elements.Length} elements.", nameof(elements));
        elements = elements[^(Digest.Length + 1)..];
        return new ClaimStatement<TBase>(kind, keyRoot, Array.ConvertAll(elements[..Digest.Length].ToArray(), a.Input), a.Input(elements[^1]));
    }
}
