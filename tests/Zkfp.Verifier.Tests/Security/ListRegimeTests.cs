using System.Numerics;
using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Security;

/// <summary>
/// List decoding (docs/soundness.md): the numbers of a matrix against values worked out by hand, and every term of the layers that use it, again with
/// integers.
/// </summary>
public class ListRegimeTests
{
    private static readonly BigInteger s_p = KoalaBear.P, s_field = BigInteger.Pow(s_p, 5);

    public static TheoryData<ProofLayer, int> Layers()
    {
        var data = new TheoryData<ProofLayer, int>();
        foreach (ProofLayer layer in (ProofLayer[])[ProofLayer.Shrink, ProofLayer.Final, ProofLayer.L1])
            for (int h = ProtocolParameters.MinLogHeight; h <= LayerParameters.Of(layer).MaxLogHeight; h++) data.Add(layer, h);
        return data;
    }

    /// <summary>
    /// By hand. N = 4, D = 1, m = 3: √(D/N) = 1/2, so A = ⌈4 · ½ · 7/6⌉ = 3; μ = ⌈(7/2)/(1/2)⌉ − 1 = 6; h = ⌈(49/4)/(3/4)⌉ − 1 = 16; E = 11 · 16 + (3/2)(16 + 6 +
    /// 4 · 6 · 16) + 2 · 6 = 797 (the value that the theorem's machine-checked form has as its example); L = ⌊4 · 2/(9 − 4)⌋ = 1.
    /// N = 16, D = 3, m = 3: A = ⌈√48 · 7/6⌉ = ⌈8.083⌉ = 9; μ = ⌈3.5 · √(16/3)⌉ − 1 = ⌈8.083⌉ − 1 = 8; h = ⌈12.25 · 16/9⌉ − 1 = ⌈21.78⌉ − 1 = 21; E = 15 · 21 +
    /// (13/6)(21 + 8 + 12 · 8 · 21) + 12 · 8 = 315 + 4430.83 + 96, so 4842; L = ⌊16 · 6/(81 − 48)⌋ = 2.
    /// </summary>
    [Fact]
    public void Numbers_worked_out_by_hand()
    {
        Assert.Equal((3, 1, 797), ReferenceLayer.OfCode(4, 1, 3));
        Assert.Equal((9, 2, 4842), ReferenceLayer.OfCode(16, 3, 3));
        CodeRegime c = CodeRegime.WithMultiplicity(2, 2, 3);
        Assert.Equal((16, 3, 9, 2, 4842), (c.Rows, c.Degree, c.Agreement, c.ListSize, c.Exceptions));
        c = CodeRegime.WithMultiplicity(1, 1, 3);
        Assert.Equal((4, 1, 3, 1, 797), (c.Rows, c.Degree, c.Agreement, c.ListSize, c.Exceptions));
    }

    /// <summary>Both computations agree for every code and m, and are what they should be: A just above the Johnson bound, E as the closed bound has it.</summary>
    [Fact]
    public void Numbers_of_every_code()
    {
        for (int n = 4; n <= 21; n++)
        {
            for (int r = 1; n + r <= 24; r++)
            {
                foreach (int m in (int[])[3, 4, 10, 37, 63])
                {
                    CodeRegime c = CodeRegime.WithMultiplicity(n, r, m);
                    Assert.Equal(ReferenceLayer.Numbers(n, r, m), (c.Agreement, c.ListSize, c.Exceptions));

                    // (A − 1)·2m < √(DN)(2m + 1) ≤ A·2m; no list of L + 1 words satisfies Johnson's inequality; E < (8/3)·N·(m + ½)³·N/D.
                    BigInteger square = (BigInteger)c.Degree * c.Rows * (2 * m + 1) * (2 * m + 1);
                    Assert.True(BigInteger.Pow((BigInteger)(c.Agreement - 1) * 2 * m, 2) < square && square <= BigInteger.Pow((BigInteger)c.Agreement * 2 * m, 2));
                    BigInteger more = c.ListSize + 1, margin = (BigInteger)c.Agreement * c.Agreement - (BigInteger)c.Rows * c.Degree;
                    Assert.True(margin > 0 && more * margin > (BigInteger)c.Rows * (c.Agreement - c.Degree));
                    Assert.True(3 * (BigInteger)c.Exceptions * c.Degree < BigInteger.Pow(2 * m + 1, 3) * c.Rows * c.Rows);
                }
            }
        }
    }

