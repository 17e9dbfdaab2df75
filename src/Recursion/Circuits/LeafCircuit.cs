using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Recursion.Circuits;

/// <summary>A shard's proof and the siblings of its leaf under Γ, from the leaves up.</summary>
public sealed record LeafShard(ShardProof Proof, Digest[] Path);

/// <summary>What a leaf proves, and what it needs for it.</summary>
/// <param name="Key">The program.</param>
/// <param name="Shards">N.</param>
/// <param name="Gamma">Γ.</param>
/// <param name="GammaNonce">Its proof of work.</param>
/// <param name="KeyRoot">Root of the recursion keys, which a leaf hands on.</param>
/// <param name="Proofs">Shards one after the other, of the classes that the circuit takes.</param>
public sealed record LeafInput(VerifyingKey Key, int Shards, Digest Gamma, KoalaBear GammaNonce, Digest KeyRoot, IReadOnlyList<LeafShard> Proofs);

/// <summary>
/// The circuit that verifies shards' proofs, one after the other: "shards <c>first</c> … <c>last</c> of the run (key, N, Γ, nonce) have valid proofs, and say
/// this
/// of state, outcome, output and global sum" (<see cref="NodeStatement{TBase, TExt}"/>). Machine, classes and number of places are constants of the circuit; key,
/// run and proofs are data. A place that stays empty verifies the first shard again and is kept out of the statement. The last place may be for another class
/// (<see cref="LeafClass.Last"/>); then it is always in use.
/// <para>
/// What it does not check is for those that read its statement: that all of 1 … N are there, that the first starts where the key says and one shard halts,
/// that the
/// global sum with the key's messages is 0 and the messages are fewer than p with these, that the recursion keys are those of the root, and
/// that the program's key is one of the machine (<see cref="KeyCheck"/>).
/// </para>
/// </summary>
public static class LeafCircuit
{
    /// <summary>The most places.</summary>
    public const int MaxPlaces = 4;

    /// <summary>The circuit of up to <paramref name="places"/> shards of a class.</summary>
    /// <exception cref="ArgumentException">The class is none of the machine, or has less than the bits that a verifier asks for.</exception>
    public static Circuit Record(MachineDefinition machine, ProofClass proofClass, int places = 1) => Record(new LeafClass(machine, proofClass, places));

