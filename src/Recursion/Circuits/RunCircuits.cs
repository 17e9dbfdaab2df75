using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Circuits;

/// <summary>A range that is a run.</summary>
/// <param name="KeyRoot">Root of the recursion keys.</param>
/// <param name="Range">The proof of a leaf or a join.</param>
/// <param name="Run">Which run.</param>
public sealed record FinishInput(Digest KeyRoot, ChildProof Range, RunHeader Run);

/// <summary>
/// The circuit that states a run: it verifies the proof of one range and that this is complete
/// (<see cref="Completion{TArithmetic, TBase, TExt, TIndex}"/>). In the tree of keys (<see cref="Record(CircuitShape, IReadOnlyList{MessageForm}, int)"/>) it hands
/// the key root on, for bundles; outside of it (<see cref="RecordShrink"/>) the root is a constant, and the proof goes to the last circuit.
/// </summary>
public static class FinishCircuit
{
    /// <summary>The circuit over a range's shape, for keys with up to <paramref name="most"/> times the messages of these forms.</summary>
    public static Circuit Record(CircuitShape range, IReadOnlyList<MessageForm> forms, int most) => Record(range, forms, most, null);

    /// <summary>The same with the key root as a constant.</summary>
    public static Circuit RecordShrink(CircuitShape range, IReadOnlyList<MessageForm> forms, int most, in Digest keyRoot) => Record(range, forms, most, (Digest?)keyRoot);

    /// <summary>What a prover supplies.</summary>
    /// <param name="range">The shape of ranges' proofs.</param>
    /// <param name="input">The run.</param>
    /// <param name="forms">As in the circuit.</param>
    /// <param name="most">As in the circuit.</param>
    /// <param name="shrink">Whether the key root is a constant of the circuit.</param>
    public static Tape Supply(CircuitShape range, FinishInput input, IReadOnlyList<MessageForm> forms, int most, bool shrink)
    {
        var tape = new Tape();
        Run<TapeArithmetic, KoalaBear, KoalaBear5, uint>(new TapeArithmetic(tape), range, input, forms, most, shrink);
        return tape;
    }

    private static Circuit Record(CircuitShape range, IReadOnlyList<MessageForm> forms, int most, Digest? keyRoot)
    {
        var recorder = new CircuitRecorder();
        Run<WireArithmetic, WireBase, WireExt, WireIndex>(
            new WireArithmetic(recorder), range, new FinishInput(keyRoot ?? default, ChildProof.Zeros(range, NodeStatement.Elements), RunHeader.Zeros), forms, most,
            keyRoot is not null);
        return recorder.Finish();
    }

    private static void Run<TArithmetic, TBase, TExt, TIndex>(
        TArithmetic a, CircuitShape range, FinishInput input, IReadOnlyList<MessageForm> forms, int most, bool shrink)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        TBase[] keyRoot = Array.ConvertAll(input.KeyRoot.ToArray(), x => shrink ? a.Constant(x) : a.Input(x));
        NodeStatement<TBase, TExt> statement = Join<TArithmetic, TBase, TExt, TIndex>.Verify(a, ChildProof.LayoutOf(range), keyRoot, input.Range);
        TBase[] claim = Completion<TArithmetic, TBase, TExt, TIndex>.Complete(a, statement, input.Run, forms, most);
        NodeKind kind = shrink ? NodeKind.Shrink : NodeKind.Run;
        a.State(new ClaimStatement<TBase>(a.Constant(new KoalaBear((ulong)kind)), shrink ? [] : keyRoot, claim, a.Constant(KoalaBear.One)).ToElements());
    }
}

/// <summary>
/// The circuit that puts runs under one root: it verifies proofs of complete runs (<see cref="FinishCircuit"/>) and of other bundles, of any programs. Their
/// roots are the leaves of a binary tree of fixed depth; empty places are zero digests. So a claim is proven by its Merkle path, through all bundles: inner nodes
/// are compressions and claims are hashes, hence no node is taken for a claim.
/// </summary>
public static class BundleCircuit
{
    /// <summary>The circuit of up to <paramref name="places"/> children of a shape.</summary>
    public static Circuit Record(CircuitShape children, int places)
    {
        var recorder = new CircuitRecorder();
        Run<WireArithmetic, WireBase, WireExt, WireIndex>(
            new WireArithmetic(recorder), children, new NodeInput(default, [ChildProof.Zeros(children, ClaimStatement.Elements)]), places);
        return recorder.Finish();
    }

