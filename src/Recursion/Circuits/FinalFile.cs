using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Machine;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// The last proof as a file, all of it 32-bit little-endian words: magic, "FINL", version, digest of the last recursion key, number of runs, what is claimed of each
/// (digest of the program's key, outcome in halves, for each digest word whether it was committed and its halves), then the messages of the proof. The statement
/// that is proven is computed from the claims, so what is read here is what is proven, once the proof is verified.
/// </summary>
/// <param name="Claims">What is claimed, one or more runs; of several the order of the bundle.</param>
/// <param name="Proof">The proof.</param>
public sealed record FinalFile(IReadOnlyList<RunClaim> Claims, ShardProof Proof)
{
    private const int HeaderWords = 4 + Digest.Length;

    /// <summary>Words of a claim.</summary>
    private const int ClaimWords = Digest.Length + 2 + 3 * ExecutionPublicValues.CommitWords;

    /// <summary>The most runs.</summary>
    public const int MaxRuns = 1 << 20;

    /// <summary>The file.</summary>
    public byte[] Write(KeySet keys)
    {
        List<uint> words = [ProofFormat.Magic, ProofFormat.FinalKind, ProtocolParameters.FormatVersion];
        foreach (KoalaBear x in keys.Digest) words.Add(x.Value);
        words.Add((uint)Claims.Count);
        foreach (RunClaim c in Claims)
        {
            foreach (KoalaBear x in c.KeyDigest) words.Add(x.Value);
            words.AddRange([c.Outcome & 0xFFFF, c.Outcome >> 16]);
            foreach (uint? w in c.Words) words.AddRange(w is { } value ? [1, value & 0xFFFF, value >> 16] : [0u, 0u, 0u]);
        }

        byte[] proof = ProofWriter.WriteStatic(RecursionMachine.Definition, Proof), bytes = new byte[4 * words.Count + proof.Length];
        for (int i = 0; i < words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        proof.CopyTo(bytes, 4 * words.Count);
        return bytes;
    }

    /// <summary>Reads a file for a set of keys; it is not verified.</summary>
    public static bool TryRead(
        KeySet keys, int bundlePlaces, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out FinalFile? file, [NotNullWhen(false)] out VerificationError? error)
    {
        file = null;
        error = null;
        if (bytes.Length < 4 * HeaderWords) return Fail(ErrorKind.Truncated, "header", $"{4 * HeaderWords} bytes", $"{bytes.Length} bytes", out error);
        uint magic = Word(bytes, 0), kind = Word(bytes, 1), count = Word(bytes, HeaderWords - 1);
        if (magic != ProofFormat.Magic) return Fail(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}", out error);
        if (kind != ProofFormat.FinalKind) return Fail(ErrorKind.BadHeader, "kind", $"{ProofFormat.FinalKind:x8}", $"{kind:x8}", out error);
        error = ProofFormat.CheckVersion(Word(bytes, 2));
        if (error is not null) return false;
        for (int i = 0; i < Digest.Length; i++)
        {
            if (Word(bytes, 3 + i) != keys.Digest[i].Value)
                return Fail(ErrorKind.WrongKey, "recursion keys", $"those of {keys.Digest}", "others: the proof is of another version of zkfp", out error);
        }

        if (count is 0 or > MaxRuns) return Fail(ErrorKind.BadLength, "runs", $"1 to {MaxRuns}", $"{count}", out error);
        bytes = bytes[(4 * HeaderWords)..];
        if (bytes.Length < 4L * ClaimWords * count) return Fail(ErrorKind.Truncated, "claims", $"{4L * ClaimWords * count} bytes", $"{bytes.Length} bytes", out error);
        var claims = new RunClaim[count];
        for (int i = 0; i < claims.Length; i++)
        {
            if (!TryReadClaim(bytes.Slice(4 * ClaimWords * i, 4 * ClaimWords), out RunClaim? claim))
                return Fail(ErrorKind.NonCanonicalElement, $"claim {i + 1}", "elements below p, flags 0 or 1, halves below 2^16, zeros where nothing is committed", "others", out error);
            claims[i] = claim;
        }

        NodeProof node = Node(claims, bundlePlaces, null!);
        if (!ProofReader.TryReadStatic(
            RecursionMachine.Definition, keys.KeyOf(node.Index), FieldHash.HashElements(node.Statement).ToArray(), bytes[(4 * ClaimWords * claims.Length)..],
            out ShardProof? proof, out error, keys.ShapeOf(NodeKind.Final).Layer)) return false;
        file = new FinalFile(claims, proof);
        return true;
    }

    /// <summary>Null if the proof, which was read for these keys, proves the claims, else why not.</summary>
    public VerificationError? Verify(KeySet keys, int bundlePlaces) =>
        NodeFile.VerifyFinal(keys, Node(Claims, bundlePlaces, Proof), Root(Claims, bundlePlaces), Claims.Count);

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

    // The last circuit's proof of what follows from the claims.
    private static NodeProof Node(IReadOnlyList<RunClaim> claims, int bundlePlaces, ShardProof proof)
    {
        var statement = new ClaimStatement<KoalaBear>(
            new KoalaBear((ulong)NodeKind.Final), [], Root(claims, bundlePlaces).ToArray(), new KoalaBear((ulong)claims.Count));
        return new NodeProof(KeyTree.IndexOf(NodeKind.Final, 0), statement.ToElements(), proof);
    }

    private static bool TryReadClaim(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RunClaim? claim)
    {
        Digest key = default;
        bool good = true;
        for (int i = 0; i < Digest.Length; i++)
        {
            good &= Word(bytes, i) < KoalaBear.P;
            key[i] = new KoalaBear(Word(bytes, i));
        }

        var words = new uint?[ExecutionPublicValues.CommitWords];
        uint low = Word(bytes, Digest.Length), high = Word(bytes, Digest.Length + 1);
        good &= low <= 0xFFFF && high <= 0xFFFF;
        for (int i = 0; i < words.Length; i++)
        {
            int at = Digest.Length + 2 + 3 * i;
            uint flag = Word(bytes, at), l = Word(bytes, at + 1), h = Word(bytes, at + 2);
            good &= flag <= 1 && l <= 0xFFFF && h <= 0xFFFF && (flag == 1 || (l | h) == 0);
            words[i] = flag == 1 ? l | h << 16 : null;
        }

        claim = good ? new RunClaim(key, low | high << 16, words) : null;
        return good;
    }

    private static bool Fail(ErrorKind kind, string where, string expected, string got, out VerificationError error)
    {
        error = new VerificationError(kind, where, expected, got);
        return false;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * index)..]);
}
