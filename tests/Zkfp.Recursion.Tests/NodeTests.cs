using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Circuits over proofs, on children that state what the test wants: what they state in turn, and what they refuse. All children have valid proofs unless said
/// otherwise, so only the rule at hand is in the way.
/// </summary>
public class NodeTests
{
    private const int Places = 2, Groups = 34;
    private static readonly MessageForm[] s_forms = [new(true, 14, 1), new(false, 14, 1)];
    private static readonly Lazy<Circuit> s_join = new(() => JoinCircuit.Record(Stated.Shape, Places));
    private static readonly Lazy<Circuit> s_finish = new(() => FinishCircuit.Record(Stated.Shape, s_forms, Groups));
    private static readonly Lazy<Circuit> s_shrink = new(() => FinishCircuit.RecordShrink(Stated.Shape, s_forms, Groups, Stated.Root));
    private static readonly Lazy<Circuit> s_bundle = new(() => BundleCircuit.Record(Stated.Shape, 3));
    private static readonly Lazy<Circuit> s_shrinkBundle = new(() => ShrinkBundleCircuit.Record(Stated.Shape, Stated.Root));
    private static readonly Digest s_otherShrink = FieldHash.HashElements([77]);
    private static readonly Digest s_finalRoot = FinalCircuit.KeyRoot(Stated.KeyDigest(ClaimStatement.ElementsWithoutKeyRoot), s_otherShrink);
    private static readonly Lazy<Circuit> s_final = new(() => FinalCircuit.Record(Stated.Shape, s_finalRoot));
    private static readonly Lazy<Circuit> s_final1 = new(() => FinalCircuit.Record(RecursionMachine.Fin1, Stated.Shape, s_finalRoot));

    // The sample's shard, cut from its statement: key root, then what a leaf states.
    private static KoalaBear[] Complete => s_complete.Value;

    private static readonly Lazy<KoalaBear[]> s_complete = new(() => LeafCircuit.Supply(
        HelloLeaf.Machine, LeafCircuit.InputOf(HelloLeaf.Machine, HelloLeaf.Key, HelloLeaf.Run, 1, 1, Stated.Root)).Statement);

    private static RunHeader Header => new(HelloLeaf.Key, 1, HelloLeaf.Input.Gamma, HelloLeaf.Input.GammaNonce);

    [Fact]
    public void Neighbours_join_and_a_place_may_be_empty()
    {
        (KoalaBear[] left, KoalaBear[] right) = Halves();
        KoalaBear[] joined = Holds(s_join.Value, JoinTape(Left(left), Left(right)));
        Assert.Equal(left[..19], joined[..19]);
        Assert.Equal((left[At.First], right[At.Last]), (joined[At.First], joined[At.Last]));
        Assert.Equal(left[At.Blocks] + right[At.Blocks], joined[At.Blocks]);
        Assert.Equal(left, Holds(s_join.Value, JoinTape(Left(left))));
        Assert.Equal(s_join.Value.Digest, JoinCircuit.Record(Stated.Shape, new NodeInput(Stated.Root, [Left(right)]), Places).Digest);
        Assert.Equal(s_join.Value.Digest, JoinCircuit.Record(Stated.Shape, new NodeInput(Stated.Root, [Left(left), Left(right)]), Places).Digest);
    }

