using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Steps;

public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
{
    private TExt _beta;

    // e_{t,j} by fragment and interaction.
    private TExt[][] _leafWeights = [];

    // The point r and the last claim of the zerocheck.
    private TExt[] _r = [];
    private TExt _zerocheckClaim;

    // Column evaluations of step 6, in order.
    private TExt[] _evaluations = [];

    // Step 5. The verifier batches "the leaves at ζ are what the tables' interactions say" with "every constraint vanishes at ζ", and
    // reduces the batch to the tables' columns at a random point.
    private void VerifyZerocheck()
    {
        _beta = _transcript.Sample("beta");
        int m = _layout.LogLeaves;
        TExt total = _zero;
        _leafWeights = new TExt[_layout.Fragments.Length][];
        for (int t = 0; t < _leafWeights.Length; t++)
        {
            Fragment f = _layout.Fragments[t];
            var weights = new TExt[f.LeafStarts.Length];
            for (int j = 0; j < weights.Length; j++)
            {
                weights[j] = EqAtBits(_zeta.AsSpan(0, m - f.LogHeight), f.LeafStarts[j] >> f.LogHeight);
                total = _a.Add(total, weights[j]);
            }

            _leafWeights[t] = weights;
        }

        // Leaves that belong to no interaction are (0, 1) and contribute 1 − Σ e to the denominator.
        TExt padding = _a.Sub(_one, total);
        TExt claim = _a.Add(_numeratorClaim, _a.Mul(_beta, _a.Sub(_denominatorClaim, padding)));
        int n = _layout.MaxLogFragmentHeight;
        _r = new TExt[n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<KoalaBear5> message =
                _proof.Zerocheck.AsSpan(ProtocolParameters.ZerocheckDegree * i, ProtocolParameters.ZerocheckDegree);
            _r[i] = WeightedRound("zerocheck round", message, _zeta[m - n + i], ref claim);
        }

        _zerocheckClaim = claim;
    }

    // Step 6. The prover sends the columns' values at r; the verifier evaluates interactions and constraints there itself.
    private bool VerifyEvaluations()
    {
        _evaluations = new TExt[_proof.Evaluations.Length];
        for (int i = 0; i < _evaluations.Length; i++)
        {
            _evaluations[i] = _a.Input(_proof.Evaluations[i]);
            _transcript.Observe("evaluation", _evaluations[i]);
        }

        TExt sum = _zero;
        TExt betaPower = _a.Mul(_beta, _beta);
        for (int t = 0; t < _layout.Fragments.Length; t++)
        {
            Fragment f = _layout.Fragments[t];
            var columns = new TExt[f.Air.Columns.Count];
            ReadOnlySpan<TExt> point = _r.AsSpan(_r.Length - f.LogHeight);
            int next = f.EvaluationOffset;
            for (int c = 0; c < columns.Length; c++)
            {
                Column column = f.Air.Columns[c];
                columns[c] = column.Kind == ColumnKind.Virtual ? VirtualMle(column, point) : _evaluations[next++];
            }

            var nodes = new TExt[f.Air.Nodes.Count];
            Evaluate(f.Air, columns, nodes);
            for (int j = 0; j < f.Air.Interactions.Count; j++)
            {
                AirInteraction x = f.Air.Interactions[j];
                TExt leaf = _a.Add(nodes[x.Multiplicity], _a.Mul(_beta, Fingerprint(x, nodes)));
                sum = _a.Add(sum, _a.Mul(_leafWeights[t][j], leaf));
            }

            // β^(2 + o_t + i): o_t counts on from the fragments before.
            foreach (AirConstraint c in f.Air.Constraints)
            {
                sum = _a.Add(sum, _a.Mul(betaPower, nodes[c.Node]));
                betaPower = _a.Mul(betaPower, _beta);
            }
        }

        return _a.AssertEqual(sum, _zerocheckClaim)
            || Fail(ErrorKind.ConstraintMismatch, "6: constraints at the sampled point", $"{_zerocheckClaim}", $"{sum}");
    }

    // The fixed function of the row index at a point (§10); bit k of the index is coordinate n−1−k.
    private TExt VirtualMle(Column column, ReadOnlySpan<TExt> point)
    {
        TExt sum = _zero;
        for (int i = 0; i < column.Bits; i++)
        {
            TExt bit = point[point.Length - 1 - column.Shift - i];
            if (column.Virtual == VirtualKind.AndBits) bit = _a.Mul(bit, point[point.Length - 1 - column.ShiftB - i]);
            sum = _a.Add(sum, _a.Mul(bit, _a.Constant(new KoalaBear(1UL << i))));
        }

        return sum;
    }
}
