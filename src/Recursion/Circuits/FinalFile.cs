using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// A last proof as a file, all of it 32-bit little-endian words: magic, "FINL" or for L1 "L1PR", version, digest of the last recursion key, number of runs, what is claimed of each
/// (digest of the program's key, outcome in halves, for each digest word whether it was committed and its halves), then the messages of the proof. The statement
/// that is proven is computed from the claims, so what is read here is what is proven, once the proof is verified.
/// </summary>
/// <param name="Claims">What is claimed, one or more runs; of several the order of the bundle.</param>
/// <param name="Proof">The proof. Its messages are the last of the file; those for L1 have bytes of their own (docs/protocol.md §15).</param>
/// <param name="IsL1">Whether it is for L1.</param>
public sealed record FinalFile(IReadOnlyList<RunClaim> Claims, ShardProof Proof, bool IsL1 = false)
{
    /// <summary>The place of the last key.</summary>
    public static int IndexOf(bool isL1) => KeyTree.IndexOf(NodeKind.Final, isL1 ? KeySet.L1Number : 0);

    /// <summary>Words of a claim.</summary>
    private const int ClaimWords = Digest.Length + 2 + 3 * ExecutionPublicValues.CommitWords;

    /// <summary>The most runs.</summary>
    public const int MaxRuns = 1 << 20;

    /// <summary>The file.</summary>
    public byte[] Write(KeySet keys)
    {
        List<uint> words = NodeFormat.Header(keys.KeyOf(IndexOf(IsL1)).Digest, IsL1 ? ProofFormat.L1Kind : ProofFormat.FinalKind, (uint)Claims.Count);
        foreach (RunClaim c in Claims)
        {
            foreach (KoalaBear x in c.KeyDigest) words.Add(x.Value);
            words.AddRange([c.Outcome & 0xFFFF, c.Outcome >> 16]);
            foreach (uint? w in c.Words) words.AddRange(w is { } value ? [1, value & 0xFFFF, value >> 16] : [0u, 0u, 0u]);
        }

        return NodeFormat.Write(words, keys.ShapeOf(IndexOf(IsL1)), Proof);
    }

    /// <summary>
    /// What <c>StarkVerifier</c> takes as proof (docs/protocol.md §15): the nine elements of the digest of the program's key, four big-endian bytes each, then the
    /// messages. Outcome and digests of the runs it is told by who calls it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not for L1, or its runs are of several programs.</exception>
    public byte[] Calldata(KeySet keys)
    {
        if (!IsL1) throw new InvalidOperationException("The proof is not for L1.");
        if (Claims.Any(c => c.KeyDigest != Claims[0].KeyDigest || c.Outcome != Claims[0].Outcome))
            throw new InvalidOperationException("Its runs are of several programs or outcomes: a contract takes those of one.");
        byte[] messages = ProofWriter.WriteStatic(keys.L1.Machine.Definition, Proof), bytes = new byte[sizeof(uint) * Digest.Length + messages.Length];
        KeccakHash.Write(Claims[0].KeyDigest.ToArray(), bytes);
        messages.CopyTo(bytes, bytes.Length - messages.Length);
        return bytes;
    }

    /// <summary>Reads a file for a set of keys; it is not verified.</summary>
    public static bool TryRead(
        KeySet keys, int bundlePlaces, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out FinalFile? file, [NotNullWhen(false)] out VerificationError? error)
    {
        file = null;
        bool isL1 = bytes.Length >= 2 * sizeof(uint) && NodeFormat.Word(bytes, 1) == ProofFormat.L1Kind;
        int index = IndexOf(isL1);
        if (!NodeFormat.TryReadHeader(keys.KeyOf(index).Digest, isL1 ? ProofFormat.L1Kind : ProofFormat.FinalKind, bytes, out uint count, out ReadOnlySpan<byte> rest, out error)) return false;
        if (count is 0 or > MaxRuns) return NodeFormat.Fail(ErrorKind.BadLength, "runs", $"1 to {MaxRuns}", $"{count}", out error);
        const int claimBytes = sizeof(uint) * ClaimWords;
        if (rest.Length < (long)claimBytes * count)
            return NodeFormat.Fail(ErrorKind.Truncated, "claims", $"{(long)claimBytes * count} bytes", $"{rest.Length} bytes", out error);
        var claims = new RunClaim[count];
        for (int i = 0; i < claims.Length; i++)
        {
            if (ReadClaim(rest.Slice(claimBytes * i, claimBytes)) is not { } claim)
            {
                return NodeFormat.Fail(
                    ErrorKind.NonCanonicalElement, $"claim {i + 1}", "elements below p, flags 0 or 1, halves below 2^16, zeros where nothing is committed", "others", out error);
            }

            claims[i] = claim;
        }

        if (!NodeFormat.TryReadProof(keys, index, Statement(claims, bundlePlaces), rest[(claimBytes * claims.Length)..], out ShardProof? proof, out error)) return false;
        file = new FinalFile(claims, proof, isL1);
        return true;
    }

