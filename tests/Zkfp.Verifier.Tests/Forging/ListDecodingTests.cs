using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Tests.Arithmetic;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Forging;

/// <summary>
/// Layers whose words are decoded to lists (docs/protocol.md §13): a second prover's proofs are accepted, and what list decoding adds, values outside the domain
/// and proofs of work of folds, is checked to the last one.
/// </summary>
public class ListDecodingTests
{
    public static TheoryData<ProofLayer, int> Cases() => new()
    {
        { ProofLayer.Shrink, 8 }, { ProofLayer.Shrink, 9 }, { ProofLayer.Final, 8 }, { ProofLayer.Final, 10 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Proofs_of_the_second_prover_are_accepted(ProofLayer layer, int logHeight)
    {
        ToyProof p = Make(Forgery.Honest, layer, logHeight);
        Assert.Null(Verify(p));
        foreach ((ShardProof shard, int i) in p.Proof.Shards.Select((x, i) => (x, i)))
        {
            // The bytes have a place for each value that was added, and only there.
            Assert.Single(shard.OutOfDomain);
            Assert.Equal(shard.Shape.Class.LogWidth, shard.Whir.InitialNonces.Length);
            Assert.Equal(logHeight == 8 ? 0 : 1, shard.Whir.Rounds.Length);
            byte[] bytes = ProofWriter.Write(ToyMachine.Machine, shard);
            Assert.True(Read(p, bytes, i, layer, out ShardProof? read, out VerificationError? error), $"{error}");
            Assert.Equal(bytes, ProofWriter.Write(ToyMachine.Machine, read!));
            Assert.False(Read(p, [.. bytes, 0, 0, 0, 0], i, layer, out _, out error));
            Assert.Equal(TrailingBytes, error!.Kind);
        }
    }

    /// <summary>Each value outside the domain and each proof of work of a fold, changed; two of them exchanged.</summary>
    [Theory]
    [InlineData(ProofLayer.Shrink)]
    [InlineData(ProofLayer.Final)]
    public void Changed_values_are_refused(ProofLayer layer)
    {
        ToyProof p = Make(Forgery.Honest, layer, WithRound(layer));
        ShardProof s = p.Proof.Shards[0];
        WhirRoundProof round = s.Whir.Rounds[0];
        KoalaBear5 answer = s.OutOfDomain[0], later = round.OutOfDomain[0];
        for (int c = 0; c < KoalaBear5.Degree; c++)
        {
            var unit = new KoalaBear[KoalaBear5.Degree];
            unit[c] = 1;
            KoalaBear5 change = KoalaBear5.FromCoefficients(unit);
            Refused(p, s with { OutOfDomain = [answer + change] });
            Refused(p, With(s, round with { OutOfDomain = [later + change] }));
        }

        Refused(p, With(s, round with { OutOfDomain = [answer] }) with { OutOfDomain = [later] });
        for (int i = 0; i < s.Whir.InitialNonces.Length; i++)
            Refused(p, s with { Whir = s.Whir with { InitialNonces = Changed(s.Whir.InitialNonces, i) } }, BadProofOfWork);
        for (int i = 0; i < round.Nonces.Length; i++)
            Refused(p, With(s, round with { Nonces = Changed(round.Nonces, i) }), BadProofOfWork);
        Assert.Equal(LayerParameters.Of(layer).Fold, round.Nonces.Length);
        Refused(p, With(s, round with { Nonces = [.. round.Nonces.Reverse()] }), BadProofOfWork);
    }

    /// <summary>Left out, a value leaves a proof that cannot be read; nor can one of a layer be read as one of another.</summary>
    [Theory]
    [InlineData(ProofLayer.Shrink)]
    [InlineData(ProofLayer.Final)]
    public void Values_left_out_and_wrong_layers_are_refused(ProofLayer layer)
    {
        ToyProof p = Make(Forgery.Honest, layer, WithRound(layer));
        ShardProof s = p.Proof.Shards[0];
        WhirRoundProof round = s.Whir.Rounds[0];
        foreach (ShardProof less in (ShardProof[])[
            s with { OutOfDomain = [] }, With(s, round with { OutOfDomain = [] }), With(s, round with { Nonces = round.Nonces[1..] }),
            s with { Whir = s.Whir with { InitialNonces = s.Whir.InitialNonces[1..] } }])
            Assert.False(Read(p, ProofWriter.Write(ToyMachine.Machine, less), 0, layer, out _, out _));
        foreach (ProofLayer other in Enum.GetValues<ProofLayer>())
            Assert.Equal(other == layer, Read(p, ProofWriter.Write(ToyMachine.Machine, s), 0, other, out _, out _));

        // With a height at which no matrix is committed the lengths of Shrink and Final are the same but for the final polynomial's openings: the domain
        // string, the rates and the numbers of queries tell them apart.
        ToyProof small = Make(Forgery.Honest, layer, 8);
        ProofLayer wrong = layer == ProofLayer.Shrink ? ProofLayer.Final : ProofLayer.Shrink;
        ShardProof shard = small.Proof.Shards[0];
        Shape shape = shard.Shape with { Class = shard.Shape.Class with { Layer = wrong } };
        Assert.NotNull(Verify(small with { Proof = small.Proof with { Shards = [shard with { Shape = shape }, .. small.Proof.Shards[1..]] } }));
    }

    [Theory]
    [InlineData("fold")]
    [InlineData("query")]
    [InlineData("final")]
    public void No_proof_of_work(string label) => Caught(new Forgery { NoWork = label }, BadProofOfWork);

    /// <summary>
    /// A word near two polynomials: every second row is of the witness, the others of one whose first cell is larger by 1. Both have more rows in common with
    /// the word than list decoding asks for. Whichever of them is named outside the domain and whichever is then proven, the proof is refused.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Word_near_two_polynomials(bool nameTheOther)
    {
        CodeRegime c = new WhirSchedule(WithRound(ProofLayer.Shrink), ProofLayer.Shrink).First.Regime;
        Assert.True(c.Rows / 2 >= c.Agreement && c.ListSize >= 2);
        Caught(new Forgery { CorruptMain = s_mix, Outside = nameTheOther ? s_other : null }, WhirMismatch);
    }

    /// <summary>
    /// The same two polynomials with an honest word: all that is wrong is that the value outside the domain is the other's. A verifier that did not put it into
    /// the claim would accept, since each message is what it should be after it.
    /// </summary>
    [Theory]
    [InlineData(ProofLayer.Shrink)]
    [InlineData(ProofLayer.Final)]
    public void Value_of_another_near_polynomial(ProofLayer layer)
    {
        Caught(new Forgery { Outside = s_other }, WhirMismatch, layer);
        Caught(new Forgery { OutsideOfRound = s_other }, WhirMismatch, layer);
    }

    /// <summary>
    /// Values chosen when τ, or ξ, is known, so that a false claim becomes true: proofs that a verifier accepts which does not absorb them.
    /// </summary>
    [Theory]
    [InlineData("out of domain", LocalBusUnbalanced)]
    [InlineData("out of domain of a round", BadProofOfWork)]
    public void Value_chosen_after_its_challenge(string label, ErrorKind expected) => Caught(
        new Forgery
        {
            Unabsorbed = label,
            Depth = LieDepth.Evaluations,
            Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Range][0].Columns[1][3] += 1; },
        },
        expected);

