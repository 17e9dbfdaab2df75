using System.Diagnostics.CodeAnalysis;
using Zkfp.Prover;

namespace Zkfp;

/// <summary>What a final proof proves of one run.</summary>
/// <param name="Number">Its number in the proof, from 1.</param>
/// <param name="KeyDigest">Digest of the verifying key of its program, as <see cref="ZkfpKey.Digest"/>: whose key it is, is for the reader to know.</param>
/// <param name="Statement">What is proven.</param>
public sealed record ZkfpRun(int Number, string KeyDigest, ZkfpStatement Statement);

/// <summary>A step of a Merkle path.</summary>
/// <param name="Digest">The sibling, in hexadecimal.</param>
/// <param name="IsLeft">Whether it is on the left.</param>
public readonly record struct ZkfpSibling(string Digest, bool IsLeft);

/// <summary>
/// A final proof that holds: of one run, or of a bundle of several, which may be of several programs. There is none of a proof that does not hold. Immutable.
/// </summary>
public sealed class ZkfpFinalProof
{
    private readonly FinalProof _inner;

    internal ZkfpFinalProof(FinalProof inner)
    {
        _inner = inner;
        Runs = [.. inner.Claims.Select((c, i) => new ZkfpRun(i + 1, $"{c.KeyDigest}", new ZkfpStatement(c.Outcome, FinalProof.DigestOf(c), null)))];
    }

    /// <summary>What is proven of each run, in the order of the proof.</summary>
    public IReadOnlyList<ZkfpRun> Runs { get; }

    /// <summary>Whether a contract can verify it.</summary>
    public bool IsForL1 => _inner.IsL1;

    /// <summary>Proven bits of the weakest term of all layers.</summary>
    public double ProvenBits => _inner.SecurityBits;

    /// <summary>The root over all runs, in hexadecimal.</summary>
    public string Root => $"{_inner.Root}";

    /// <summary>
    /// Reads and verifies a final proof, of whichever programs: the reader of its runs compares their keys. Who asks about one program takes <see
    /// cref="ZkfpVerifier"/>.
    /// </summary>
    /// <param name="bytes">All bytes of a proof file.</param>
    /// <param name="proof">The proof, if it holds.</param>
    /// <param name="reason">Else why not.</param>
    public static bool TryVerify(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ZkfpFinalProof? proof, [NotNullWhen(false)] out string? reason) =>
        TryVerify(bytes, null, out proof, out reason, out _);

    /// <summary>Reads and verifies a final proof, of whichever programs, and says of which kind the reason for a refusal is.</summary>
    /// <param name="bytes">All bytes of a proof file.</param>
    /// <param name="keys">The recursion circuits that it is made with; this version's if null.</param>
    /// <param name="proof">The proof, if it holds.</param>
    /// <param name="reason">Else why not.</param>
    /// <param name="reasonKind">The rule that is broken, as <see cref="ZkfpVerdict.ReasonKind"/>.</param>
    public static bool TryVerify(
        ReadOnlySpan<byte> bytes, ZkfpRecursionKeys? keys, [NotNullWhen(true)] out ZkfpFinalProof? proof, [NotNullWhen(false)] out string? reason,
        [NotNullWhen(false)] out string? reasonKind)
    {
        proof = FinalProof.TryVerify(ZkfpRecursionKeys.Of(keys), bytes, out FinalProof? inner, out Rejection? why) ? new ZkfpFinalProof(inner) : null;
        reason = why?.Reason;
        reasonKind = why is null ? null : $"{why.Kind}";
        return proof is not null;
    }

    /// <summary>
    /// The siblings of a run: from the digest of its claim up, each is hashed with the digest so far, on the side that is said, to <see
    /// cref="Root"/>.
    /// </summary>
    /// <param name="number">Number of the run, from 1.</param>
    public IReadOnlyList<ZkfpSibling> PathOf(int number) => [.. _inner.PathOf(number).Select(p => new ZkfpSibling($"{p.Sibling}", p.IsLeft))];

    /// <summary>The same as a file, JSON in UTF-8 with claim, root and siblings: what <c>zkfp verify --path-out</c> writes.</summary>
    /// <param name="number">Number of the run, from 1.</param>
    public byte[] PathFile(int number) => _inner.PathFile(number);

    /// <summary>The bytes that the contract StarkVerifier takes as proof, as <c>zkfp verify --calldata-out</c> writes them.</summary>
    /// <exception cref="InvalidOperationException">It is not for L1, or its runs are of several programs or outcomes.</exception>
    public byte[] ToCalldata() => _inner.Calldata();
}
