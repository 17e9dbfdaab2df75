using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Steps;

public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
{
    // The queries of one committed round as they enter the weight: Σ_q ξ^(q+1) pow_n(x_q), and after them eq at the points outside the domain.
    private readonly record struct QueryWeight(int Variables, TExt Xi, TBase[] Points, OutsideClaim[] Outside);

    // Step 7. One opening of all columns: the stacked polynomial F satisfies Σ_x F(x) W(x) = σ for the weight W that batches all
    // evaluations of step 6.
    private bool VerifyWhir()
    {
        WhirProof p = _proof.Whir;
        WhirSchedule schedule = _layout.Whir;
        int w = _layout.Class.LogWidth;
        TExt tau = _transcript.Sample("tau");
        if (!Batch(tau, out TExt claim)) return false;

        // 7a. Columns are folded into one.
        var point = new List<TExt>();
        for (int i = 0; i < w; i++)
        {
            if (!TryFoldRound(schedule.First, p.InitialSumcheck, p.InitialNonces, i, ref claim, out TExt r)) return false;
            point.Add(r);
        }

        TExt[] fold = [.. point];
        var weights = new List<QueryWeight>();

        // 7b. The prover commits to the folded polynomial in a new matrix; the verifier checks it against random rows of the
        // previous one and folds on.
        TBase[] root = [];
        for (int i = 0; i < schedule.Rounds.Length; i++)
        {
            WhirRound s = schedule.Rounds[i];
            WhirRoundProof message = p.Rounds[i];
            TBase[] nextRoot = InputDigest(message.Root);
            _transcript.ObserveRoot("whir root", nextRoot);
            OutsideClaim[] outside = SampleOutside(s.Next, s.Variables, message.OutOfDomain);
            TIndex[]? indices = Queries(message.Nonce, s.GrindingBits, s.Queries, s.LogDomain, $"7b: round {i + 1}");
            if (indices is null) return false;
            if (!Open(i, root, indices, message.Openings, fold, s.LogDomain, $"7b: round {i + 1}", out TExt[] values)) return false;
            weights.Add(AddQueries(values, s.Variables, Points(indices, s.LogDomain), outside, ref claim));
            fold = new TExt[s.Fold];
            for (int k = 0; k < s.Fold; k++)
            {
                if (!TryFoldRound(s.Next, message.Sumcheck, message.Nonces, k, ref claim, out fold[k])) return false;
                point.Add(fold[k]);
            }

            root = nextRoot;
        }

        // 7c. The prover sends what is left; the verifier checks it against the last matrix, and the claim against it.
        var final = new TExt[p.FinalPolynomial.Length];
        for (int i = 0; i < final.Length; i++)
        {
            final[i] = _a.Input(p.FinalPolynomial[i]);
            _transcript.Observe("final polynomial", final[i]);
        }

        TIndex[]? last = Queries(p.FinalNonce, schedule.FinalGrindingBits, schedule.FinalQueries, schedule.FinalLogDomain, "7c");
        if (last is null) return false;
        if (!Open(schedule.Rounds.Length, root, last, p.FinalOpenings, fold, schedule.FinalLogDomain, "7c", out TExt[] opened))
            return false;
        weights.Add(AddQueries(opened, schedule.FinalVariables, Points(last, schedule.FinalLogDomain), [], ref claim));
        for (int i = 0; i < schedule.FinalVariables; i++)
            point.Add(PlainRound("final round", p.FinalSumcheck.AsSpan(2 * i, 2), ref claim));
        TExt[] all = [.. point];
        if (!Weight(all, tau, weights, out TExt weight)) return false;
        TExt value = EvaluateMle(final, all.AsSpan(all.Length - schedule.FinalVariables));
        return _a.AssertEqual(claim, _a.Mul(weight, value))
            || Fail(ErrorKind.WhirMismatch, "7c: last claim", $"{claim}", "another weight times polynomial");
    }

    // σ: all evaluations, and after them the values outside the domain, with powers of τ. Those of an absent position are 0: else their own sum with
    // powers of τ, which is picked after them, is not 0 but with probability (their number)/|K|.
    private bool Batch(TExt tau, out TExt claim)
    {
        _powersOfTau = new Powers<TArithmetic, TBase, TExt, TIndex>(_a, tau);
        _tauPowers = new TExt[_layout.Positions.Length + 1];
        _tauPowers[0] = _one;
        claim = _zero;
        for (int q = 0; q < _layout.Positions.Length; q++)
        {
            TablePosition p = _layout.Positions[q];
            TExt sum = _zero;
            for (int i = p.EvaluationCount - 1; i >= 0; i--) sum = _a.Add(_a.Mul(sum, tau), _evaluations[p.EvaluationOffset + i]);
            if (!_a.AssertEqual(sum, _a.Mul(sum, _heights[q].Present)))
                return Fail(ErrorKind.BadShape, $"6: evaluations of {p.Air.Name}, position {p.Index}", "0, it is absent", "other values");
            claim = _a.Add(claim, _a.Mul(sum, _tauPowers[q]));
            _tauPowers[q + 1] = _a.Mul(_tauPowers[q], _powersOfTau.Of(p.EvaluationCount));
        }

        TExt outside = _zero;
        for (int j = _outside.Length - 1; j >= 0; j--) outside = _a.Add(_a.Mul(outside, tau), _outside[j].Value);
        claim = _a.Add(claim, _a.Mul(outside, _tauPowers[^1]));
        return true;
    }

    // τ to the number of evaluations of all positions before each, and of all; other powers of it.
    private TExt[] _tauPowers = [];
    private Powers<TArithmetic, TBase, TExt, TIndex>? _powersOfTau;

    // Opened values join the claim with powers of ξ; the weight follows in W.
    private QueryWeight AddQueries(TExt[] values, int variables, TBase[] points, OutsideClaim[] outside, ref TExt claim)
    {
        TExt xi = _transcript.Sample("whir xi");
        TExt sum = _zero;
        for (int i = outside.Length - 1; i >= 0; i--) sum = _a.Mul(xi, _a.Add(sum, outside[i].Value));
        for (int q = values.Length - 1; q >= 0; q--) sum = _a.Mul(xi, _a.Add(sum, values[q]));
        claim = _a.Add(claim, sum);
        return new QueryWeight(variables, xi, points, outside);
    }

    // Proof of work, then the row indices.
    private TIndex[]? Queries(KoalaBear nonce, int grindingBits, int count, int logDomain, string where)
    {
        if (!_transcript.CheckGrind("query nonce", _a.Input(nonce), grindingBits))
        {
            Fail(ErrorKind.BadProofOfWork, $"{where}: query nonce", $"{grindingBits} zero bits", $"nonce {nonce}");
            return null;
        }

        var indices = new TIndex[count];
        for (int q = 0; q < count; q++) indices[q] = _transcript.SampleBits("query", logDomain);
        return indices;
    }

    // Opens the matrix before round number `round` and folds each row at the fold point: y_q = Σ_c eq(ρ, c)·row_c.
    private bool Open(
        int round, TBase[] root, TIndex[] indices, MerkleOpening[] openings, TExt[] fold, int logDomain, string where, out TExt[] values)
    {
        values = new TExt[indices.Length];
        TExt[] eq = EqTable(_a, fold);
        if (round == 0)
        {
            int width = _layout.Class.Width;
            var rows = new TBase[indices.Length * width];
            int opening = 0, first = 0;
            ReadOnlySpan<int> widths = [_layout.Class.MainWidth, _layout.Class.BoundaryWidth, _layout.Class.PreprocessedWidth];
            for (int k = 0; k < widths.Length; k++)
            {
                if (widths[k] == 0) continue;
                TBase[] treeRoot = k switch { 0 => _mainRoot, 1 => _shard.BoundaryRoot, _ => _key.PreprocessedRoot };
                string tree = k switch { 0 => "main", 1 => "boundary", _ => "preprocessed" };
                ErrorKind e = _a.OpenRows(
                    _layout.Layer.Hash, treeRoot, indices, openings[opening++], logDomain, widths[k], rows.AsSpan(first), width);
                if (e != ErrorKind.None) return FailOpening(e, $"{where}: {tree} matrix");
                first += widths[k];
            }

            for (int q = 0; q < values.Length; q++) values[q] = _a.Dot(eq.AsSpan(0, width), rows.AsSpan(q * width, width));
            return true;
        }

        int stride = KoalaBear5.Degree * eq.Length;
        var extensionRows = new TBase[indices.Length * stride];
        ErrorKind error = _a.OpenRows(_layout.Layer.Hash, root, indices, openings[0], logDomain, stride, extensionRows, stride);
        if (error != ErrorKind.None) return FailOpening(error, $"{where}: matrix of round {round}");
        for (int q = 0; q < values.Length; q++)
        {
            TExt y = _zero;
            for (int c = 0; c < eq.Length; c++)
            {
                TExt cell = _a.Compose(extensionRows.AsSpan(q * stride + KoalaBear5.Degree * c, KoalaBear5.Degree));
                y = _a.Add(y, _a.Mul(eq[c], cell));
            }

            values[q] = y;
        }

        return true;
    }

    private bool FailOpening(ErrorKind kind, string where) => kind == ErrorKind.BadOpening
        ? Fail(kind, where, "the rows and siblings that the queries call for", "another number of them")
        : Fail(kind, where, "the committed root", "another root");

    private TBase[] Points(TIndex[] indices, int logDomain)
    {
        var points = new TBase[indices.Length];
        for (int q = 0; q < points.Length; q++) points[q] = _a.DomainPoint(indices[q], logDomain);
        return points;
    }

    // W at the point of all challenges: slots by position, eq(suf_k(point), suf_k(r)) by height.
    private bool Weight(TExt[] point, TExt tau, List<QueryWeight> queries, out TExt sum)
    {
        int h = _layout.Class.LogHeight;
        sum = _zero;
        var rows = new TExt[h - ProtocolParameters.MinLogHeight + 2];
        rows[0] = _zero;
        TExt product = _one;
        for (int n = 1; n <= h; n++)
        {
            TExt x = point[^n], y = _r[^n], xy = _a.Mul(x, y);
            product = _a.Mul(product, _a.Sub(_a.Add(_one, _a.Add(xy, xy)), _a.Add(x, y)));
            if (n >= ProtocolParameters.MinLogHeight) rows[n - ProtocolParameters.MinLogHeight + 1] = product;
        }

        var slots = new SlotWeights<TArithmetic, TBase, TExt, TIndex>(_a, point, h);
        slots.Prepare(_powersOfTau!);
        for (int q = 0; q < _layout.Positions.Length; q++)
        {
            TablePosition p = _layout.Positions[q];
            PositionHeight<TBase> height = _heights[q];
            TBase preprocessed = _a.Mul(height.Present, _preprocessedSlots[q]);
            TExt columns = _zero;
            int before = 0;
            foreach ((ColumnKind kind, int first, int count) in p.ColumnRuns)
            {
                TBase slot = kind switch { ColumnKind.Main => _mainSlots[q], ColumnKind.Boundary => _boundarySlots[q], _ => preprocessed };
                slot = _a.Add(slot, _a.Constant(new KoalaBear((ulong)first)));
                if (!slots.TrySum(height, slot, count, out TExt part)) return FailShape(p);
                columns = _a.Add(columns, _a.Mul(_powersOfTau!.Of(before), part));
                before += count;
            }

            sum = _a.Add(sum, _a.Mul(columns, _a.Mul(_tauPowers[q], _a.Select(rows, height.Rank))));
        }

        // The evaluations of all positions, absent ones too, have had their powers of τ.
        TExt power = _tauPowers[^1];
        foreach (OutsideClaim c in _outside)
        {
            sum = _a.Add(sum, _a.Mul(power, Eq(c.Point, point)));
            power = _a.Mul(power, tau);
        }

        foreach (QueryWeight g in queries)
        {
            ReadOnlySpan<TExt> suffix = point.AsSpan(point.Length - g.Variables);
            TExt all = _zero;
            for (int i = g.Outside.Length - 1; i >= 0; i--) all = _a.Mul(g.Xi, _a.Add(all, Eq(g.Outside[i].Point, suffix)));
            for (int q = g.Points.Length - 1; q >= 0; q--) all = _a.Mul(g.Xi, _a.Add(all, _a.PowMle(g.Points[q], suffix)));
            sum = _a.Add(sum, all);
        }

        return true;
    }

    // eq of two points: Π (1 − x − y + 2xy).
    private TExt Eq(ReadOnlySpan<TExt> x, ReadOnlySpan<TExt> y)
    {
        TExt product = _one;
        for (int i = 0; i < x.Length; i++)
        {
            TExt xy = _a.Mul(x[i], y[i]);
            product = _a.Mul(product, _a.Sub(_a.Add(_one, _a.Add(xy, xy)), _a.Add(x[i], y[i])));
        }

        return product;
    }

    private TExt EvaluateMle(TExt[] values, ReadOnlySpan<TExt> point)
    {
        var v = (TExt[])values.Clone();
        int size = v.Length;
        foreach (TExt x in point)
        {
            size /= 2;
            for (int i = 0; i < size; i++) v[i] = Interpolate(v[i], v[i + size], x);
        }

        return v[0];
    }
}