    /// <summary>A word far from the code, and a committed polynomial that is not the folded one.</summary>
    [Fact]
    public void Far_words_and_other_folds_are_refused()
    {
        // Two rows in three are of the code: more than enough to be near, so the queries have to find the third.
        Caught(new Forgery { CorruptMain = s_thirds }, WhirMismatch);
        Caught(new Forgery { CorruptFold = s_fold }, WhirMismatch);
    }

    /// <summary>
    /// The verifier written from docs/protocol.md: it accepts the same proofs, refuses each word of what list decoding adds when it is changed, and proofs of
    /// another layer.
    /// </summary>
    [Second.GoFact]
    public void The_second_verifier_agrees()
    {
        foreach (ProofLayer layer in (ProofLayer[])[ProofLayer.Shrink, ProofLayer.Final])
        {
            using var second = new Second.SecondVerifier(MiniRun.Machine, layer);
            foreach (int h in (int[])[8, 10])
            {
                ToyProof p = MiniRun.Prove(h, Forgery.Honest, layer);
                Assert.Null(GenericRun<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Verify(default, MiniRun.Machine, p.Key, p.Proof));
                ShardProof s = p.Proof.Shards[0];
                Assert.StartsWith("valid", Say(s), StringComparison.Ordinal);
                Assert.StartsWith("invalid", Say(s with { OutOfDomain = [s.OutOfDomain[0] + 1] }), StringComparison.Ordinal);
                for (int i = 0; i < s.Whir.InitialNonces.Length; i++)
                    Assert.StartsWith("invalid", Say(s with { Whir = s.Whir with { InitialNonces = Changed(s.Whir.InitialNonces, i) } }), StringComparison.Ordinal);
                Assert.Equal(h == 10 ? 1 : 0, s.Whir.Rounds.Length);
                foreach (WhirRoundProof round in s.Whir.Rounds)
                {
                    Assert.StartsWith("invalid", Say(With(s, round with { OutOfDomain = [round.OutOfDomain[0] + 1] })), StringComparison.Ordinal);
                    for (int i = 0; i < round.Nonces.Length; i++)
                        Assert.StartsWith("invalid", Say(With(s, round with { Nonces = Changed(round.Nonces, i) })), StringComparison.Ordinal);
                }

                foreach (Forgery forgery in (Forgery[])[new Forgery { Outside = s_other }, new Forgery { CorruptMain = s_mix }, new Forgery { NoWork = "fold" }])
                    Assert.StartsWith("invalid", Say(MiniRun.Prove(h, forgery, layer).Proof.Shards[0]), StringComparison.Ordinal);
                foreach (ProofLayer other in (ProofLayer[])[ProofLayer.Shrink, ProofLayer.Final])
                    if (other != layer) Assert.StartsWith("invalid", Say(MiniRun.Prove(h, Forgery.Honest, other).Proof.Shards[0]), StringComparison.Ordinal);

                string Say(ShardProof shard) => second.Verify(p.Key, ProofWriter.Write(MiniRun.Machine, p.Proof with { Shards = [shard] }));
            }
        }
    }

