using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Runs of one to three shards that state anything (<see cref="StatedShards"/>): leaf and completion take those that the native verifier takes, and claim what it
/// says. All proofs are valid, so what a run may be is all that is in the way.
/// </summary>
public class NativeVerdictTests(ITestOutputHelper output)
{
    private const int Most = 3;
    private static readonly MessageForm[] s_forms = [new(true, 14, 1)];
    private static readonly Lazy<Circuit> s_leaf = new(() => LeafCircuit.Record(StatedShards.Machine, StatedShards.Prove([StatedShards.Busy(2)]), Most));
    private static readonly Lazy<Circuit> s_complete = new(Complete);

    /// <summary>Right runs, and runs of which one or two values are others. Sixty, or with ZKFP_ALL_INPUTS=1 three thousand (ten minutes).</summary>
    [Fact]
    public void Runs_get_the_native_verdict()
    {
        var random = new Random(7);
        int all = Environment.GetEnvironmentVariable("ZKFP_ALL_INPUTS") == "1" ? 3000 : 60, valid = 0;
        for (int i = 0; i < all; i++)
        {
            KoalaBear[][] run = Right(random);
            for (int changes = random.Next(3); changes > 0; changes--) Change(run, random);
            int place = 0;
            LeafInput input = StatedShards.Prove(run, v => (place++, v), run.Length);
            byte[] bytes = ProofWriter.Write(StatedShards.Machine, new RunProof(input.Key.Digest, input.GammaNonce, [.. input.Proofs.Select(p => p.Proof)]));
            VerificationResult native = RunVerifier.Verify(StatedShards.Machine, input.Key, bytes);
            KoalaBear[]? claim = Claim(input);
            Assert.True(native.IsValid == claim is not null, $"{native.Error}: {string.Join(" | ", run.Select(v => string.Join(' ', v)))}");
            if (claim is null) continue;
            valid++;
            var words = new uint?[Values.CommitWords];
            foreach (KoalaBear[] v in run)
            {
                for (int w = 0; w < words.Length; w++)
                {
                    int at = Values.FirstCommit + 3 * w;
                    if (v[at] == KoalaBear.One) words[w] = v[at + 1].Value | v[at + 2].Value << 16;
                }
            }

            Assert.Equal(new RunClaim(input.Key.Digest, native.Outcome, words).Hash().ToArray(), claim);
        }

        output.WriteLine($"{valid} of {all} are valid");
        Assert.InRange(valid, all / 4, 3 * all / 4);
    }

    // The claim of a run, or null if a circuit refuses it.
    private static KoalaBear[]? Claim(LeafInput input)
    {
        Tape tape = LeafCircuit.Supply(StatedShards.Machine, input, Most);
        if (!new Replay(s_leaf.Value, tape).Holds) return null;
        var completion = new Tape();
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(
            new TapeArithmetic(completion), tape.Statement, new RunHeader(input.Key, input.Shards, input.Gamma, input.GammaNonce));
        var replay = new Replay(s_complete.Value, completion);
        return replay.Holds ? replay.Output : null;
    }

    // One of the shards halts; words are committed up to it, each in one shard or none.
    private static KoalaBear[][] Right(Random random)
    {
        int n = random.Next(1, Most + 1), halts = random.Next(n);
        var run = new KoalaBear[n][];
        for (int i = 0; i < n; i++)
        {
            KoalaBear[] v = run[i] = StatedShards.Quiet(i + 1);
            if (i > halts) continue;
            for (int k = 0; k < 4; k++) v[Values.StartPc + k] = StatedShards.StartPc + 2 * i + k;
            v[Values.EndTime] = 8;
            if (i == halts) (v[Values.Halted], v[Values.EndPc], v[Values.EndNpc], v[Values.OutcomeLow], v[Values.OutcomeHigh]) = (1, 0, 0, random.Next(3), 9);
        }

        for (int w = 0; w < Values.CommitWords; w++)
        {
            int i = random.Next(-1, halts + 1), at = Values.FirstCommit + 3 * w;
            if (i >= 0) (run[i][at], run[i][at + 1], run[i][at + 2]) = (1, random.Next(1 << 16), random.Next(1 << 16));
        }

        return run;
    }

    private static void Change(KoalaBear[][] run, Random random)
    {
        int element = random.Next(4) == 0 ? random.Next(Values.Count) : random.Next(Values.FirstCommit + 3);
        KoalaBear[] v = run[random.Next(run.Length)], other = run[random.Next(run.Length)];
        v[element] = random.Next(5) switch
        {
            0 => other[element],
            1 => v[element] + 1,
            2 => new KoalaBear(((ulong[])[0, 1, 2, 4, 8, StatedShards.StartPc, (1 << 16) - 1, 1 << 16, 1 << 26, KoalaBear.P - 1])[random.Next(10)]),
            3 => random.Next(2),
            _ => 0,
        };
    }

    private static Circuit Complete()
    {
        var recorder = new CircuitRecorder();
        Source<WireArithmetic, WireBase, WireExt, WireIndex>.Run(new WireArithmetic(recorder), new KoalaBear[NodeStatement.Elements], RunHeader.Zeros);
        return recorder.Finish();
    }

    private static class Source<TArithmetic, TBase, TExt, TIndex>
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        public static void Run(TArithmetic a, KoalaBear[] range, RunHeader run)
        {
            TBase[] keyRoot = Array.ConvertAll(range[1..(1 + Digest.Length)], a.Input);
            a.Output(Completion<TArithmetic, TBase, TExt, TIndex>.Complete(
                a, NodeStatement.Read<TArithmetic, TBase, TExt, TIndex>(a, keyRoot, range), run, s_forms, 1));
        }
    }
}
