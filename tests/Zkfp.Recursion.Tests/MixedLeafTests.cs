using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Tests;

/// <summary>Leaves whose last shard is of another class, on a run whose last shard was proven in a wider one.</summary>
public sealed class MixedLeafTests
{
    private static readonly Lazy<(MachineDefinition Machine, VerifyingKey Key, RunProof Narrow, RunProof Mixed)> s_runs = new(Prove);

    private static LeafClass Leaf
    {
        get
        {
            RunProof run = s_runs.Value.Mixed;
            return new LeafClass(s_runs.Value.Machine, run.Shards[0].Shape.Class, 3, run.Shards[^1].Shape.Class);
        }
    }

    /// <summary>What a leaf states says nothing of classes: it is what a leaf states of the same shards in one class.</summary>
    [Fact]
    public void It_states_what_a_leaf_of_one_class_does()
    {
        (MachineDefinition machine, _, RunProof narrow, RunProof mixed) = s_runs.Value;
        int n = mixed.Shards.Length;
        Assert.True(n >= 4, $"{n} shards");
        Circuit circuit = LeafCircuit.Record(Leaf), one = LeafCircuit.Record(machine, Leaf.Class, 3);
        foreach (int count in (int[])[2, 3])
        {
            LeafInput input = Input(mixed, n - count + 1, count);
            var replay = new Replay(circuit, LeafCircuit.Supply(machine, input, 3));
            Assert.True(replay.Holds, $"{count}: {replay.BrokenKind}");
            Assert.Equal(new Replay(one, LeafCircuit.Supply(machine, Input(narrow, n - count + 1, count), 3)).Output, replay.Output);
            Assert.Equal(circuit.Digest, LeafCircuit.Record(machine, input, 3).Digest);
        }

        // Not neighbours; the last one twice; another run's.
        LeafInput three = Input(mixed, n - 2, 3);
        LeafShard[] p = [.. three.Proofs];
        Assert.False(Holds(circuit, three with { Proofs = [p[0], p[2]] }));
        Assert.False(Holds(circuit, three with { Proofs = [p[1], p[0], p[2]] }));
        Assert.False(Holds(circuit, three with { Gamma = default }));

        // A place that is in use cannot be called empty: the flag is followed by a statement that does not have the shard, and so does not go with the next.
        Tape tape = LeafCircuit.Supply(machine, three, 3), two = LeafCircuit.Supply(machine, three with { Proofs = [p[0], p[2]] }, 3);
        int[] flags = [.. Enumerable.Range(0, tape.Inputs.Count).Where(i => tape.Inputs[i] == KoalaBear5.One && two.Inputs[i] == KoalaBear5.Zero)];
        Assert.NotEmpty(flags);
        Assert.All(flags, f =>
        {
            Tape changed = LeafCircuit.Supply(machine, three, 3);
            changed.Inputs[f] = KoalaBear5.Zero;
            Assert.False(new Replay(circuit, changed).Holds);
        });
    }

