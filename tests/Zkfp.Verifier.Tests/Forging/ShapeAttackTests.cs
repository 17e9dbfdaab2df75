using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Arithmetic;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;
using NativeRun = Zkfp.Verifier.Tests.Arithmetic.GenericRun<
    Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5, Zkfp.Verifier.Arithmetic.NativeIndex>;

namespace Zkfp.Verifier.Tests.Forging;

/// <summary>
/// Shapes that a prover has no right to (docs/protocol.md §5): on honest proofs, through the reader and without it, natively and on wires. Without it,
/// since a recursive verifier has no reader before it.
/// </summary>
public class ShapeAttackTests
{
    private const int Halt = 3, Commit = 4, Range = 5, Rom = 7, Memory = 10, Image = 12;
    private static readonly ToyProof s_toy = ToyProof.Make();
    private static readonly GammaChallenges<KoalaBear, KoalaBear5> s_gamma = NativeRun.Gamma(default, ToyMachine.Machine, s_toy.Key, s_toy.Proof);

    /// <summary>Shard, position, rows: what machine, key or order do not allow.</summary>
    [Theory]
    [InlineData(1, Range, 0)] // required, absent
    [InlineData(2, Range + 1, 0)]
    [InlineData(1, Range, 255)] // a fixed height is all its rows
    [InlineData(1, Range, 257)]
    [InlineData(1, Range, 512)]
    [InlineData(1, Rom, 0)]
    [InlineData(1, Rom, 999)] // the key's, one less
    [InlineData(1, Rom, 1024)]
    [InlineData(3, Rom + 1, 0)]
    [InlineData(1, Rom + 2, 1)] // the key leaves it absent
    [InlineData(1, Image, 200)] // last shard only
    [InlineData(2, Image, 1)]
    [InlineData(3, Image, 0)] // last shard, absent
    [InlineData(3, Image, 199)]
    [InlineData(1, 0, 2049)] // more than 2^h
    [InlineData(1, 0, (int)KoalaBear.P - 1)]
    [InlineData(1, 1, 513)] // higher than the one before
    [InlineData(2, Memory + 1, 257)]
    [InlineData(1, 0, 0)] // absent, then present
    [InlineData(1, 2, 513)]
    [InlineData(2, Memory, 0)]
    [InlineData(1, Memory, 1024)] // the boundary matrix has one column of 2^11 rows
    public void Rows_that_are_not_admissible(int shard, int position, int rows)
    {
        ShardProof p = With(s_toy.Proof.Shards[shard - 1], position, rows);
        Refused(shard, p, BadShape, BadShape);
    }

    /// <summary>More rows than the matrix has, in a class with room for all columns: the count itself is refused, the proof's or the key's.</summary>
    [Theory]
    [InlineData(2, Halt, "Halt")]
    [InlineData(1, Rom, "Rom")]
    [InlineData(3, Image, "Image")]
    public void More_rows_than_a_matrix_has(int shard, int position, string table)
    {
        VerifyingKey k = s_toy.Key;
        TablePosition q = TablePosition.All(ToyMachine.Machine)[position];
        int[] rows = [.. k.PreprocessedRows];
        if (q.KeyIndex >= 0) rows[q.KeyIndex] = 2049;
        var key = new VerifyingKey(k.MachineDigest, 11, 60, k.InitialPc, k.InitialNpc, rows, k.PreprocessedRoot, k.GlobalMessages);
        ShardProof p = With(s_toy.Proof.Shards[shard - 1], position, 2049);
        p = p with { Shape = p.Shape with { Class = new ProofClass(11, 60, 60, 60, 17) } };
        VerificationError? e = NativeRun.VerifyShard(default, ToyMachine.Machine, key, p, shard == 3, s_gamma);
        Assert.Equal((BadShape, $"step 1: {table}, position 0"), (e?.Kind, e?.Where));
    }

    /// <summary>Heights that rise from a position to the next, or something after nothing, where there is room for all of it.</summary>
    [Theory]
    [InlineData(1, 513, "Step, position 1")]
    [InlineData(2, 1, "Step, position 2")]
    public void Heights_do_not_rise(int position, int rows, string where)
    {
        int[] all = [.. s_toy.Proof.Shards[0].Shape.Rows];
        if (position == 2) all[1] = 0;
        all[position] = rows;
        ShardProof p = s_toy.Proof.Shards[0] with { Shape = new Shape(new ProofClass(11, 60, 60, 2, 17), all) };
        VerificationError? e = NativeRun.VerifyShard(default, ToyMachine.Machine, s_toy.Key, p, false, s_gamma);
        Assert.Equal((BadShape, $"step 1: {where}"), (e?.Kind, e?.Where));
    }

