using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Commitment;
using Zkfp.Prover.Gkr;
using Zkfp.Prover.Tables;
using Zkfp.Prover.Whir;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover;

/// <summary>The prover of one shard: steps 1–7 of docs/protocol.md §8, numbered as in the verifier.</summary>
internal sealed partial class ShardProver
{
    private readonly ProvingKey _key;
    private readonly IProverBackend _backend;
    private readonly ShardLayout _layout;
    private readonly ClassLayout _class;
    private readonly ShardTrace _trace;
    private readonly Transcript _transcript;
    private readonly GammaChallenges<KoalaBear, KoalaBear5>? _gamma;
    private readonly PhaseTimes _times;
    private readonly CommittedMatrix? _boundary;
    private readonly CancellationToken _cancellation;

    private ShardProver(
        ProvingKey key, IProverBackend backend, ShardTrace trace, bool isLastShard, GammaChallenges<KoalaBear, KoalaBear5>? gamma,
        PhaseTimes times, CommittedMatrix? boundary, IReadOnlyList<ProofClass>? among, ITranscriptObserver? observer, CancellationToken cancellation)
    {
        if (key.Machine.IsStatic != (gamma is null)) throw new ArgumentException("Proofs of static machines, and no others, have no run.", nameof(gamma));
        _boundary = boundary;
        _key = key;
        _backend = backend;
        _trace = trace;
        _gamma = gamma;
        _times = times;
        _cancellation = cancellation;
        Shape shape = ShapePlanner.Plan(key.Machine, key.VerifyingKey, trace.Tables, isLastShard, key.Layer, among);
        _layout = ShardLayout.Create(key.Machine, key.VerifyingKey, shape, isLastShard);
        _class = _layout.Class;
        _transcript = new Transcript(_class.Domain, observer, _class.Layer.Hash);
    }

    /// <summary>
    /// Proves a shard. <paramref name="gamma"/> are the challenges of §7, for which the shard's boundary columns were committed before; null for a static machine.
    /// Takes the trace over: it is disposed once its columns are laid out. <paramref name="boundary"/> is the commitment of phase 1 if the caller still has
    /// it; it stays the caller's. <paramref name="among"/> are the classes to choose from, the same as in phase 1; null: <see cref="ProofClasses"/>.
    /// </summary>
    public static ShardProof Prove(
        ProvingKey key, IProverBackend backend, ShardTrace trace, bool isLastShard, GammaChallenges<KoalaBear, KoalaBear5>? gamma,
        PhaseTimes? times = null, CommittedMatrix? boundary = null, ITranscriptObserver? observer = null,
        IReadOnlyList<ProofClass>? among = null, CancellationToken cancellation = default) =>
        new ShardProver(key, backend, trace, isLastShard, gamma, times ?? new PhaseTimes(), boundary, among, observer, cancellation).Run();

