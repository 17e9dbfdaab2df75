using System.Buffers.Binary;
using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier;

namespace Zkfp.Recursion.Tests;

/// <summary>The leaf circuit on the sample proof.</summary>
public class LeafTests(ITestOutputHelper output)
{
    [Fact]
    public void The_sample_is_a_witness()
    {
        Circuit circuit = HelloLeaf.Circuit;
        int[] rows = CircuitTables.RowCounts(circuit);
        for (int t = 0; t < rows.Length; t++) output.WriteLine($"{RecursionMachine.Rec1.Tables[t].Id,-10} {rows[t],9:N0}");
        output.WriteLine($"class {HelloLeaf.Proof.Shape.Class}, wires {circuit.WireCount}, digest {circuit.Digest}");
        var replay = new Replay(circuit, LeafCircuit.Supply(HelloLeaf.Machine, HelloLeaf.Input));
        Assert.True(replay.Holds, $"{replay.Broken}: {replay.BrokenKind}");
        output.WriteLine($"Merkle steps {replay.Steps.Count}");
        using ShardTrace trace = CircuitTables.Trace(circuit, replay);
        Assert.Equal("", CircuitCheck.Check(RecursionMachine.Rec1, trace.Tables));
        var checker = new TraceChecker(RecursionMachine.Rec1.Definition);
        checker.AddShard(trace);
        TraceReport report = checker.Finish(trace);
        Assert.True(report.IsClean, report.ToString());
    }

    /// <summary>The existing prover proves it, the existing verifier accepts it with the statement's digest, and with no other.</summary>
    [Fact]
    public void The_leaf_is_proven_and_verified()
    {
        Circuit circuit = HelloLeaf.Circuit;
        var replay = new Replay(circuit, LeafCircuit.Supply(HelloLeaf.Machine, HelloLeaf.Input));
        CircuitShape shape = CircuitShape.Of(18, circuit);
        using IProverBackend backend = CpuBackend.Create(2);
        using ProvingKey key = CircuitProof.Key(circuit, shape, backend);
        ShardProof proof = CircuitProof.Prove(key, CircuitTables.Trace(circuit, replay, shape), backend);
        Assert.Null(CircuitProof.Verify(key.VerifyingKey, proof));
        Assert.Equal(replay.Output, proof.PublicValues);
        output.WriteLine($"class {proof.Shape.Class}");
        output.WriteLine($"{ProofWriter.WriteStatic(RecursionMachine.Rec1.Definition, proof).Length} bytes");
        var other = (KoalaBear[])proof.PublicValues.Clone();
        other[8] += 1;
        Assert.NotNull(CircuitProof.Verify(key.VerifyingKey, proof with { PublicValues = other }));
    }

    /// <summary>The circuit is that of machine and class: whatever proof it is recorded from, zeros or real or scrambled, its operations are the
    /// same.</summary>
    [Fact]
    public void The_circuit_does_not_depend_on_values()
    {
        Assert.Equal(HelloLeaf.Circuit.Digest, LeafCircuit.Record(HelloLeaf.Machine, HelloLeaf.Input).Digest);
        ShardProof p = HelloLeaf.Proof;
        var scrambled = new ShardProof(
            p.Shape with { Rows = Array.ConvertAll(p.Shape.Rows, n => 3 * n + 5) }, Array.ConvertAll(p.PublicValues, v => v + 1), p.MainRoot, p.BoundaryRoot,
            p.Nonce + 1, p.Gkr, Array.ConvertAll(p.Zerocheck, x => x + 3), Array.ConvertAll(p.Evaluations, x => x + 4), p.Whir with { FinalNonce = 3 });
        LeafInput other = HelloLeaf.Input with { Proofs = [new LeafShard(scrambled, new Digest[16])], Shards = 77, Gamma = p.MainRoot };
        Assert.Equal(HelloLeaf.Circuit.Digest, LeafCircuit.Record(HelloLeaf.Machine, other).Digest);
        ProofClass c = p.Shape.Class;
        Assert.NotEqual(HelloLeaf.Circuit.Digest, LeafCircuit.Record(HelloLeaf.Machine, c with { MainWidth = c.MainWidth + 15 }).Digest);
        Assert.Throws<ArgumentException>(() => LeafCircuit.Record(HelloLeaf.Machine, c with { BoundaryWidth = 0 }));
    }

    /// <summary>What the leaf of the sample states, made from the proof without the circuit.</summary>
    [Fact]
    public void The_statement_is_that_of_the_shard()
    {
        ShardProof p = HelloLeaf.Proof;
        LeafInput input = HelloLeaf.Input;
        Assert.Single(HelloLeaf.Run.Shards);
        Digest leaf = FieldHash.HashElements(
            [.. p.BoundaryRoot.ToArray(), p.Shape.Class.BoundaryWidth, .. BoundaryRows(p), .. p.PublicValues]), node = leaf, empty = default;
        for (int i = 0; i < 16; i++)
        {
            node = FieldHash.Compress(node, empty);
            empty = FieldHash.Compress(empty, empty);
        }

        Assert.Equal(node, input.Gamma);
        KoalaBear[] v = p.PublicValues;
        Digest run = FieldHash.HashElements(
            [.. HelloLeaf.Key.Digest.ToArray(), v[1], v[2], .. HelloLeaf.Key.MessagesDigest.ToArray(), 1, .. node.ToArray(), HelloLeaf.Run.GammaNonce]);
        int blocks = 0;
        foreach (TablePosition q in TablePosition.All(HelloLeaf.Machine))
            if (p.Shape.Rows[q.Number] != 0) blocks += q.GlobalInteractions << ClassLayout.LogHeightOf(p.Shape.Rows[q.Number]) - 8;
        var fraction = new KoalaBear[10];
        p.Gkr.GlobalNumerator.CopyTo(fraction);
        p.Gkr.GlobalDenominator.CopyTo(fraction.AsSpan(5));
        Digest expected = FieldHash.HashElements(
            [1, .. HelloLeaf.KeyRoot.ToArray(), .. run.ToArray(), 1, 1, v[1], v[2], v[3], v[4], v[6], 0, v[7], v[8], .. v[9..33], .. fraction, blocks]);
        Assert.Equal(expected.ToArray(), new Replay(HelloLeaf.Circuit, LeafCircuit.Supply(HelloLeaf.Machine, input)).Output);

        static IEnumerable<KoalaBear> BoundaryRows(ShardProof p) =>
            TablePosition.All(HelloLeaf.Machine).Where(q => q.BoundaryColumns != 0).Select(q => new KoalaBear((ulong)p.Shape.Rows[q.Number]));
    }

