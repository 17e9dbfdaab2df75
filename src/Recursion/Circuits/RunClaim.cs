using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What is claimed of one complete run: the program of this key ran to HALT with this outcome and committed these words. Its digest is a leaf of a bundle. That
/// the key is one of the machine (<see cref="Protocol.Keys.KeyCheck"/>), and is that of the program, is for the reader of the claim.
/// </summary>
/// <param name="KeyDigest">Digest of the program's verifying key.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Words">Digest words, null where none was committed.</param>
public sealed record RunClaim(Digest KeyDigest, uint Outcome, uint?[] Words)
{
    /// <summary>The claim's digest.</summary>
    public Digest Hash()
    {
        List<KoalaBear> e = [new KoalaBear((ulong)NodeKind.Run), .. KeyDigest.ToArray(), Low(Outcome), High(Outcome)];
        if (Words.Length != ExecutionPublicValues.CommitWords) throw new InvalidOperationException($"{Words.Length} digest words.");
        foreach (uint? w in Words) e.AddRange([new KoalaBear(w is null ? 0u : 1), Low(w ?? 0), High(w ?? 0)]);
        return FieldHash.HashElements([.. e]);
    }

    private static KoalaBear Low(uint word) => new(word & 0xFFFF);

    private static KoalaBear High(uint word) => new(word >> 16);

    /// <summary>The digest of the claim of a complete range.</summary>
    internal static TBase[] Hash<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, TBase[] keyDigest, NodeStatement<TBase, TExt> range)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged =>
        VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(
            a, [a.Constant(new KoalaBear((ulong)NodeKind.Run)), .. keyDigest, .. range.Outcome, .. range.Commits]);
}
