using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Tests.Reference;

internal sealed partial class ReferenceProver
{
    private sealed partial class Shard
    {
        // 4.
        private GkrProof Gkr()
        {
            int m = _layout.Class.Class.LogLeaves;
            var n = new KoalaBear5[m + 1][];
            var d = new KoalaBear5[m + 1][];
            n[m] = new KoalaBear5[1 << m];
            d[m] = new KoalaBear5[1 << m];
            d[m].AsSpan().Fill(1);
            foreach (Fragment f in _layout.Fragments)
            {
                FragmentTrace trace = Trace(f);
                var nodes = new KoalaBear[f.Air.Nodes.Count];
                var columns = new KoalaBear[f.Air.Columns.Count];
                for (int r = 0; r < 1 << f.LogHeight; r++)
                {
                    for (int c = 0; c < columns.Length; c++) columns[c] = trace.Columns[c][r];
                    f.Air.Evaluate<KoalaBear>(columns, _witness.PublicValues, nodes);
                    KoalaBear5[] lifted = Multilinear.Lift(nodes);
                    for (int j = 0; j < f.LeafStarts.Length; j++)
                    {
                        n[m][f.LeafStarts[j] + r] = lifted[f.Air.Interactions[j].Multiplicity];
                        d[m][f.LeafStarts[j] + r] = Fingerprint(f.Air.Interactions[j], lifted);
                    }
                }
            }

            for (int k = m - 1; k >= 1; k--)
            {
                n[k] = new KoalaBear5[1 << k];
                d[k] = new KoalaBear5[1 << k];
                for (int b = 0; b < 1 << k; b++)
                {
                    n[k][b] = n[k + 1][2 * b] * d[k + 1][2 * b + 1] + n[k + 1][2 * b + 1] * d[k + 1][2 * b];
                    d[k][b] = d[k + 1][2 * b] * d[k + 1][2 * b + 1];
                }
            }

            KoalaBear5 n0 = n[1][0], d0 = d[1][0], n1 = n[1][1], d1 = d[1][1];
            if (_forgery.Depth >= LieDepth.Sum) n0 = -PublicSum() * d0;
            foreach (KoalaBear5 e in (KoalaBear5[])[n0, d0, n1, d1]) Absorb("gkr output", e);
            KoalaBear5 mu = _t.Sample("");
            if (Free("gkr output")) (n0, d0, n1, d1) = OutputsUnderMu(n[1], d[1], mu);
            KoalaBear5 outN0 = n0, outN1 = n1, outD0 = d0, outD1 = d1;
            KoalaBear5 cn = n0 + mu * (n1 - n0), cd = d0 + mu * (d1 - d0);
            KoalaBear5[] z = [mu];
            var layers = new List<GkrLayer>();
            for (int k = 1; k < m; k++)
            {
                KoalaBear5 lambda = _t.Sample("");
                KoalaBear5 claim = cn + lambda * cd;
                int[] order = [.. Enumerable.Range(0, k).Select(i => BindingOrder(k, i))];
                KoalaBear5[][] a = [.. new[] { Half(n[k + 1], 0), Half(n[k + 1], 1), Half(d[k + 1], 0), Half(d[k + 1], 1) }.Select(v => Reorder(v, order))];
                KoalaBear5[] zk = [.. order.Select(c => z[c])];
                var messages = new List<KoalaBear5>();
                KoalaBear5 Sum(int i, KoalaBear5 x)
                {
                    KoalaBear5[] eq = Multilinear.Eq(zk.AsSpan(i + 1));
                    KoalaBear5 sum = default;
                    int half = eq.Length;
                    for (int b = 0; b < half; b++)
                    {
                        KoalaBear5 At(KoalaBear5[] v) => v[b] + x * (v[b + half] - v[b]);
                        KoalaBear5 a0 = At(a[0]), a1 = At(a[1]), b0 = At(a[2]), b1 = At(a[3]);
                        sum += eq[b] * (a0 * b1 + a1 * b0 + lambda * b0 * b1);
                    }

                    return sum;
                }

                KoalaBear5[] bound = WeightedSumcheck("gkr round", zk, 2, ref claim, messages, Sum, x =>
                {
                    for (int i = 0; i < 4; i++) a[i] = Multilinear.Bind(a[i], x);
                });
                (n0, n1, d0, d1) = (a[0][0], a[1][0], a[2][0], a[3][0]);
                if (_forgery.Depth >= LieDepth.Gkr) n0 = (claim - n1 * d0 - lambda * d0 * d1) * d1.Inverse();
                foreach (KoalaBear5 e in (KoalaBear5[])[n0, n1, d0, d1]) Absorb("gkr layer", e);
                mu = _t.Sample("");
                if (Free("gkr layer"))
                {
                    // n₀ + x, n₁ + y: the claim of the layer, and the truth at μ.
                    KoalaBear5 gap = claim - (n0 * d1 + n1 * d0 + lambda * d0 * d1);
                    KoalaBear5 x = gap * mu * (mu * d1 - (1 - mu) * d0).Inverse();
                    n0 += x;
                    n1 -= x * (1 - mu) * mu.Inverse();
                }

                layers.Add(new GkrLayer([.. messages], n0, n1, d0, d1));
                cn = n0 + mu * (n1 - n0);
                cd = d0 + mu * (d1 - d0);
                z = new KoalaBear5[k + 1];
                for (int i = 0; i < k; i++) z[order[i]] = bound[i];
                z[k] = mu;
            }

            (_zeta, _numerator, _denominator) = (z, cn, cd);
            return new GkrProof(outN0, outD0, outN1, outD1, [.. layers]);
        }

