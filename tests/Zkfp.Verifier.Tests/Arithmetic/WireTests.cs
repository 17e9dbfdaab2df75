using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Merkle;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Tamper;
using Zkfp.Verifier.Tests.Toy;
using NativeRun = Zkfp.Verifier.Tests.Arithmetic.GenericRun<
    Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5, Zkfp.Verifier.Arithmetic.NativeIndex>;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>
/// The verifier over wires on real proofs: one program per machine and class, whatever the values, and satisfied exactly where the native verifier accepts.
/// </summary>
public class WireTests
{
    // Two programs of different length: other shapes, other ROM positions.
    private static readonly ToyProof s_one = ToyProof.Make(), s_two = ToyProof.Make(salt: 3, program: 300);

    [Fact]
    public void All_shards_of_a_class_are_verified_by_one_program()
    {
        var programs = new HashSet<string>();
        var shapes = new HashSet<string>();
        foreach (ToyProof run in (ToyProof[])[s_one, s_two])
        {
            GammaChallenges<KoalaBear, KoalaBear5> gamma = NativeRun.Gamma(default, ToyMachine.Machine, run.Key, run.Proof);
            for (int i = 0; i < run.Proof.Shards.Length; i++)
            {
                ShardProof p = run.Proof.Shards[i];
                (Circuit circuit, Tape tape) = Wires.Record(new ShardSource(ToyMachine.Machine, run.Key, p, i == 2, gamma));
                var replay = new Replay(circuit, tape);
                Assert.True(replay.Holds, replay.BrokenKind);
                programs.Add(circuit.Digest);
                shapes.Add(string.Join(' ', p.Shape.Rows));
            }
        }

        Assert.Equal(6, shapes.Count);
        Assert.Single(programs);
    }

    /// <summary>Another class and another number of key messages are other programs.</summary>
    [Fact]
    public void Other_constants_are_another_program()
    {
        ProofClass c = ToyRun.Class(11);
        ToyProof wide = ToyProof.Forge(new Forgery(), proofClass: c with { MainWidth = c.MainWidth + 1 });
        Assert.NotEqual(Program(s_one), Program(wide));
        VerifyingKey k = s_one.Key;
        var fewer = new VerifyingKey(
            k.MachineDigest, k.LogHeight, k.PreprocessedWidth, k.InitialPc, k.InitialNpc, k.PreprocessedRows, k.PreprocessedRoot, [k.GlobalMessages[0]]);
        Assert.NotEqual(Program(s_one), Program(s_one with { Key = fewer }));

        static string Program(ToyProof p)
        {
            var any = new GammaChallenges<KoalaBear, KoalaBear5>(
                9, [.. Enumerable.Range(1, ProtocolParameters.FingerprintChallenges).Select(i => (KoalaBear5)i)], new KoalaBear[Digest.Length]);
            return Wires.Record(new ShardSource(ToyMachine.Machine, p.Key, p.Proof.Shards[0], false, any)).Circuit.Digest;
        }
    }

    /// <summary>Whole runs, statement and Γ included; with values that are all wrong too.</summary>
    [Fact]
    public void Runs_of_equal_length_are_verified_by_one_program()
    {
        (string one, bool holds) = Wire(ToyMachine.Machine, s_one.Key, s_one.Proof);
        Assert.True(holds);
        Assert.Equal((one, true), Wire(ToyMachine.Machine, s_two.Key, s_two.Proof));
        RunProof scrambled = s_one.Proof with { GammaNonce = s_one.Proof.GammaNonce + 1, Shards = Array.ConvertAll(s_one.Proof.Shards, Scramble) };
        Assert.Equal((one, false), Wire(ToyMachine.Machine, s_one.Key, scrambled));
        Assert.NotEqual(one, Wire(ToyMachine.Machine, s_one.Key, s_one.Proof with { Shards = s_one.Proof.Shards[..2] }).Program);
    }

    /// <summary>Every field of the smallest proof, changed in its first and last word: what can be read gets one verdict.</summary>
    [Fact]
    public void Every_change_of_a_small_proof_gets_the_native_verdict() => Agree(MiniRun.Machine, MiniRun.Prove(8), _ => true);

