using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// The verifier of one shard proof: steps 1–7 of docs/protocol.md §8, over any arithmetic.
/// <para>
/// Soundness. Each value of the proof is either absorbed before the next challenge, or is an opened row or sibling that hashes into an
/// absorbed root, or is a nonce that is absorbed by its own check. All lengths come from <see cref="ClassLayout"/>, which
/// depends on machine and class; the reader has made the arrays exactly as long. Which positions are in use, and how high, is data: absorbed as
/// row counts, and every use of a position is multiplied by flags that <see cref="PositionHeights{TArithmetic, TBase, TExt, TIndex}"/> ties to its count.
/// </para>
/// <para>
/// What the caller must still check: that the key fits the machine and the class the key, that Γ was made from this proof's inputs
/// (<see cref="RunStatement{TArithmetic, TBase, TExt, TIndex}"/>), and that the global sums of all shards cancel.
/// </para>
/// </summary>
public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TArithmetic _a;
    private readonly ClassLayout _layout;
    private readonly KeyInputs<TBase> _key;
    private readonly ShardInputs<TBase> _shard;
    private readonly TBase _isLast;
    private readonly ShardProof _proof;
    private readonly GammaChallenges<TBase, TExt>? _gamma;
    private readonly IVerifierTranscript<TBase, TExt, TIndex> _transcript;
    private readonly TExt _zero;
    private readonly TExt _one;

    // γ and α₀ … of local and global buses, by BusScope.
    private readonly TExt[] _fingerprintGamma = new TExt[2];
    private readonly TExt[][] _fingerprintAlpha = [new TExt[ProtocolParameters.FingerprintChallenges], []];

    /// <summary>Prepares a verification.</summary>
    /// <param name="arithmetic">What values are.</param>
    /// <param name="layout">Layout of the machine and the proof's class.</param>
    /// <param name="key">The program.</param>
    /// <param name="shard">Inputs of this proof, those that the run's statement is made from.</param>
    /// <param name="isLast">1 if this is the last shard, else 0.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="gamma">Challenges of §7; null exactly where the machine is static.</param>
    /// <param name="observer">Receives transcript events, if not null.</param>
    public ShardVerifier(
        TArithmetic arithmetic, ClassLayout layout, KeyInputs<TBase> key, ShardInputs<TBase> shard, TBase isLast, ShardProof proof,
        GammaChallenges<TBase, TExt>? gamma, ITranscriptObserver? observer = null)
    {
        if (layout.Machine.IsStatic != (gamma is null) || layout.Machine.IsStatic != (layout.Rows is not null))
            throw new ArgumentException("A proof has challenges of its run, and rows of its own, exactly where its machine is not static.", nameof(gamma));
        _a = arithmetic;
        _layout = layout;
        _key = key;
        _shard = shard;
        _isLast = isLast;
        _proof = proof;
        _gamma = gamma;
        _transcript = arithmetic.StartTranscript(layout.Layer.Hash, layout.Domain, observer);
        _zero = _a.Constant(KoalaBear5.Zero);
        _one = _a.Constant(KoalaBear5.One);
        _mainRoot = InputDigest(proof.MainRoot);
    }

    private readonly TBase[] _mainRoot;

    /// <summary>Numerator n₁ of the shard's part of the global sum, once verified.</summary>
    public TExt GlobalNumerator { get; private set; }

    /// <summary>Denominator d₁ ≠ 0 of the shard's part of the global sum, once verified.</summary>
    public TExt GlobalDenominator { get; private set; }

    /// <summary>Global messages of the shard, padding included, in blocks of 2^8, once verified.</summary>
    public TBase GlobalBlocks { get; private set; }

    /// <summary>Why verification failed.</summary>
    public VerificationError? Error { get; private set; }

    /// <summary>Runs all steps; false with <see cref="Error"/> at the first that fails.</summary>
    public bool Verify()
    {
        ObserveStatement();
        if (!CheckShape() || !CheckRoots()) return false;
        ObserveCommitments();
        if (!SampleFingerprint()) return false;

        // Nothing goes on after an error; if something did, it would not be accepted.
        return VerifyGkr() && VerifyZerocheck() && VerifyEvaluations() && VerifyWhir() && Error is null;
    }

    // Step 1. The verifier tells the prover what is to be proven: key, class, public values, rows in use, and the run it belongs to. Of a static machine's
    // proof, class and rows follow from the key, and there is no run.
    private void ObserveStatement()
    {
        ProofClass c = _layout.Class;
        _transcript.Observe("vk", _key.Digest);
        if (_gamma is null)
        {
            _transcript.Observe("public values", _shard.PublicValues);
            return;
        }

        _transcript.Observe("class", c.MainWidth);
        _transcript.Observe("class", c.BoundaryWidth);
        _transcript.Observe("class", c.LogLeaves);
        _transcript.Observe("public values", _shard.PublicValues);
        _transcript.Observe("rows", _shard.Rows);
        _transcript.Observe("seed", _gamma.Seed);
    }

    // A matrix of width 0 has no tree; its root must be the zero digest (§6), or a prover could vary it freely.
    private bool CheckRoots()
    {
        if (_gamma is null || _layout.Class.BoundaryWidth != 0) return true;
        TBase zero = _a.Constant(KoalaBear.Zero);
        foreach (TBase e in _shard.BoundaryRoot)
            if (!_a.AssertEqual(e, zero)) return Fail(ErrorKind.BadOpening, "2: boundary root of width 0", "the zero digest", "another");
        return true;
    }

    // Step 2. The prover has committed to boundary and main columns.
    private void ObserveCommitments()
    {
        if (_gamma is not null) _transcript.ObserveRoot("boundary root", _shard.BoundaryRoot);
        _transcript.ObserveRoot("main root", _mainRoot);
        _outside = SampleOutside(_layout.Whir.First, _layout.Class.Variables, _proof.OutOfDomain);
    }

    // A commitment that is decoded to lists: the polynomial at a random point, which at most one of the near ones has.
    private OutsideClaim[] SampleOutside(WhirMatrix matrix, int variables, KoalaBear5[] answers)
    {
        var claims = new OutsideClaim[matrix.OutOfDomain];
        for (int i = 0; i < claims.Length; i++)
        {
            var point = new TExt[variables];
            for (int k = 0; k < point.Length; k++) point[k] = _transcript.Sample("out of domain");
            claims[i] = new OutsideClaim(point, _a.Input(answers[i]));
            _transcript.Observe("out of domain", claims[i].Value);
        }

        return claims;
    }

    // The committed polynomial has this value at this point.
    private readonly record struct OutsideClaim(TExt[] Point, TExt Value);

    private OutsideClaim[] _outside = [];

    // Step 3. The verifier picks the random fingerprint of local messages.
    private bool SampleFingerprint()
    {
        int bits = _layout.LocalGrindingBits;
        if (!_transcript.CheckGrind("fingerprint nonce", _a.Input(_proof.Nonce), bits))
            return Fail(ErrorKind.BadProofOfWork, "3: fingerprint nonce", $"{bits} zero bits", $"nonce {_proof.Nonce}");
        _fingerprintGamma[(int)BusScope.Local] = _transcript.Sample("gamma");
        TExt[] local = _fingerprintAlpha[(int)BusScope.Local];
        for (int i = 0; i < local.Length; i++) local[i] = _transcript.Sample("alpha");
        if (_gamma is null) return true;
        _fingerprintGamma[(int)BusScope.Global] = _gamma.Gamma;
        _fingerprintAlpha[(int)BusScope.Global] = _gamma.Alpha;
        return true;
    }

    // γ + α₀·tag + Σ αᵢ₊₁·fieldᵢ for the interaction's values.
    private TExt Fingerprint(AirProgram air, AirInteraction interaction, in NodeValues values)
    {
        int scope = (int)interaction.Bus.Scope;
        TExt[] alpha = _fingerprintAlpha[scope];
        TExt sum = _a.Add(_fingerprintGamma[scope], _a.Mul(alpha[0], _a.Constant(new KoalaBear((ulong)interaction.Bus.Tag))));
        for (int i = 0; i < interaction.Fields.Length; i++)
        {
            int f = interaction.Fields[i];
            sum = _a.Add(sum, air.NodeDegrees[f] == 0 ? _a.Mul(alpha[i + 1], values.Base[f]) : _a.Mul(alpha[i + 1], values.Ext[f]));
        }

        return sum;
    }

    // Values of a table's nodes: those of degree 0 (constants and public values) are base elements, the others extension elements.
    private readonly record struct NodeValues(TBase[] Base, TExt[] Ext);

    // Runs a table's straight-line program on column values.
    private NodeValues Evaluate(AirProgram air, ReadOnlySpan<TExt> columns)
    {
        var basis = new TBase[air.Nodes.Count];
        var ext = new TExt[air.Nodes.Count];
        for (int i = 0; i < ext.Length; i++)
        {
            AirNode n = air.Nodes[i];
            int a = (int)n.A, b = (int)n.B;
            if (air.NodeDegrees[i] == 0)
            {
                basis[i] = n.Kind switch
                {
                    ExprKind.Constant => _a.Constant(new KoalaBear(n.A)),
                    ExprKind.Public => _shard.PublicValues[a],
                    ExprKind.Add => _a.Add(basis[a], basis[b]),
                    ExprKind.Sub => _a.Sub(basis[a], basis[b]),
                    _ => _a.Mul(basis[a], basis[b]),
                };
                continue;
            }

            ext[i] = n.Kind switch
            {
                ExprKind.Column => columns[a],
                ExprKind.Add => _a.Add(Value(a), Value(b)),
                ExprKind.Sub => _a.Sub(Value(a), Value(b)),
                _ => air.NodeDegrees[a] == 0 ? _a.Mul(ext[b], basis[a]) : air.NodeDegrees[b] == 0 ? _a.Mul(ext[a], basis[b]) : _a.Mul(ext[a], ext[b]),
            };
        }

        return new NodeValues(basis, ext);

        TExt Value(int node) => air.NodeDegrees[node] == 0 ? _a.Extend(basis[node]) : ext[node];
    }

    private TExt Multiplicity(AirProgram air, AirInteraction interaction, in NodeValues values) =>
        air.NodeDegrees[interaction.Multiplicity] == 0 ? _a.Extend(values.Base[interaction.Multiplicity]) : values.Ext[interaction.Multiplicity];

    // eq(point, c) for all c < 2^n, c's most significant bit first.
    internal static TExt[] EqTable(TArithmetic a, ReadOnlySpan<TExt> point)
    {
        var table = new TExt[1 << point.Length];
        table[0] = a.Constant(KoalaBear5.One);
        int size = 1;
        foreach (TExt x in point)
        {
            for (int i = size - 1; i >= 0; i--)
            {
                TExt high = a.Mul(table[i], x);
                table[2 * i + 1] = high;
                table[2 * i] = a.Sub(table[i], high);
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
        PlainMessage(label, message, claim, out TExt c0, out TExt c1, out TExt c2);
        TExt r = _transcript.Sample(label);
        claim = Horner([c0, c1, c2], r);
        return r;
    }

    // The same, folding columns of a matrix: some take a proof of work before the point is picked.
    private bool TryFoldRound(
        WhirMatrix matrix, ReadOnlySpan<KoalaBear5> message, ReadOnlySpan<KoalaBear> nonces, int round, ref TExt claim, out TExt r)
    {
        PlainMessage("whir round", message.Slice(2 * round, 2), claim, out TExt c0, out TExt c1, out TExt c2);
        int bits = matrix.FoldGrindingBits;
        r = default;
        if (bits != 0 && !_transcript.CheckGrind("fold nonce", _a.Input(nonces[round]), bits))
            return Fail(ErrorKind.BadProofOfWork, $"7: fold {round + 1}", $"{bits} zero bits", $"nonce {nonces[round]}");
        r = _transcript.Sample("whir round");
        claim = Horner([c0, c1, c2], r);
        return true;
    }

    private void PlainMessage(string label, ReadOnlySpan<KoalaBear5> message, TExt claim, out TExt c0, out TExt c1, out TExt c2)
    {
        c0 = _a.Input(message[0]);
        c2 = _a.Input(message[1]);
        c1 = _a.Sub(_a.Sub(claim, _a.Add(c0, c0)), c2);
        _transcript.Observe(label, c0);
        _transcript.Observe(label, c2);
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

    private bool Fail(ErrorKind kind, string where, string expected, string got)
    {
        Error ??= new VerificationError(kind, "step " + where, expected, got);
        return false;
    }
}