        // docs/protocol.md §8, step 4: t, t − 1 … 1, then t + 1 … k − 1, then 0, with t = max(0, k − 9).
        private static int BindingOrder(int k, int round)
        {
            int t = Math.Max(0, k - 9);
            return round == k - 1 ? 0 : round < t ? t - round : round + 1;
        }

        // The vector whose coordinate i is coordinate order[i] of v.
        private static KoalaBear5[] Reorder(KoalaBear5[] v, int[] order)
        {
            var result = new KoalaBear5[v.Length];
            for (int b = 0; b < v.Length; b++)
            {
                int to = 0;
                foreach (int c in order) to = to << 1 | b >> order.Length - 1 - c & 1;
                result[to] = v[b];
            }

            return result;
        }

        private KoalaBear5 PublicSum()
        {
            AirProgram messages = _prover._machine.PublicMessages;
            var nodes = new KoalaBear[messages.Nodes.Count];
            messages.Evaluate<KoalaBear>([], _witness.PublicValues, nodes);
            KoalaBear5[] lifted = Multilinear.Lift(nodes);
            KoalaBear5 sum = default;
            foreach (AirInteraction x in messages.Interactions) sum += lifted[x.Multiplicity] * Fingerprint(x, lifted).Inverse();
            return sum;
        }

        // Once μ is known: outputs with the local sum that balances and the true global sum, whose line has the true values at μ.
        private (KoalaBear5 N0, KoalaBear5 D0, KoalaBear5 N1, KoalaBear5 D1) OutputsUnderMu(KoalaBear5[] n, KoalaBear5[] d, KoalaBear5 mu)
        {
            KoalaBear5 local = -PublicSum(), global = n[1] * d[1].Inverse();
            KoalaBear5 atN = n[0] + mu * (n[1] - n[0]), atD = d[0] + mu * (d[1] - d[0]);
            KoalaBear5 d0 = (global * atD - atN) * ((1 - mu) * (global - local)).Inverse();
            return (local * d0, d0, (atN - (1 - mu) * local * d0) * mu.Inverse(), (atD - (1 - mu) * d0) * mu.Inverse());
        }