    /// <summary>Each term of each height again: no rounding, and no less than 128 bits.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void Terms_of_every_height(ProofLayer layer, int h)
    {
        ReferenceLayer constants = ReferenceLayer.Of(layer);
        ClassLayout l = Widest(layer, h);
        SecurityReport r = SecurityReport.ForShard(l);
        int evaluations = 0;
        foreach (Core.Air.AirProgram t in MiniRun.Machine.Tables) evaluations += t.Positions * t.Columns.Count(c => c.Kind != Core.Air.ColumnKind.Virtual);
        int n = h, rate = constants.Rate, round = 0;
        WhirMatrix matrix = l.Whir.First;
        BigInteger near = Matrix(matrix, constants, n, rate);
        Report(near * (near - 1) / 2 * l.Class.Variables, s_field, Find(r, "out of domain, committed columns"));
        Report(near * (evaluations + 1), s_field, Find(r, "evaluation batching τ"));
        Fold(r, "WHIR column folding", matrix, near);
        for (; n > constants.MaxFinal; n -= constants.Fold, rate += constants.Step)
        {
            Queries(Find(r, $"WHIR queries {++round}"), matrix);
            int queries = matrix.Queries;
            matrix = l.Whir.Rounds[round - 1].Next;
            near = Matrix(matrix, constants, n - constants.Fold, rate + constants.Step);
            Report(near * (near - 1) / 2 * n, s_field, Find(r, $"WHIR out of domain {round}"));
            Report(near * (queries + 1), s_field, Find(r, $"WHIR batching ξ {round}"));
            Fold(r, $"WHIR folding {round}", matrix, near);
        }

        Assert.Equal(round, l.Whir.Rounds.Length);
        Queries(Find(r, "WHIR final queries"), matrix);
        Report(matrix.Queries, s_field, Find(r, "WHIR batching ξ, final"));
        Report(2, s_field, Find(r, "WHIR final sumcheck"));
        Assert.True(r.MeetsFloor, $"{r}");
        Assert.Equal(14 + 4 * round, r.Terms.Count);
    }

    /// <summary>What a bit less of any proof of work, a query less or a bit more of m would do: the constants have no slack worth the name.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void No_parameter_is_larger_than_it_must_be(ProofLayer layer, int h)
    {
        var schedule = new WhirSchedule(h, layer);
        foreach (WhirMatrix m in (WhirMatrix[])[schedule.First, .. Array.ConvertAll(schedule.Rounds.ToArray(), x => x.Next)])
        {
            BigInteger fold = (BigInteger)m.Regime.Exceptions + 2 * m.Regime.ListSize;
            Assert.True(fold << 128 + 1 > s_field << m.FoldGrindingBits, $"n = {m.LogRows}");
            Assert.True(m.FoldGrindingBits <= LayerParameters.Of(layer).MaxFoldGrindingBits || m.Regime.Multiplicity == 3);
            Assert.True(
                m.Regime.Multiplicity == 63
                || CodeRegime.WithMultiplicity(m.LogRows, m.LogInvRate, m.Regime.Multiplicity + 1).FoldGrindingBits > LayerParameters.Of(layer).MaxFoldGrindingBits);
            double each = -Math.Log2(m.Regime.Agreement / (double)m.Regime.Rows);
            Assert.True((m.Queries - 1) * each + m.QueryGrindingBits < 128.01);
        }
    }