    /// <summary>One field of each name in the larger proof.</summary>
    [Fact]
    public void Changes_of_a_larger_proof_get_the_native_verdict()
    {
        var seen = new HashSet<string>();
        Agree(ToyMachine.Machine, s_one, f =>
            (!f.Name.StartsWith("public value", StringComparison.Ordinal) || f.Name is "public value 5" or "public value 10") && seen.Add(f.Name));
    }

    /// <summary>
    /// No value that a prover puts in is free: each input of a small run (key, statement, heights, messages, opened rows, roots, nonces), changed alone,
    /// breaks an
    /// assertion; and so do siblings. One is free: what would be the inverse of N − index in the last shard, where that is 0 and no inverse could be.
    /// </summary>
    [Fact]
    public void Every_input_is_pinned()
    {
        ToyProof p = MiniRun.Prove(8);
        (Circuit circuit, Tape tape) = Wires.Record(new RunSource(MiniRun.Machine, p.Key, p.Proof));
        Assert.True(new Replay(circuit, tape).Holds);
        Assert.True(tape.Inputs.Count > 700, $"{tape.Inputs.Count} inputs");
        for (int i = 0; i < tape.Inputs.Count; i++)
        {
            KoalaBear5 value = tape.Inputs[i];
            tape.Inputs[i] = value + 1;
            // Initial state and root of the key; N; public values, boundary root and rows of one position; the flag of the last shard.
            const int inverse = 2 + 9 + 1 + 33 + 9 + 1 + 1;
            Assert.True(new Replay(circuit, tape).Holds == (i == inverse), $"input {i} of {tape.Inputs.Count}");
            tape.Inputs[i] = value;
        }

        foreach (Digest[] siblings in tape.Siblings)
        {
            for (int i = 0; i < siblings.Length; i += 97)
            {
                Digest sibling = siblings[i];
                siblings[i][i % 9] += 1;
                Assert.False(new Replay(circuit, tape).Holds, $"sibling {i} of {siblings.Length}");
                siblings[i] = sibling;
            }
        }
    }

    /// <summary>Paths one by one mean what an opening with shared nodes means, on field elements and on wires.</summary>
    [Fact]
    public void Paths_and_openings_agree_on_good_and_damaged_openings()
    {
        var random = new Random(4);
        uint[] indices = [9, 3, 9, 0, 31, 63, 3, 2];
        foreach (int width in (int[])[1, 3, 9, 10, 31])
        {
            var columns = new KoalaBear[width][];
            for (int c = 0; c < width; c++) columns[c] = [.. Enumerable.Range(0, 32).Select(_ => new KoalaBear((ulong)random.NextInt64(KoalaBear.P)))];
            var matrix = new ReferenceMatrix(columns, 5, 1);
            MerkleOpening good = matrix.Open(indices.Select(i => (int)i));
            CheckOpening(matrix.Root, indices, good, width, ErrorKind.None);
            for (int trial = 0; trial < 12; trial++)
            {
                var rows = (KoalaBear[])good.Rows.Clone();
                var siblings = (Digest[])good.Siblings.Clone();
                Digest root = matrix.Root;
                if (trial % 3 == 0) rows[random.Next(rows.Length)] += 1;
                if (trial % 3 == 1) siblings[random.Next(siblings.Length)][random.Next(9)] += 1;
                if (trial % 3 == 2) root[random.Next(9)] += 1;
                CheckOpening(root, indices, new MerkleOpening(rows, siblings), width, ErrorKind.RootMismatch);
            }

            CheckOpening(matrix.Root, indices, good with { Rows = good.Rows[width..] }, width, ErrorKind.BadOpening);
            CheckOpening(matrix.Root, indices, good with { Rows = [.. good.Rows, .. good.Rows[..width]] }, width, ErrorKind.BadOpening);
            CheckOpening(matrix.Root, indices, good with { Siblings = good.Siblings[1..] }, width, ErrorKind.BadOpening);
            CheckOpening(matrix.Root, indices, good with { Siblings = [.. good.Siblings, default] }, width, ErrorKind.BadOpening);
        }
    }