        // Once the fingerprint is known: multiplicities of five entries of the range table that make up for the local sum's error, five equations over
        // the base field. Only where there is an error; honest shards stay.
        private void BalanceUnderFingerprint()
        {
            KoalaBear5 sum = PublicSum();
            foreach (Fragment f in _layout.Fragments)
            {
                FragmentTrace trace = Trace(f);
                for (int r = 0; r < 1 << f.LogHeight; r++)
                {
                    KoalaBear[] row = Array.ConvertAll(trace.Columns, c => c[r]);
                    var nodes = new KoalaBear[f.Air.Nodes.Count];
                    f.Air.Evaluate<KoalaBear>(row, _witness.PublicValues, nodes);
                    foreach (AirInteraction x in f.Air.Interactions)
                    {
                        if (x.Bus.Scope == BusScope.Local && nodes[x.Multiplicity] != KoalaBear.Zero)
                            sum += Fingerprint(x, Multilinear.Lift(nodes)).Inverse() * nodes[x.Multiplicity];
                    }
                }
            }

            Fragment range = Array.Find(_layout.Fragments, f => f.Table == Toy.ToyMachine.Range)!;
            var terms = new KoalaBear5[5];
            for (int i = 0; i < 5; i++)
            {
                var values = new KoalaBear[range.Air.Nodes.Count];
                range.Air.Evaluate<KoalaBear>([new KoalaBear((ulong)i + 100), 0], _witness.PublicValues, values);
                terms[i] = Fingerprint(range.Air.Interactions[0], Multilinear.Lift(values)).Inverse();
            }

            KoalaBear[] more = Multilinear.Combine(terms, sum);
            for (int i = 0; i < 5; i++) Trace(range).Columns[1][100 + i] += more[i];
            _mainColumns = Columns(_layout, _witness, ColumnKind.Main, _layout.Class.Class.MainWidth);
            _main = new ReferenceMatrix(_mainColumns, _layout.LogHeight, _layer.Rate);
        }

        private static KoalaBear5[] Half(KoalaBear5[] v, int parity)
        {
            var result = new KoalaBear5[v.Length / 2];
            for (int i = 0; i < result.Length; i++) result[i] = v[2 * i + parity];
            return result;
        }

        // 5 and 6.
        private KoalaBear5[] Zerocheck()
        {
            _beta = _t.Sample("");
            int m = _layout.Class.Class.LogLeaves, n = _layout.LogHeight;
            Fragment[] fragments = _layout.Fragments;
            KoalaBear5 total = default;
            _weights = new KoalaBear5[fragments.Length][];
            var columns = new KoalaBear5[fragments.Length][][];
            for (int t = 0; t < fragments.Length; t++)
            {
                Fragment f = fragments[t];
                KoalaBear5[] prefix = _zeta[..(m - f.LogHeight)];
                _weights[t] = new KoalaBear5[f.LeafStarts.Length];
                for (int j = 0; j < f.LeafStarts.Length; j++)
                {
                    _weights[t][j] = Multilinear.Eq(prefix)[f.LeafStarts[j] >> f.LogHeight];
                    total += _weights[t][j];
                }

                columns[t] = Array.ConvertAll(Trace(f).Columns, Multilinear.Lift);
            }

            KoalaBear5[] z = _zeta[(m - n)..];
            KoalaBear5 claim = _numerator + _beta * (_denominator - (1 - total));

            KoalaBear5 Sum(int i, KoalaBear5 x)
            {
                KoalaBear5 sum = default;
                for (int t = 0; t < fragments.Length; t++)
                {
                    bool joined = fragments[t].LogHeight >= n - i;
                    int rest = joined ? n - i - 1 : fragments[t].LogHeight;
                    KoalaBear5[] eq = Multilinear.Eq(z.AsSpan(n - rest));
                    for (int b = 0; b < eq.Length; b++)
                    {
                        var row = new KoalaBear5[columns[t].Length];
                        for (int c = 0; c < row.Length; c++)
                        {
                            KoalaBear5[] v = columns[t][c];
                            row[c] = joined ? v[b] + x * (v[b + eq.Length] - v[b]) : v[b];
                        }

                        sum += eq[b] * G(t, row);
                    }
                }

                return sum;
            }

            var messages = new List<KoalaBear5>();
            int round = 0;
            _r = WeightedSumcheck("zerocheck round", z, 3, ref claim, messages, Sum, x =>
            {
                for (int t = 0; t < fragments.Length; t++)
                {
                    if (fragments[t].LogHeight < n - round) continue;
                    for (int c = 0; c < columns[t].Length; c++) columns[t][c] = Multilinear.Bind(columns[t][c], x);
                }

                round++;
            });

            // Zeros where a position is absent.
            _evaluations = new KoalaBear5[_layout.Class.EvaluationCount];
            KoalaBear5 last = default;
            for (int t = 0; t < fragments.Length; t++)
            {
                KoalaBear5[] row = Array.ConvertAll(columns[t], v => v[0]);
                int next = fragments[t].Position.EvaluationOffset;
                for (int c = 0; c < row.Length; c++)
                    if (fragments[t].Air.Columns[c].Kind != ColumnKind.Virtual) _evaluations[next++] = row[c];
                last += G(t, row);
            }

            _error = claim - last;
            if (_forgery.Depth >= LieDepth.Evaluations) FixEvaluations(_error);
            foreach (KoalaBear5 e in _evaluations) Absorb("evaluation", e);
            return [.. messages];
        }

