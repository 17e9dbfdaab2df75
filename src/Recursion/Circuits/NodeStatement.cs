using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What a node of a run's tree states: about shards first … last, one after the other. Its hash, behind the number of its kind, is the public values of the
/// node's proof.
/// </summary>
/// <param name="KeyRoot">Root of the recursion keys.</param>
/// <param name="Run">Hash of key digest, the key's initial state and messages digest, N, Γ and its nonce.</param>
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
            a.Constant(new KoalaBear((ulong)NodeKind.Range)), .. KeyRoot, .. Run, First, Last, .. Start, .. End, Halted, Idle, .. Outcome, .. Commits, .. fraction, Blocks,
        ];
    }

    internal void State<TArithmetic, TIndex>(TArithmetic a)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TIndex : unmanaged => a.State(ToElements<TArithmetic, TIndex>(a));
}

/// <summary>Sizes and reading of <see cref="NodeStatement{TBase, TExt}"/>.</summary>
public static class NodeStatement
{
    /// <summary>Elements that are hashed.</summary>
    public const int Elements = 1 + 2 * Digest.Length + 2 + 4 + 2 + 2 + 3 * ExecutionPublicValues.CommitWords + 2 * KoalaBear5.Degree + 1;

    /// <summary>Of elements that a prover supplies: all behind the key root are inputs.</summary>
    internal static NodeStatement<TBase, TExt> Read<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, TBase[] keyRoot, KoalaBear[] elements)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        if (elements.Length != Elements) throw new ArgumentException($"{elements.Length} elements, a statement has {Elements}.", nameof(elements));
        int next = 1 + Digest.Length;
        TBase[] Take(int count)
        {
            next += count;
            return Array.ConvertAll(elements[(next - count)..next], a.Input);
        }

        TExt Extension()
        {
            next += KoalaBear5.Degree;
            return a.Input(KoalaBear5.FromCoefficients(elements.AsSpan(next - KoalaBear5.Degree, KoalaBear5.Degree)));
        }

        return new NodeStatement<TBase, TExt>(
            keyRoot, Take(Digest.Length), Take(1)[0], Take(1)[0], Take(2), Take(2), Take(1)[0], Take(1)[0], Take(2), Take(3 * ExecutionPublicValues.CommitWords),
            Extension(), Extension(), Take(1)[0]);
    }
}