    [Fact]
    public void A_default_value_traps()
    {
        WireArithmetic a = new(new CircuitRecorder());
        WireBase one = a.Constant(KoalaBear.One);
        WireExt x = a.Constant(KoalaBear5.One);
        Assert.Throws<InvalidOperationException>(() => a.Add(one, default));
        Assert.Throws<InvalidOperationException>(() => a.Mul(x, default(WireBase)));
        Assert.Throws<InvalidOperationException>(() => a.AssertEqual(x, default));
        Assert.Throws<InvalidOperationException>(() => a.AssertZero(default));
        Assert.Throws<InvalidOperationException>(() => a.Permute(new WireBase[Poseidon2.Width]));
        Assert.Throws<InvalidOperationException>(() => a.Select([x, default], a.Input(KoalaBear.One)));
        Assert.Throws<InvalidOperationException>(() => a.Dot([default], [one]));
        Assert.Throws<InvalidOperationException>(() => a.PowMle(a.Input(KoalaBear.One), [default]));
    }

    internal static (string Program, bool Holds) Wire(MachineDefinition machine, VerifyingKey key, RunProof proof)
    {
        (Circuit circuit, Tape tape) = Wires.Record(new RunSource(machine, key, proof));
        return (circuit.Digest, new Replay(circuit, tape).Holds);
    }

    private static void CheckOpening(Digest root, uint[] indices, MerkleOpening o, int width, ErrorKind expected)
    {
        var shared = new KoalaBear[indices.Length * width];
        Assert.Equal(expected, MultiOpening.Verify(ProofHash.Poseidon2, root, indices, o, 6, width, shared, width));
        bool expands = MultiOpening.TryExpand(indices, o, 6, width, out KoalaBear[] opened, out Digest[] paths);
        Assert.Equal(expected != ErrorKind.BadOpening, expands);
        if (expands)
        {
            var single = new KoalaBear[shared.Length];
            Assert.Equal(expected, MerklePaths<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Verify(
                default, root.ToArray(), Array.ConvertAll(indices, i => (NativeIndex)i), opened, paths, 6, width, single, width));
            if (expected == ErrorKind.None) Assert.Equal(shared, single);
        }

        Assert.Equal(expected == ErrorKind.None, Wires.Replay(new OpeningSource(root, indices, o, width, shared)).Holds);
        KoalaBear[] wrong = [.. shared[..^1], shared[^1] + 1];
        Assert.False(Wires.Replay(new OpeningSource(root, indices, o, width, wrong)).Holds);
    }

    // Rows of a tree of 2^6 rows, and what they are to be.
    private sealed record OpeningSource(Digest Root, uint[] Indices, MerkleOpening Opening, int Width, KoalaBear[] Rows) : IVerifierSource
    {
        public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
            where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
            where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
        {
            var rows = new TBase[Rows.Length];
            TIndex[] at = Array.ConvertAll(Indices, i => a.LowBits(a.Input(new KoalaBear(i)), 6));
            Assert.Equal(ErrorKind.None, a.OpenRows(ProofHash.Poseidon2, Array.ConvertAll(Root.ToArray(), a.Input), at, Opening, 6, Width, rows, Width));
            for (int i = 0; i < rows.Length; i++) Assert.True(a.AssertEqual(rows[i], a.Input(Rows[i])));
        }
    }