    [Fact]
    public void Other_shards_do_not_go_in()
    {
        (MachineDefinition machine, _, RunProof narrow, RunProof mixed) = s_runs.Value;
        int n = mixed.Shards.Length;
        Circuit circuit = LeafCircuit.Record(Leaf);
        Assert.Throws<ArgumentException>(() => new Replay(circuit, LeafCircuit.Supply(machine, Input(mixed, n, 1), 3)));
        Assert.Throws<ArgumentException>(() => new Replay(circuit, LeafCircuit.Supply(machine, Input(narrow, n - 2, 3), 3)));
        LeafInput two = Input(mixed, n - 1, 2);
        Assert.Throws<ArgumentException>(() => LeafCircuit.Supply(machine, two with { Proofs = [two.Proofs[0], two.Proofs[1], two.Proofs[0], two.Proofs[1]] }, 3));
        Assert.Throws<ArgumentException>(() => LeafCircuit.Supply(machine, two with { Proofs = [two.Proofs[0], two.Proofs[1], two.Proofs[1]] }, 3));
        Assert.Throws<ArgumentException>(() => LeafCircuit.Supply(machine, Input(mixed, n - 3, 4), 3));

        LeafClass leaf = Leaf;
        foreach (ProofClass other in (ProofClass[])[leaf.Class, leaf.Class with { LogHeight = 20 }, leaf.Class with { PreprocessedWidth = 16 }])
        {
            LeafCircuit.Record(leaf.Machine, other);
            var e = Assert.Throws<ArgumentException>(() => LeafCircuit.Record(leaf with { Last = other }));
            Assert.Contains($"a last one of {other}", e.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => LeafCircuit.Record(leaf with { Last = leaf.Class with { BoundaryWidth = 0 } }));
    }

    /// <summary>Which shards go into one leaf, by their classes: of n, w and x there are leaves of four n, of three w, and of up to three that end in w.</summary>
    [Theory]
    [InlineData("n", "1-1")]
    [InlineData("nnnn", "1-4")]
    [InlineData("nnw", "1-3")]
    [InlineData("nnnw", "1-3 4-4")]
    [InlineData("nw", "1-2")]
    [InlineData("nwww", "1-2 3-4")]
    [InlineData("wnn", "1-1 2-3")]
    [InlineData("wwwn", "1-3 4-4")]
    [InlineData("nxnw", "1-1 2-2 3-4")]
    [InlineData("nnnnnw", "1-4 5-6")]
    public void Neighbours_in_one_leaf_follow_from_their_classes(string shards, string expected)
    {
        ProofClass n = HelloLeaf.Proof.Shape.Class, w = n with { MainWidth = 30 }, x = n with { MainWidth = 75 };
        MachineDefinition machine = HelloLeaf.Machine;
        var profile = HelloTree.Profile with { Leaves = [new(machine, n, 4), new(machine, w, 3), new(machine, n, 3, w), new(machine, x, 1)] };
        using var circuits = new NodeCircuits(new RecursionSet(profile, HelloTree.Keys), null);
        GammaResult gamma = GammaOf(shards.Length);
        var tree = new RunTree(new RunFile(machine, HelloLeaf.Key, gamma, HelloTree.Claim, new byte[RunFile.IdentityBytes]), circuits);
        foreach (ShardProofJob shard in tree.ShardProofs.Reverse())
        {
            shard.Class = shards[shard.Index - 1] switch { 'n' => n, 'w' => w, _ => x };
            tree.Learn(shard);
        }

        Assert.Equal(expected, string.Join(' ', tree.Known.OfType<LeafJob>().Select(l => $"{l.First}-{l.Last}")));
        Assert.True(tree.IsKnown);
        Assert.Equal([n, w, x], circuits.Set.ClassesFor(HelloLeaf.Key));
        Assert.Equal(profile.Leaves, RecursionSet.ParseProfile(RecursionSet.Write(profile)).Leaves);
    }

    /// <summary>A program with more gaps than the last layers have room for is finished in the tree first; with more than that has room for it is refused.</summary>
    [Theory]
    [InlineData(0, "Leaf Shrink Final")]
    [InlineData(-1, "Leaf Finish Shrink Final")]
    public void Programs_with_many_gaps_are_finished_in_the_tree(int more, string expected)
    {
        int groups = HelloTree.Profile.GroupsOf(HelloLeaf.Key);
        CircuitProfile profile = HelloTree.Profile with { MessageGroups = groups, ShrinkMessageGroups = groups + more };
        Assert.Equal(profile.ShrinkMessageGroups, RecursionSet.ParseProfile(RecursionSet.Write(profile)).ShrinkMessageGroups);
        RunTree tree = Tree(profile);
        int foreseen = tree.Expected;
        Learn(tree);
        Assert.Equal(expected, string.Join(' ', tree.Known.Select(j => j.Kind)));
        Assert.Equal(foreseen, tree.Known.Count());
        RunTree none = Tree(profile with { MessageGroups = groups - 1, ShrinkMessageGroups = groups - 1 });
        Assert.Contains($"{groups} gaps, the most that the recursion keys have room for is {groups - 1}", Assert.Throws<TraceException>(() => Learn(none)).Message, StringComparison.Ordinal);

        static RunTree Tree(CircuitProfile profile) => new(
            new RunFile(HelloLeaf.Machine, HelloLeaf.Key, GammaOf(1), HelloTree.Claim, new byte[RunFile.IdentityBytes]),
            new NodeCircuits(new RecursionSet(profile, HelloTree.Keys), null));

        static void Learn(RunTree tree)
        {
            tree.ShardProofs[0].Class = HelloLeaf.Proof.Shape.Class;
            tree.Learn(tree.ShardProofs[0]);
        }
    }

    // A header's challenges need not be those of so many shards to name steps.
    private static GammaResult GammaOf(int shards)
    {
        (_, VerifyingKey key, RunProof narrow, _) = s_runs.Value;
        LeafInput input = Input(narrow, 1, 1);
        Assert.True(GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(
            default, key.Digest.ToArray(), new KoalaBear((ulong)input.Shards), input.Gamma.ToArray(), input.GammaNonce, null,
            out GammaChallenges<KoalaBear, KoalaBear5>? challenges));
        return new GammaResult(challenges, input.GammaNonce, input.Gamma, new Digest[shards]);
    }

    // Γ binds no width of main columns: the last shard can be that of a run proven in wider classes.
    private static (MachineDefinition, VerifyingKey, RunProof, RunProof) Prove()
    {
        ProofClass c = HelloLeaf.Proof.Shape.Class;
        (MachineDefinition machine, VerifyingKey key, RunProof narrow) = Prove(c);
        RunProof wide = Prove(c with { MainWidth = c.MainWidth + 15 }).Run;
        return (machine, key, narrow, narrow with { Shards = [.. narrow.Shards[..^1], wide.Shards[^1]] });
    }

    private static (MachineDefinition Machine, VerifyingKey Key, RunProof Run) Prove(ProofClass proofClass)
    {
        ProgramImage image = Firmware.Load(File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.elf")), Profile.Linux);
        using var hints = new HintLog(Path.GetTempPath());
        HintLog.Recorder recorder = hints.Record(new LinuxHost(image.Endianness, new LinuxHostOptions()));
        long cycles = (long)Executor.Run(image, recorder, new RunOptions()).Instructions;
        recorder.End();
        using IProverBackend backend = CpuBackend.Create(2);
        var tables = new ProgramTables(image);
        using ProvingKey key = ProgramKeys.CreateProvingKey(tables, backend, proofClass.LogHeight, default);
        var source = new MipsShardSource(tables, hints, cycles, ShardSize.ForHeight(proofClass.LogHeight) with { MainCells = 540_000 }, 2);
        using var file = new MemoryStream();
        new RunEngine(key, backend, new ProveOptions { Threads = 2 }) { Classes = [proofClass] }.Prove(source, file, null, default);
        Assert.True(HelloLeaf.TryRead(key.Machine, key.VerifyingKey, file.ToArray(), out RunProof? run));
        return (key.Machine, key.VerifyingKey, run);
    }

    private static bool Holds(Circuit circuit, LeafInput input) => new Replay(circuit, LeafCircuit.Supply(s_runs.Value.Machine, input, 3)).Holds;

    private static LeafInput Input(RunProof run, int first, int count) =>
        LeafCircuit.InputOf(s_runs.Value.Machine, s_runs.Value.Key, run, first, count, HelloLeaf.KeyRoot);
}