        // The multiplicity column of the fixed range table (its only one) enters the sum as −e·mult.
        private void FixEvaluations(KoalaBear5 error)
        {
            int t = Array.FindIndex(_layout.Fragments, f => f.Table == Toy.ToyMachine.Range);
            _evaluations[_layout.Fragments[t].Position.EvaluationOffset] -= error * _weights[t][0].Inverse();
        }

        // Once τ is known: the multiplicities of two fixed tables, so that zerocheck and batch both hold.
        private void FixEvaluationsUnderTau(KoalaBear5 tau)
        {
            int r = Array.FindIndex(_layout.Fragments, f => f.Table == Toy.ToyMachine.Range), a = Array.FindIndex(_layout.Fragments, f => f.Table == Toy.ToyMachine.And);
            int j = _layout.Fragments[r].Position.EvaluationOffset, k = _layout.Fragments[a].Position.EvaluationOffset;
            KoalaBear5 ratio = tau.Pow((ulong)j) * tau.Pow((ulong)k).Inverse();
            KoalaBear5 x = -_error * (_weights[r][0] - _weights[a][0] * ratio).Inverse();
            _evaluations[j] += x;
            _evaluations[k] -= x * ratio;
        }

        // Adds a multiple of the polynomial that vanishes at the queried points, so that f satisfies the claim and still passes the queries.
        private static void AgreeAtQueries(KoalaBear5[] f, KoalaBear5[] weight, KoalaBear5 claim, int[] indices, int logDomain)
        {
            List<KoalaBear> z = [1];
            foreach (int index in indices.Distinct())
            {
                KoalaBear x = Point(index, logDomain);
                z.Add(0);
                for (int i = z.Count - 1; i >= 0; i--) z[i] = (i == 0 ? 0 : z[i - 1]) - x * z[i];
            }

            KoalaBear5 sum = default, gain = default;
            for (int b = 0; b < f.Length; b++) sum += f[b] * weight[b];
            for (int b = 0; b < z.Count; b++) gain += weight[b] * z[b];
            KoalaBear5 c = (claim - sum) * gain.Inverse();
            for (int b = 0; b < z.Count; b++) f[b] += c * z[b];
        }

        private KoalaBear5 G(int t, KoalaBear5[] row)
        {
            Fragment f = _layout.Fragments[t];
            var nodes = new KoalaBear5[f.Air.Nodes.Count];
            f.Air.Evaluate<KoalaBear5>(row, _witness.PublicValues, nodes);
            KoalaBear5 sum = default;
            for (int j = 0; j < f.LeafStarts.Length; j++)
            {
                AirInteraction x = f.Air.Interactions[j];
                sum += _weights[t][j] * (nodes[x.Multiplicity] + _beta * Fingerprint(x, nodes));
            }

            for (int i = 0; i < f.Air.Constraints.Count; i++)
                sum += _beta.Pow((ulong)(2 + f.Position.ConstraintOffset + i)) * nodes[f.Air.Constraints[i].Node];
            return sum;
        }