    public static TheoryData<string, int, uint> Strangers => new()
    {
        { "another key root", 1, 1 }, { "another run", At.Run, 1 }, { "a gap", At.First, 1 }, { "an overlap", At.First, KoalaBear.P - 1 },
        { "another pc", At.Start, 1 }, { "another npc", At.Start + 1, 1 }, { "a word again", At.Commits, 1 }, { "too many messages", At.Blocks, ProtocolParameters.MaxGlobalBlocks },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void What_is_no_neighbour_is_refused(string what, int element, uint add)
    {
        (KoalaBear[] left, KoalaBear[] right) = Halves();
        right[element] += new KoalaBear(add);
        Refuses(s_join.Value, JoinTape(Left(left), Left(right)), what);
    }

    /// <summary>Order, two halts, and what follows a halt.</summary>
    [Fact]
    public void Order_and_halts_are_checked()
    {
        (KoalaBear[] left, KoalaBear[] right) = Halves();
        Refuses(s_join.Value, JoinTape(Left(right), Left(left)), "reversed");
        Refuses(s_join.Value, JoinTape(Left(left), Left(left)), "twice");
        (left[At.Halted], left[At.End], left[At.End + 1], right[At.Start], right[At.Start + 1]) = (1, 0, 0, 0, 0);
        Refuses(s_join.Value, JoinTape(Left(left), Left(right)), "two halts");
        right[At.Halted] = 0;
        Refuses(s_join.Value, JoinTape(Left(left), Left(right)), "work behind a halt");
        right[At.Idle] = 1;
        Holds(s_join.Value, JoinTape(Left(left), Left(right)));
    }

    /// <summary>Keys that are not the tree's, or not of a kind that a join takes.</summary>
    [Fact]
    public void Forged_keys_are_refused()
    {
        KoalaBear[] statement = Complete;
        Tape Joined(ChildProof child) => JoinCircuit.Supply(Stated.Shape, new NodeInput(Stated.Root, [child]), Places);
        Holds(s_join.Value, Joined(Left(statement)));

        // A tree of one's own, with the root that it has, and with the honest one.
        int index = KeyTree.IndexOf(NodeKind.Range, 5);
        var own = new Dictionary<int, Digest>(Stated.Tree) { [index] = KeyTree.Leaf(NodeKind.Range, Stated.KeyDigest(NodeStatement.Elements)) };
        Refuses(s_join.Value, Joined(Stated.Child(NodeKind.Range, statement, 5, own)), "a key of another tree");
        Tape withOwnRoot = JoinCircuit.Supply(Stated.Shape, new NodeInput(KeyTree.Root(own), [Stated.Child(NodeKind.Range, statement, 5, own)]), Places);
        Refuses(s_join.Value, withOwnRoot, "the child states the honest root, the node its own");

        // A place that has the key under another kind, or says another kind than it has.
        var kinds = new Dictionary<int, Digest>(Stated.Tree)
        {
            [KeyTree.IndexOf(NodeKind.Bundle, 0)] = KeyTree.Leaf(NodeKind.Bundle, Stated.KeyDigest(NodeStatement.Elements)),
            [KeyTree.IndexOf(NodeKind.Range, 9)] = KeyTree.Leaf(NodeKind.Bundle, Stated.KeyDigest(NodeStatement.Elements)),
        };
        KoalaBear[] ofKinds = WithRoot(statement, KeyTree.Root(kinds));
        Tape In(NodeKind kind, int number) =>
            JoinCircuit.Supply(Stated.Shape, new NodeInput(KeyTree.Root(kinds), [Stated.Child(kind, ofKinds, number, kinds)]), Places);
        Holds(s_join.Value, In(NodeKind.Range, 0));
        Refuses(s_join.Value, In(NodeKind.Bundle, 0), "a bundle's key");
        Refuses(s_join.Value, In(NodeKind.Range, 9), "a bundle's key at a range's place");
        Refuses(s_join.Value, In(NodeKind.Range, 1), "an unused place");

        // The right digest's key with a root changed; a proof of another statement.
        ChildProof child = Left(statement);
        VerifyingKey k = child.Key;
        Digest root = k.PreprocessedRoot;
        root[0] += 1;
        Refuses(s_join.Value, Joined(child with { Key = new VerifyingKey(k.MachineDigest, k.LogHeight, k.PreprocessedWidth, 0, 0, k.PreprocessedRows, root, []) }), "root");
        KoalaBear[] other = (KoalaBear[])statement.Clone();
        other[At.Last] += 1;
        Refuses(s_join.Value, Joined(child with { Statement = other }), "another statement than the proof's");
    }

    /// <summary>No input and no sibling of a join of two is free.</summary>
    [Fact]
    public void Every_input_of_a_join_is_pinned()
    {
        (KoalaBear[] left, KoalaBear[] right) = Halves();
        EveryInput(s_join.Value, JoinTape(Left(left), Left(right)), 60);
        EveryInput(s_join.Value, JoinTape(Left(left)), 20);
    }

    [Fact]
    public void A_complete_range_is_a_run()
    {
        Digest claim = HelloTree.Claim.Hash();
        Assert.Equal([3, .. Stated.Root.ToArray(), .. claim.ToArray(), 1], Holds(s_finish.Value, Finish(Complete, Header)));
        Assert.Equal([5, .. claim.ToArray(), 1], Holds(s_shrink.Value, Finish(Complete, Header, shrink: true)));
        EveryInput(s_shrink.Value, Finish(Complete, Header, shrink: true), 30);
    }

    public static TheoryData<string, int, uint> Incomplete => new()
    {
        { "it begins later", At.First, 1 }, { "it ends earlier", At.Last, KoalaBear.P - 1 }, { "it ends later", At.Last, 1 }, { "another pc", At.Start, 1 },
        { "another npc", At.Start + 1, 1 }, { "it does not halt", At.Halted, KoalaBear.P - 1 }, { "another run", At.Run + 3, 1 }, { "another sum", At.N + 2, 1 },
        { "another denominator", At.D, 1 }, { "another key root", 4, 1 }, { "another kind", 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void What_is_incomplete_is_no_run(string what, int element, uint add)
    {
        var statement = (KoalaBear[])Complete.Clone();
        statement[element] += new KoalaBear(add);
        Refuses(s_finish.Value, Finish(statement, Header), what);
        Refuses(s_shrink.Value, Finish(statement, Header, shrink: true), what);
    }

    /// <summary>Key, N, Γ and nonce are the run's; the list of messages is the key's, whole and in order.</summary>
    [Fact]
    public void Another_run_is_refused()
    {
        VerifyingKey k = HelloLeaf.Key;
        VerifyingKey With(IReadOnlyList<Core.Machine.GlobalMessage> messages) =>
            new(k.MachineDigest, k.LogHeight, k.PreprocessedWidth, k.InitialPc, k.InitialNpc, k.PreprocessedRows, k.PreprocessedRoot, messages);
        Assert.True(k.GlobalMessages.Count >= 2 && k.GlobalMessages.Count < 2 * Groups, $"{k.GlobalMessages.Count} messages");
        Digest gamma = Header.Gamma;
        gamma[8] += 1;
        foreach ((string what, RunHeader header) in ((string, RunHeader)[])[
            ("N", Header with { Shards = 2 }), ("N = 0", Header with { Shards = 0 }), ("nonce", Header with { GammaNonce = Header.GammaNonce + 1 }),
            ("Γ", Header with { Gamma = gamma }), ("no messages", Header with { Key = With([]) }),
            ("a message twice", Header with { Key = With([.. k.GlobalMessages, .. k.GlobalMessages.Take(2)]) }),
            ("another field", Header with { Key = With([k.GlobalMessages[0] with { Fields = [k.GlobalMessages[0].Fields[0] + 1] }, .. k.GlobalMessages.Skip(1)]) })])
            Refuses(s_finish.Value, Finish(Complete, header), what);
    }

    /// <summary>
    /// Global messages of the shards and of the key are fewer than p: with (p − 1)/2^8 blocks in all a run passes, with p messages it is refused, and no number of
    /// blocks that wraps around p does better. N is below 2^16.
    /// </summary>
    [Fact]
    public void Global_messages_are_fewer_than_p()
    {
        const uint most = ProtocolParameters.MaxGlobalBlocks;
        Assert.Equal(KoalaBear.P - 1, most << ProtocolParameters.MinLogHeight);
        foreach ((uint blocks, bool holds) in ((uint, bool)[])[(most - 1, true), (most, false), (most + 1, false), (KoalaBear.P - 1, false), (1u << 23, false)])
        {
            var statement = (KoalaBear[])Complete.Clone();
            statement[At.Blocks] = new KoalaBear(blocks);
            Tape tape = Finish(statement, Header);
            if (holds) Holds(s_finish.Value, tape);
            else Refuses(s_finish.Value, tape, $"{blocks} blocks and the key's");
        }

        // In a join two halves that are admissible may not be so together.
        (KoalaBear[] left, KoalaBear[] right) = Halves();
        (left[At.Blocks], right[At.Blocks]) = (new KoalaBear(most - 5), 5);
        Holds(s_join.Value, JoinTape(Left(left), Left(right)));
        right[At.Blocks] = 6;
        Refuses(s_join.Value, JoinTape(Left(left), Left(right)), "p messages");
    }

    /// <summary>N is below 2^16: statement, Γ's proof of work and the sum are those of the N that is claimed, so nothing else is in the way.</summary>
    [Theory]
    [InlineData(1u << ProtocolParameters.GammaDepth, false)]
    [InlineData((1u << ProtocolParameters.GammaDepth) - 1, true)]
    public void Shards_are_fewer_than_two_to_the_16(uint shards, bool holds)
    {
        VerifyingKey key = HelloLeaf.Key;
        KoalaBear nonce = 0;
        GammaChallenges<KoalaBear, KoalaBear5>? c;
        while (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(
            default, key.Digest.ToArray(), new KoalaBear(shards), Header.Gamma.ToArray(), nonce, null, out c)) nonce += 1;
        KoalaBear5 sum = KoalaBear5.Zero;
        foreach (Core.Machine.GlobalMessage m in key.GlobalMessages)
        {
            KoalaBear5 f = c.Gamma + c.Alpha[0] * new KoalaBear((ulong)m.Tag);
            for (int k = 0; k < m.Fields.Length; k++) f += c.Alpha[k + 1] * m.Fields[k];
            sum = m.IsPush ? sum + f.Inverse() : sum - f.Inverse();
        }

        RunHeader header = Header with { Shards = (int)shards, GammaNonce = nonce };
        var statement = (KoalaBear[])Complete.Clone();
        header.Digest.ToArray().CopyTo(statement, At.Run);
        statement[At.Last] = new KoalaBear(shards);
        (KoalaBear5.Zero - sum).CopyTo(statement.AsSpan(At.N, 5));
        KoalaBear5.One.CopyTo(statement.AsSpan(At.D, 5));
        if (holds) Holds(s_finish.Value, Finish(statement, header));
        else Refuses(s_finish.Value, Finish(statement, header), $"N = {shards}");
    }

    /// <summary>A place in use counts once, and behind an empty one there is none: else one set of runs would have many roots.</summary>
    [Theory]
    [InlineData(1u, 1u, true)]
    [InlineData(1u, 0u, true)]
    [InlineData(0u, 0u, true)]
    [InlineData(0u, 1u, false)]
    [InlineData(2u, 0u, false)]
    [InlineData(1u, 2u, false)]
    public void Flags_of_places_are_0_or_1_the_first_ones_1(uint second, uint third, bool holds)
    {
        Digest root = FieldHash.HashElements([1]);
        ChildProof child = Claims(NodeKind.Run, root, 1);
        Tape tape = Bundle([child, child, child]);

        // The flags are behind the key root. They weigh roots and counts, and nothing else looks at them.
        Assert.Equal([KoalaBear5.One, KoalaBear5.One], tape.Inputs.Skip(Digest.Length).Take(2));
        tape.Inputs[Digest.Length] = KoalaBear5.One * new KoalaBear(second);
        tape.Inputs[Digest.Length + 1] = KoalaBear5.One * new KoalaBear(third);
        Assert.Equal(holds, new Replay(s_bundle.Value, tape).Holds);
    }

    [Fact]
    public void Runs_and_bundles_are_bundled()
    {
        Digest[] roots = [FieldHash.HashElements([1]), FieldHash.HashElements([2]), FieldHash.HashElements([3])];
        ChildProof[] children = [Claims(NodeKind.Run, roots[0], 1), Claims(NodeKind.Bundle, roots[1], 40), Claims(NodeKind.Run, roots[2], 1)];
        for (int n = 1; n <= 3; n++)
        {
            (Digest root, Digest[] path) = BundleCircuit.Root(roots[..n], 3, 1);
            uint count = n == 1 ? 1u : n == 2 ? 41u : 42u;
            Assert.Equal([4, .. Stated.Root.ToArray(), .. root.ToArray(), new KoalaBear(count)], Holds(s_bundle.Value, Bundle(children[..n])));
            if (n > 1) Assert.Equal(root, FieldHash.Compress(FieldHash.Compress(path[0], roots[1]), path[1]));
        }

        Assert.Equal([5, .. roots[1].ToArray(), 40], Holds(s_shrinkBundle.Value, Shrunk(children[1])));
        Assert.Equal([5, .. roots[0].ToArray(), 1], Holds(s_shrinkBundle.Value, Shrunk(children[0])));
        EveryInput(s_bundle.Value, Bundle(children), 30);
        EveryInput(s_shrinkBundle.Value, Shrunk(children[1]), 20);
    }

    /// <summary>Neither a bundle nor a shrinking circuit takes a range, another kind than the key's, another tree, or a count without end.</summary>
    [Fact]
    public void What_is_no_claim_is_not_bundled()
    {
        Digest root = FieldHash.HashElements([1]);
        var tree = new Dictionary<int, Digest>(Stated.Tree)
        {
            [KeyTree.IndexOf(NodeKind.Range, 0)] = KeyTree.Leaf(NodeKind.Range, Stated.KeyDigest(ClaimStatement.Elements)),
        };
        Digest treeRoot = KeyTree.Root(tree);
        foreach ((string what, NodeKind key, NodeKind stated) in ((string, NodeKind, NodeKind)[])[
            ("a range's key", NodeKind.Range, NodeKind.Run), ("a range", NodeKind.Range, NodeKind.Range),
            ("a bundle by a run's key", NodeKind.Run, NodeKind.Bundle), ("a run by a bundle's key", NodeKind.Bundle, NodeKind.Run)])
        {
            KoalaBear[] statement = [new KoalaBear((ulong)stated), .. treeRoot.ToArray(), .. root.ToArray(), 1];
            var input = new NodeInput(treeRoot, [Stated.Child(key, statement, 0, tree)]);
            Refuses(s_bundle.Value, BundleCircuit.Supply(Stated.Shape, input, 3), what);
        }

        // A whole tree of one's own is refused where its root is a constant, and only there.
        ChildProof forged = Stated.Child(NodeKind.Run, [3, .. treeRoot.ToArray(), .. root.ToArray(), 1], 0, tree);
        Holds(s_bundle.Value, BundleCircuit.Supply(Stated.Shape, new NodeInput(treeRoot, [forged]), 3));
        Refuses(s_shrinkBundle.Value, Shrunk(forged), "another tree");
        Tape tape = ShrinkBundleCircuit.Supply(Stated.Shape, treeRoot, forged);
        Refuses(s_shrinkBundle.Value, tape, "another tree");
        ChildProof many = Claims(NodeKind.Bundle, root, (1u << 24) - 1);
        Refuses(s_bundle.Value, Bundle([many, many]), "2^24 runs and more");
    }

    [Theory]
    [MemberData(nameof(Gallery.Machines), MemberType = typeof(Gallery))]
    public void The_last_circuit_takes_shrunk_proofs_by_its_keys_alone(string machine)
    {
        Circuit circuit = (Gallery.Machine(machine) == RecursionMachine.Fin1 ? s_final1 : s_final).Value;
        Assert.Equal(machine, circuit.Machine.Definition.Name);
        Digest root = FieldHash.HashElements([1]);
        KoalaBear[] statement = [5, .. root.ToArray(), 7];
        ChildProof shrunk = Stated.Prove(statement) with { Index = 0, Path = [KeyTree.Leaf(NodeKind.Shrink, s_otherShrink)] };
        Assert.Equal([6, .. root.ToArray(), 7], Holds(circuit, Final(shrunk)));
        EveryInput(circuit, Final(shrunk), 60);
        Refuses(circuit, Final(shrunk with { Index = 1 }), "the other place");
        Refuses(circuit, Final(shrunk with { Path = [KeyTree.Leaf(NodeKind.Bundle, s_otherShrink)] }), "another kind");
        KoalaBear[] ofRun = [3, .. root.ToArray(), 7];
        Refuses(circuit, Final(Stated.Prove(ofRun) with { Index = 0, Path = shrunk.Path }), "another statement");

        // A leaf's key: its proofs have the same shape.
        ChildProof leaf = Stated.Prove(Complete) with { Statement = statement, Index = 0, Path = shrunk.Path };
        Refuses(circuit, Final(leaf), "a leaf");
    }

    /// <summary>A prover is told in words what does not go into a circuit: no children, too many, other statements, proofs of another shape.</summary>
    [Fact]
    public void What_fits_no_circuit_is_refused_in_words()
    {
        ChildProof range = Left(Complete), run = Claims(NodeKind.Run, FieldHash.HashElements([1]), 1);
        foreach (ChildProof[] children in (ChildProof[][])[[], [range, range, range]]) Assert.Throws<ArgumentException>(() => JoinTape(children));
        foreach (ChildProof[] children in (ChildProof[][])[[], [run, run, run, run]]) Assert.Throws<ArgumentException>(() => Bundle(children));
        foreach (KoalaBear[] other in (KoalaBear[][])[Complete[..^1], [.. Complete, 0], run.Statement])
            Assert.Throws<ArgumentException>(() => JoinTape(range with { Statement = other }));
        foreach (KoalaBear[] other in (KoalaBear[][])[run.Statement[..^1], [.. run.Statement, 0], Complete])
            Assert.Throws<ArgumentException>(() => Bundle([run with { Statement = other }]));
        Assert.Throws<ArgumentException>(() => JoinCircuit.Supply(CircuitShape.Of(15, s_join.Value), new NodeInput(Stated.Root, [range]), Places));
        Assert.Throws<InvalidOperationException>(() => new RunClaim(default, 0, new uint?[7]).Hash());
        Assert.Throws<InvalidOperationException>(() => new RunClaim(default, 0, new uint?[9]).Hash());
    }

    /// <summary>The wiring of every circuit is sound, its rows are within the bounds of the flow argument.</summary>
    [Fact]
    public void Wiring_is_checked()
    {
        foreach (Lazy<Circuit> circuit in (Lazy<Circuit>[])[s_join, s_finish, s_shrink, s_bundle, s_shrinkBundle, s_final, s_final1])
        {
            CircuitShape shape = CircuitShape.Of(18, circuit.Value);
            foreach (Core.Trace.TraceTable? t in CircuitTables.Preprocessed(circuit.Value, shape)) t?.Dispose();
        }
    }

    /// <summary>Keys by place: every path leads to the root.</summary>
    [Fact]
    public void Paths_of_keys_lead_to_the_root()
    {
        foreach ((int index, Digest leaf) in Stated.Tree)
        {
            Digest node = leaf;
            Digest[] path = KeyTree.Path(Stated.Tree, index);
            for (int k = 0; k < path.Length; k++)
                node = (index >> k & 1) != 0 ? FieldHash.Compress(path[k], node) : FieldHash.Compress(node, path[k]);
            Assert.Equal(Stated.Root, node);
        }
    }

    // The sample's shard as the first of two, and one that follows and halts.
    private static (KoalaBear[] Left, KoalaBear[] Right) Halves()
    {
        KoalaBear[] left = (KoalaBear[])Complete.Clone(), right = (KoalaBear[])Complete.Clone();
        (left[At.Halted], left[At.End], left[At.End + 1]) = (0, 50, 51);
        right.AsSpan(At.Outcome, 2).CopyTo(left.AsSpan(At.Outcome));
        left.AsSpan(At.Outcome, 2).Clear();
        left.AsSpan(At.Commits, 24).Clear();
        (left[At.Commits], left[At.Commits + 1]) = (1, 9);
        right.AsSpan(At.Commits, 3).Clear();
        (right[At.First], right[At.Last], right[At.Start], right[At.Start + 1]) = (2, 2, 50, 51);
        return (left, right);
    }

    private static ChildProof Left(KoalaBear[] statement) => Stated.Child(NodeKind.Range, statement);

    private static ChildProof Claims(NodeKind kind, Digest root, uint count) =>
        Stated.Child(kind, [new KoalaBear((ulong)kind), .. Stated.Root.ToArray(), .. root.ToArray(), new KoalaBear(count)]);

    private static KoalaBear[] WithRoot(KoalaBear[] statement, Digest root) => [statement[0], .. root.ToArray(), .. statement[10..]];

    private static Tape JoinTape(params ChildProof[] children) => JoinCircuit.Supply(Stated.Shape, new NodeInput(Stated.Root, children), Places);

    private static Tape Finish(KoalaBear[] statement, RunHeader header, bool shrink = false) =>
        FinishCircuit.Supply(Stated.Shape, new FinishInput(Stated.Root, Left(statement), header), s_forms, Groups, shrink);

    private static Tape Bundle(ChildProof[] children) => BundleCircuit.Supply(Stated.Shape, new NodeInput(Stated.Root, children), 3);

    private static Tape Shrunk(ChildProof child) => ShrinkBundleCircuit.Supply(Stated.Shape, Stated.Root, child);

    private static Tape Final(ChildProof child) => FinalCircuit.Supply(Stated.Shape, s_finalRoot, child);

    // Its statement, whose hash is the circuit's output.
    private static KoalaBear[] Holds(Circuit circuit, Tape tape)
    {
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds, $"{replay.Broken}: {replay.BrokenKind}");
        Assert.Equal(FieldHash.HashElements(tape.Statement).ToArray(), replay.Output);
        return tape.Statement;
    }

    private static void Refuses(Circuit circuit, Tape tape, string what) => Assert.False(new Replay(circuit, tape).Holds, what);

    // A sample of inputs and siblings, or with ZKFP_ALL_INPUTS=1 all: each one changed alone breaks an assertion.
    internal static void EveryInput(Circuit circuit, Tape tape, int sample)
    {
        bool all = Environment.GetEnvironmentVariable("ZKFP_ALL_INPUTS") == "1";
        var random = new Random(circuit.Inputs);
        Assert.True(new Replay(circuit, tape).Holds);
        for (int n = 0; n < (all ? tape.Inputs.Count : sample); n++)
        {
            int i = all ? n : random.Next(tape.Inputs.Count);
            KoalaBear5 value = tape.Inputs[i];
            tape.Inputs[i] = value + new KoalaBear((ulong)random.NextInt64(1, KoalaBear.P));
            Assert.False(new Replay(circuit, tape).Holds, $"input {i} of {tape.Inputs.Count}");
            tape.Inputs[i] = value;
        }

        foreach (Digest[] siblings in tape.Siblings)
        {
            for (int n = 0; n < (all ? siblings.Length : 1); n++)
            {
                int i = all ? n : random.Next(siblings.Length);
                Digest sibling = siblings[i];
                siblings[i][random.Next(9)] += 1;
                Assert.False(new Replay(circuit, tape).Holds, $"sibling {i} of {siblings.Length}");
                siblings[i] = sibling;
            }
        }
    }

    // Elements of a statement.
    private static class At
    {
        public const int Run = 10, First = 19, Last = 20, Start = 21, End = 23, Halted = 25, Idle = 26, Outcome = 27, Commits = 29, N = 53, D = 58, Blocks = 63;
    }
}
