using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Steps;

public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
{
    private TExt _beta;

    // e_{q,j} by position and interaction, 0 where a position is absent.
    private TExt[][] _leafWeights = [];

    // The point r and the last claim of the zerocheck.
    private TExt[] _r = [];
    private TExt _zerocheckClaim;

    // Column evaluations of step 6, in order.
    private TExt[] _evaluations = [];

    // Step 5. The verifier batches "the leaves at ζ are what the tables' interactions say" with "every constraint vanishes at ζ", and
    // reduces the batch to the tables' columns at a random point.
    private bool VerifyZerocheck()
    {
        _beta = _transcript.Sample("beta");
        if (!WeighLeaves(out TExt total)) return false;

        // Leaves that belong to no interaction are (0, 1) and contribute 1 − Σ e to the denominator.
        TExt padding = _a.Sub(_one, total);
        TExt claim = _a.Add(_numeratorClaim, _a.Mul(_beta, _a.Sub(_denominatorClaim, padding)));
        int m = _layout.Class.LogLeaves, n = _layout.Class.LogHeight;
        _r = new TExt[n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<KoalaBear5> message =
                _proof.Zerocheck.AsSpan(ProtocolParameters.ZerocheckDegree * i, ProtocolParameters.ZerocheckDegree);
            _r[i] = WeightedRound("zerocheck round", message, _zeta[m - n + i], ref claim);
        }

        _zerocheckClaim = claim;
        return true;
    }

    // e_{q,j}: the first coordinate of ζ picks the scope, the others a slot.
    private bool WeighLeaves(out TExt total)
    {
        var weights = new SlotWeights<TArithmetic, TBase, TExt, TIndex>(_a, _zeta.AsSpan(1), _layout.Class.LogHeight);
        TExt global = _zeta[0], local = _a.Sub(_one, global);
        total = _zero;
        TBase blocks = _a.Constant(KoalaBear.Zero);
        _leafWeights = new TExt[_layout.Positions.Length][];
        for (int q = 0; q < _leafWeights.Length; q++)
        {
            TablePosition p = _layout.Positions[q];
            if (!weights.TryWeigh(_heights[q], _localSlots[q], p.LocalInteractions, out TExt[] locals)
                || !weights.TryWeigh(_heights[q], _globalSlots[q], p.GlobalInteractions, out TExt[] globals)) return FailShape(p);
            blocks = _a.Add(blocks, _a.Mul(_heights[q].Blocks, _a.Constant(new KoalaBear((ulong)p.GlobalInteractions))));
            _leafWeights[q] = new TExt[p.Air.Interactions.Count];
            int nextLocal = 0, nextGlobal = 0;
            for (int j = 0; j < _leafWeights[q].Length; j++)
            {
                TExt e = p.Air.Interactions[j].Bus.Scope == BusScope.Local ? _a.Mul(local, locals[nextLocal++]) : _a.Mul(global, globals[nextGlobal++]);
                total = _a.Add(total, e);
                _leafWeights[q][j] = e;
            }
        }

        GlobalBlocks = blocks;
        return true;
    }

    // Step 6. The prover sends the columns' values at r, zeros for absent positions (step 7 checks that they are, with τ); the verifier evaluates interactions
    // and constraints there itself.
    private bool VerifyEvaluations()
    {
        _evaluations = new TExt[_proof.Evaluations.Length];
        for (int i = 0; i < _evaluations.Length; i++)
        {
            _evaluations[i] = _a.Input(_proof.Evaluations[i]);
            _transcript.Observe("evaluation", _evaluations[i]);
        }

        var activeColumn = new ActiveColumn<TArithmetic, TBase, TExt, TIndex>(_a, _r);
        TExt sum = _zero;
        var powers = new Powers<TArithmetic, TBase, TExt, TIndex>(_a, _beta);
        TExt betaPower = powers.Of(2);
        for (int q = 0; q < _layout.Positions.Length; q++)
        {
            TablePosition p = _layout.Positions[q];
            AirProgram air = p.Air;
            TExt active = _zero;
            if (p.HasActive && !activeColumn.TryEvaluate(_heights[q], out active)) return FailShape(p);
            var columns = new TExt[air.Columns.Count];
            int next = p.EvaluationOffset;
            for (int c = 0; c < columns.Length; c++)
            {
                Column column = air.Columns[c];
                columns[c] = column.Kind != ColumnKind.Virtual ? _evaluations[next++] : column.Virtual == VirtualKind.Active ? active : IndexMle(column);
            }

            NodeValues values = Evaluate(air, columns);
            for (int j = 0; j < air.Interactions.Count; j++)
            {
                AirInteraction x = air.Interactions[j];
                TExt leaf = _a.Add(Multiplicity(air, x, values), _a.Mul(_beta, Fingerprint(air, x, values)));
                sum = _a.Add(sum, _a.Mul(_leafWeights[q][j], leaf));
            }

            // β^(2 + o_q + i): o_q counts on from the positions before.
            TExt constraints = _zero;
            for (int i = air.Constraints.Count - 1; i >= 0; i--)
            {
                int node = air.Constraints[i].Node;
                TExt value = air.NodeDegrees[node] == 0 ? _a.Extend(values.Base[node]) : values.Ext[node];
                constraints = _a.Add(_a.Mul(constraints, _beta), value);
            }

            sum = _a.Add(sum, _a.Mul(constraints, _a.Mul(betaPower, _heights[q].Present)));
            betaPower = _a.Mul(betaPower, powers.Of(air.Constraints.Count));
        }

        return _a.AssertEqual(sum, _zerocheckClaim)
            || Fail(ErrorKind.ConstraintMismatch, "6: constraints at the sampled point", $"{_zerocheckClaim}", $"{sum}");
    }

    // The fixed function of the row index at r (§10); bit k of the index is coordinate h−1−k.
    private TExt IndexMle(Column column)
    {
        TExt sum = _zero;
        for (int i = 0; i < column.Bits; i++)
        {
            TExt bit = _r[_r.Length - 1 - column.Shift - i];
            if (column.Virtual == VirtualKind.AndBits) bit = _a.Mul(bit, _r[_r.Length - 1 - column.ShiftB - i]);
            sum = _a.Add(sum, _a.Mul(bit, _a.Constant(new KoalaBear(1UL << i))));
        }

        return sum;
    }
}