        // 7.
        private WhirProof Whir()
        {
            int h = _layout.LogHeight, w = _layout.Class.Class.LogWidth;
            KoalaBear5 tau = _t.Sample("");
            if (Free("evaluation")) FixEvaluationsUnderTau(tau);
            KoalaBear5[] f = Stacked();
            var weight = new KoalaBear5[f.Length];
            KoalaBear5 claim = default;
            foreach (Fragment g in _layout.Fragments)
            {
                KoalaBear5[] eq = Multilinear.Eq(_r.AsSpan(_r.Length - g.LogHeight));
                int next = g.Position.EvaluationOffset;
                foreach (ColumnSlot s in g.Slots)
                {
                    if (s.Kind == ColumnKind.Virtual) continue;
                    int start = (s.StackedColumn << h) + s.FirstRow;
                    KoalaBear5 power = tau.Pow((ulong)next);
                    for (int b = 0; b < eq.Length; b++) weight[start + b] += power * eq[b];
                    claim += power * _evaluations[next++];
                }
            }

            if (_layer.IsList)
            {
                KoalaBear5 power = tau.Pow((ulong)_evaluations.Length);
                AddEq(weight, _outsidePoint, power);
                if (Free("out of domain")) _outside[0] = (Inner(f, weight) - claim) * power.Inverse();
                claim += power * _outside[0];
            }

            // 7a.
            int n = h, rate = _layer.Rate;
            (int t, int work, int foldWork) = _layer.Matrix(n, rate);
            var initial = new List<KoalaBear5>();
            var initialNonces = new List<KoalaBear>();
            KoalaBear5[] rho = PlainSumcheck("whir round", w, ref f, ref weight, ref claim, initial, foldWork, initialNonces);
            // 7b.
            ReferenceMatrix? committed = null;
            var rounds = new List<WhirRoundProof>();
            while (n > _layer.MaxFinal)
            {
                (int nextT, int nextWork, int nextFoldWork) = _layer.Matrix(n - _layer.Fold, rate + _layer.Step);
                if (_forgery.CorruptFold is not null) _forgery.CorruptFold(f);
                var matrix = ReferenceMatrix.OfExtension(f, _layer.Fold, rate + _layer.Step);
                if (!Free("whir root")) _t.Observe("", matrix.Root);
                KoalaBear5[] point = _layer.IsList ? SamplePoint(n) : [], outside = _layer.IsList ? [Value(f, point)] : [];
                if (_forgery.OutsideOfRound is not null) outside[0] = _forgery.OutsideOfRound(point, outside[0]);
                foreach (KoalaBear5 y in outside) Absorb("out of domain of a round", y);
                KoalaBear nonce = Grind("query", work);
                int[] indices = Queries(t, n + rate);
                if (Free("whir root"))
                {
                    AgreeAtQueries(f, weight, claim, indices, n + rate);
                    matrix = ReferenceMatrix.OfExtension(f, _layer.Fold, rate + _layer.Step);
                }

                List<MerkleOpening> openings = Open(committed, indices);
                KoalaBear5 power = AddQueries(committed, indices, rho, n + rate, weight, ref claim);
                if (_layer.IsList)
                {
                    AddEq(weight, point, power);
                    if (Free("out of domain of a round")) outside[0] = (Inner(f, weight) - claim) * power.Inverse();
                    claim += power * outside[0];
                }

                var sumcheck = new List<KoalaBear5>();
                var nonces = new List<KoalaBear>();
                rho = PlainSumcheck("whir round", _layer.Fold, ref f, ref weight, ref claim, sumcheck, nextFoldWork, nonces);
                rounds.Add(new WhirRoundProof(matrix.Root, nonce, [.. openings], [.. sumcheck]) { OutOfDomain = outside, Nonces = [.. nonces] });
                committed = matrix;
                n -= _layer.Fold;
                rate += _layer.Step;
                (t, work) = (nextT, nextWork);
            }

            // 7c.
            if (_forgery.Depth >= LieDepth.FinalPolynomial)
            {
                KoalaBear5 sum = default;
                for (int b = 0; b < f.Length; b++) sum += f[b] * weight[b];
                f[0] += (claim - sum) * weight[0].Inverse();
            }

            if (_forgery.OtherFinal) (f[0], f[1]) = (f[0] + weight[1], f[1] - weight[0]);
            KoalaBear5[] final = f;
            foreach (KoalaBear5 e in final) Absorb("final polynomial", e);
            KoalaBear finalNonce = Grind("final", work);
            int[] finalIndices = Queries(t, n + rate);
            if (Free("final polynomial")) AgreeAtQueries(f, weight, claim, finalIndices, n + rate);
            List<MerkleOpening> last = Open(committed, finalIndices);
            AddQueries(committed, finalIndices, rho, n + rate, weight, ref claim);
            var finalSumcheck = new List<KoalaBear5>();
            PlainSumcheck("final round", n, ref f, ref weight, ref claim, finalSumcheck, 0, []);
            return new WhirProof([.. initial], [.. rounds], final, finalNonce, [.. last], [.. finalSumcheck]) { InitialNonces = [.. initialNonces] };
        }

