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

/// <summary>What a leaf proves, and what it needs for it.</summary>
/// <param name="Key">The program.</param>
/// <param name="Shards">N.</param>
/// <param name="Gamma">Γ.</param>
/// <param name="GammaNonce">Its proof of work.</param>
/// <param name="Path">Siblings of the shard's leaf under Γ, from the leaves up.</param>
/// <param name="KeyRoot">Root of the recursion keys, which a leaf hands on.</param>
/// <param name="Proof">A shard's proof.</param>
public sealed record LeafInput(VerifyingKey Key, int Shards, Digest Gamma, KoalaBear GammaNonce, Digest[] Path, Digest KeyRoot, ShardProof Proof);

/// <summary>
/// The circuit that verifies one shard's proof: "shard <c>index</c> of the run (key, N, Γ, nonce) has a valid proof, and says this of state, outcome, output and
/// global sum". Machine and class of the shard are constants of the circuit; key, run and proof are data.
/// <para>
/// What it does not check is for those that read its statement: that <c>run</c> is the same for all shards and the index follows, that states chain, that
/// exactly one shard halts and later ones are idle, that no word is committed twice, that the global sum with the key's messages is 0 and the messages are fewer
/// than p, that the recursion keys are those of the root.
/// </para>
/// </summary>
public static class LeafCircuit
{
    /// <summary>The circuit of a machine's shards of a class.</summary>
    /// <exception cref="ArgumentException">The class is none of the machine, or has less than the bits that a verifier asks for.</exception>
    public static Circuit Record(MachineDefinition machine, ProofClass proofClass)
    {
        // What a native verifier checks of a class before it verifies is checked here, once: the class is a constant of the circuit.
        string error = ClassLayout.Check(machine, proofClass);
        if (error.Length != 0) throw new ArgumentException(error, nameof(proofClass));
        var report = SecurityReport.ForShard(new ClassLayout(machine, proofClass));
        if (!report.MeetsFloor) throw new ArgumentException($"The class has {report.Bits:F2} bits, {ProtocolParameters.SecurityBits} are required.", nameof(proofClass));
        if (machine.PublicValueCount != Values.Count) throw new ArgumentException($"The machine has {machine.PublicValueCount} public values, not the {Values.Count} of shards.", nameof(machine));
        return Record(machine, Zeros(machine, proofClass));
    }

    /// <summary>The same, recorded from an input of the class with whatever values.</summary>
    internal static Circuit Record(MachineDefinition machine, LeafInput input)
    {
        var recorder = new CircuitRecorder();
        Leaf<WireArithmetic, WireBase, WireExt, WireIndex>.Run(new WireArithmetic(recorder), machine, input);
        return recorder.Finish();
    }

    /// <summary>What a prover supplies for the circuit of the proof's class.</summary>
    public static Tape Supply(MachineDefinition machine, LeafInput input)
    {
        var tape = new Tape();
        Leaf<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(new TapeArithmetic(tape), machine, input);
        return tape;
    }

    /// <summary>The input for a shard of a run whose proofs are at hand.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="run">The run's proof.</param>
    /// <param name="index">The shard, from 1.</param>
    /// <param name="keyRoot">Root of the recursion keys.</param>
    public static LeafInput InputOf(MachineDefinition machine, VerifyingKey key, RunProof run, int index, Digest keyRoot)
    {
        var leaves = new Digest[run.Shards.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            ShardProof p = run.Shards[i];
            leaves[i] = Digest.FromElements(GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, uint>.Leaf(
                default, new ClassLayout(machine, p.Shape.Class), ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, uint>(default, p)));
        }

        (Digest gamma, Digest[] path) = GammaPath(leaves, index - 1);
        return new LeafInput(key, leaves.Length, gamma, run.GammaNonce, path, keyRoot, run.Shards[index - 1]);
    }