    private ShardProof Run()
    {
        StackedMatrix? main = null, boundary = null;
        CommittedMatrix? committedMain = null, committedBoundary = null;
        var outside = new OutsideValue[_class.Whir.First.OutOfDomain];
        try
        {
            using (_times.Measure(Phase.Layout))
            {
                main = Stack(ColumnKind.Main, _class.Class.MainWidth);
                boundary = Stack(ColumnKind.Boundary, _class.Class.BoundaryWidth);
                _trace.Dispose();
            }

            // Step 1.
            ObserveStatement();

            // Step 2.
            using (_times.Measure(Phase.Commit))
            {
                committedBoundary = boundary is null ? null : _boundary ?? _backend.Commit(boundary, _class.Layer, _cancellation);
                committedMain = _backend.Commit(main!, _class.Layer, _cancellation);
            }

            Digest boundaryRoot = committedBoundary?.Root ?? default;
            if (_gamma is not null) _transcript.ObserveRoot("boundary root", boundaryRoot);
            _transcript.ObserveRoot("main root", committedMain.Root);
            StackedMatrix?[] matrices = [main, boundary, _key.Preprocessed];
            SampleOutside(matrices, outside);

            // Step 3.
            KoalaBear nonce = Grind("fingerprint nonce", _class.LocalGrindingBits);
            var alpha = new KoalaBear5[ProtocolParameters.FingerprintChallenges];
            KoalaBear5 gamma = _transcript.Sample("gamma");
            for (int i = 0; i < alpha.Length; i++) alpha[i] = _transcript.Sample("alpha");
            var local = new FingerprintChallenges(gamma, alpha);
            FingerprintChallenges global = _gamma is null ? local : new FingerprintChallenges(_gamma.Gamma, _gamma.Alpha);

            FragmentData[] fragments = _key.Fragments(_layout, main, boundary, _trace.PublicValues);
            GkrProof gkr = ProveGkr(fragments, local, global);
            KoalaBear5[] zerocheck = ProveZerocheck(fragments, local, global);
            List<CommittedMatrix> committed = [committedMain];
            if (committedBoundary is not null) committed.Add(committedBoundary);
            if (_key.CommittedPreprocessed is not null) committed.Add(_key.CommittedPreprocessed);
            (KoalaBear5[] evaluations, WhirProof whir) = ProveWhir(matrices, outside, committed);
            return new ShardProof(
                new Shape(_class.Class, _layout.Rows), _trace.PublicValues, boundaryRoot, committedMain.Root, nonce, gkr, zerocheck, evaluations, whir)
            {
                OutOfDomain = Array.ConvertAll(outside, x => x.Value),
            };
        }
        finally
        {
            _trace.Dispose();
            foreach (OutsideValue? x in outside) x?.Dispose();
            main?.Dispose();
            boundary?.Dispose();
            committedMain?.Dispose();
            if (!ReferenceEquals(committedBoundary, _boundary)) committedBoundary?.Dispose();
        }
    }

