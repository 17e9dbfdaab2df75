using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Verifier.ErrorKind;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Tests;

/// <summary>Limits of a run that no honest prover comes near, on proofs that have the right lengths and nothing else.</summary>
public class RunLimitTests
{
    /// <summary>Global messages of all shards are fewer than p, or a bus could balance by wrapping around (docs/protocol.md §7).</summary>
    [Fact]
    public void Global_messages_stay_below_p()
    {
        var run = new ToyRun();
        var key = new VerifyingKey(ToyMachine.Machine.Digest, 23, 0, 1, run.PreprocessedFragments, FieldHash.HashElements([1]), run.GlobalMessages);

        // Twice 127 · 2^23 = p − 1, and those of the image.
        int[] most = [.. Enumerable.Repeat(23, 63), 22];
        VerificationResult r = Verify(ToyMachine.Machine, key, [[], [], [], [8], [8], [10, 8], most, []], [[], [], [], [8], [8], [10, 8], most, [8]]);
        Assert.Equal((BadShape, "global interactions"), (r.Error?.Kind, r.Error?.Where));

        // With fewer, the next that is asked for is the proof of work.
        r = Verify(ToyMachine.Machine, key, [[], [], [], [8], [8], [10, 8], most[..62], []], [[], [], [], [8], [8], [10, 8], most, [8]]);
        Assert.Equal((BadProofOfWork, "Γ nonce"), (r.Error?.Kind, r.Error?.Where));
    }

    /// <summary>
    /// A shape whose weakest round has fewer than 128 bits is refused: 64 fragments of 2^21 constraints have 127.94. No machine of this repository comes
    /// near; nothing but the report stands between such a machine and its users.
    /// </summary>
    [Fact]
    public void The_floor_holds_for_every_shape()
    {
        var b = new AirBuilder();
        Expr x = b.Main("x");
        for (int i = 0; i < 1 << 21; i++) b.AssertZero("zero", x);
        b.Push("push", new Bus("bus", 1, 1), x, x);
        var machine = new MachineDefinition(
            "many", [b.Capture("many", TablePresence.Optional)], new AirBuilder().Capture("none", TablePresence.EveryShard), Values.Count);
        var key = new VerifyingKey(machine.Digest, 8, 0, 1, [], default, []);
        int[] full = [.. Enumerable.Repeat(8, 64)];
        VerificationResult r = Verify(machine, key, [full[..32]], [full]);
        Assert.Equal((Insecure, "shard 2", "127.94 bits"), (r.Error?.Kind, r.Error?.Where, r.Error?.Got));
    }

    /// <summary>A run has 1 to 2^16 − 1 shards; the count is checked before anything is read for it.</summary>
    [Theory]
    [InlineData(0u, BadLength)]
    [InlineData(1u, Truncated)]
    [InlineData(65535u, Truncated)]
    [InlineData(65536u, BadLength)]
    [InlineData(uint.MaxValue, BadLength)]
    public void Shards_are_counted(uint count, ErrorKind expected)
    {
        ToyProof p = ToyProof.Make();
        byte[] bytes = ProofWriter.Write(p.Proof)[..(4 * (3 + Digest.Length + 2))];
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * (3 + Digest.Length)), count);
        Assert.Equal(expected, RunVerifier.Verify(ToyMachine.Machine, p.Key, bytes).Error?.Kind);
    }

    // Statement of the toy run's first two shards, with these shapes and zeros for all messages.
    private static VerificationResult Verify(MachineDefinition machine, VerifyingKey key, int[][] first, int[][] last)
    {
        RunProof honest = ToyProof.Make().Proof;
        ShardProof[] shards = [Blank(first, false, 0), Blank(last, true, 1)];
        return RunVerifier.Verify(machine, key, ProofWriter.Write(new RunProof(key.Digest, 0, shards)));

        ShardProof Blank(int[][] heights, bool isLast, int index)
        {
            ShardLayout l = ShardLayout.Create(machine, key, new Shape(heights), isLast);
            var layers = new GkrLayer[l.LogLeaves - 1];
            for (int k = 1; k < l.LogLeaves; k++) layers[k - 1] = new GkrLayer(new KoalaBear5[2 * k], 0, 0, 0, 0);
            var rounds = new List<WhirRoundProof>();
            foreach (WhirRound r in l.Whir.Rounds) rounds.Add(new WhirRoundProof(default, 0, Openings(rounds.Count == 0), new KoalaBear5[2 * r.Fold]));
            var whir = new WhirProof(
                new KoalaBear5[2 * l.LogWidth], [.. rounds], new KoalaBear5[1 << l.Whir.FinalVariables], 0, Openings(rounds.Count == 0),
                new KoalaBear5[2 * l.Whir.FinalVariables]);
            return new ShardProof(
                l.Shape, honest.Shards[index].PublicValues, default, default, 0, new GkrProof(0, 1, 0, 1, layers),
                new KoalaBear5[3 * l.MaxLogFragmentHeight], new KoalaBear5[l.EvaluationCount], whir);

            MerkleOpening[] Openings(bool firstRound) => !firstRound ? [new MerkleOpening(new KoalaBear[40], [])]
                : [.. ((int[])[l.MainWidth, l.BoundaryWidth, l.PreprocessedWidth]).Where(w => w != 0).Select(w => new MerkleOpening(new KoalaBear[w], []))];
        }
    }
}
