using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Circuits;

/// <summary>A proof of a circuit that another circuit verifies.</summary>
/// <param name="Key">The circuit's key.</param>
/// <param name="Index">Where it lies in the tree of keys.</param>
/// <param name="Path">Siblings of its leaf there, from the leaves up.</param>
/// <param name="Statement">What the circuit has hashed to its public values.</param>
/// <param name="Proof">The proof.</param>
public sealed record ChildProof(VerifyingKey Key, int Index, Digest[] Path, KoalaBear[] Statement, ShardProof Proof)
{
    /// <summary>A proof of zeros of a shape, to record what verifies it.</summary>
    internal static ChildProof Zeros(CircuitShape shape, int statementElements) => new(
        KeyOf(shape, default), 0, new Digest[KeyTree.Depth], new KoalaBear[statementElements],
        ZeroProof.Create(new ClassLayout(shape.Machine.Definition, shape.Proof)) with { Shape = shape.Proof });

    /// <summary>The verifying key of a circuit of this shape.</summary>
    public static VerifyingKey KeyOf(CircuitShape shape, in Digest preprocessedRoot) => new(
        shape.Machine.Definition.Digest, shape.LogHeight, shape.Proof.Class.PreprocessedWidth, 0, 0, shape.KeyRows, preprocessedRoot, []);

    /// <summary>The layout of a shape's proofs. A circuit that verifies them checks here, once, what a native verifier checks of a class.</summary>
    /// <exception cref="ArgumentException">The proofs have less than the bits that a verifier asks for.</exception>
    internal static ClassLayout LayoutOf(CircuitShape shape)
    {
        var layout = new ClassLayout(shape.Machine.Definition, shape.Proof);
        var report = SecurityReport.ForShard(layout);
        if (!report.MeetsFloor)
            throw new ArgumentException($"The shape has {report.Bits:F2} bits, {ProtocolParameters.SecurityBits} are required.", nameof(shape));
        string error = KeyCheck.Check(shape.Machine.Definition, KeyOf(shape, FieldHash.HashElements([KoalaBear.One])));
        return error.Length == 0 ? layout : throw new ArgumentException(error, nameof(shape));
    }
}

/// <summary>Verifies proofs of circuits of one shape, over any backend.</summary>
internal static class Child<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// Asserts that there is a valid proof, by a key of the tree, with these public values. Answers the kind of the key, which the caller must check. Of the
    /// key the root of its preprocessed columns is data; all else are constants, the shape's: so the whole verifier is static.
    /// </summary>
    public static TBase Verify(TArithmetic a, ClassLayout layout, TBase[] keyRoot, TBase[] publicValues, ChildProof child)
    {
        KeyInputs<TBase> key = KeyInputs<TBase>.CreateStatic<TArithmetic, TExt, TIndex>(a, child.Key);
        TBase kind = KeyTree<TArithmetic, TBase, TExt, TIndex>.AssertMember(a, keyRoot, key.Digest, child.Index, child.Path);
        VerifyProof(a, layout, key, publicValues, child);
        return kind;
    }

    /// <summary>The same by a key that the caller has checked.</summary>
    public static void VerifyProof(TArithmetic a, ClassLayout layout, KeyInputs<TBase> key, TBase[] publicValues, ChildProof child)
    {
        if (child.Proof.Shape.Class != layout.Class || !child.Proof.Shape.Rows.AsSpan().SequenceEqual(layout.Rows))
            throw new ArgumentException($"A proof of the class {child.Proof.Shape.Class}, the circuit is for {layout.Class}.", nameof(child));
        var verifier = new ShardVerifier<TArithmetic, TBase, TExt, TIndex>(
            a, layout, key, new ShardInputs<TBase>(publicValues, [], []), a.Constant(KoalaBear.One), child.Proof, null);
        if (!verifier.Verify()) throw new InvalidOperationException($"the verifier stopped: {verifier.Error}");
    }

    /// <summary>Which places of a circuit are in use: the first is, after an empty one all are empty.</summary>
    public static TBase[] Places(TArithmetic a, int used, int places)
    {
        TBase one = a.Constant(KoalaBear.One), zero = a.Constant(KoalaBear.Zero);
        var active = new TBase[places];
        active[0] = one;
        for (int i = 1; i < places; i++)
        {
            active[i] = a.Input(new KoalaBear(i < used ? 1u : 0));
            a.AssertEqual(a.Mul(active[i], active[i]), active[i]);
            a.AssertEqual(a.Mul(active[i], a.Sub(one, active[i - 1])), zero);
        }

        return active;
    }

    /// <summary>A digest as inputs.</summary>
    public static TBase[] Input(TArithmetic a, in Digest digest) => Array.ConvertAll(digest.ToArray(), a.Input);
}
