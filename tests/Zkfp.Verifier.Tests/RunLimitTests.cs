using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Tests;

/// <summary>Limits of a run that no honest prover comes near, on proofs that have the right lengths and nothing else.</summary>
public class RunLimitTests
{
    // Words of the run header, then the first shape's.
    private const int Count = 3 + Digest.Length, Shape = Count + 2;

    /// <summary>
    /// Global messages of a run, padding and the key's included, are fewer than p, or a bus could balance by wrapping around (docs/protocol.md §7): at the
    /// limit a run passes, one block above it does not, however the blocks are spread over shards.
    /// </summary>
    [Fact]
    public void Global_messages_stay_below_p()
    {
        Assert.Equal(KoalaBear.P - 1, (uint)ProtocolParameters.MaxGlobalBlocks << 8);
        VerifyingKey k = ToyProof.Make().Key;
        foreach (int messages in (int[])[0, 1, 2, 256, 257, 1000])
        {
            int room = ProtocolParameters.MaxGlobalBlocks - (messages + 255) / 256;
            foreach (int excess in (int[])[0, 1, 2, 1 << 21])
            {
                RunStatement<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex> statement = Statement(messages);

                // No shard has more than 2^21 blocks: the class limits its leaves.
                int left = room + excess;
                bool passes = true;
                for (; left > 1 << 21; left -= 1 << 21) passes &= statement.TryAddSum(0, 1, new KoalaBear(1u << 21));
                Assert.True(passes || excess >= 1 << 21);
                Assert.Equal(excess == 0, statement.TryAddSum(0, 1, new KoalaBear((uint)left)));
                if (excess != 0) Assert.Equal((BadShape, "global messages"), (statement.Error?.Kind, statement.Error?.Where));
            }
        }

        RunStatement<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex> Statement(int messages)
        {
            var key = new VerifyingKey(
                k.MachineDigest, k.LogHeight, k.PreprocessedWidth, 0, 1, k.PreprocessedRows, k.PreprocessedRoot, [.. Enumerable.Repeat(k.GlobalMessages[0], messages)]);
            return new(default, key, KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, key), 3);
        }
    }

    /// <summary>What a shard adds to that count: its positions' heights, whatever their rows.</summary>
    [Fact]
    public void Shards_count_their_global_messages_with_padding()
    {
        ToyProof p = ToyProof.Make();
        GammaChallenges<KoalaBear, KoalaBear5> gamma =
            Arithmetic.GenericRun<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Gamma(default, ToyMachine.Machine, p.Key, p.Proof);

        // Two messages per row: Memory at one position, at two, Image.
        foreach ((int shard, uint blocks) in ((int, uint)[])[(0, 2), (1, 4), (2, 2)])
        {
            ShardProof s = p.Proof.Shards[shard];
            var v = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
                default, new ClassLayout(ToyMachine.Machine, s.Shape.Class), KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, p.Key),
                ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, s), shard == 2 ? 1 : 0, s, gamma);
            Assert.True(v.Verify());
            Assert.Equal(blocks, v.GlobalBlocks.Value);
        }
    }

    /// <summary>
    /// A machine whose weakest round has fewer than 128 bits is refused: 64 positions of 2^21 constraints have 127.94. No machine of this repository comes
    /// near; nothing but the report stands between such a machine and its users.
    /// </summary>
    [Theory]
    [InlineData(32, false)]
    [InlineData(64, true)]
    public void The_floor_holds_for_every_machine(int positions, bool refused)
    {
        var b = new AirBuilder();
        Expr x = b.Main("x");
        for (int i = 0; i < 1 << 21; i++) b.AssertZero("zero", x);
        b.Push("push", new Bus("bus", 1, 1), x, x);
        var machine = new MachineDefinition(
            "many", [b.Capture("many", TablePresence.Optional, positions: positions)], new AirBuilder().Capture("none", TablePresence.EveryShard), Values.Count);
        var key = new VerifyingKey(machine.Digest, 8, 0, 0, 1, [], default, []);
        var rows = new int[positions];
        rows[0] = 256;
        ShardProof shard = Blank(machine, new Shape(new ProofClass(8, 1, 0, 0, 9), rows), 1);
        VerificationError? e = RunVerifier.Verify(machine, key, ProofWriter.Write(machine, new RunProof(key.Digest, 0, [shard]))).Error;
        if (refused) Assert.Equal((Insecure, "shard 1", "127.94 bits"), (e?.Kind, e?.Where, e?.Got));
        else Assert.Equal(BadPublicValue, e?.Kind);
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
        byte[] bytes = p.Bytes()[..(4 * Shape)];
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * Count), count);
        Assert.Equal(expected, RunVerifier.Verify(ToyMachine.Machine, p.Key, bytes).Error?.Kind);
    }

    /// <summary>Widths, leaves and rows are in their limits before anything is allocated for them: class, then the step table's rows.</summary>
    [Theory]
    [InlineData(Shape, 0u)]
    [InlineData(Shape, 1u)]
    [InlineData(Shape, 1u << 18)]
    [InlineData(Shape, uint.MaxValue)]
    [InlineData(Shape + 1, 0u)]
    [InlineData(Shape + 1, 1u << 18)]
    [InlineData(Shape + 1, uint.MaxValue)]
    [InlineData(Shape + 2, 0u)]
    [InlineData(Shape + 2, 11u)]
    [InlineData(Shape + 2, 13u)]
    [InlineData(Shape + 2, 31u)]
    [InlineData(Shape + 2, uint.MaxValue)]
    [InlineData(Shape + 3, 2049u)]
    [InlineData(Shape + 3, 0u)]
    [InlineData(Shape + 3, 0x80000000u)]
    [InlineData(Shape + 3, uint.MaxValue)]
    [InlineData(Shape + 4, 513u)]
    [InlineData(Shape + 5, uint.MaxValue)]
    public void Shapes_are_bounded_before_they_are_read(int word, uint value)
    {
        ToyProof p = ToyProof.Make();
        byte[] bytes = p.Bytes();
        BitConverter.TryWriteBytes(bytes.AsSpan(4 * word), value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        VerificationError? e = RunVerifier.Verify(ToyMachine.Machine, p.Key, bytes).Error;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
        Assert.Equal((BadShape, "an admissible shape"), (e?.Kind, e?.Expected));
    }

    /// <summary>
    /// What a proof says that it holds is compared with the bytes that are left first: 268 rows of 2^14 columns would be 17 MB, in a proof that ends there.
    /// </summary>
    [Fact]
    public void Openings_are_allocated_from_bytes_that_are_there()
    {
        var b = new AirBuilder();
        Expr[] x = [.. Enumerable.Range(0, 256).Select(i => b.Main($"x{i}"))];
        b.Push("push", new Bus("bus", 1, 1), x[0], x[1]);
        var machine = new MachineDefinition(
            "wide", [b.Capture("wide", TablePresence.Optional)], new AirBuilder().Capture("none", TablePresence.EveryShard), Values.Count);
        var key = new VerifyingKey(machine.Digest, 8, 0, 0, 1, [], default, []);
        ShardProof shard = Blank(machine, new Shape(new ProofClass(8, 1 << 14, 0, 0, 9), [256]), 0);
        byte[] bytes = ProofWriter.Write(machine, new RunProof(key.Digest, 0, [shard]));

        // Its only opening is one row of 2^14 elements, followed by the last sumcheck.
        int rows = bytes.Length - 4 * (5 * shard.Whir.FinalSumcheck.Length + (1 << 14) + 2);
        Assert.Equal(1 << 14, BitConverter.ToInt32(bytes, rows));
        long honest = Allocated(bytes, out _);
        foreach ((int at, uint value, ErrorKind kind) in ((int, uint, ErrorKind)[])[
            (rows, 268u << 14, Truncated), (rows, (268u << 14) + 1, BadLength), (rows, 269u << 14, BadLength), (rows, 0, BadLength), (rows, 0xFFFFC000u, BadLength),
            (rows + 4, 268 * 9, Truncated), (rows + 4, 268 * 9 + 1, BadLength), (rows + 4, uint.MaxValue, BadLength)])
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

    // The toy run's public values and zeros for all messages.
    private static ShardProof Blank(MachineDefinition machine, Shape shape, int index)
    {
        ProofClass c = shape.Class;
        var l = new ClassLayout(machine, c);
        var layers = new GkrLayer[c.LogLeaves - 1];
        for (int k = 1; k < c.LogLeaves; k++) layers[k - 1] = new GkrLayer(new KoalaBear5[2 * k], 0, 0, 0, 0);
        MerkleOpening[] first = [.. ((int[])[c.MainWidth, c.BoundaryWidth, c.PreprocessedWidth]).Where(w => w != 0)
            .Select(w => new MerkleOpening(new KoalaBear[w << FieldHash.LogLeafRows(w, c.LogHeight + 1)], []))];
        Assert.Empty(l.Whir.Rounds.ToArray());
        var whir = new WhirProof(
            new KoalaBear5[2 * c.LogWidth], [], new KoalaBear5[1 << l.Whir.FinalVariables], 0, first, new KoalaBear5[2 * l.Whir.FinalVariables]);
        return new ShardProof(
            shape, ToyProof.Make().Proof.Shards[index].PublicValues, default, default, 0, new GkrProof(0, 1, 0, 1, layers),
            new KoalaBear5[3 * c.LogHeight], new KoalaBear5[l.EvaluationCount], whir);
    }
}