    /// <summary>Shards stay in unique decoding, and have none of it.</summary>
    [Fact]
    public void Shards_are_decoded_uniquely()
    {
        var schedule = new WhirSchedule(20);
        Assert.Equal((0, 0, 1L), (schedule.First.OutOfDomain, schedule.First.FoldGrindingBits, schedule.First.Regime.ListSize));
        SecurityReport r = SecurityReport.ForShard(new ClassLayout(ToyMachine.Machine, new ProofClass(20, 45, 1, 2, 26)));
        Assert.DoesNotContain(r.Terms, x => x.Name.Contains("out of domain", StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WhirSchedule(22, ProofLayer.Shrink));
        Assert.Contains("log height 19", new ProofClass(19, 1, 0, 0, 20) { Layer = ProofLayer.Final }.Check(), StringComparison.Ordinal);
    }

    // L, once the matrix is what the specification says.
    private static BigInteger Matrix(WhirMatrix m, ReferenceLayer constants, int n, int rate)
    {
        (int queries, int work, int fold) = constants.Matrix(n, rate);
        Assert.Equal((n, rate, queries, work, fold), (m.LogRows, m.LogInvRate, m.Queries, m.QueryGrindingBits, m.FoldGrindingBits));
        return ReferenceLayer.Numbers(n, rate, m.Regime.Multiplicity).Near;
    }

    private static void Fold(SecurityReport r, string name, WhirMatrix m, BigInteger near)
    {
        BigInteger exceptions = ReferenceLayer.Numbers(m.LogRows, m.LogInvRate, m.Regime.Multiplicity).Exceptions;
        Report((exceptions + 2 * near) * Work(m.FoldGrindingBits), s_field * s_p, Find(r, name));
    }

    // A word that is not near agrees in at most A − 1 rows; row 0 has one element more.
    private static void Queries(SecurityTerm term, WhirMatrix m) => Report(
        BigInteger.Pow((s_p - 1 >> m.LogDomain) * (m.Regime.Agreement - 1) + 1, m.Queries) * Work(m.QueryGrindingBits), BigInteger.Pow(s_p, m.Queries + 1), term);

    // p · Pr[the low g bits of an element are 0].
    private static BigInteger Work(int g) => g == 0 ? s_p : (s_p - 1 >> g) + 1;

    private static void Report(BigInteger numerator, BigInteger denominator, SecurityTerm term)
    {
        double bits = BigInteger.Log(denominator, 2) - BigInteger.Log(numerator, 2);
        Assert.True(numerator << 128 <= denominator, $"{term.Name}: {bits} bits");
        Assert.InRange(term.Bits, bits - 0.1, bits + 1e-6);
    }

    private static SecurityTerm Find(SecurityReport r, string name) => Assert.Single(r.Terms, x => x.Name == name);

    /// <summary>
    /// A machine with boundary columns would have them committed before Γ, without a value outside the domain: such a class is below the floor.
    /// </summary>
    [Fact]
    public void Boundary_columns_are_not_decoded_to_lists()
    {
        var l = new ClassLayout(ToyMachine.Machine, new ProofClass(12, 45, 1, 2, 18) { Layer = ProofLayer.Shrink });
        SecurityReport r = SecurityReport.ForShard(l);
        SecurityTerm term = Find(r, "global fingerprint, of a list");
        Assert.Equal(term, r.Weakest);
        double exact = BigInteger.Log(s_field * s_p, 2) - BigInteger.Log(s_p * l.Whir.First.Regime.ListSize * Work(5), 2);
        Assert.InRange(term.Bits, exact - 1e-6, exact + 1e-6);
        Assert.False(r.MeetsFloor);
    }

    // As many columns and leaves as a class can have.
    private static ClassLayout Widest(ProofLayer layer, int h)
    {
        var c = new ProofClass(h, 1 << ProtocolParameters.MaxVariables - h, 0, 0, 1 + ProtocolParameters.MaxLogScopeLeaves) { Layer = layer };
        Assert.Equal("", ClassLayout.Check(MiniRun.Machine, c));
        return new ClassLayout(MiniRun.Machine, c);
    }
}
