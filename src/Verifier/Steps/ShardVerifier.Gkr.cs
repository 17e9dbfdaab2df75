using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Steps;

public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
{
    // ζ and the claims N_leaves(ζ), D_leaves(ζ) that GKR ends with.
    private TExt[] _zeta = [];
    private TExt _numeratorClaim;
    private TExt _denominatorClaim;

    // Step 4. The prover claims the two sums of fractions; layer by layer the verifier reduces the claim on one layer to a claim on
    // the next at a random point, down to the leaves.
    private bool VerifyGkr()
    {
        GkrProof p = _proof.Gkr;
        TExt n0 = _a.Input(p.LocalNumerator), d0 = _a.Input(p.LocalDenominator);
        TExt n1 = _a.Input(p.GlobalNumerator), d1 = _a.Input(p.GlobalDenominator);
        _transcript.Observe("gkr output", n0);
        _transcript.Observe("gkr output", d0);
        _transcript.Observe("gkr output", n1);
        _transcript.Observe("gkr output", d1);
        // A zero leaf would make the fraction over it meaningless; d is the product of all leaves.
        if (!_a.AssertNonZero(d0)) return Fail(ErrorKind.ZeroDenominator, "4: local denominator", "not zero", "zero");
        if (!_a.AssertNonZero(d1)) return Fail(ErrorKind.ZeroDenominator, "4: global denominator", "not zero", "zero");
        if (!CheckLocalSum(n0, d0)) return false;
        GlobalNumerator = n1;
        GlobalDenominator = d1;

        TExt mu = _transcript.Sample("gkr mu");
        TExt n = Interpolate(n0, n1, mu), d = Interpolate(d0, d1, mu);
        int m = _layout.Class.LogLeaves;
        var z = new TExt[m];
        z[0] = mu;
        var next = new TExt[m];
        for (int k = 1; k < m; k++)
        {
            GkrLayer layer = p.Layers[k - 1];
            TExt lambda = _transcript.Sample("gkr lambda");
            TExt claim = _a.Add(n, _a.Mul(lambda, d));
            for (int i = 0; i < k; i++)
            {
                ReadOnlySpan<KoalaBear5> message = layer.Sumcheck.AsSpan(ProtocolParameters.GkrDegree * i, ProtocolParameters.GkrDegree);
                int coordinate = ProtocolParameters.GkrCoordinate(k, i);
                next[coordinate] = WeightedRound("gkr round", message, z[coordinate], ref claim);
            }

            n0 = _a.Input(layer.N0);
            n1 = _a.Input(layer.N1);
            d0 = _a.Input(layer.D0);
            d1 = _a.Input(layer.D1);
            _transcript.Observe("gkr layer", n0);
            _transcript.Observe("gkr layer", n1);
            _transcript.Observe("gkr layer", d0);
            _transcript.Observe("gkr layer", d1);
            TExt cross = _a.Add(_a.Mul(n0, d1), _a.Mul(n1, d0));
            if (!_a.AssertEqual(claim, _a.Add(cross, _a.Mul(lambda, _a.Mul(d0, d1)))))
                return Fail(ErrorKind.GkrMismatch, $"4: layer {k}", $"{claim}", "another value from N0, N1, D0, D1");
            mu = _transcript.Sample("gkr mu");
            n = Interpolate(n0, n1, mu);
            d = Interpolate(d0, d1, mu);
            next[k] = mu;
            next.AsSpan(0, k + 1).CopyTo(z);
        }

        _zeta = z;
        _numeratorClaim = n;
        _denominatorClaim = d;
        return true;
    }

    // n/d plus the fractions of the public messages is zero; fractions are added without dividing.
    private bool CheckLocalSum(TExt n, TExt d)
    {
        AirProgram messages = _layout.Machine.PublicMessages;
        NodeValues values = Evaluate(messages, []);
        foreach (AirInteraction i in messages.Interactions)
        {
            TExt f = Fingerprint(messages, i, values);
            if (!_a.AssertNonZero(f))
                return Fail(ErrorKind.ZeroDenominator, $"4: public message '{i.Label}'", "not zero", "zero");
            n = _a.Add(_a.Mul(n, f), _a.Mul(Multiplicity(messages, i, values), d));
            d = _a.Mul(d, f);
        }

        return _a.AssertEqual(n, _zero) || Fail(ErrorKind.LocalBusUnbalanced, "4: local sum", "0", $"numerator {n}");
    }

    private TExt Interpolate(TExt at0, TExt at1, TExt x) => _a.Add(at0, _a.Mul(x, _a.Sub(at1, at0)));
}