    /// <summary>The circuit of a leaf.</summary>
    /// <exception cref="ArgumentException">
    /// A class is none of the machine, or has less than the bits that a verifier asks for, or the two are of no one program's key.
    /// </exception>
    public static Circuit Record(LeafClass leaf)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        foreach (ProofClass c in leaf.Classes) Check(leaf.Machine, c);
        if (leaf.Last is { } last && (last.LogHeight, last.PreprocessedWidth, last == leaf.Class) != (leaf.Class.LogHeight, leaf.Class.PreprocessedWidth, false))
            throw new ArgumentException($"A leaf for shards of {leaf.Class} and a last one of {last}.", nameof(leaf));
        return Record(leaf.Machine, Zeros(leaf), leaf.Places);
    }

    private static void Check(MachineDefinition machine, ProofClass proofClass)
    {
        // What a native verifier checks of a class before it verifies is checked here, once: the class is a constant of the circuit.
        string error = ClassLayout.Check(machine, proofClass);
        if (error.Length != 0) throw new ArgumentException(error, nameof(proofClass));
        var report = SecurityReport.ForShard(new ClassLayout(machine, proofClass));
        if (!report.MeetsFloor)
            throw new ArgumentException($"The class has {report.Bits:F2} bits, {ProtocolParameters.SecurityBits} are required.", nameof(proofClass));
        if (machine.PublicValueCount != Values.Count)
            throw new ArgumentException($"The machine has {machine.PublicValueCount} public values, not the {Values.Count} of shards.", nameof(machine));
    }

    /// <summary>The same, recorded from an input with whatever values: its first proof's class, and its last's, are those of the circuit.</summary>
    internal static Circuit Record(MachineDefinition machine, LeafInput input, int places = 1)
    {
        var recorder = new CircuitRecorder();
        Leaf<WireArithmetic, WireBase, WireExt, WireIndex>.Run(new WireArithmetic(recorder), machine, input, places);
        return recorder.Finish();
    }

    /// <summary>What a prover supplies for the circuit of the proofs' classes with so many places.</summary>
    public static Tape Supply(MachineDefinition machine, LeafInput input, int places = 1)
    {
        var tape = new Tape();
        Leaf<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(new TapeArithmetic(tape), machine, input, places);
        return tape;
    }

    /// <summary>The input for shards of a run whose proofs are at hand.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="run">The run's proof.</param>
    /// <param name="first">The first shard, from 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="keyRoot">Root of the recursion keys.</param>
    public static LeafInput InputOf(MachineDefinition machine, VerifyingKey key, RunProof run, int first, int count, Digest keyRoot)
    {
        Digest[] leaves = Array.ConvertAll(run.Shards, p => Digest.FromElements(GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Leaf(
            default, new ClassLayout(machine, p.Shape.Class), ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, p))));
        var proofs = new LeafShard[count];
        Digest gamma = default;
        for (int i = 0; i < count; i++)
        {
            (gamma, Digest[] path) = GammaPath(leaves, first - 1 + i);
            proofs[i] = new LeafShard(run.Shards[first - 1 + i], path);
        }

        return new LeafInput(key, leaves.Length, gamma, run.GammaNonce, keyRoot, proofs);
    }

    /// <summary>Γ over leaves and the siblings of one of them.</summary>
    public static (Digest Root, Digest[] Path) GammaPath(Digest[] leaves, int index)
    {
        var path = new Digest[ProtocolParameters.GammaDepth];
        Digest empty = default;
        Digest[] level = leaves;
        for (int depth = 0; depth < path.Length; depth++)
        {
            int sibling = index >> depth ^ 1;
            path[depth] = sibling < level.Length ? level[sibling] : empty;
            var parents = new Digest[(level.Length + 1) / 2];
            for (int i = 0; i < parents.Length; i++) parents[i] = FieldHash.Compress(level[2 * i], 2 * i + 1 < level.Length ? level[2 * i + 1] : empty);
            empty = FieldHash.Compress(empty, empty);
            level = parents;
        }

        return (level[0], path);
    }

    // A proof of the right lengths, for a recorder that looks at no value.
    private static LeafInput Zeros(LeafClass leaf)
    {
        int listed = 0;
        foreach (TablePosition p in new ClassLayout(leaf.Machine, leaf.Class).Positions)
            if (p.KeyIndex >= 0) listed++;
        var key = new VerifyingKey(leaf.Machine.Digest, leaf.Class.LogHeight, leaf.Class.PreprocessedWidth, 0, 0, new int[listed], default, []);
        return new LeafInput(
            key, 0, default, default, default,
            [.. leaf.Classes.Select(c => new LeafShard(ZeroProof.Create(new ClassLayout(leaf.Machine, c)), new Digest[ProtocolParameters.GammaDepth]))]);
    }
}