    // Step 2, where round 0 is decoded to lists: the stacked polynomial outside the domain.
    private void SampleOutside(StackedMatrix?[] matrices, OutsideValue[] values)
    {
        using var timer = _times.Measure(Phase.Whir);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _backend.Evaluate(_layout, matrices, SamplePoint(_class.Class.Variables));
            _transcript.Observe("out of domain", values[i].Value);
        }
    }

    private KoalaBear5[] SamplePoint(int variables)
    {
        var point = new KoalaBear5[variables];
        for (int i = 0; i < point.Length; i++) point[i] = _transcript.Sample("out of domain");
        return point;
    }

    private StackedMatrix? Stack(ColumnKind kind, int width) =>
        ColumnStacker.Stack(_layout.Fragments, kind, _layout.LogHeight, width, _trace.Tables, _backend.Pool);

    // Step 1. Key, class, public values, rows in use, run.
    private void ObserveStatement()
    {
        ProofClass c = _class.Class;
        _transcript.Observe("vk", _key.VerifyingKey.Digest);
        if (_gamma is null)
        {
            _transcript.Observe("public values", _trace.PublicValues);
            return;
        }

        _transcript.Observe("class", c.MainWidth);
        _transcript.Observe("class", c.BoundaryWidth);
        _transcript.Observe("class", c.LogLeaves);
        _transcript.Observe("public values", _trace.PublicValues);
        _transcript.Observe("rows", Array.ConvertAll(_layout.Rows, n => new KoalaBear((uint)n)));
        _transcript.Observe("seed", _gamma.Seed);
    }

    private KoalaBear Grind(string label, int bits)
    {
        using (_times.Measure(Phase.Grinding)) return Grinder.Grind(_transcript, label, bits, _backend.Pool, _cancellation);
    }

    // ζ and the claims that GKR ends with.
    private KoalaBear5[] _zeta = [];
    private KoalaBear5 _numerator, _denominator;

    // Step 4.
    private GkrProof ProveGkr(FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global)
    {
        using var timer = _times.Measure(Phase.GkrBuild);
        using IGkrSession session = _backend.BeginGkr(_layout, fragments, local, global, _cancellation);
        timer.Switch(Phase.GkrSumcheck);
        (KoalaBear5 n0, KoalaBear5 d0, KoalaBear5 n1, KoalaBear5 d1) = session.Top();
        var top = (n0, d0, n1, d1);
        foreach (KoalaBear5 e in (KoalaBear5[])[n0, d0, n1, d1]) _transcript.Observe("gkr output", e);
        KoalaBear5 mu = _transcript.Sample("gkr mu");
        KoalaBear5 n = n0 + mu * (n1 - n0), d = d0 + mu * (d1 - d0);
        KoalaBear5[] z = [mu];
        var layers = new GkrLayer[_class.Class.LogLeaves - 1];
        for (int k = 1; k < _class.Class.LogLeaves; k++)
        {
            KoalaBear5 lambda = _transcript.Sample("gkr lambda");
            KoalaBear5 claim = n + lambda * d;
            session.BeginLayer(k, z, lambda);
            var messages = new KoalaBear5[ProtocolParameters.GkrDegree * k];
            var next = new KoalaBear5[k + 1];
            for (int i = 0; i < k; i++)
            {
                _cancellation.ThrowIfCancellationRequested();
                (KoalaBear5 c1, KoalaBear5 c2) = session.Round(claim);
                messages[2 * i] = c1;
                messages[2 * i + 1] = c2;
                int coordinate = ProtocolParameters.GkrCoordinate(k, i);
                next[coordinate] = WeightedRound("gkr round", messages.AsSpan(2 * i, 2), z[coordinate], ref claim);
                session.Bind(next[coordinate]);
            }

            (n0, n1, d0, d1) = session.EndLayer();
            foreach (KoalaBear5 e in (KoalaBear5[])[n0, n1, d0, d1]) _transcript.Observe("gkr layer", e);
            layers[k - 1] = new GkrLayer(messages, n0, n1, d0, d1);
            mu = _transcript.Sample("gkr mu");
            n = n0 + mu * (n1 - n0);
            d = d0 + mu * (d1 - d0);
            next[k] = mu;
            z = next;
        }

        _zeta = z;
        _numerator = n;
        _denominator = d;
        return new GkrProof(top.n0, top.d0, top.n1, top.d1, layers);
    }

    // r, where the zerocheck ends.
    private KoalaBear5[] _r = [];

    // Step 5.
    private KoalaBear5[] ProveZerocheck(FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global)
    {
        using var timer = _times.Measure(Phase.Zerocheck);
        KoalaBear5 beta = _transcript.Sample("beta");
        using IZeroCheckSession session = _backend.BeginZeroCheck(_layout, fragments, _zeta, beta, local, global);
        KoalaBear5 claim = _numerator + beta * (_denominator - (KoalaBear5.One - session.SelectorSum));
        int n = _layout.LogHeight;
        var messages = new KoalaBear5[ProtocolParameters.ZerocheckDegree * n];
        _r = new KoalaBear5[n];
        for (int i = 0; i < n; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            Span<KoalaBear5> message = messages.AsSpan(ProtocolParameters.ZerocheckDegree * i, ProtocolParameters.ZerocheckDegree);
            (message[0], message[1], message[2]) = session.Round();
            _r[i] = WeightedRound("zerocheck round", message, _zeta[_zeta.Length - n + i], ref claim);
            session.Bind(_r[i]);
        }

        return messages;
    }

    // claim = (1 − z)·s(0) + z·s(1) gives c₀; the message is c₁ … c_d.
    private KoalaBear5 WeightedRound(string label, ReadOnlySpan<KoalaBear5> message, KoalaBear5 z, ref KoalaBear5 claim)
    {
        KoalaBear5 sum = default;
        foreach (KoalaBear5 c in message)
        {
            sum += c;
            _transcript.Observe(label, c);
        }

        KoalaBear5 r = _transcript.Sample(label), value = default;
        for (int i = message.Length - 1; i >= 0; i--) value = (value + message[i]) * r;
        claim = value + claim - z * sum;
        return r;
    }
}
