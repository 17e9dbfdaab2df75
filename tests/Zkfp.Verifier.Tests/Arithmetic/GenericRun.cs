using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>
/// A run verified over any arithmetic without reading bytes, as <see cref="RunVerifier"/> does after it: what the reader refuses of a shape must be refused
/// here too, since no reader stands before a recursive verifier.
/// </summary>
internal static class GenericRun<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>The first error; null if every assertion passed, as on wires they all do.</summary>
    public static VerificationError? Verify(TArithmetic a, MachineDefinition machine, VerifyingKey key, RunProof proof)
    {
        KeyInputs<TBase> inputs = KeyInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, key);
        var statement = new RunStatement<TArithmetic, TBase, TExt, TIndex>(a, key, inputs, a.Input(new KoalaBear((ulong)proof.Shards.Length)));
        var shards = new (ClassLayout Layout, ShardInputs<TBase> Inputs, TBase IsLast)[proof.Shards.Length];
        for (int i = 0; i < shards.Length; i++)
        {
            var layout = new ClassLayout(machine, proof.Shards[i].Shape.Class);
            ShardInputs<TBase> shard = ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, proof.Shards[i]);
            if (!statement.TryAdd(layout, shard, out TBase isLast)) return statement.Error;
            shards[i] = (layout, shard, isLast);
        }

        if (statement.SampleGamma(a.Input(proof.GammaNonce)) is not { } gamma) return statement.Error;
        for (int i = 0; i < shards.Length; i++)
        {
            var v = new ShardVerifier<TArithmetic, TBase, TExt, TIndex>(
                a, shards[i].Layout, inputs, shards[i].Inputs, shards[i].IsLast, proof.Shards[i], gamma);
            if (!v.Verify()) return v.Error;
            if (!statement.TryAddSum(v.GlobalNumerator, v.GlobalDenominator, v.GlobalBlocks)) return statement.Error;
        }

        return statement.TryFinish() ? null : statement.Error;
    }

    /// <summary>One shard with everything that comes from elsewhere as inputs.</summary>
    public static VerificationError? VerifyShard(
        TArithmetic a, MachineDefinition machine, VerifyingKey key, ShardProof proof, bool isLast, GammaChallenges<KoalaBear, KoalaBear5> gamma)
    {
        KeyInputs<TBase> inputs = KeyInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, key);
        var challenges = new GammaChallenges<TBase, TExt>(
            a.Input(gamma.Gamma), Array.ConvertAll(gamma.Alpha, x => a.Input(x)), Array.ConvertAll(gamma.Seed, x => a.Input(x)));
        var v = new ShardVerifier<TArithmetic, TBase, TExt, TIndex>(
            a, new ClassLayout(machine, proof.Shape.Class), inputs, ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, proof),
            a.Input(isLast ? KoalaBear.One : KoalaBear.Zero), proof, challenges);
        return v.Verify() ? null : v.Error;
    }

    /// <summary>The challenges of a run, from its statement.</summary>
    public static GammaChallenges<TBase, TExt> Gamma(TArithmetic a, MachineDefinition machine, VerifyingKey key, RunProof proof)
    {
        var statement = new RunStatement<TArithmetic, TBase, TExt, TIndex>(
            a, key, KeyInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, key), a.Input(new KoalaBear((ulong)proof.Shards.Length)));
        foreach (ShardProof p in proof.Shards)
            statement.TryAdd(new ClassLayout(machine, p.Shape.Class), ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, p), out _);
        return statement.SampleGamma(a.Input(proof.GammaNonce)) ?? throw new InvalidOperationException($"{statement.Error}");
    }
}
