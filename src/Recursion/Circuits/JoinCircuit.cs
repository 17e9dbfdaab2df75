using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>What a node over other nodes verifies.</summary>
/// <param name="KeyRoot">Root of the recursion keys.</param>
/// <param name="Children">One or more proofs; for a join, of neighbouring ranges in order.</param>
public sealed record NodeInput(Digest KeyRoot, IReadOnlyList<ChildProof> Children);

/// <summary>
/// The circuit that makes one range of several: it verifies proofs of leaves and joins whose keys are under the root that it states, which is the root that they
/// state, and merges what they state (<see cref="NodeMerge{TArithmetic, TBase, TExt, TIndex}"/>). A place that stays empty verifies the first proof again and is
/// kept out of the statement. Leaves and joins have one shape, so a join verifies both, to any depth.
/// </summary>
public static class JoinCircuit
{
    /// <summary>The circuit of up to <paramref name="places"/> children of a shape.</summary>
    public static Circuit Record(CircuitShape children, int places)
    {
        var recorder = new CircuitRecorder();
        Join<WireArithmetic, WireBase, WireExt, WireIndex>.Run(
            new WireArithmetic(recorder), children, new NodeInput(default, [ChildProof.Zeros(children, NodeStatement.Elements)]), places);
        return recorder.Finish();
    }

    /// <summary>What a prover supplies for it.</summary>
    public static Tape Supply(CircuitShape children, NodeInput input, int places)
    {
        var tape = new Tape();
        Join<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(new TapeArithmetic(tape), children, input, places);
        return tape;
    }
}

internal static class Join<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    public static void Run(TArithmetic a, CircuitShape children, NodeInput input, int places)
    {
        ClassLayout layout = ChildProof.LayoutOf(children);
        int used = input.Children.Count;
        if (used < 1 || used > places) throw new ArgumentException($"{used} children for {places} places.", nameof(input));
        TBase[] keyRoot = Child<TArithmetic, TBase, TExt, TIndex>.Input(a, input.KeyRoot);
        TBase[] active = Child<TArithmetic, TBase, TExt, TIndex>.Places(a, used, places);
        NodeStatement<TBase, TExt> statement = Verify(a, layout, keyRoot, input.Children[0]);
        for (int i = 1; i < places; i++)
        {
            NodeStatement<TBase, TExt> next = Verify(a, layout, keyRoot, input.Children[i < used ? i : 0]);
            statement = NodeMerge<TArithmetic, TBase, TExt, TIndex>.Append(a, statement, next, active[i]);
        }

        statement.State<TArithmetic, TIndex>(a);
    }

    /// <summary>The range of a child whose proof is verified: by a key of a leaf or a join under the root that it states.</summary>
    public static NodeStatement<TBase, TExt> Verify(TArithmetic a, ClassLayout layout, TBase[] keyRoot, ChildProof child)
    {
        NodeStatement<TBase, TExt> statement = NodeStatement.Read<TArithmetic, TBase, TExt, TIndex>(a, keyRoot, child.Statement);
        TBase[] digest = VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, statement.ToElements<TArithmetic, TIndex>(a));
        TBase kind = Child<TArithmetic, TBase, TExt, TIndex>.Verify(a, layout, keyRoot, digest, child);
        a.AssertEqual(kind, a.Constant(new KoalaBear((ulong)NodeKind.Range)));
        return statement;
    }
}
