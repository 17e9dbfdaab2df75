using System.Collections.Concurrent;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Shards that state anything: valid proofs of a machine that has the public values of shards and constrains none of them. So in a leaf over them only the
/// leaf's own rules are in the way.
/// </summary>
internal static class StatedShards
{
    /// <summary>N of their run, unless a test says otherwise.</summary>
    public const int Count = 5;

    /// <summary>Where their program begins; npc is the next.</summary>
    public const int StartPc = 10;

    private const int LogHeight = 8;

    private static readonly MachineDefinition s_machine = Make();
    private static readonly ConcurrentDictionary<string, Lazy<LeafInput>> s_made = new();
    private static readonly IProverBackend s_backend = CpuBackend.Create(2);
    private static readonly ProvingKey s_key = ProvingKey.Create(s_machine, LogHeight, StartPc, StartPc + 1, [null], [], s_backend);

    public static MachineDefinition Machine => s_machine;

    /// <summary>A shard in the middle of a run, which runs from (2·index, 2·index + 1).</summary>
    public static KoalaBear[] Busy(int index)
    {
        var v = new KoalaBear[Values.Count];
        (v[Values.ShardIndex], v[Values.EndTime]) = (index, 8);
        for (int i = 0; i < 4; i++) v[Values.StartPc + i] = 2 * index + i;
        return v;
    }

    /// <summary>One that halts, with an outcome and a word.</summary>
    public static KoalaBear[] Halting(int index)
    {
        KoalaBear[] v = Busy(index);
        (v[Values.Halted], v[Values.EndPc], v[Values.EndNpc], v[Values.OutcomeLow], v[Values.OutcomeHigh]) = (1, 0, 0, 500, 600);
        (v[Values.FirstCommit], v[Values.FirstCommit + 1], v[Values.FirstCommit + 2]) = (1, 700, 800);
        return v;
    }

    /// <summary>One behind the end.</summary>
    public static KoalaBear[] Quiet(int index)
    {
        var v = new KoalaBear[Values.Count];
        (v[Values.ShardIndex], v[Values.EndTime]) = (index, Values.StartTime);
        return v;
    }

    /// <summary>
    /// Proofs of shards with these public values, each by the challenges of a run that it is part of: unless <paramref name="lie"/> says otherwise what lies
    /// under Γ is what it states, at the place of its number.
    /// </summary>
    public static LeafInput Prove(
        IReadOnlyList<KoalaBear[]> shards, Func<KoalaBear[], (int Place, KoalaBear[] Values)>? lie = null, int count = Count)
    {
        lie ??= v => ((int)((v[Values.ShardIndex] - 1).Value & (ProtocolParameters.MaxShards - 1)), v);
        (int Place, KoalaBear[] Values)[] bound = [.. shards.Select(lie)];
        string name = $"{count} | " + string.Join(" | ", shards.Select((v, i) => $"{string.Join(' ', v)} at {bound[i].Place}: {string.Join(' ', bound[i].Values)}"));
        return s_made.GetOrAdd(name, _ => new Lazy<LeafInput>(() => Prove(shards, bound, count))).Value;
    }

    private static LeafInput Prove(IReadOnlyList<KoalaBear[]> shards, (int Place, KoalaBear[] Values)[] bound, int count)
    {
        Shape shape;
        using (ShardTrace any = Trace(Busy(1))) shape = ShapePlanner.Plan(Machine, s_key.VerifyingKey, any.Tables, false);
        var leaves = new Digest[1 + bound.Max(b => b.Place)];
        foreach ((int place, KoalaBear[] values) in bound)
        {
            var shard = new ShardInputs<KoalaBear>(values, new KoalaBear[Digest.Length], Array.ConvertAll(shape.Rows, n => new KoalaBear((ulong)n)));
            leaves[place] = Digest.FromElements(
                GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Leaf(default, new ClassLayout(Machine, shape.Class), shard));
        }

        Digest gamma = LeafCircuit.GammaPath(leaves, 0).Root;
        VerifyingKey key = s_key.VerifyingKey;
        KoalaBear nonce = 0;
        GammaChallenges<KoalaBear, KoalaBear5>? challenges;
        while (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(
            default, key.Digest.ToArray(), count, gamma.ToArray(), nonce, null, out challenges)) nonce += 1;
        var proofs = new LeafShard[shards.Count];
        for (int i = 0; i < proofs.Length; i++)
        {
            ShardProof proof = ShardProver.Prove(s_key, s_backend, Trace((KoalaBear[])shards[i].Clone()), false, challenges);
            Assert.Equal(shape.Class, proof.Shape.Class);
            Assert.Null(NativeShard.Verify(Machine, key, proof, false, challenges));
            proofs[i] = new LeafShard(proof, LeafCircuit.GammaPath(leaves, bound[i].Place).Path);
        }

        return new LeafInput(key, count, gamma, nonce, HelloLeaf.KeyRoot, proofs);
    }

    private static ShardTrace Trace(KoalaBear[] publicValues)
    {
        var table = new TraceTable(Machine.Tables[0], 1);
        table.Column(0)[0] = 1;
        table.SetRows(1);
        return new ShardTrace([table], publicValues);
    }

    // One table, which sends itself what it takes.
    private static MachineDefinition Make()
    {
        var bus = new Bus("own", 1, 1);
        var b = new AirBuilder();
        Expr x = b.Main("x");
        b.Push("out", bus, x, x);
        b.Pull("in", bus, x, x);
        return new MachineDefinition(
            "stated", [b.Capture("Own", TablePresence.Optional)], new AirBuilder().Capture("PublicMessages", TablePresence.EveryShard), Values.Count);
    }
}
