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
    // Words of the run header, then the first shape's.
    private const int Count = 3 + Digest.Length, Shape = Count + 2;

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
        byte[] bytes = ProofWriter.Write(p.Proof)[..(4 * Shape)];
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * Count), count);
        Assert.Equal(expected, RunVerifier.Verify(ToyMachine.Machine, p.Key, bytes).Error?.Kind);
    }

    /// <summary>Counts and heights of a shape are in their limits before anything is allocated for them. The shape begins with the step table's.</summary>
    [Theory]
    [InlineData(Shape, 65u, "at most 64")]
    [InlineData(Shape, 0x7FFFFFFFu, "at most 64")]
    [InlineData(Shape, uint.MaxValue, "at most 64")]
    [InlineData(Shape, 64u, "8 to 23")]
    [InlineData(Shape + 1, 7u, "8 to 23")]
    [InlineData(Shape + 1, 24u, "8 to 23")]
    [InlineData(Shape + 1, uint.MaxValue, "8 to 23")]
    [InlineData(Shape + 1, 23u, "an admissible shape")]
    public void Shapes_are_bounded_before_they_are_read(int word, uint value, string expected)
    {
        ToyProof p = ToyProof.Make();
        byte[] bytes = ProofWriter.Write(p.Proof);
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * word), value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        VerificationError? e = RunVerifier.Verify(ToyMachine.Machine, p.Key, bytes).Error;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
        Assert.Equal((BadShape, expected), (e?.Kind, e?.Expected));
    }

    /// <summary>
    /// What a proof says that it holds is compared with the bytes that are left first: 261 rows of 2^14 columns would be 17 MB, in a proof that ends there.
    /// </summary>
    [Fact]
    public void Openings_are_allocated_from_bytes_that_are_there()
    {
        var b = new AirBuilder();
        Expr[] x = [.. Enumerable.Range(0, 256).Select(i => b.Main($"x{i}"))];
        b.Push("push", new Bus("bus", 1, 1), x[0], x[1]);
        var machine = new MachineDefinition(
            "wide", [b.Capture("wide", TablePresence.Optional)], new AirBuilder().Capture("none", TablePresence.EveryShard), Values.Count);
        var key = new VerifyingKey(machine.Digest, 8, 0, 1, [], default, []);
        int[][] full = [[.. Enumerable.Repeat(8, 64)]];
        ShardProof shard = Blank(machine, key, full, true, 0);
        byte[] bytes = ProofWriter.Write(new RunProof(key.Digest, 0, [shard]));

        // Its only opening is one row of 2^14 elements, followed by the last sumcheck.
        int rows = bytes.Length - 4 * (5 * shard.Whir.FinalSumcheck.Length + (1 << 14) + 2);
        Assert.Equal(1 << 14, BitConverter.ToInt32(bytes, rows));
        long honest = Allocated(bytes, out _);
        foreach ((int at, uint value, ErrorKind kind) in ((int, uint, ErrorKind)[])[
            (rows, 261u << 14, Truncated), (rows, (261u << 14) + 1, BadLength), (rows, 262u << 14, BadLength), (rows, 0, BadLength), (rows, 0xFFFFC000u, BadLength),
            (rows + 4, 261 * 9, Truncated), (rows + 4, 261 * 9 + 1, BadLength), (rows + 4, uint.MaxValue, BadLength)])
        {
            byte[] lie = (byte[])bytes.Clone();
            BitConverter.TryWriteBytes(lie.AsSpan(at), value);
            Assert.InRange(Allocated(lie, out ErrorKind? got), 0, honest + 4096);
            Assert.Equal((value, kind), (value, got));
        }

        long Allocated(byte[] proof, out ErrorKind? kind)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            VerificationError? e = RunVerifier.Verify(machine, key, proof).Error;
            kind = e?.Kind;
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // Statement of the toy run's first two shards, with these shapes and zeros for all messages.
    private static VerificationResult Verify(MachineDefinition machine, VerifyingKey key, int[][] first, int[][] last)
    {
        ShardProof[] shards = [Blank(machine, key, first, false, 0), Blank(machine, key, last, true, 1)];
        return RunVerifier.Verify(machine, key, ProofWriter.Write(new RunProof(key.Digest, 0, shards)));
    }

    private static ShardProof Blank(MachineDefinition machine, VerifyingKey key, int[][] heights, bool isLast, int index)
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
            l.Shape, ToyProof.Make().Proof.Shards[index].PublicValues, default, default, 0, new GkrProof(0, 1, 0, 1, layers),
            new KoalaBear5[3 * l.MaxLogFragmentHeight], new KoalaBear5[l.EvaluationCount], whir);

        MerkleOpening[] Openings(bool firstRound) => !firstRound ? [new MerkleOpening(new KoalaBear[40], [])]
            : [.. ((int[])[l.MainWidth, l.BoundaryWidth, l.PreprocessedWidth]).Where(w => w != 0).Select(w => new MerkleOpening(new KoalaBear[w], []))];
    }
}