    /// <summary>What a prover supplies.</summary>
    public static Tape Supply(CircuitShape children, NodeInput input, int places)
    {
        var tape = new Tape();
        Run<TapeArithmetic, KoalaBear, KoalaBear5, uint>(new TapeArithmetic(tape), children, input, places);
        return tape;
    }

    /// <summary>log₂ of the leaves of the tree of so many places.</summary>
    public static int LogPlaces(int places) => ClassLayout.CeilLog2(places);

    /// <summary>The root over so many places' roots, the first ones in use, with the siblings of one of them from the leaves up.</summary>
    public static (Digest Root, Digest[] Path) Root(IReadOnlyList<Digest> roots, int places, int index)
    {
        var level = new Digest[1 << LogPlaces(places)];
        for (int i = 0; i < roots.Count; i++) level[i] = roots[i];
        var path = new List<Digest>();
        for (int at = index; level.Length > 1; at >>= 1)
        {
            path.Add(level[at ^ 1]);
            var next = new Digest[level.Length / 2];
            for (int i = 0; i < next.Length; i++) next[i] = FieldHash.Compress(level[2 * i], level[2 * i + 1]);
            level = next;
        }

        return (level[0], [.. path]);
    }

    private static void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, CircuitShape children, NodeInput input, int places)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        ClassLayout layout = ChildProof.LayoutOf(children);
        int used = input.Children.Count;
        if (used < 1 || used > places) throw new ArgumentException($"{used} children for {places} places.", nameof(input));
        TBase[] keyRoot = Child<TArithmetic, TBase, TExt, TIndex>.Input(a, input.KeyRoot);
        TBase[] active = Child<TArithmetic, TBase, TExt, TIndex>.Places(a, used, places);
        TBase zero = a.Constant(KoalaBear.Zero), count = zero;
        var level = new TBase[1 << LogPlaces(places)][];
        for (int i = 0; i < level.Length; i++)
        {
            level[i] = new TBase[Digest.Length];
            level[i].AsSpan().Fill(zero);
            if (i >= places) continue;
            ClaimStatement<TBase> child = Claims<TArithmetic, TBase, TExt, TIndex>.Verify(a, layout, keyRoot, input.Children[i < used ? i : 0]);
            for (int k = 0; k < Digest.Length; k++) level[i][k] = a.Mul(active[i], child.Root[k]);
            count = a.Add(count, a.Mul(active[i], child.Count));
        }

        // Each child's count is below 2^24, so the sum has no way round p.
        a.TryBits(count, ClaimStatement.CountBits, out _);
        while (level.Length > 1)
        {
            var next = new TBase[level.Length / 2][];
            for (int i = 0; i < next.Length; i++)
                next[i] = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.Compress(a, level[2 * i], level[2 * i + 1]);
            level = next;
        }

        a.State(new ClaimStatement<TBase>(a.Constant(new KoalaBear((ulong)NodeKind.Bundle)), keyRoot, level[0], count).ToElements());
    }
}

/// <summary>The circuit over a bundle, or one run of a bundle's kind, for which the root of the tree of keys is a constant.</summary>
public static class ShrinkBundleCircuit
{
    /// <summary>The circuit.</summary>
    public static Circuit Record(CircuitShape children, in Digest keyRoot)
    {
        var recorder = new CircuitRecorder();
        Run<WireArithmetic, WireBase, WireExt, WireIndex>(
            new WireArithmetic(recorder), children, keyRoot, ChildProof.Zeros(children, ClaimStatement.Elements));
        return recorder.Finish();
    }

    /// <summary>What a prover supplies.</summary>
    public static Tape Supply(CircuitShape children, in Digest keyRoot, ChildProof child)
    {
        var tape = new Tape();
        Run<TapeArithmetic, KoalaBear, KoalaBear5, uint>(new TapeArithmetic(tape), children, keyRoot, child);
        return tape;
    }

    private static void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, CircuitShape children, in Digest keyRoot, ChildProof child)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        TBase[] root = Array.ConvertAll(keyRoot.ToArray(), a.Constant);
        ClaimStatement<TBase> claims = Claims<TArithmetic, TBase, TExt, TIndex>.Verify(a, ChildProof.LayoutOf(children), root, child);
        a.State((claims with { Kind = a.Constant(new KoalaBear((ulong)NodeKind.Shrink)), KeyRoot = [] }).ToElements());
    }
}

