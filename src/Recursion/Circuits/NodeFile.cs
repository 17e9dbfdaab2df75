using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;
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
        List<uint> words = NodeFormat.Header(keys.Digest, ProofFormat.NodeKind, (uint)node.Index);
        foreach (KoalaBear x in node.Statement) words.Add(x.Value);
        return NodeFormat.Write(words, keys.ShapeOf(node.Index), node.Proof);
    }

    /// <summary>Reads a proof of a set of keys; it is not verified.</summary>
    public static bool TryRead(KeySet keys, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out NodeProof? node, [NotNullWhen(false)] out VerificationError? error)
    {
        node = null;
        if (!NodeFormat.TryReadHeader(keys.Digest, ProofFormat.NodeKind, bytes, out uint index, out ReadOnlySpan<byte> rest, out error)) return false;
        if (index > int.MaxValue || !keys.Contains((int)index))
            return NodeFormat.Fail(ErrorKind.BadHeader, "circuit", "one of the recursion keys", $"{index}", out error);
        int length = StatementElements(KeySet.KindOf((int)index));
        if (rest.Length < sizeof(uint) * length)
            return NodeFormat.Fail(ErrorKind.Truncated, "statement", $"{sizeof(uint) * length} bytes", $"{rest.Length} bytes", out error);
        var statement = new KoalaBear[length];
        for (int i = 0; i < length; i++)
        {
            uint v = NodeFormat.Word(rest, i);
            if (v >= KoalaBear.P)
                return NodeFormat.Fail(ErrorKind.NonCanonicalElement, $"element {i} of the statement", $"a value below {KoalaBear.P}", $"{v}", out error);
            statement[i] = new KoalaBear(v);
        }

        if (!NodeFormat.TryReadProof(keys, (int)index, statement, rest[(sizeof(uint) * length)..], out ShardProof? proof, out error)) return false;
        node = new NodeProof((int)index, statement, proof);
        return true;
    }

    /// <summary>
    /// Verifies a proof: null if "the circuit of this key has a witness with this statement" is proven. For what is in the tree of keys that alone says nothing of
    /// the key root in the statement: a caller who reads more than a job's input into it must compare that with <see cref="KeySet.Root"/>.
    /// </summary>
    public static VerificationError? Verify(KeySet keys, NodeProof node)
    {
        VerifyingKey key = keys.KeyOf(node.Index);
        CircuitShape shape = keys.ShapeOf(node.Index);
        ChildProof.LayoutOf(shape);
        if (node.Proof.Shape.Class != shape.Proof.Class)
            return new VerificationError(ErrorKind.BadShape, "class", $"{shape.Proof.Class}", $"{node.Proof.Shape.Class}");
        if (node.Statement.Length != StatementElements(node.Kind) || node.Statement[0] != new KoalaBear((ulong)node.Kind))
            return new VerificationError(ErrorKind.BadPublicValue, "statement", $"a statement of kind {node.Kind}", $"{node.Statement.Length} elements");
        if (!node.Proof.PublicValues.AsSpan().SequenceEqual(FieldHash.HashElements(node.Statement).ToArray()))
            return new VerificationError(ErrorKind.BadPublicValue, "public values", "the statement's digest", "another");
        return NativeShard.Verify(shape.Machine.Definition, key, node.Proof, true, null);
    }
}
