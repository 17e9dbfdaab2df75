using Zkfp.Core.Hash;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// What a circuit needs beside a verifier. Two backends do it: <see cref="WireArithmetic"/> records the circuit, <see cref="Witness.TapeArithmetic"/> collects
/// what a
/// prover supplies for it; both run the same source.
/// </summary>
public interface ICircuitArithmetic<TBase, TExt, TIndex> : IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// Asserts that a digest is the leaf at <paramref name="index"/> of a tree with as many levels as there are siblings, from the leaves up. The index must
    /// have
    /// as many bits.
    /// </summary>
    void AssertMember(ReadOnlySpan<TBase> root, TIndex index, ReadOnlySpan<TBase> leaf, ReadOnlySpan<Digest> siblings);

    /// <summary>States these elements: their hash becomes the public values of the circuit, whoever verifies its proof is given them beside it.</summary>
    void State(ReadOnlySpan<TBase> elements);

    /// <summary>Makes a digest the public values of the circuit.</summary>
    void Output(ReadOnlySpan<TBase> digest);
}