    /// <summary>
    /// No input is free: each one changed alone breaks an assertion, a sample of them here, all of them with ZKFP_ALL_INPUTS=1 (half an hour). Free are the
    /// root of the
    /// recursion keys, which a leaf hands on to those who check it, and the inverse of N − index where that is 0.
    /// </summary>
    [Fact]
    public void Every_input_is_pinned()
    {
        Circuit circuit = HelloLeaf.Circuit;
        Tape tape = LeafCircuit.Supply(HelloLeaf.Machine, HelloLeaf.Input);
        bool all = Environment.GetEnvironmentVariable("ZKFP_ALL_INPUTS") == "1";
        var random = new Random(11);

        // Which inputs the key root and the inverse are.
        int keyRoot = 2 + HelloLeaf.Key.PreprocessedRows.Count + 9 + 9;
        int inverse = keyRoot + 9 + 9 + 2 + HelloLeaf.Proof.PublicValues.Length + 9 + HelloLeaf.Proof.Shape.Rows.Length + 1;
        HashSet<int> free = [.. Enumerable.Range(keyRoot, 9), inverse];
        IEnumerable<int> chosen = all
            ? Enumerable.Range(0, tape.Inputs.Count)
            : [.. free, .. Enumerable.Range(0, 60).Select(_ => random.Next(tape.Inputs.Count))];
        foreach (int i in chosen)
        {
            KoalaBear5 value = tape.Inputs[i];
            tape.Inputs[i] = value + new KoalaBear((ulong)random.NextInt64(1, KoalaBear.P));
            Assert.True(new Replay(circuit, tape).Holds == free.Contains(i), $"input {i} of {tape.Inputs.Count}");
            tape.Inputs[i] = value;
        }

        foreach (Digest[] siblings in tape.Siblings)
        {
            for (int n = 0; n < (all ? siblings.Length : 2); n++)
            {
                int i = all ? n : random.Next(siblings.Length);
                Digest sibling = siblings[i];
                siblings[i][random.Next(9)] += 1;
                Assert.False(new Replay(circuit, tape).Holds, $"sibling {i} of {siblings.Length}");
                siblings[i] = sibling;
            }
        }
    }

    /// <summary>What the native verifier refuses the leaf refuses, and the other way round: words of the sample changed at random, as far as they can be
    /// read.</summary>
    [Fact]
    public void Changed_proofs_get_the_native_verdict()
    {
        byte[] bytes = ProofWriter.Write(HelloLeaf.Machine, HelloLeaf.Run);
        var random = new Random(5);
        int read = 0;
        while (read < 40)
        {
            var changed = (byte[])bytes.Clone();
            Span<byte> word = changed.AsSpan(4 * random.Next(12, bytes.Length / 4), 4);
            var add = (ulong)random.NextInt64(1, KoalaBear.P);
            BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)((BinaryPrimitives.ReadUInt32LittleEndian(word) + add) % KoalaBear.P));
            if (!HelloLeaf.TryRead(changed, out RunProof? run) || run.Shards[0].Shape.Class != HelloLeaf.Proof.Shape.Class) continue;
            read++;
            Assert.False(RunVerifier.Verify(HelloLeaf.Machine, HelloLeaf.Key, changed).IsValid);
            LeafInput input = LeafCircuit.InputOf(HelloLeaf.Machine, HelloLeaf.Key, run, 1, 1, HelloLeaf.KeyRoot);
            Assert.False(new Replay(HelloLeaf.Circuit, LeafCircuit.Supply(HelloLeaf.Machine, input)).Holds);
        }
    }

    /// <summary>A witness that breaks an assertion gives a proof that is refused.</summary>
    [Fact]
    public void A_proof_of_a_wrong_witness_is_refused()
    {
        CircuitShape shape = CircuitShape.Of(14, Gallery.Circuit);
        using IProverBackend backend = CpuBackend.Create(2);
        using ProvingKey key = CircuitProof.Key(Gallery.Circuit, shape, backend);
        ShardTrace honest = CircuitTables.Trace(Gallery.Circuit, new Replay(Gallery.Circuit, Gallery.Tape()), shape);
        Assert.Null(CircuitProof.Verify(key.VerifyingKey, CircuitProof.Prove(key, honest, backend)));
        Tape tape = Gallery.Tape();
        tape.Inputs[0] += 1;
        var replay = new Replay(Gallery.Circuit, tape);
        Assert.False(replay.Holds);
        Assert.NotNull(CircuitProof.Verify(key.VerifyingKey, CircuitProof.Prove(key, CircuitTables.Trace(Gallery.Circuit, replay, shape), backend)));
    }
}