    private const int ShortProgram = 200;

    // The least height with a committed round.
    private static int WithRound(ProofLayer layer) => LayerParameters.Of(layer).MaxFinalVariables + 1;

    // The encoding of "1 at cell 0" is 1 in every row.
    private static readonly Action<KoalaBear[][]> s_mix = rows =>
    {
        for (int i = 1; i < rows.Length; i += 2) rows[i][0] += 1;
    };

    private static readonly Action<KoalaBear[][]> s_thirds = rows =>
    {
        for (int i = 0; i < rows.Length; i += 3) rows[i][0] += new KoalaBear((uint)i + 1);
    };

    private static readonly Action<KoalaBear5[]> s_fold = f => f[5] += 1;

    // "1 at cell 0" at a point: Π (1 − xᵢ).
    private static readonly Func<KoalaBear5[], KoalaBear5, KoalaBear5> s_other =
        (point, value) => value + point.Aggregate(KoalaBear5.One, (product, x) => product * (KoalaBear5.One - x));

    private static ToyProof Make(Forgery forgery, ProofLayer layer, int logHeight) =>
        ToyProof.Forge(forgery, logHeight, 0, ShortProgram, ToyRun.Class(logHeight) with { Layer = layer });

    private static VerificationError? Verify(ToyProof p) =>
        GenericRun<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Verify(default, ToyMachine.Machine, p.Key, p.Proof);

    private static bool Read(ToyProof p, byte[] bytes, int shard, ProofLayer layer, out ShardProof? proof, out VerificationError? error) =>
        ProofReader.TryReadShard(ToyMachine.Machine, p.Key, bytes, shard + 1 == p.Proof.Shards.Length, out proof, out error, layer);

    private static ShardProof With(ShardProof s, WhirRoundProof round) => s with { Whir = s.Whir with { Rounds = [round, .. s.Whir.Rounds[1..]] } };

    private static KoalaBear[] Changed(KoalaBear[] values, int index)
    {
        var result = (KoalaBear[])values.Clone();
        result[index] += 1;
        return result;
    }

    private static void Refused(ToyProof p, ShardProof first, ErrorKind? kind = null)
    {
        VerificationError? e = Verify(p with { Proof = p.Proof with { Shards = [first, .. p.Proof.Shards[1..]] } });
        Assert.NotNull(e);
        if (kind is not null) Assert.Equal(kind, e.Kind);
    }

    private static void Caught(Forgery forgery, ErrorKind expected, ProofLayer layer = ProofLayer.Shrink)
    {
        VerificationError? e = Verify(Make(forgery, layer, WithRound(layer)));
        Assert.True(e?.Kind == expected, $"{e}; expected {expected}");
    }
}