    /// <summary>Γ over leaves and the siblings of one of them.</summary>
    internal static (Digest Root, Digest[] Path) GammaPath(Digest[] leaves, int index)
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
    private static LeafInput Zeros(MachineDefinition machine, ProofClass c)
    {
        var layout = new ClassLayout(machine, c);
        int listed = 0;
        foreach (TablePosition p in layout.Positions)
            if (p.KeyIndex >= 0) listed++;
        var key = new VerifyingKey(machine.Digest, c.LogHeight, c.PreprocessedWidth, 0, 0, new int[listed], default, []);
        return new LeafInput(key, 0, default, default, new Digest[ProtocolParameters.GammaDepth], default, ZeroProof.Create(layout));
    }
}

/// <summary>The circuit's source, over any backend.</summary>
internal static class Leaf<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    public static void Run(TArithmetic a, MachineDefinition machine, LeafInput input)
    {
        var layout = new ClassLayout(machine, input.Proof.Shape.Class);
        TBase one = a.Constant(KoalaBear.One), zero = a.Constant(KoalaBear.Zero);
        TBase[] DigestOf(Digest d) => Array.ConvertAll(d.ToArray(), a.Input);

        // The run: key, N, Γ and its proof of work; its challenges follow.
        KeyInputs<TBase> key = KeyInputs<TBase>.CreateWithoutMessages<TArithmetic, TExt, TIndex>(a, input.Key);
        TBase[] keyRoot = DigestOf(input.KeyRoot), gamma = DigestOf(input.Gamma);
        TBase shards = a.Input(new KoalaBear((ulong)input.Shards)), nonce = a.Input(input.GammaNonce);
        GammaTree<TArithmetic, TBase, TExt, TIndex>.TrySample(a, key.Digest, shards, gamma, nonce, null, out GammaChallenges<TBase, TExt>? challenges);

        // The shard is leaf index − 1 under Γ. So 1 ≤ index ≤ 2^16, and its boundary root, row counts and public values are those that Γ was made from.
        ShardInputs<TBase> shard = ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, input.Proof);
        TBase[] v = shard.PublicValues;
        a.TryBits(a.Sub(v[Values.ShardIndex], one), ProtocolParameters.GammaDepth, out TIndex place);
        a.AssertMember(gamma, place, GammaTree<TArithmetic, TBase, TExt, TIndex>.Leaf(a, layout, shard), input.Path);

        // What a shard may say of itself.
        var rules = new ShardRules<TArithmetic, TBase, TExt, TIndex>(a, (kind, where, expected, got) =>
            throw new InvalidOperationException($"{kind}: {where}"));
        rules.CheckRanges(v);
        rules.TryIsLast(shards, v, out TBase isLast);
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

        var verifier = new ShardVerifier<TArithmetic, TBase, TExt, TIndex>(a, layout, key, shard, isLast, input.Proof, challenges!);
        if (!verifier.Verify()) throw new InvalidOperationException($"the verifier stopped: {verifier.Error}");

        // Blocks of global messages, at most as many as a run may have, so that sums of a few such numbers do not wrap.
        TBase room = a.Sub(a.Constant(new KoalaBear(ProtocolParameters.MaxGlobalBlocks)), verifier.GlobalBlocks);
        a.TryBits(room, 23, out _);

        List<TBase> run = [.. key.Digest, shards, .. gamma, nonce];
        new NodeStatement<TBase, TExt>(
            keyRoot, VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. run]), v[Values.ShardIndex], v[Values.ShardIndex],
            v.AsSpan(Values.StartPc, 2).ToArray(), v.AsSpan(Values.EndPc, 2).ToArray(), halted, idle, v.AsSpan(Values.OutcomeLow, 2).ToArray(),
            v.AsSpan(Values.FirstCommit, 3 * Values.CommitWords).ToArray(), verifier.GlobalNumerator, verifier.GlobalDenominator, verifier.GlobalBlocks)
            .Output<TArithmetic, TIndex>(a);
    }
}