        private static void AddEq(KoalaBear5[] weight, KoalaBear5[] point, KoalaBear5 factor)
        {
            KoalaBear5[] eq = Multilinear.Eq(point);
            for (int b = 0; b < eq.Length; b++) weight[b] += factor * eq[b];
        }

        private static KoalaBear5 Inner(KoalaBear5[] f, KoalaBear5[] weight)
        {
            KoalaBear5 sum = default;
            for (int b = 0; b < f.Length; b++) sum += f[b] * weight[b];
            return sum;
        }

        // The opened rows, folded, as further claims about the polynomial that is left.
        private KoalaBear5 AddQueries(ReferenceMatrix? committed, int[] indices, KoalaBear5[] rho, int logDomain, KoalaBear5[] weight, ref KoalaBear5 claim)
        {
            KoalaBear5[] y = Fold(committed, indices, rho);
            KoalaBear5 xi = _t.Sample("");
            KoalaBear5 power = xi;
            for (int q = 0; q < indices.Length; q++, power *= xi)
            {
                claim += power * y[q];
                KoalaBear x = Point(indices[q], logDomain), xb = 1;
                for (int b = 0; b < weight.Length; b++, xb *= x) weight[b] += power * xb;
            }

            return power;
        }

        private KoalaBear5[] PlainSumcheck(
            string label, int rounds, ref KoalaBear5[] f, ref KoalaBear5[] weight, ref KoalaBear5 claim, List<KoalaBear5> messages, int work,
            List<KoalaBear> nonces)
        {
            var point = new KoalaBear5[rounds];
            for (int i = 0; i < rounds; i++)
            {
                KoalaBear5 c0 = default, c2 = default, one = default;
                int half = f.Length / 2;
                for (int b = 0; b < half; b++)
                {
                    c0 += f[b] * weight[b];
                    one += f[b + half] * weight[b + half];
                    c2 += (f[b + half] - f[b]) * (weight[b + half] - weight[b]);
                }

                KoalaBear5 c1 = claim - c0 - c0 - c2;
                Absorb(label, c0);
                Absorb(label, c2);
                if (work != 0) nonces.Add(Grind("fold", work));
                point[i] = _t.Sample("");
                if (Free(label))
                {
                    // c₀ + x moves the next claim by x·(1 − 2r), and what c₁ owes to a false claim is r·(claim − truth).
                    KoalaBear5 x = point[i] * (c0 + one - claim) * (1 - point[i] - point[i]).Inverse();
                    c0 += x;
                    c1 -= x + x;
                }

                messages.Add(c0);
                messages.Add(c2);
                claim = Multilinear.Horner([c0, c1, c2], point[i]);
                f = Multilinear.Bind(f, point[i]);
                weight = Multilinear.Bind(weight, point[i]);
            }

            return point;
        }

        private int[] Queries(int count, int bits)
        {
            var indices = new int[count];
            for (int q = 0; q < count; q++) indices[q] = _t.SampleBits("", bits);
            return indices;
        }

        private List<MerkleOpening> Open(ReferenceMatrix? committed, int[] indices)
        {
            if (committed is not null) return [committed.Open(indices)];
            var list = new List<MerkleOpening> { _main.Open(indices) };
            if (_boundary is not null) list.Add(_boundary.Open(indices));
            if (_prover._preprocessed is not null) list.Add(_prover._preprocessed.Open(indices));
            return list;
        }

        private KoalaBear5[] Fold(ReferenceMatrix? committed, int[] indices, KoalaBear5[] rho)
        {
            KoalaBear5[] eq = Multilinear.Eq(rho);
            return Array.ConvertAll(indices, i =>
            {
                KoalaBear5 y = default;
                if (committed is not null)
                {
                    for (int c = 0; c < eq.Length; c++) y += eq[c] * KoalaBear5.FromCoefficients(committed.Rows[i].AsSpan(5 * c, 5));
                    return y;
                }

                int column = 0;
                foreach (ReferenceMatrix? m in (ReferenceMatrix?[])[_main, _boundary, _prover._preprocessed])
                    if (m is not null)
                        foreach (KoalaBear x in m.Rows[i]) y += eq[column++] * x;
                return y;
            });
        }

        private static KoalaBear Point(int index, int logDomain) =>
            KoalaBear.RootOfUnity(logDomain).Pow((ulong)ReferenceMatrix.Reverse(index, logDomain));
    }
}
