using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Nodes;

/// <summary>
/// A node of a run's tree as a file, all of it 32-bit little-endian words: magic, "NODE", version, digest of the recursion key of its circuit, elements of the
/// statement (kind and root of the recursion keys first), the proof. The statement's hash is the proof's public values, so what is read here is what was
/// proven, once the proof is verified.
/// </summary>
/// <param name="Circuit">Digest of the key that the proof is for: a claim, until it is compared.</param>
/// <param name="Statement">What is stated, as it is hashed.</param>
/// <param name="Proof">The proof's bytes, which are read with the key.</param>
public sealed record NodeFile(Digest Circuit, NodeStatement<KoalaBear, KoalaBear5> Statement, byte[] Proof)
{
    private const int HeaderWords = 3;

    private static readonly int s_elements = Elements(Empty()).Length;

    // Nothing of the statement but its length is looked at.
    private static NodeStatement<KoalaBear, KoalaBear5> Empty() => Parse(new KoalaBear[128]);

    /// <summary>The elements of a statement.</summary>
    public static KoalaBear[] Elements(NodeStatement<KoalaBear, KoalaBear5> statement) => statement.ToElements<NativeArithmetic, uint>(default);

    /// <summary>The public values of a node that states this.</summary>
    public static KoalaBear[] PublicValues(NodeStatement<KoalaBear, KoalaBear5> statement) => FieldHash.HashElements(Elements(statement)).ToArray();

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        KoalaBear[] elements = Elements(Statement);
        var bytes = new byte[sizeof(uint) * (HeaderWords + Digest.Length + elements.Length) + Proof.Length];
        int at = 0;
        void Word(uint v)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), v);
            at += sizeof(uint);
        }

        Word(ProofFormat.Magic);
        Word(ProofFormat.NodeKind);
        Word(ProtocolParameters.FormatVersion);
        foreach (KoalaBear e in Circuit) Word(e.Value);
        foreach (KoalaBear e in elements) Word(e.Value);
        Proof.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Reads all but the proof.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out NodeFile? node, [NotNullWhen(false)] out VerificationError? error)
    {
        node = null;
        int words = HeaderWords + Digest.Length + s_elements;
        if (bytes.Length < sizeof(uint) * words)
        {
            error = new VerificationError(ErrorKind.Truncated, "node", $"{sizeof(uint) * words} bytes at least", $"{bytes.Length} bytes");
            return false;
        }

        var v = new uint[words];
        for (int i = 0; i < words; i++) v[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * i)..]);
        error = v[0] != ProofFormat.Magic ? new VerificationError(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{v[0]:x8}")
            : v[1] != ProofFormat.NodeKind ? new VerificationError(ErrorKind.BadHeader, "kind", $"{ProofFormat.NodeKind:x8}", $"{v[1]:x8}")
            : ProofFormat.CheckVersion(v[2]);
        for (int i = HeaderWords; i < words && error is null; i++)
        {
            if (v[i] >= KoalaBear.P)
                error = new VerificationError(ErrorKind.NonCanonicalElement, $"node at byte {sizeof(uint) * i}", $"a value below {KoalaBear.P}", $"{v[i]}");
        }

        int kind = HeaderWords + Digest.Length;
        if (error is null && v[kind] != NodeStatement<KoalaBear, KoalaBear5>.Kind)
            error = new VerificationError(ErrorKind.BadHeader, "kind of statement", $"{NodeStatement<KoalaBear, KoalaBear5>.Kind}", $"{v[kind]}");
        if (error is not null) return false;
        KoalaBear[] e = Array.ConvertAll(v[HeaderWords..], x => new KoalaBear(x));
        node = new NodeFile(Digest.FromElements(e), Parse(e.AsSpan(Digest.Length)), bytes[(sizeof(uint) * words)..].ToArray());
        return true;
    }

    /// <summary>Reads and verifies the proof with a key of <see cref="RecursionMachine"/>.</summary>
    /// <returns>Null if it proves the statement, else why not.</returns>
    public VerificationError? Verify(VerifyingKey key)
    {
        if (Circuit != key.Digest) return new VerificationError(ErrorKind.WrongKey, "circuit", $"{key.Digest}", $"{Circuit}");
        return CircuitProof.Verify(key, PublicValues(Statement), Proof);
    }

    // In the order of NodeStatement.ToElements.
    private static NodeStatement<KoalaBear, KoalaBear5> Parse(ReadOnlySpan<KoalaBear> e)
    {
        int at = 1; // the kind
        KoalaBear[] Take(ReadOnlySpan<KoalaBear> all, int count) => all.Slice((at += count) - count, count).ToArray();
        KoalaBear One(ReadOnlySpan<KoalaBear> all) => all[at++];
        KoalaBear5 Ext(ReadOnlySpan<KoalaBear> all)
        {
            KoalaBear[] c = Take(all, KoalaBear5.Degree);
            return new KoalaBear5(c[0], c[1], c[2], c[3], c[4]);
        }

        return new NodeStatement<KoalaBear, KoalaBear5>(
            Take(e, Digest.Length), Take(e, Digest.Length), One(e), One(e), Take(e, 2), Take(e, 2), One(e), One(e), Take(e, 2),
            Take(e, 3 * Core.Machine.ExecutionPublicValues.CommitWords), Ext(e), Ext(e), One(e));
    }
}
