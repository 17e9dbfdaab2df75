using Zkfp.Core.Field;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What a node of a run's tree states: about shards first … last, one after the other. Its hash, behind the number of its kind, is the public values of the
/// node's proof.
/// </summary>
/// <param name="KeyRoot">Root of the recursion keys.</param>
/// <param name="Run">Hash of key digest, N, Γ and its nonce.</param>
/// <param name="First">Number of the first shard.</param>
/// <param name="Last">Number of the last shard.</param>
/// <param name="Start">(pc, npc) before the first.</param>
/// <param name="End">(pc, npc) after the last.</param>
/// <param name="Halted">1 if one of them halts, else 0.</param>
/// <param name="Idle">1 only if none of them does anything: they are behind the end of the program.</param>
/// <param name="Outcome">Halves of the outcome, 0 if none halts.</param>
/// <param name="Commits">For each digest word: 1 if one of them commits it, and its halves, 0 if none does.</param>
/// <param name="Numerator">Of their part of the global sum.</param>
/// <param name="Denominator">Its denominator, not 0.</param>
/// <param name="Blocks">Their global messages in blocks of 2^8, at most (p − 1)/2^8: their number is below p.</param>
public sealed record NodeStatement<TBase, TExt>(
    TBase[] KeyRoot, TBase[] Run, TBase First, TBase Last, TBase[] Start, TBase[] End, TBase Halted, TBase Idle, TBase[] Outcome, TBase[] Commits,
    TExt Numerator, TExt Denominator, TBase Blocks)
    where TBase : unmanaged where TExt : unmanaged
{
    /// <summary>First element of what is hashed.</summary>
    public const int Kind = 1;

    /// <summary>The elements that are hashed.</summary>
    public TBase[] ToElements<TArithmetic, TIndex>(TArithmetic a)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TIndex : unmanaged
    {
        var fraction = new TBase[2 * KoalaBear5.Degree];
        a.Decompose(Numerator, fraction.AsSpan(0, KoalaBear5.Degree));
        a.Decompose(Denominator, fraction.AsSpan(KoalaBear5.Degree));
        return
        [
            a.Constant(new KoalaBear(Kind)), .. KeyRoot, .. Run, First, Last, .. Start, .. End, Halted, Idle, .. Outcome, .. Commits, .. fraction, Blocks,
        ];
    }

    internal void Output<TArithmetic, TIndex>(TArithmetic a)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TIndex : unmanaged =>
        a.Output(VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, ToElements<TArithmetic, TIndex>(a)));
}