/// <summary>The circuit's source, over any backend.</summary>
internal static class Leaf<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    public static void Run(TArithmetic a, MachineDefinition machine, LeafInput input, int places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places, LeafCircuit.MaxPlaces);
        if (input.Proofs.Count < 1 || input.Proofs.Count > places)
            throw new ArgumentException($"{input.Proofs.Count} shards for {places} places.", nameof(input));
        var layout = new ClassLayout(machine, input.Proofs[0].Proof.Shape.Class);
        var last = new ClassLayout(machine, input.Proofs[^1].Proof.Shape.Class);
        int lasts = last.Class == layout.Class ? 0 : 1, used = input.Proofs.Count - lasts;
        for (int i = 0; i < used; i++)
        {
            if (input.Proofs[i].Proof.Shape.Class != layout.Class)
                throw new ArgumentException($"Shards of the classes {input.Proofs[i].Proof.Shape.Class} and {layout.Class}.", nameof(input));
        }

        TBase[] DigestOf(Digest d) => Array.ConvertAll(d.ToArray(), a.Input);

        // The run: key, N, Γ and its proof of work; its challenges follow.
        KeyInputs<TBase> key = KeyInputs<TBase>.CreateWithoutMessages<TArithmetic, TExt, TIndex>(a, input.Key);
        TBase[] keyRoot = DigestOf(input.KeyRoot), gamma = DigestOf(input.Gamma);
        TBase shards = a.Input(new KoalaBear((ulong)input.Shards)), nonce = a.Input(input.GammaNonce);
        GammaTree<TArithmetic, TBase, TExt, TIndex>.TrySample(a, key.Digest, shards, gamma, nonce, null, out GammaChallenges<TBase, TExt>? challenges);
        TBase[] run = VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(
            a, RunHeader(key.Digest, key.InitialPc, key.InitialNpc, key.MessagesDigest, shards, gamma, nonce));
        var all = new RunWires(layout, key, shards, gamma, challenges!, keyRoot, run);

        // The first place is in use; after an empty one all are empty.
        NodeStatement<TBase, TExt> statement = Verify(a, all, input.Proofs[0]);
        TBase one = a.Constant(KoalaBear.One), zero = a.Constant(KoalaBear.Zero), before = one;
        for (int i = 1; i < places - lasts; i++)
        {
            TBase active = a.Input(i < used ? KoalaBear.One : KoalaBear.Zero);
            a.AssertEqual(a.Mul(active, active), active);
            a.AssertEqual(a.Mul(active, a.Sub(one, before)), zero);
            statement = NodeMerge<TArithmetic, TBase, TExt, TIndex>.Append(a, statement, Verify(a, all, input.Proofs[i < used ? i : 0]), active);
            before = active;
        }

        if (lasts != 0) statement = NodeMerge<TArithmetic, TBase, TExt, TIndex>.Append(a, statement, Verify(a, all with { Layout = last }, input.Proofs[^1]), one);

        statement.State<TArithmetic, TIndex>(a);
    }

    /// <summary>
    /// What the run in a statement is the hash of. Initial state and messages follow from the key's digest; they are there so that who finishes a run needs
    /// none of the key but these, whatever its machine.
    /// </summary>
    public static TBase[] RunHeader(TBase[] keyDigest, TBase pc, TBase npc, TBase[] messagesDigest, TBase shards, TBase[] gamma, TBase nonce) =>
        [.. keyDigest, pc, npc, .. messagesDigest, shards, .. gamma, nonce];

    // What is the same for all shards.
    private sealed record RunWires(
        ClassLayout Layout, KeyInputs<TBase> Key, TBase Shards, TBase[] Gamma, GammaChallenges<TBase, TExt> Challenges,
        TBase[] KeyRoot, TBase[] Digest);

    // The statement of one shard whose proof is verified.
    private static NodeStatement<TBase, TExt> Verify(TArithmetic a, RunWires run, LeafShard input)
    {
        // The shard is leaf index − 1 under Γ. So 1 ≤ index ≤ 2^16, and its boundary root, row counts and public values are those that Γ was made from.
        ShardInputs<TBase> shard = ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, input.Proof);
        TBase[] v = shard.PublicValues;
        a.TryBits(a.Sub(v[Values.ShardIndex], a.Constant(KoalaBear.One)), ProtocolParameters.GammaDepth, out TIndex place);
        a.AssertMember(run.Gamma, place, GammaTree<TArithmetic, TBase, TExt, TIndex>.Leaf(a, run.Layout, shard), input.Path);

        // What a shard may say of itself.
        var rules = new ShardRules<TArithmetic, TBase, TExt, TIndex>(a, (kind, where, expected, got) =>
            throw new InvalidOperationException($"{kind}: {where}"));
        rules.CheckRanges(v);
        rules.TryIsLast(run.Shards, v, out TBase isLast);
        TBase halted = v[Values.Halted];
        rules.NotBoth(halted, v[Values.EndPc]);
        rules.NotBoth(halted, v[Values.EndNpc]);
        rules.IsZeroUnless(halted, v[Values.OutcomeLow]);
        rules.IsZeroUnless(halted, v[Values.OutcomeHigh]);

        // Idle: nothing runs any more. A prover says whether; saying no costs the completeness of the whole.
        int[] quiet = [Values.StartPc, Values.StartNpc, Values.EndPc, Values.EndNpc];
        bool isIdle = a.ValueOf(v[Values.EndTime]) == new KoalaBear(Values.StartTime) && Array.TrueForAll(quiet, k => a.ValueOf(v[k]) == KoalaBear.Zero);
        TBase idle = a.Input(isIdle ? KoalaBear.One : KoalaBear.Zero);
        rules.IsFlag(idle);
        foreach (int k in quiet) rules.NotBoth(idle, v[k]);
        rules.NotBoth(idle, a.Sub(v[Values.EndTime], a.Constant(new KoalaBear(Values.StartTime))));

        var verifier = new ShardVerifier<TArithmetic, TBase, TExt, TIndex>(a, run.Layout, run.Key, shard, isLast, input.Proof, run.Challenges);
        if (!verifier.Verify()) throw new InvalidOperationException($"the verifier stopped: {verifier.Error}");
        NodeMerge<TArithmetic, TBase, TExt, TIndex>.CheckBlocks(a, verifier.GlobalBlocks);
        return new NodeStatement<TBase, TExt>(
            run.KeyRoot, run.Digest, v[Values.ShardIndex], v[Values.ShardIndex], v.AsSpan(Values.StartPc, 2).ToArray(), v.AsSpan(Values.EndPc, 2).ToArray(),
            halted, idle, v.AsSpan(Values.OutcomeLow, 2).ToArray(), v.AsSpan(Values.FirstCommit, 3 * Values.CommitWords).ToArray(),
            verifier.GlobalNumerator, verifier.GlobalDenominator, verifier.GlobalBlocks);
    }
}
