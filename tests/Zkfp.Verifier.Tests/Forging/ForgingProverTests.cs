using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Forging;

/// <summary>
/// Provers that lie and fix up everything after the lie as far as they can: each must be caught at the step whose soundness the protocol
/// claims. Numbers refer to research/proof-systems.md §7, or to steps of docs/protocol.md.
/// </summary>
public class ForgingProverTests
{
    // The columns of the step table: sel, time, pc, op, y, and, cube.
    private const int StepAnd = 5, StepCube = 6;

    /// <summary>
    /// Step 4–7: a lookup more than was made, carried ever deeper. A final polynomial that fits the claim so far no longer fits it with the last queries.
    /// </summary>
    [Theory]
    [InlineData(0, LocalBusUnbalanced)]
    [InlineData(1, GkrMismatch)]
    [InlineData(2, ConstraintMismatch)]
    [InlineData(3, WhirMismatch)]
    [InlineData(4, WhirMismatch)]
    public void Unbalanced_bus(int depth, ErrorKind expected) => Caught(
        new Forgery
        {
            Depth = (LieDepth)depth,
            Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Range][0].Columns[1][3] += 1; },
        },
        expected, "shard 1");

    /// <summary>Step 5–7: a cell that breaks one constraint on one row.</summary>
    [Theory]
    [InlineData(2, ConstraintMismatch)]
    [InlineData(3, WhirMismatch)]
    [InlineData(4, WhirMismatch)]
    public void Broken_constraint(int depth, ErrorKind expected) => Caught(
        new Forgery
        {
            Depth = (LieDepth)depth,
            Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Step][1].Columns[StepCube][255] += 1; },
        },
        expected, "shard 1");

    /// <summary>10: a wrong AND, whose message the table of fixed values does not have.</summary>
    [Fact]
    public void Message_that_no_fixed_table_has() => Caught(
        new Forgery { Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Step][0].Columns[StepAnd][9] += 1; } },
        LocalBusUnbalanced, "shard 1");

    /// <summary>9: a padding row that sends nothing but claims a value.</summary>
    [Fact]
    public void Active_padding_row() => Caught(
        new Forgery { Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Step][1].Columns[4][200] = 5; } },
        ConstraintMismatch, "shard 1");

    /// <summary>Step 7: cells behind the last fragment of a column are free, and sending messages from them is impossible.</summary>
    [Fact]
    public void Memory_that_changes_between_shards() => Caught(
        new Forgery
        {
            Witness = (shard, w) =>
            {
                // A word that shard 2 takes over with another value than shard 1 gave on.
                if (shard != 2) return;
                w.Fragments[ToyMachine.Memory][0].Columns[2][0] += 1;
                w.Fragments[ToyMachine.Memory][0].Columns[3][0] += 1;
            },
        },
        GlobalBusUnbalanced, "global sum");

    /// <summary>§7: boundary columns chosen after the global challenges are known.</summary>
    [Fact]
    public void Boundary_chosen_after_gamma() => Caught(
        new Forgery { AfterGamma = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Memory][0].Columns[3][0] += 0x100; } },
        LocalBusUnbalanced, "shard 1");

    /// <summary>§7: the number of rows of a table with global messages, chosen after them: a message less, with the same boundary matrix.</summary>
    [Fact]
    public void Rows_chosen_after_gamma() => Caught(
        new Forgery
        {
            AfterGamma = (shard, w) =>
            {
                if (shard != 1) return;
                FragmentTrace honest = w.Fragments[ToyMachine.Memory][0];
                var fewer = new FragmentTrace(honest.Air, honest.Rows - 1);
                for (int c = 1; c < honest.Columns.Length; c++) honest.Columns[c].CopyTo(fewer.Columns[c], 0);
                w.Fragments[ToyMachine.Memory][0] = fewer;

                // The range lookups of the row that is gone: no gap, growth 4.
                KoalaBear[] range = w.Fragments[ToyMachine.Range][0].Columns[1];
                range[0] -= 1;
                range[4] -= 1;
            },
        },
        LocalBusUnbalanced, "shard 1");

    /// <summary>§7: public values chosen after them.</summary>
    [Fact]
    public void Public_values_chosen_after_gamma() => Caught(
        new Forgery
        {
            AfterGamma = (shard, w) =>
            {
                if (shard != 2) return;
                w.Fragments[ToyMachine.Halt][0].Columns[3][0] = 0x0900;
                w.PublicValues[Core.Machine.ExecutionPublicValues.OutcomeLow] = 0x0900;
            },
        },
        LocalBusUnbalanced, "shard 1");

    /// <summary>Step 2: a root for a boundary matrix without columns, consistently used. Nothing opens it, so any value would do.</summary>
    [Fact]
    public void Root_of_no_matrix()
    {
        VerificationError? e = MiniRun.Verify(MiniRun.Prove(8, new Forgery { BoundaryRoot = Core.Hash.FieldHash.HashElements([1]) })).Error;
        Assert.Equal(BadOpening, e?.Kind);
        Assert.Contains("boundary root", e!.Where, StringComparison.Ordinal);
    }

    /// <summary>Step 7: a word that is no codeword: a third of the rows replaced.</summary>
    [Theory]
    [InlineData(10, WhirMismatch)]
    [InlineData(11, WhirMismatch)]
    public void Commitment_far_from_the_code(int logHeight, ErrorKind expected) => Caught(
        new Forgery
        {
            CorruptMain = rows =>
            {
                for (int i = 0; i < rows.Length; i += 3) rows[i][0] += 1;
            },
        },
        expected, "shard 1", logHeight);

    /// <summary>
    /// Step 7c: another final polynomial, of the same inner product with the weight so far: only the rows opened last, which the claim takes in after it,
    /// tell.
    /// </summary>
    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Final_polynomial_that_fits_all_but_the_last_queries(int logHeight) =>
        Caught(new Forgery { OtherFinal = true }, WhirMismatch, "shard 1", logHeight);

    /// <summary>Step 7b: a round commits to another polynomial than the folded one.</summary>
    [Fact]
    public void Fold_of_another_polynomial() =>
        Caught(new Forgery { CorruptFold = f => f[5] += 1 }, WhirMismatch, "shard 1");

    /// <summary>
    /// 1, 2: a message chosen once the challenge after it is known. Each of these proofs is one that a verifier accepts which does not absorb that
    /// message; this one absorbs it and goes on with other challenges.
    /// </summary>
    [Theory]
    [InlineData("main root", 0, 11, LocalBusUnbalanced)]
    [InlineData("gkr output", 0, 11, GkrMismatch)]
    [InlineData("gkr round", 1, 11, GkrMismatch)]
    [InlineData("gkr layer", 1, 11, GkrMismatch)]
    [InlineData("zerocheck round", 2, 11, ConstraintMismatch)]
    [InlineData("evaluation", 2, 11, BadProofOfWork)]
    [InlineData("whir round", 3, 11, BadProofOfWork)]
    [InlineData("whir root", 3, 11, BadProofOfWork)]
    [InlineData("final polynomial", 3, 10, BadProofOfWork)]
    [InlineData("final round", 3, 10, WhirMismatch)]
    public void Message_chosen_after_its_challenge(string label, int depth, int logHeight, ErrorKind expected) => Caught(
        new Forgery
        {
            Unabsorbed = label,
            Depth = (LieDepth)depth,
            Witness = (shard, w) => { if (shard == 1) w.Fragments[ToyMachine.Range][0].Columns[1][3] += 1; },
        },
        expected, "shard 1", logHeight);

    [Theory]
    [InlineData("query")]
    [InlineData("final")]
    public void No_proof_of_work(string label) => Caught(new Forgery { NoWork = label }, BadProofOfWork, "shard 1");

    /// <summary>3: another program than the key's, its columns used throughout; with its own tree or with the key's.</summary>
    [Theory]
    [InlineData(false, RootMismatch)]
    [InlineData(true, WhirMismatch)]
    public void Program_that_is_not_the_keys(bool openKeyTree, ErrorKind expected) => Caught(
        new Forgery
        {
            OwnPreprocessed = true,
            OpenKeyTree = openKeyTree,
            Witness = (shard, w) =>
            {
                // Instruction 5 gets the operand 15 and computes with it.
                w.Fragments[ToyMachine.Rom][0].Columns[1][5] = 15;
                if (shard != 1) return;
                FragmentTrace step = w.Fragments[ToyMachine.Step][0], and = w.Fragments[ToyMachine.And][0];
                KoalaBear op = step.Columns[3][5], y = step.Columns[4][5];
                step.Columns[3][5] = 15;
                step.Columns[StepAnd][5] = y;
                step.Columns[StepCube][5] = new KoalaBear(15) * y * y;
                and.Columns[3][(int)(16 * op.Value + y.Value)] -= 1;
                and.Columns[3][(int)(240 + y.Value)] += 1;
            },
        },
        expected, "shard 1");

    /// <summary>7: an outcome that the halting instruction did not have; a commit that no instruction made.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Statement_that_the_trace_does_not_have(bool outcome) => Caught(
        new Forgery
        {
            Witness = outcome
                ? (shard, w) => { if (shard == 2) w.PublicValues[Core.Machine.ExecutionPublicValues.OutcomeLow] = 0; }
            : (shard, w) => { if (shard == 2) w.PublicValues[Core.Machine.ExecutionPublicValues.FirstCommit + 1] += 1; },
        },
        LocalBusUnbalanced, "shard 2");

    /// <summary>The same provers without a lie are accepted: the catches above are not failures of the prover.</summary>
    [Fact]
    public void Without_a_lie_the_deepest_forger_is_honest()
    {
        ToyProof p = ToyProof.Forge(new Forgery { Depth = LieDepth.FinalPolynomial, OwnPreprocessed = true });
        VerificationResult r = BothVerifiers.Verify(p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof));
        Assert.True(r.IsValid, r.Error?.ToString());
    }

    private static void Caught(Forgery forgery, ErrorKind expected, string where, int logHeight = 11)
    {
        ToyProof p = ToyProof.Forge(forgery, logHeight);
        VerificationResult r = BothVerifiers.Verify(p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof));
        Assert.False(r.IsValid, "accepted");
        Assert.True(expected == r.Error!.Kind, $"{r.Error}; expected {expected}");
        Assert.Contains(where, r.Error.Where, StringComparison.Ordinal);
    }
}
