using System.Globalization;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Security;

/// <summary>
/// The proven bits of a proof, term by term (docs/soundness.md). In the round-by-round analysis the soundness of the non-interactive
/// proof is that of its weakest round or of the hash, so <see cref="Bits"/> is the minimum. Terms about words are in the regime of their matrix
/// (<see cref="CodeRegime"/>), unique decoding or list decoding; none uses a conjecture about codes.
/// </summary>
public sealed class SecurityReport
{
    private const string Sumcheck = "LFKN92 sumcheck; degree/|K| per round";
    private const string Lemma = "Schwartz–Zippel";
    private const string ProximityGap = "BCIKS20 (ePrint 2020/654) Thm 4.1, unique decoding, n/|K|; interleaved: ePrint 2024/1351 Thm 3.1; WHIR: ePrint 2024/1586";

    private const string ListGap =
        "ePrint 2026/2056 Thm 5.12 (mutual correlated agreement of lines up to the Johnson radius), interleaved: docs/soundness.md; WHIR: ePrint 2024/1586";

    private readonly List<SecurityTerm> _terms = [];

    // What a challenge of K has of its bits: those that are slices of a Keccak state can have a value more often than others.
    private readonly double _fieldBits = FieldBits;

    private SecurityReport(ProofHash hash = ProofHash.Poseidon2)
    {
        if (hash == ProofHash.Poseidon2)
        {
            Add("hash collisions", ProtocolParameters.HashBits, $"⌊½ · {Digest.Length} · log p⌋", "birthday bound for digests and sponge; permutation taken as random");
            return;
        }

        _fieldBits = KeccakFieldBits;
        Add("hash collisions", 4 * Keccak.DigestBytes, $"½ · {8 * Keccak.DigestBytes}", "birthday bound for Keccak-256 taken as random");
    }

    /// <summary>log₂ |K|.</summary>
    public static double FieldBits { get; } = KoalaBear5.Degree * Math.Log2(KoalaBear.P);

    /// <summary>The same for challenges of five slices of 51 bits modulo p: each coefficient has a value with at most ⌈2^51/p⌉ of 2^51.</summary>
    public static double KeccakFieldBits { get; } =
        -KoalaBear5.Degree * Math.Log2(((1L << KeccakHash.SliceBits) / KoalaBear.P + 1) / (double)(1L << KeccakHash.SliceBits));

    /// <summary>The hash, then one term per kind of round.</summary>
    public IReadOnlyList<SecurityTerm> Terms => _terms;

    /// <summary>The weakest term, the hash included.</summary>
    public SecurityTerm Weakest
    {
        get
        {
            SecurityTerm weakest = _terms[0];
            foreach (SecurityTerm t in _terms)
                if (t.Bits < weakest.Bits) weakest = t;
            return weakest;
        }
    }

    /// <summary>Bits of the weakest term.</summary>
    public double Bits => Weakest.Bits;

    /// <summary>Whether every term has the bits that the verifier insists on.</summary>
    public bool MeetsFloor => Bits >= ProtocolParameters.SecurityBits;

    /// <summary>The terms of a shard proof of this machine and class.</summary>
    public static SecurityReport ForShard(ClassLayout layout)
    {
        var r = new SecurityReport(layout.Layer.Hash);
        r.AddOutside("out of domain, committed columns", layout.Whir.First, layout.Class.Variables);
        r.AddBoundaryList(layout);
        int g = layout.LocalGrindingBits;
        r.Add(
            "local fingerprint", r.Over(layout.LocalMessages) + GrindingBits(g),
            $"log|K| − log({layout.LocalMessages} messages) + {g} PoW", "ePrint 2022/1530 Lemma 5 (LogUp), " + Lemma);
        r.Add("GKR output point", r.Over(1), "log|K| − log 1", Lemma);
        r.Add("GKR layer batching λ", r.Over(1), "log|K| − log 1", Lemma);
        r.Add(
            "GKR sumcheck", r.Over(ProtocolParameters.GkrDegree + 1),
            "log|K| − log(2 sumcheck + 1 zerocheck point)", "ePrint 2023/1284 (LogUp-GKR), " + Sumcheck);
        r.Add("GKR child merging μ", r.Over(2), "log|K| − log(1 + 1 zerocheck point)", Lemma);
        r.Add(
            "zerocheck batching β", r.Over(layout.ConstraintCount + 1L),
            $"log|K| − log({layout.ConstraintCount} constraints + 1)", Lemma);
        r.Add("zerocheck sumcheck", r.Over(ProtocolParameters.ZerocheckDegree), "log|K| − log 3", Sumcheck);
        r.AddBatching("evaluation batching τ", layout.Whir.First, layout.EvaluationCount, "evaluations");
        r.AddWhir(layout.Whir, layout.Class.LogWidth);
        return r;
    }

    /// <summary>The term of the global challenges: a run has fewer than p global messages.</summary>
    public static SecurityReport ForGamma()
    {
        var r = new SecurityReport();
        r.AddGamma();
        return r;
    }

    /// <summary>All terms of a run whose shard proofs are of this machine and class.</summary>
    public static SecurityReport ForRun(ClassLayout layout)
    {
        SecurityReport r = ForShard(layout);
        r.AddGamma();
        return r;
    }

    /// <summary>
    /// Bits of t queries at rate 2^−R in the unique-decoding regime: a word further than ⌊(d − 1)/2⌋ from a codeword agrees with it in
    /// less than (1 + 2^−R)/2 of the positions; index 0 of a domain is drawn with up to 1/p &lt; 2⁻³⁰ more than its share.
    /// </summary>
    public static double QueryBits(int logInvRate, int queries) =>
        -queries * Math.Log2((1 + Math.ScaleB(1, -logInvRate)) / 2 + Math.ScaleB(1, -30));