    /// <summary>So many leaves that the fingerprint needs two bits of work: three nonces of four are refused, whatever they are.</summary>
    [Fact]
    public void Fingerprint_of_many_leaves_needs_work()
    {
        ShardProof p = s_toy.Proof.Shards[0];
        ProofClass c = p.Shape.Class with { LogLeaves = 29 };
        Assert.Equal(2, new ClassLayout(ToyMachine.Machine, c).LocalGrindingBits);
        int refused = 0;
        for (uint nonce = 0; nonce < 64; nonce++)
        {
            VerificationError? e = NativeRun.VerifyShard(
                default, ToyMachine.Machine, s_toy.Key, p with { Nonce = new KoalaBear(nonce), Shape = p.Shape with { Class = c } }, false, s_gamma);
            Assert.Contains(e!.Kind, (ErrorKind[])[BadProofOfWork, LocalBusUnbalanced]);
            if (e.Kind == BadProofOfWork) refused++;
        }

        Assert.InRange(refused, 32, 63);
    }

    /// <summary>The matrix or the leaves are too small for the rows. Shard 1 has 5376 + 1280 + 768 main cells and 5888 local leaves.</summary>
    [Theory]
    [InlineData(3, 1, 14)]
    [InlineData(4, 1, 13)]
    public void A_class_too_small_for_the_rows(int main, int boundary, int leaves)
    {
        ShardProof p = s_toy.Proof.Shards[0];
        ProofClass c = p.Shape.Class with { MainWidth = main, BoundaryWidth = boundary, LogLeaves = leaves };
        Refused(1, p with { Shape = p.Shape with { Class = c } }, BadShape, BadShape);
    }

