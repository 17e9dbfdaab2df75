using Zkfp.Core.Field;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Core.Machine.ExecutionPublicValues;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Forging;

/// <summary>§9, 1–3: each rule about public values, broken alone in an otherwise honest proof.</summary>
public class StatementTests
{
    public static TheoryData<int, int, uint, ErrorKind> Cases => new()
    {
        // shard, value, new value, error
        { 1, ShardIndex, 2, BadPublicValue },
        { 2, ShardIndex, 0, BadPublicValue },
        { 1, EndTime, 0, BadPublicValue },
        { 1, EndTime, 6, BadPublicValue },
        { 1, EndTime, 1 << LogMaxTime, BadPublicValue },
        { 2, Halted, 2, BadPublicValue },
        { 2, OutcomeLow, 1 << 16, BadPublicValue },
        { 2, OutcomeHigh, 1 << 16, BadPublicValue },
        { 2, FirstCommit, 2, BadPublicValue },
        { 2, FirstCommit, 0, BadPublicValue },
        { 2, FirstCommit + 1, 1 << 16, BadPublicValue },
        { 2, FirstCommit + 2, 1 << 16, BadPublicValue },
        { 2, FirstCommit + 2, KoalaBear.P - 1, BadPublicValue },
        { 1, FirstCommit + 2, 1, BadPublicValue },
        { 1, StartPc, 1, BadChain },
        { 1, StartNpc, 5, BadChain },
        { 1, EndPc, 5, BadChain },
        { 2, StartNpc, 5, BadChain },
        { 2, EndPc, 1, BadChain },
        { 2, EndNpc, 1, BadChain },
        { 3, EndPc, 1, BadChain },
        { 3, EndNpc, 1, BadChain },
        { 3, EndTime, 8, BadChain },
        { 3, Halted, 1, BadHalt },
        { 1, OutcomeLow, 1, BadHalt },
        { 3, OutcomeHigh, 1, BadHalt },
        { 1, FirstCommit, 1, BadCommit },
        { 3, FirstCommit + 3, 1, BadCommit },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Broken_rule_is_named(int shard, int value, uint changed, ErrorKind expected)
    {
        VerificationResult r = Verify(shard, (value, changed));
        Assert.Equal(expected, r.Error?.Kind);

        // A chain or a second commit may show in the shard after it.
        if (expected is not (BadChain or BadCommit)) Assert.StartsWith($"shard {shard}: public values: ", r.Error!.Where, StringComparison.Ordinal);
        if (value == FirstCommit && changed == 2) Assert.EndsWith("commit flag 0", r.Error!.Where, StringComparison.Ordinal);
    }

    /// <summary>7: a run that does not halt, and an outcome without a halt.</summary>
    [Fact]
    public void A_run_must_halt()
    {
        Assert.Equal(BadHalt, Verify(2, (Halted, 0u)).Error?.Kind);
        Assert.Equal(BadHalt, Verify(2, (Halted, 0u), (OutcomeLow, 0u)).Error?.Kind);
    }

    /// <summary>§9, 2 where no later shard follows whose start would show it.</summary>
    [Theory]
    [InlineData(EndPc)]
    [InlineData(EndNpc)]
    public void A_run_ends_in_the_zero_state(int value)
    {
        ToyProof p = MiniRun.Prove(8);
        var values = (KoalaBear[])p.Proof.Shards[0].PublicValues.Clone();
        values[value] = 1;
        ShardProof changed = p.Proof.Shards[0] with { PublicValues = values };
        Assert.Equal(BadChain, MiniRun.Verify(p with { Proof = p.Proof with { Shards = [changed] } }).Error?.Kind);
    }

    /// <summary>A run's statement that has an error is not accepted, whoever goes on after it and however well.</summary>
    [Fact]
    public void An_error_is_final()
    {
        ToyProof p = MiniRun.Prove(8);
        ShardProof proof = p.Proof.Shards[0];
        var layout = new ClassLayout(MiniRun.Machine, proof.Shape.Class);
        ShardInputs<KoalaBear> honest = ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, proof);
        foreach (bool broken in (bool[])[false, true])
        {
            var statement = new RunStatement<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
                default, p.Key, KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, p.Key), 1);
            var values = (KoalaBear[])honest.PublicValues.Clone();
            values[OutcomeHigh] = 1 << 16;
            if (broken) Assert.False(statement.TryAdd(layout, honest with { PublicValues = values }, out _));
            Assert.True(statement.TryAdd(layout, honest, out _));
            Assert.NotNull(statement.SampleGamma(p.Proof.GammaNonce));
            Assert.True(statement.TryAddSum(0, 1, 0));
            Assert.Equal(!broken, statement.TryFinish());
            Assert.Equal(broken ? BadPublicValue : null, statement.Error?.Kind);
        }
    }

    /// <summary>
    /// A proof is read twice: for the statement and Γ, then shard by shard. In memory that somebody else writes, as that of a mapped file, the first reading can
    /// show a false outcome, and the second a shard proof of the true one that was made for the challenges of the false one.
    /// </summary>
    [Fact]
    public void What_is_verified_is_what_was_stated()
    {
        const uint False = 0x0100;
        ToyProof p = ToyProof.Forge(new Forgery
        {
            Witness = (shard, w) => SetOutcome(shard, w, False),
            AfterGamma = (shard, w) => SetOutcome(shard, w, ToyRun.Outcome),
        });
        var shards = (ShardProof[])p.Proof.Shards.Clone();
        var values = (KoalaBear[])shards[1].PublicValues.Clone();
        values[OutcomeLow] = new KoalaBear(False);
        shards[1] = shards[1] with { PublicValues = values };
        KeyInputs<KoalaBear> key = KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, p.Key);
        KoalaBear[][] leaves = [.. shards.Select(s => GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Leaf(
            default, new ClassLayout(ToyMachine.Machine, s.Shape.Class), ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, s)))];
        KoalaBear[] root = GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Root(default, leaves);
        KoalaBear nonce = 0;
        while (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(default, key.Digest, 3, root, nonce, null, out _)) nonce += 1;
        byte[] memory = ProofWriter.Write(ToyMachine.Machine, new RunProof(p.Key.Digest, nonce, shards)), second = p.Bytes();
        Assert.Equal(LocalBusUnbalanced, RunVerifier.Verify(ToyMachine.Machine, p.Key, memory).Error?.Kind);

        VerificationResult r = RunVerifier.Verify(ToyMachine.Machine, p.Key, memory, new Between(() => second.CopyTo(memory, 0)));
        Assert.Equal((BadPublicValue, "shard 2"), (r.Error?.Kind, r.Error?.Where));
    }

    private static void SetOutcome(int shard, ShardWitness w, uint outcome)
    {
        if (shard == 2) w.PublicValues[OutcomeLow] = new KoalaBear(outcome);
    }

    // Acts when the challenges of Γ are made, which is between the two readings.
    private sealed class Between(Action action) : ITranscriptObserver
    {
        public void OnObserve(string label, ReadOnlySpan<KoalaBear> elements)
        {
        }

        public void OnSample(string label, ReadOnlySpan<KoalaBear> elements)
        {
            if (label == "seed") action();
        }
    }

    /// <summary>A zero denominator at the top of GKR would make the sum over it meaningless.</summary>
    [Fact]
    public void Zero_denominators_are_refused()
    {
        RunProof honest = ToyProof.Make().Proof;
        foreach (bool local in (bool[])[true, false])
        {
            var shards = (ShardProof[])honest.Shards.Clone();
            GkrProof g = shards[0].Gkr;
            shards[0] = shards[0] with { Gkr = local ? g with { LocalDenominator = 0 } : g with { GlobalDenominator = 0, GlobalNumerator = 0 } };
            VerificationResult r = BothVerifiers.Verify(ToyProof.Make().Key, ProofWriter.Write(ToyMachine.Machine, honest with { Shards = shards }));
            Assert.Equal(ZeroDenominator, r.Error?.Kind);
        }
    }

    private static VerificationResult Verify(int shard, params ReadOnlySpan<(int Value, uint Changed)> changes)
    {
        ToyProof p = ToyProof.Make();
        var shards = (ShardProof[])p.Proof.Shards.Clone();
        var values = (KoalaBear[])shards[shard - 1].PublicValues.Clone();
        foreach ((int value, uint changed) in changes) values[value] = new KoalaBear(changed);
        shards[shard - 1] = shards[shard - 1] with { PublicValues = values };
        return BothVerifiers.Verify(p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof with { Shards = shards }));
    }
}
