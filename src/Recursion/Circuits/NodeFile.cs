using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Machine;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Circuits;

/// <summary>A proof of a circuit of a set.</summary>
/// <param name="Index">Place of the circuit's key (<see cref="KeyTree.IndexOf"/>).</param>
/// <param name="Statement">What it states; its hash is the public values.</param>
/// <param name="Proof">The proof.</param>
public sealed record NodeProof(int Index, KoalaBear[] Statement, ShardProof Proof)
{
    /// <summary>What kind of statement it is.</summary>
    public NodeKind Kind => KeySet.KindOf(Index);
}

/// <summary>
/// The byte format of such proofs: magic, kind, version, digest of the set's last key, place of the key, then statement and proof, whose lengths follow from the
/// key. All are words.
/// </summary>
public static class NodeFile
{
    private const int HeaderWords = 4 + Digest.Length;

    /// <summary>Elements of a kind's statement.</summary>
    public static int StatementElements(NodeKind kind) => kind switch
    {
        NodeKind.Range => NodeStatement.Elements,
        NodeKind.Run or NodeKind.Bundle => ClaimStatement.Elements,
        NodeKind.Shrink or NodeKind.Final => ClaimStatement.ElementsWithoutKeyRoot,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The bytes.</summary>
    public static byte[] Write(KeySet keys, NodeProof node)
    {
        List<uint> words = [ProofFormat.Magic, ProofFormat.NodeKind, ProtocolParameters.FormatVersion];
        foreach (KoalaBear x in keys.Digest) words.Add(x.Value);
        words.Add((uint)node.Index);
        foreach (KoalaBear x in node.Statement) words.Add(x.Value);
        byte[] proof = ProofWriter.WriteStatic(RecursionMachine.Definition, node.Proof), bytes = new byte[4 * words.Count + proof.Length];
        for (int i = 0; i < words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        proof.CopyTo(bytes, 4 * words.Count);
        return bytes;
    }

    /// <summary>Reads a proof of a set of keys; it is not verified.</summary>
    public static bool TryRead(KeySet keys, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out NodeProof? node, [NotNullWhen(false)] out VerificationError? error)
    {
        node = null;
        error = null;
        if (bytes.Length < 4 * HeaderWords) return Fail(ErrorKind.Truncated, "header", $"{4 * HeaderWords} bytes", $"{bytes.Length} bytes", out error);
        uint magic = Word(bytes, 0), kind = Word(bytes, 1), version = Word(bytes, 2), index = Word(bytes, HeaderWords - 1);
        if (magic != ProofFormat.Magic) return Fail(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}", out error);
        if (kind != ProofFormat.NodeKind) return Fail(ErrorKind.BadHeader, "kind", $"{ProofFormat.NodeKind:x8}", $"{kind:x8}", out error);
        if (version != ProtocolParameters.FormatVersion)
            return Fail(ErrorKind.BadHeader, "format version", $"version {ProtocolParameters.FormatVersion}", $"version {version}, which is not supported", out error);
        for (int i = 0; i < Digest.Length; i++)
            if (Word(bytes, 3 + i) != keys.Digest[i].Value)
                return Fail(ErrorKind.WrongKey, "recursion keys", $"those of {keys.Digest}", "others: the proof is of another version of zkfp", out error);
        if (index > int.MaxValue || !keys.Contains((int)index)) return Fail(ErrorKind.BadHeader, "circuit", "one of the recursion keys", $"{index}", out error);
        int length = StatementElements(KeySet.KindOf((int)index));
        bytes = bytes[(4 * HeaderWords)..];
        if (bytes.Length < 4 * length) return Fail(ErrorKind.Truncated, "statement", $"{4 * length} bytes", $"{bytes.Length} bytes", out error);
        var statement = new KoalaBear[length];
        for (int i = 0; i < length; i++)
        {
            uint v = Word(bytes, i);
            if (v >= KoalaBear.P) return Fail(ErrorKind.NonCanonicalElement, $"element {i} of the statement", $"a value below {KoalaBear.P}", $"{v}", out error);
            statement[i] = new KoalaBear(v);
        }

        KoalaBear[] publicValues = FieldHash.HashElements(statement).ToArray();
        if (!ProofReader.TryReadStatic(
            RecursionMachine.Definition, keys.KeyOf((int)index), publicValues, bytes[(4 * length)..], out ShardProof? proof, out error)) return false;
        node = new NodeProof((int)index, statement, proof);
        return true;
    }

    /// <summary>
    /// Verifies a proof: null if "the circuit of this key has a witness with this statement" is proven. For what is in the tree of keys that alone says nothing of
    /// the key root in the statement: a caller who reads more than a job's input into it must compare that with <see cref="KeySet.Root"/>.
    /// </summary>
    public static VerificationError? Verify(KeySet keys, NodeProof node)
    {
        MachineDefinition machine = RecursionMachine.Definition;
        VerifyingKey key = keys.KeyOf(node.Index);
        ChildProof.LayoutOf(keys.ShapeOf(node.Kind));
        if (node.Statement.Length != StatementElements(node.Kind) || node.Statement[0] != new KoalaBear((ulong)node.Kind))
            return new VerificationError(ErrorKind.BadPublicValue, "statement", $"a statement of kind {node.Kind}", $"{node.Statement.Length} elements");
        if (!node.Proof.PublicValues.AsSpan().SequenceEqual(FieldHash.HashElements(node.Statement).ToArray()))
            return new VerificationError(ErrorKind.BadPublicValue, "public values", "the statement's digest", "another");
        return NativeShard.Verify(machine, key, node.Proof, true, null);
    }

    private static bool Fail(ErrorKind kind, string where, string expected, string got, out VerificationError error)
    {
        error = new VerificationError(kind, where, expected, got);
        return false;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * index)..]);
}