    /// <summary>Which shard is the last is not the proof's to say: with the flag of the other kind each shard has a wrong Image table.</summary>
    [Fact]
    public void A_shard_is_last_if_its_number_is()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(BadShape, NativeRun.VerifyShard(default, ToyMachine.Machine, s_toy.Key, s_toy.Proof.Shards[i], i != 2, s_gamma)?.Kind);
            Assert.False(OnWires(s_toy.Proof.Shards[i], i != 2));
            Assert.Null(NativeRun.VerifyShard(default, ToyMachine.Machine, s_toy.Key, s_toy.Proof.Shards[i], i == 2, s_gamma));
        }
    }

    /// <summary>Other rows of the same height leave every length and place as they were. Only what is absorbed, and the virtual column, tell.</summary>
    [Theory]
    [InlineData(1, 0, 511, LocalBusUnbalanced, LocalBusUnbalanced)]
    [InlineData(1, 1, 89, LocalBusUnbalanced, LocalBusUnbalanced)]
    [InlineData(2, Halt, 2, LocalBusUnbalanced, LocalBusUnbalanced)]
    [InlineData(2, Commit, 7, LocalBusUnbalanced, LocalBusUnbalanced)]
    [InlineData(1, Memory, 101, BadProofOfWork, LocalBusUnbalanced)] // under Γ
    [InlineData(2, Memory + 1, 2, BadProofOfWork, LocalBusUnbalanced)]
    public void Other_rows_of_the_same_height(int shard, int position, int rows, ErrorKind read, ErrorKind direct) =>
        Refused(shard, With(s_toy.Proof.Shards[shard - 1], position, rows), read, direct);

    /// <summary>
    /// A prover who commits to rows of a table and says that there are fewer: what Active cuts off is missing from the buses, though every challenge is
    /// made for the number that was said.
    /// </summary>
    [Theory]
    [InlineData(7, LocalBusUnbalanced)]
    [InlineData(9, LocalBusUnbalanced)]
    public void Fewer_or_more_rows_than_the_run_needs(int rows, ErrorKind expected)
    {
        ToyProof p = ToyProof.Forge(new Forgery
        {
            Witness = (shard, w) =>
            {
                if (shard != 2) return;
                FragmentTrace honest = w.Fragments[ToyMachine.Commit][0];
                var other = new FragmentTrace(honest.Air, rows);
                for (int c = 1; c < honest.Columns.Length; c++) honest.Columns[c].CopyTo(other.Columns[c], 0);
                w.Fragments[ToyMachine.Commit][0] = other;
            },
        });
        VerificationResult r = BothVerifiers.Verify(p.Key, p.Bytes());
        Assert.Equal(expected, r.Error?.Kind);
        Assert.Contains("shard 2", r.Error!.Where, StringComparison.Ordinal);
    }

    /// <summary>Columns and leaves of virtual rows count: a run whose Active column is one row off in the witness alone breaks in the zerocheck.</summary>
    [Fact]
    public void An_active_column_of_the_provers_own()
    {
        ToyProof p = ToyProof.Forge(new Forgery
        {
            Witness = (shard, w) =>
            {
                // A word given on by nobody: row 100 of 100, said to be padding, sends.
                if (shard == 1) w.Fragments[ToyMachine.Memory][0].Columns[0][100] = 1;
            },
        });
        VerificationResult r = BothVerifiers.Verify(p.Key, p.Bytes());
        Assert.False(r.IsValid);
        Assert.Contains(r.Error!.Kind, (ErrorKind[])[ConstraintMismatch, LocalBusUnbalanced]);
    }

    /// <summary>Absent positions have no evaluations in the bytes; a verifier without a reader checks that they are 0.</summary>
    [Fact]
    public void An_absent_position_has_no_evaluations()
    {
        for (int shard = 0; shard < 3; shard++)
        {
            ShardProof p = s_toy.Proof.Shards[shard];
            foreach (TablePosition q in TablePosition.All(ToyMachine.Machine))
            {
                if (p.Shape.Rows[q.Number] != 0) continue;
                var e = (KoalaBear5[])p.Evaluations.Clone();
                e[q.EvaluationOffset + q.EvaluationCount - 1] = 1;
                VerificationError? error = NativeRun.VerifyShard(default, ToyMachine.Machine, s_toy.Key, p with { Evaluations = e }, shard == 2, s_gamma);
                Assert.Equal(BadShape, error?.Kind);
                Assert.Contains("evaluation", error!.Where, StringComparison.Ordinal);
                if (q.Index == 0) Assert.False(OnWires(p with { Evaluations = e }, shard == 2));
            }
        }
    }

    /// <summary>The class is absorbed: a proof rewritten to the lengths of another class, with zeros for what is new, has other challenges.</summary>
    [Fact]
    public void A_proof_rewritten_for_another_class()
    {
        ShardProof p = s_toy.Proof.Shards[0];
        ProofClass c = p.Shape.Class;
        Assert.Equal((7, 3), (c.Width, c.LogWidth));
        WhirRoundProof first = p.Whir.Rounds[0];
        ShardProof Wider(ProofClass wider, int tree)
        {
            int width = tree == 0 ? c.MainWidth : c.BoundaryWidth, leaf = width << FieldHash.LogLeafRows(width, c.LogHeight + 1);
            int newLeaf = width + 1 << FieldHash.LogLeafRows(width + 1, c.LogHeight + 1);
            var rows = new List<KoalaBear>();
            for (int i = 0; i < first.Openings[tree].Rows.Length; i += leaf) rows.AddRange([.. first.Openings[tree].Rows.AsSpan(i, Math.Min(leaf, newLeaf)), .. new KoalaBear[Math.Max(0, newLeaf - leaf)]]);
            var openings = (MerkleOpening[])first.Openings.Clone();
            openings[tree] = openings[tree] with { Rows = [.. rows] };
            return p with
            {
                Shape = p.Shape with { Class = wider },
                Whir = p.Whir with { Rounds = [first with { Openings = openings }, .. p.Whir.Rounds[1..]] },
            };
        }

        Refused(1, Wider(c with { MainWidth = c.MainWidth + 1 }, 0), LocalBusUnbalanced, LocalBusUnbalanced);
        Refused(1, Wider(c with { BoundaryWidth = c.BoundaryWidth + 1 }, 1), BadProofOfWork, LocalBusUnbalanced);
        GkrLayer[] layers = [.. p.Gkr.Layers, new GkrLayer(new KoalaBear5[2 * c.LogLeaves], 0, 0, 1, 1)];
        Refused(
            1, p with { Shape = p.Shape with { Class = c with { LogLeaves = c.LogLeaves + 1 } }, Gkr = p.Gkr with { Layers = layers } },
            LocalBusUnbalanced, LocalBusUnbalanced);
    }

    /// <summary>Shards of one run may be of several classes, wider or with more leaves than they need.</summary>
    [Fact]
    public void Shards_of_any_class_are_accepted()
    {
        ToyProof p = ToyProof.Forge(new Forgery
        {
            Class = (shard, c) => shard switch { 1 => c, 2 => c with { MainWidth = 5, BoundaryWidth = 3, LogLeaves = 15 }, _ => c with { MainWidth = 9 } },
        });
        Assert.Equal(3, p.Proof.Shards.Select(s => s.Shape.Class).Distinct().Count());
        VerificationResult r = BothVerifiers.Verify(p.Key, p.Bytes());
        Assert.True(r.IsValid, r.Error?.ToString());
    }

    /// <summary>A key with one row count changed, or of another preprocessed width, is another key; a proof renamed to it is refused.</summary>
    [Fact]
    public void Keys_with_other_rows_or_widths()
    {
        VerifyingKey k = s_toy.Key;
        for (int i = 0; i < 5; i++)
        {
            int[] rows = [.. k.PreprocessedRows];
            if (i < 4) rows[i]++;
            var other = new VerifyingKey(
                k.MachineDigest, k.LogHeight, i < 4 ? 2 : 3, k.InitialPc, k.InitialNpc, rows, k.PreprocessedRoot, k.GlobalMessages);
            Assert.Equal("", KeyCheck.Check(ToyMachine.Machine, other));
            Assert.NotEqual(k.Digest, other.Digest);
            Assert.Equal(WrongKey, BothVerifiers.Verify(other, s_toy.Bytes()).Error?.Kind);
            byte[] renamed = ProofWriter.Write(ToyMachine.Machine, s_toy.Proof with { KeyDigest = other.Digest });
            Assert.False(BothVerifiers.Verify(other, renamed).IsValid);

            // With the rows of the other key in every shard as well, and without the reader.
            int number = i == 3 ? Image : Rom + i;
            ShardProof p = s_toy.Proof.Shards[2];
            if (i < 4) p = With(p, number, rows[i]);
            p = p with { Shape = p.Shape with { Class = p.Shape.Class with { PreprocessedWidth = i < 4 ? 2 : 3 } } };
            // Shard 3 has no local messages: its local sum is 0 under any challenges, GKR's first layer is not.
            Assert.Equal(GkrMismatch, NativeRun.VerifyShard(default, ToyMachine.Machine, other, p, true, s_gamma)?.Kind);
        }
    }

    /// <summary>
    /// Two runs of one program, of equal boundary matrices and different public values: no shard of one stands in the other. Γ's leaves have the public
    /// values in them.
    /// </summary>
    [Fact]
    public void Shards_of_two_runs_cannot_be_exchanged()
    {
        ToyProof other = ToyProof.Forge(new Forgery
        {
            Witness = (shard, w) =>
            {
                // The same program ends with another outcome: HALT takes any.
                if (shard != 2) return;
                w.Fragments[ToyMachine.Halt][0].Columns[3][0] = 0x0900;
                w.PublicValues[Core.Machine.ExecutionPublicValues.OutcomeLow] = 0x0900;
                w.Fragments[ToyMachine.Halt][0].Columns[4][0] = 2;
                w.PublicValues[Core.Machine.ExecutionPublicValues.OutcomeHigh] = 2;
            },
        });
        Assert.Equal(s_toy.Key.Digest, other.Key.Digest);
        Assert.Equal(s_toy.Proof.Shards.Select(p => p.BoundaryRoot), other.Proof.Shards.Select(p => p.BoundaryRoot));
        VerificationResult r = BothVerifiers.Verify(other.Key, other.Bytes());
        Assert.True(r.IsValid, r.Error?.ToString());
        Assert.Equal(0x20900u, r.Outcome);
        for (int set = 1; set < 7; set++)
        {
            var mixed = new ShardProof[3];
            for (int i = 0; i < 3; i++) mixed[i] = ((set >> i & 1) != 0 ? other : s_toy).Proof.Shards[i];
            foreach (KoalaBear nonce in (KoalaBear[])[s_toy.Proof.GammaNonce, other.Proof.GammaNonce])
            {
                r = BothVerifiers.Verify(s_toy.Key, ProofWriter.Write(ToyMachine.Machine, new RunProof(s_toy.Key.Digest, nonce, mixed)));
                Assert.False(r.IsValid, $"{set}");
                Assert.Contains(r.Error!.Kind, (ErrorKind[])[BadProofOfWork, LocalBusUnbalanced, GkrMismatch]);
            }
        }

        // As a whole it is the other run with that run's nonce alone.
        Assert.Equal(BadProofOfWork, BothVerifiers.Verify(s_toy.Key, ProofWriter.Write(ToyMachine.Machine, other.Proof with { GammaNonce = 0 })).Error?.Kind);
    }

    /// <summary>Fewer or more shards than N says, and numbers beyond N.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1 << 16)]
    public void The_number_of_shards_is_counted(int n)
    {
        var statement = new RunStatement<Zkfp.Verifier.Arithmetic.NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
            default, s_toy.Key, KeyInputs<KoalaBear>.Create<Zkfp.Verifier.Arithmetic.NativeArithmetic, KoalaBear5, NativeIndex>(default, s_toy.Key), n);
        for (int i = 0; i < 3; i++)
        {
            ShardProof p = s_toy.Proof.Shards[i];
            Assert.True(statement.TryAdd(
                new ClassLayout(ToyMachine.Machine, p.Shape.Class), ShardInputs<KoalaBear>.Create<Zkfp.Verifier.Arithmetic.NativeArithmetic, KoalaBear5, NativeIndex>(default, p),
                out KoalaBear last));
            Assert.Equal(i + 1 == n ? KoalaBear.One : KoalaBear.Zero, last);
        }

        Assert.Null(statement.SampleGamma(s_toy.Proof.GammaNonce));
        Assert.Equal(BadLength, statement.Error?.Kind);
    }

    /// <summary>Whether a shard is the last is an input that the prover fills in, with an inverse: neither helps it to another answer.</summary>
    [Fact]
    public void A_prover_cannot_choose_which_shard_is_last()
    {
        KoalaBear half = new KoalaBear(2).Inverse();
        (int Shards, KoalaBear IsLast, KoalaBear Inverse, bool Holds)[] cases =
        [
            (1, 1, 0, true), (1, 1, 5, true), (1, 0, 0, false), (1, 0, 5, false), (1, 2, 0, false),
            (3, 0, half, true), (3, 1, 0, false), (3, 0, 0, false), (3, 0, 1, false), (3, 1, half, false), (3, 2, -half, false), (3, -1, 1, false),
        ];
        ShardProof p = s_toy.Proof.Shards[0];
        foreach ((int shards, KoalaBear isLast, KoalaBear inverse, bool holds) in cases)
        {
            // The last two inputs: the flag, and the inverse.
            (Circuit circuit, Tape tape) = Wires.Record(new Adding(s_toy.Key, p, shards));
            (tape.Inputs[^2], tape.Inputs[^1]) = (isLast, inverse);
            Assert.True(new Replay(circuit, tape).Holds == holds, $"{shards} shards, {isLast}, {inverse}");
        }
    }

    private sealed record Adding(VerifyingKey Key, ShardProof Proof, int Shards) : IVerifierSource
    {
        public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
            where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
            where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
        {
            var statement = new RunStatement<TArithmetic, TBase, TExt, TIndex>(
                a, Key, KeyInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, Key), a.Input(new KoalaBear((ulong)Shards)));
            Assert.True(statement.TryAdd(
                new ClassLayout(ToyMachine.Machine, Proof.Shape.Class), ShardInputs<TBase>.Create<TArithmetic, TExt, TIndex>(a, Proof), out _));
        }
    }

    private static ShardProof With(ShardProof p, int position, int rows)
    {
        int[] changed = [.. p.Shape.Rows];
        changed[position] = rows;
        return p with { Shape = p.Shape with { Rows = changed } };
    }

    private static bool OnWires(ShardProof p, bool isLast) => Wires.Replay(new ShardSource(ToyMachine.Machine, s_toy.Key, p, isLast, s_gamma)).Holds;

    private static void Refused(int shard, ShardProof changed, ErrorKind read, ErrorKind direct)
    {
        var shards = (ShardProof[])s_toy.Proof.Shards.Clone();
        shards[shard - 1] = changed;
        VerificationResult r = BothVerifiers.Verify(s_toy.Key, ProofWriter.Write(ToyMachine.Machine, s_toy.Proof with { Shards = shards }));
        Assert.True(r.Error?.Kind == read, $"{r.Error}; expected {read}");
        VerificationError? e = NativeRun.VerifyShard(default, ToyMachine.Machine, s_toy.Key, changed, shard == 3, s_gamma);
        Assert.True(e?.Kind == direct, $"without the reader: {e}; expected {direct}");
        Assert.False(OnWires(changed, shard == 3), "accepted on wires");
    }
}
