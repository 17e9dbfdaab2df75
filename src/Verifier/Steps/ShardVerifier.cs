using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Proofs;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// The verifier of one shard proof: steps 1–7 of docs/protocol.md §8, over any arithmetic.
/// <para>
/// Soundness. Each value of the proof is either absorbed before the next challenge, or is an opened row or sibling that hashes into an
/// absorbed root, or is a nonce that is absorbed by its own check. All lengths come from <see cref="ShardLayout"/>, which
/// depends on machine, key and the absorbed shape; the reader has made the arrays exactly as long.
/// </para>
/// <para>
/// What the caller must still check: that the key fits the machine, that Γ was made from this proof's boundary root, the range and
/// chaining of the public values, and that the global sums of all shards cancel.
/// </para>
/// </summary>
public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TArithmetic _a;
    private readonly ShardLayout _layout;
    private readonly ShardProof _proof;
    private readonly GammaChallenges<TBase, TExt> _gamma;
    private readonly VerifierTranscript<TArithmetic, TBase, TExt, TIndex> _transcript;
    private readonly TExt _zero;
    private readonly TExt _one;

    // γ and α₀ … of local and global buses, by BusScope.
    private readonly TExt[] _fingerprintGamma = new TExt[2];
    private readonly TExt[][] _fingerprintAlpha = [new TExt[ProtocolParameters.FingerprintChallenges], []];

    /// <summary>Prepares a verification of <paramref name="proof"/>, whose shape has this layout.</summary>
    public ShardVerifier(
        TArithmetic arithmetic, ShardLayout layout, ShardProof proof, GammaChallenges<TBase, TExt> gamma,
        ITranscriptObserver? observer = null)
    {
        _a = arithmetic;
        _layout = layout;
        _proof = proof;
        _gamma = gamma;
        _transcript = new(arithmetic, ProtocolParameters.ShardDomain, observer);
        _zero = _a.Constant(KoalaBear5.Zero);
        _one = _a.Constant(KoalaBear5.One);
        PublicValues = Inputs(proof.PublicValues);
        BoundaryRoot = InputDigest(proof.BoundaryRoot);
        _mainRoot = InputDigest(proof.MainRoot);
    }

    private readonly TBase[] _mainRoot;

    /// <summary>The shard's public values.</summary>
    public TBase[] PublicValues { get; }

    /// <summary>The phase-1 commitment.</summary>
    public TBase[] BoundaryRoot { get; }

    /// <summary>Numerator n₁ of the shard's part of the global sum, once verified.</summary>
    public TExt GlobalNumerator { get; private set; }

    /// <summary>Denominator d₁ ≠ 0 of the shard's part of the global sum, once verified.</summary>
    public TExt GlobalDenominator { get; private set; }

    /// <summary>Why verification failed.</summary>
    public VerificationError? Error { get; private set; }

    /// <summary>Runs all steps; false with <see cref="Error"/> at the first that fails.</summary>
    public bool Verify()
    {
        ObserveStatement();
        if (!CheckRoots()) return false;
        ObserveCommitments();
        if (!SampleFingerprint()) return false;
        if (!VerifyGkr()) return false;
        VerifyZerocheck();
        return VerifyEvaluations() && VerifyWhir();
    }

    // Step 1. The verifier tells the prover what is to be proven: key, public values, shape, and the run it belongs to.
    private void ObserveStatement()
    {
        _transcript.Observe("vk", ConstantDigest(_layout.Key.Digest));
        _transcript.Observe("public value count", PublicValues.Length);
        _transcript.Observe("public values", PublicValues);
        foreach (int[] heights in _layout.Shape.LogHeights)
        {
            _transcript.Observe("fragment count", heights.Length);
            foreach (int h in heights) _transcript.Observe("log height", h);
        }

        _transcript.Observe("seed", _gamma.Seed);
    }

    // A matrix of width 0 has no tree; its root must be the zero digest (§6), or a prover could vary it freely.
    private bool CheckRoots()
    {
        if (_layout.BoundaryWidth != 0) return true;
        TBase zero = _a.Constant(KoalaBear.Zero);
        foreach (TBase e in BoundaryRoot)
            if (!_a.AssertEqual(e, zero)) return Fail(ErrorKind.BadOpening, "2: boundary root of width 0", "the zero digest", "another");
        return true;
    }

    // Step 2. The prover has committed to boundary and main columns.
    private void ObserveCommitments()
    {
        _transcript.Observe("boundary root", BoundaryRoot);
        _transcript.Observe("main root", _mainRoot);
    }

    // Step 3. The verifier picks the random fingerprint of local messages.
    private bool SampleFingerprint()
    {
        int bits = _layout.LocalGrindingBits;
        if (!_transcript.CheckGrind("fingerprint nonce", _a.Input(_proof.Nonce), bits))
            return Fail(ErrorKind.BadProofOfWork, "3: fingerprint nonce", $"{bits} zero bits", $"nonce {_proof.Nonce}");
        _fingerprintGamma[(int)BusScope.Local] = _transcript.Sample("gamma");
        TExt[] local = _fingerprintAlpha[(int)BusScope.Local];
        for (int i = 0; i < local.Length; i++) local[i] = _transcript.Sample("alpha");
        _fingerprintGamma[(int)BusScope.Global] = _gamma.Gamma;
        _fingerprintAlpha[(int)BusScope.Global] = _gamma.Alpha;
        return true;
    }

    // γ + α₀·tag + Σ αᵢ₊₁·fieldᵢ for the interaction's values in `nodes`.
    private TExt Fingerprint(AirInteraction interaction, ReadOnlySpan<TExt> nodes)
    {
        int scope = (int)interaction.Bus.Scope;
        TExt[] alpha = _fingerprintAlpha[scope];
        TExt sum = _a.Add(_fingerprintGamma[scope], _a.Mul(alpha[0], _a.Constant(new KoalaBear((ulong)interaction.Bus.Tag))));
        for (int i = 0; i < interaction.Fields.Length; i++)
            sum = _a.Add(sum, _a.Mul(alpha[i + 1], nodes[interaction.Fields[i]]));
        return sum;
    }

    // Runs a table's straight-line program on column values.
    private void Evaluate(AirProgram air, ReadOnlySpan<TExt> columns, Span<TExt> nodes)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            AirNode n = air.Nodes[i];
            nodes[i] = n.Kind switch
            {
                ExprKind.Constant => _a.Constant((KoalaBear5)new KoalaBear(n.A)),
                ExprKind.Column => columns[(int)n.A],
                ExprKind.Public => _a.Extend(PublicValues[(int)n.A]),
                ExprKind.Add => _a.Add(nodes[(int)n.A], nodes[(int)n.B]),
                ExprKind.Sub => _a.Sub(nodes[(int)n.A], nodes[(int)n.B]),
                _ => _a.Mul(nodes[(int)n.A], nodes[(int)n.B]),
            };
        }
    }

    // Π over coordinates of eq(point, bits of value), most significant bit first.
    private TExt EqAtBits(ReadOnlySpan<TExt> point, long value)
    {
        TExt product = _one;
        for (int i = 0; i < point.Length; i++)
        {
            bool bit = (value >> (point.Length - 1 - i) & 1) != 0;
            product = _a.Mul(product, bit ? point[i] : _a.Sub(_one, point[i]));
        }

        return product;
    }

    // Π (aᵢbᵢ + (1−aᵢ)(1−bᵢ)) = Π (1 − aᵢ − bᵢ + 2aᵢbᵢ).
    private TExt Eq(ReadOnlySpan<TExt> a, ReadOnlySpan<TExt> b)
    {
        TExt product = _one;
        for (int i = 0; i < a.Length; i++)
        {
            TExt ab = _a.Mul(a[i], b[i]);
            TExt factor = _a.Sub(_a.Add(_one, _a.Add(ab, ab)), _a.Add(a[i], b[i]));
            product = _a.Mul(product, factor);
        }

        return product;
    }

    // eq(point, c) for all c < 2^n, c's most significant bit first.
    private TExt[] EqTable(ReadOnlySpan<TExt> point)
    {
        var table = new TExt[1 << point.Length];
        table[0] = _one;
        int size = 1;
        foreach (TExt x in point)
        {
            for (int i = size - 1; i >= 0; i--)
            {
                TExt high = _a.Mul(table[i], x);
                table[2 * i + 1] = high;
                table[2 * i] = _a.Sub(table[i], high);
            }

            size *= 2;
        }

        return table;
    }

    // One round of a weighted sumcheck (§4): the message is c₁ … c_d, c₀ follows from the claim, the verifier picks a point.
    private TExt WeightedRound(string label, ReadOnlySpan<KoalaBear5> message, TExt weightPoint, ref TExt claim)
    {
        Span<TExt> c = stackalloc TExt[message.Length + 1];
        TExt sum = _zero;
        for (int i = 0; i < message.Length; i++)
        {
            c[i + 1] = _a.Input(message[i]);
            sum = _a.Add(sum, c[i + 1]);
            _transcript.Observe(label, c[i + 1]);
        }

        c[0] = _a.Sub(claim, _a.Mul(weightPoint, sum));
        TExt r = _transcript.Sample(label);
        claim = Horner(c, r);
        return r;
    }

    // One round of a plain sumcheck (§4): the message is c₀, c₂; c₁ follows from the claim s(0) + s(1).
    private TExt PlainRound(string label, ReadOnlySpan<KoalaBear5> message, ref TExt claim)
    {
        TExt c0 = _a.Input(message[0]), c2 = _a.Input(message[1]);
        TExt c1 = _a.Sub(_a.Sub(claim, _a.Add(c0, c0)), c2);
        _transcript.Observe(label, c0);
        _transcript.Observe(label, c2);
        TExt r = _transcript.Sample(label);
        claim = Horner([c0, c1, c2], r);
        return r;
    }

    private TExt Horner(ReadOnlySpan<TExt> coefficients, TExt x)
    {
        TExt sum = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = _a.Add(_a.Mul(sum, x), coefficients[i]);
        return sum;
    }

    private TBase[] Inputs(ReadOnlySpan<KoalaBear> values)
    {
        var result = new TBase[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = _a.Input(values[i]);
        return result;
    }

    private TBase[] InputDigest(in Digest digest) => Inputs(digest);

    private TBase[] ConstantDigest(in Digest digest)
    {
        var result = new TBase[Digest.Length];
        for (int i = 0; i < result.Length; i++) result[i] = _a.Constant(digest[i]);
        return result;
    }

    private bool Fail(ErrorKind kind, string where, string expected, string got)
    {
        Error ??= new VerificationError(kind, "step " + where, expected, got);
        return false;
    }
}