    /// <summary>
    /// Bits that a proof of work asks for: the check is the low bits of one element, and 0 has one element more than its share.
    /// </summary>
    public static double GrindingBits(int bits) =>
        bits == 0 ? 0 : -Math.Log2((((KoalaBear.P - 1) >> bits) + 1) / (double)KoalaBear.P);

    /// <summary>A table of the terms, weakest first.</summary>
    public override string ToString()
    {
        var sorted = new List<SecurityTerm>(_terms);
        sorted.Sort((a, b) => a.Bits.CompareTo(b.Bits));
        var text = new StringBuilder();
        foreach (SecurityTerm t in sorted)
            text.AppendLine(CultureInfo.InvariantCulture, $"{t.Bits,7:F2}  {t.Name,-28} {t.Formula}  [{t.Source}]");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Bits,7:F2}  weakest of these");
        return text.ToString();
    }

    private double Over(long numerator) => _fieldBits - Math.Log2(Math.Max(1, numerator));

    private void AddGamma()
    {
        int g = ProtocolParameters.GammaGrindingBits;
        Add("global fingerprint", Over(KoalaBear.P) + GrindingBits(g), $"log|K| − log p + {g} PoW", "ePrint 2022/1530 Lemma 5 (LogUp), " + Lemma);
    }

    private void AddWhir(WhirSchedule schedule, int logWidth)
    {
        if (logWidth != 0) AddFold("WHIR column folding", schedule.First);
        for (int i = 0; i < schedule.Rounds.Length; i++)
        {
            WhirRound s = schedule.Rounds[i];
            AddOutside($"WHIR out of domain {i + 1}", s.Next, s.Variables);
            AddQueries($"WHIR queries {i + 1}", s.Previous);
            AddBatching($"WHIR batching ξ {i + 1}", s.Next, s.Queries, "queries");
            AddFold($"WHIR folding {i + 1}", s.Next);
        }

        AddQueries("WHIR final queries", schedule.Last);
        Add("WHIR batching ξ, final", Over(schedule.FinalQueries), $"log|K| − log({schedule.FinalQueries} queries)", Lemma);
        Add("WHIR final sumcheck", Over(2), "log|K| − log 2", Sumcheck);
    }

    // Boundary columns are committed before Γ, where nothing asks for a value outside the domain: each near tuple could cancel. Less than the floor, so no layer
    // that is decoded to lists is for a machine with boundary columns.
    private void AddBoundaryList(ClassLayout layout)
    {
        CodeRegime c = layout.Whir.First.Regime;
        if (!c.IsList || layout.Class.BoundaryWidth == 0) return;
        int g = ProtocolParameters.GammaGrindingBits;
        Add(
            "global fingerprint, of a list", Over(KoalaBear.P) - Math.Log2(c.ListSize) + GrindingBits(g),
            $"log|K| − log p − log({c.ListSize} near) + {g} PoW", "ePrint 2022/1530 Lemma 5 (LogUp), " + Lemma);
    }

    // Two of the near polynomials have one value at a random point.
    private void AddOutside(string name, WhirMatrix m, int variables)
    {
        if (m.OutOfDomain == 0) return;
        long pairs = m.Regime.ListSize * (m.Regime.ListSize - 1) / 2;
        Add(name, Over(pairs * variables), $"log|K| − log({pairs} pairs · {variables} variables)", Lemma);
    }

    // Each near polynomial has a claim that is false, and could lose it.
    private void AddBatching(string name, WhirMatrix m, long claims, string what)
    {
        long list = m.Regime.ListSize, all = claims + m.OutOfDomain;
        Add(
            name, Over(list * all), list == 1 ? $"log|K| − log({claims} {what})" : $"log|K| − log({list} near · ({claims} {what} + {m.OutOfDomain}))", Lemma);
    }

    private void AddFold(string name, WhirMatrix m)
    {
        CodeRegime c = m.Regime;
        if (!c.IsList)
        {
            Add(name, Over(c.Exceptions + 2), $"log|K| − log(2^{m.LogDomain} gap + 2 sumcheck)", ProximityGap);
            return;
        }

        Add(
            name, Over(c.Exceptions + 2 * c.ListSize) + GrindingBits(m.FoldGrindingBits),
            $"log|K| − log({c.Exceptions} gap (m = {c.Multiplicity}) + 2 · {c.ListSize} sumcheck) + {m.FoldGrindingBits} PoW", ListGap);
    }

    private void AddQueries(string name, WhirMatrix m)
    {
        double grinding = GrindingBits(m.QueryGrindingBits);
        CodeRegime c = m.Regime;
        if (!c.IsList)
        {
            Add(
                name, QueryBits(m.LogInvRate, m.Queries) + grinding, $"{m.Queries} · −log((1 + 2^−{m.LogInvRate})/2) + {m.QueryGrindingBits} PoW",
                "distance ≥ (1−ρ)/2; WHIR: ePrint 2024/1586");
            return;
        }

        double each = -Math.Log2((c.Agreement - 1) / (double)c.Rows + Math.ScaleB(1, -30));
        Add(
            name, m.Queries * each + grinding, $"{m.Queries} · −log({c.Agreement - 1}/2^{m.LogDomain}) + {m.QueryGrindingBits} PoW",
            "near: at least √(DN)·(1 + 1/2m) rows; WHIR: ePrint 2024/1586");
    }

    private void Add(string name, double bits, string formula, string source) => _terms.Add(new SecurityTerm(name, bits, formula, source));
}