    /// <summary>Null if the proof, which was read for these keys, proves the claims, else why not.</summary>
    public VerificationError? Verify(KeySet keys, int bundlePlaces) =>
        NodeFile.Verify(keys, new NodeProof(IndexOf(IsL1), Statement(Claims, bundlePlaces), Proof));

    /// <summary>The root over claims in bundles of so many places, from the first on, level by level; one that is left alone goes up as it is.</summary>
    public static Digest Root(IReadOnlyList<RunClaim> claims, int bundlePlaces) => Path(claims, bundlePlaces, 0).Root;

    /// <summary>The root, and the siblings of one of the claims with the sides that they are on, from the claim up.</summary>
    public static (Digest Root, IReadOnlyList<(Digest Sibling, bool IsLeft)> Path) Path(IReadOnlyList<RunClaim> claims, int bundlePlaces, int index)
    {
        Digest[] level = [.. claims.Select(c => c.Hash())];
        var path = new List<(Digest, bool)>();
        while (level.Length > 1)
        {
            var next = new Digest[(level.Length + bundlePlaces - 1) / bundlePlaces];
            for (int i = 0; i < next.Length; i++)
            {
                Digest[] children = level[(i * bundlePlaces)..Math.Min(level.Length, (i + 1) * bundlePlaces)];
                if (children.Length == 1)
                {
                    next[i] = children[0];
                    continue;
                }

                int at = index - i * bundlePlaces;
                bool mine = at >= 0 && at < children.Length;
                (next[i], Digest[] siblings) = BundleCircuit.Root(children, bundlePlaces, mine ? at : 0);
                if (!mine) continue;
                for (int k = 0; k < siblings.Length; k++) path.Add((siblings[k], (at >> k & 1) != 0));
            }

            index /= bundlePlaces;
            level = next;
        }

        return (level[0], path);
    }

    // What the last circuit states if the claims hold.
    private static KoalaBear[] Statement(IReadOnlyList<RunClaim> claims, int bundlePlaces) => new ClaimStatement<KoalaBear>(
        new KoalaBear((ulong)NodeKind.Final), [], Root(claims, bundlePlaces).ToArray(), new KoalaBear((ulong)claims.Count)).ToElements();

    // Null if it is not canonical.
    private static RunClaim? ReadClaim(ReadOnlySpan<byte> bytes)
    {
        Digest key = default;
        bool good = true;
        for (int i = 0; i < Digest.Length; i++)
        {
            good &= NodeFormat.Word(bytes, i) < KoalaBear.P;
            key[i] = new KoalaBear(NodeFormat.Word(bytes, i));
        }

        var words = new uint?[ExecutionPublicValues.CommitWords];
        uint low = NodeFormat.Word(bytes, Digest.Length), high = NodeFormat.Word(bytes, Digest.Length + 1);
        good &= low <= 0xFFFF && high <= 0xFFFF;
        for (int i = 0; i < words.Length; i++)
        {
            int at = Digest.Length + 2 + 3 * i;
            uint flag = NodeFormat.Word(bytes, at), l = NodeFormat.Word(bytes, at + 1), h = NodeFormat.Word(bytes, at + 2);
            good &= flag <= 1 && l <= 0xFFFF && h <= 0xFFFF && (flag == 1 || (l | h) == 0);
            words[i] = flag == 1 ? l | h << 16 : null;
        }

        return good ? new RunClaim(key, low | high << 16, words) : null;
    }
}