/// <summary>
/// The last circuit: it verifies one proof of <see cref="NodeKind.Shrink"/>, by one of the keys of a small tree whose root is a constant, and states the same.
/// Its own key is a constant of whoever verifies it.
/// </summary>
public static class FinalCircuit
{
    /// <summary>log₂ of the keys that it takes.</summary>
    public const int LogKeys = 1;

    /// <summary>The root of these keys' digests.</summary>
    public static Digest KeyRoot(in Digest first, in Digest second) =>
        FieldHash.Compress(KeyTree.Leaf(NodeKind.Shrink, first), KeyTree.Leaf(NodeKind.Shrink, second));

    /// <summary>The circuit over a shape of proofs, by keys under this root.</summary>
    public static Circuit Record(CircuitShape children, in Digest keyRoot) => Record(RecursionMachine.Rec1, children, keyRoot);

    /// <summary>The same on another machine than the one in use.</summary>
    public static Circuit Record(RecursionMachine machine, CircuitShape children, in Digest keyRoot) => Recorder(machine, children, keyRoot).Finish();

    /// <summary>The circuit before its room for Merkle steps is chosen.</summary>
    internal static CircuitRecorder Recorder(RecursionMachine machine, CircuitShape children, in Digest keyRoot)
    {
        var recorder = new CircuitRecorder(machine);
        ChildProof zeros = ChildProof.Zeros(children, ClaimStatement.ElementsWithoutKeyRoot);
        Run<WireArithmetic, WireBase, WireExt, WireIndex>(new WireArithmetic(recorder), children, keyRoot, zeros with { Path = new Digest[LogKeys] });
        return recorder;
    }

    /// <summary>What a prover supplies. The child's index is 0 or 1, its path the other key's leaf.</summary>
    public static Tape Supply(CircuitShape children, in Digest keyRoot, ChildProof child)
    {
        var tape = new Tape();
        Run<TapeArithmetic, KoalaBear, KoalaBear5, uint>(new TapeArithmetic(tape), children, keyRoot, child);
        return tape;
    }

    private static void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a, CircuitShape children, in Digest keyRoot, ChildProof child)
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        TBase shrink = a.Constant(new KoalaBear((ulong)NodeKind.Shrink));
        ClaimStatement<TBase> claims = ClaimStatement.Read<TArithmetic, TBase, TExt, TIndex>(a, shrink, [], child.Statement);
        Verifier.Steps.KeyInputs<TBase> key = Verifier.Steps.KeyInputs<TBase>.CreateStatic<TArithmetic, TExt, TIndex>(a, child.Key);
        a.TryBits(a.Input(new KoalaBear((ulong)child.Index)), LogKeys, out TIndex place);
        a.AssertMember(
            Array.ConvertAll(keyRoot.ToArray(), a.Constant), place,
            Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [shrink, .. key.Digest]), child.Path);
        Child<TArithmetic, TBase, TExt, TIndex>.VerifyProof(a, ChildProof.LayoutOf(children), key, claims.Hash<TArithmetic, TExt, TIndex>(a), child);
        a.State((claims with { Kind = a.Constant(new KoalaBear((ulong)NodeKind.Final)) }).ToElements());
    }
}

/// <summary>Verifies children that state complete runs.</summary>
internal static class Claims<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>What a child states, whose proof is verified by a key of <see cref="NodeKind.Run"/> or <see cref="NodeKind.Bundle"/> in the tree.</summary>
    public static ClaimStatement<TBase> Verify(TArithmetic a, ClassLayout layout, TBase[] keyRoot, ChildProof child)
    {
        // The kind is an input, as the first of the elements that were hashed, and that of the key: so the key's circuit states what it says.
        TBase kind = a.Input(child.Statement[0]), run = a.Constant(new KoalaBear((ulong)NodeKind.Run)), bundle = a.Constant(new KoalaBear((ulong)NodeKind.Bundle));
        a.AssertEqual(a.Mul(a.Sub(kind, run), a.Sub(kind, bundle)), a.Constant(KoalaBear.Zero));
        ClaimStatement<TBase> claims = ClaimStatement.Read<TArithmetic, TBase, TExt, TIndex>(a, kind, keyRoot, child.Statement);
        TBase keyKind = Child<TArithmetic, TBase, TExt, TIndex>.Verify(a, layout, keyRoot, claims.Hash<TArithmetic, TExt, TIndex>(a), child);
        a.AssertEqual(keyKind, kind);
        return claims;
    }
}