    private static void Agree(MachineDefinition machine, ToyProof p, Predicate<Field> choose)
    {
        (string program, bool holds) = Wire(machine, p.Key, p.Proof);
        Assert.True(holds);
        byte[] bytes = ProofWriter.Write(machine, p.Proof);
        int read = 0;
        foreach (Field f in new ProofMap(machine, p.Proof).Fields)
        {
            if (!choose(f)) continue;
            foreach ((int word, uint add) in ((int, uint)[])[(f.Start, 1), (f.Start + f.Length - 1, KoalaBear.P - 1)])
            {
                var changed = (byte[])bytes.Clone();
                Span<byte> at = changed.AsSpan(4 * word);
                BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)(((ulong)BinaryPrimitives.ReadUInt32LittleEndian(at) + add) % KoalaBear.P));
                VerificationResult native = RunVerifier.Verify(machine, p.Key, changed);
                Assert.False(native.IsValid, $"{f}");
                if (!TryRead(machine, p.Key, changed, out RunProof proof)) continue;
                read++;
                Assert.Equal(native.Error!.Kind, NativeRun.Verify(default, machine, p.Key, proof)?.Kind);
                (string changedProgram, bool changedHolds) = Wire(machine, p.Key, proof);
                Assert.False(changedHolds, $"{f}: accepted on wires, {native.Error} natively");
                if (proof.Shards.Zip(p.Proof.Shards).All(x => x.First.Shape.Class == x.Second.Shape.Class)) Assert.Equal(program, changedProgram);
            }
        }

        Assert.True(read > 30, $"{read} could be read");
    }

    /// <summary>A message whose fingerprint is zero would make any sum balance: refused, a shard's public message and a key's global one.</summary>
    [Fact]
    public void Fingerprints_of_the_statement_are_not_zero()
    {
        ToyProof p = ToyProof.Make();
        var gamma = new GammaChallenges<KoalaBear, KoalaBear5>(1, new KoalaBear5[ProtocolParameters.FingerprintChallenges], new KoalaBear[Digest.Length]);
        foreach (IVerifierSource source in (IVerifierSource[])[
            new ShardSource(ToyMachine.Machine, p.Key, p.Proof.Shards[0] with { Nonce = 0 }, false, gamma), new StatementSource(p)])
        {
            // A permutation that gives zeros: all challenges are 0, and what has no chance with any others must be refused with these.
            (Circuit circuit, Tape tape) = Wires.Record(source);
            Assert.Equal("AssertNonZero", new Replay(circuit, tape, state => Array.Clear(state)).BrokenKind);
        }
    }

    private sealed record StatementSource(ToyProof Toy) : IVerifierSource
    {
        public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
            where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
            where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
        {
            var statement = new RunStatement<TArithmetic, TBase, TExt, TIndex>(
                a, Toy.Key, KeyInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, Toy.Key), a.Input(new KoalaBear(3)));
            foreach (ShardProof s in Toy.Proof.Shards)
                Assert.True(statement.TryAdd(new ClassLayout(ToyMachine.Machine, s.Shape.Class), ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, s), out _));
            Assert.NotNull(statement.SampleGamma(a.Input(Toy.Proof.GammaNonce)));
            Assert.True(statement.TryFinish());
        }
    }

    private static bool TryRead(MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> bytes, out RunProof proof)
    {
        proof = null!;
        var reader = new ProofReader(bytes);
        if (!reader.TryReadRunHeader(key, out int n, out KoalaBear nonce)) return false;
        var shards = new ShardProof[n];
        for (int i = 1; i <= n; i++)
        {
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out _)) return false;
            shards[i - 1] = shard;
        }

        proof = new RunProof(key.Digest, nonce, shards);
        return reader.TryReadEnd();
    }

    // The same lengths, every element another, rows too.
    private static ShardProof Scramble(ShardProof p)
    {
        KoalaBear5[] X(KoalaBear5[] v) => Array.ConvertAll(v, e => e + 3);
        Digest D(Digest d)
        {
            d[2] += 1;
            return d;
        }

        MerkleOpening[] O(MerkleOpening[] o) => Array.ConvertAll(o, x => x with { Rows = Array.ConvertAll(x.Rows, e => e + 1) });
        return new ShardProof(
            p.Shape with { Rows = Array.ConvertAll(p.Shape.Rows, n => 3 * n + 5) }, Array.ConvertAll(p.PublicValues, v => v + 1), D(p.BoundaryRoot),
            D(p.MainRoot), p.Nonce + 1, new GkrProof(0, 0, 3, 4, Array.ConvertAll(p.Gkr.Layers, l => new GkrLayer(X(l.Sumcheck), 5, 6, 7, 8))),
            X(p.Zerocheck), X(p.Evaluations),
            new WhirProof(
                X(p.Whir.InitialSumcheck),
                Array.ConvertAll(p.Whir.Rounds, r => new WhirRoundProof(D(r.Root), r.Nonce + 1, O(r.Openings), X(r.Sumcheck))),
                X(p.Whir.FinalPolynomial), p.Whir.FinalNonce + 1, O(p.Whir.FinalOpenings), X(p.Whir.FinalSumcheck)));
    }
}
