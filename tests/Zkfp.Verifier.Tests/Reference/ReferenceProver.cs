using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Steps;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>
/// A prover written from docs/protocol.md alone, slow and scalar: the second implementation that the specification is checked with, and the
/// engine of the forging tests.
/// </summary>
internal sealed partial class ReferenceProver
{
    private static readonly WorkerPool s_pool = new(2, false);
    private readonly MachineDefinition _machine;
    private readonly VerifyingKey _key;
    private readonly ProofClass _class;
    private ReferenceMatrix? _preprocessed;
    private KoalaBear[][] _preprocessedColumns;
    private readonly Forgery _forgery;

    /// <summary>Makes the key from the preprocessed columns of the last shard's witness; all shards are of one class.</summary>
    public ReferenceProver(
        MachineDefinition machine, ProofClass proofClass, uint pc, uint npc, int[] preprocessedRows, GlobalMessage[] messages,
        ShardWitness lastShard, Forgery? forgery = null)
    {
        _machine = machine;
        _class = proofClass;
        _forgery = forgery ?? Forgery.Honest;
        int width = proofClass.PreprocessedWidth;
        var draft = new VerifyingKey(machine.Digest, proofClass.LogHeight, width, pc, npc, preprocessedRows, default, messages);
        var layout = ShardLayout.Create(machine, draft, lastShard.Shape(machine, proofClass), true);
        _preprocessedColumns = Columns(layout, lastShard, ColumnKind.Preprocessed, width);
        _preprocessed = width == 0 ? null : new ReferenceMatrix(_preprocessedColumns, proofClass.LogHeight, ReferenceLayer.Of(proofClass.Layer).Rate);
        _key = new VerifyingKey(machine.Digest, proofClass.LogHeight, width, pc, npc, preprocessedRows, _preprocessed?.Root ?? default, messages);
    }

    public VerifyingKey Key => _key;

    /// <summary>Proves all shards.</summary>
    public RunProof Prove(ShardWitness[] shards)
    {
        var layouts = new ShardLayout[shards.Length];
        var boundaries = new (KoalaBear[][] Columns, ReferenceMatrix? Matrix)[shards.Length];
        var leaves = new Digest[shards.Length];
        for (int i = 0; i < shards.Length; i++)
        {
            _forgery.Witness?.Invoke(i + 1, shards[i]);
            Shape shape = shards[i].Shape(_machine, _forgery.Class?.Invoke(i + 1, _class) ?? _class);
            layouts[i] = ShardLayout.Create(_machine, _key, shape, i + 1 == shards.Length);
            boundaries[i] = CommitBoundary(layouts[i], shards[i]);
            leaves[i] = Leaf(layouts[i], boundaries[i].Matrix?.Root ?? _forgery.BoundaryRoot, shards[i].PublicValues);
        }

        if (_forgery.OwnPreprocessed)
        {
            _preprocessedColumns = Columns(layouts[^1], shards[^1], ColumnKind.Preprocessed, _class.PreprocessedWidth);
            if (!_forgery.OpenKeyTree) _preprocessed = new ReferenceMatrix(_preprocessedColumns, _class.LogHeight, ReferenceLayer.Of(_class.Layer).Rate);
        }

        (Transcript t, KoalaBear nonce) = GrindGamma(leaves);
        KoalaBear5 gammaG = t.Sample("");
        KoalaBear5[] alphaG = [.. Enumerable.Range(0, Bus.MaxArity + 1).Select(_ => t.Sample(""))];
        KoalaBear[] seed = [.. Enumerable.Range(0, 9).Select(_ => t.SampleBase(""))];
        var gamma = new GammaChallenges<KoalaBear, KoalaBear5>(gammaG, alphaG, seed);
        var proofs = new ShardProof[shards.Length];
        for (int i = 0; i < shards.Length; i++)
        {
            if (_forgery.AfterGamma is not null)
            {
                _forgery.AfterGamma(i + 1, shards[i]);
                layouts[i] = ShardLayout.Create(_machine, _key, shards[i].Shape(_machine, layouts[i].Class.Class), i + 1 == shards.Length);
                boundaries[i] = CommitBoundary(layouts[i], shards[i]);
                leaves[i] = Leaf(layouts[i], boundaries[i].Matrix?.Root ?? default, shards[i].PublicValues);
            }

            proofs[i] = new Shard(this, layouts[i], shards[i], boundaries[i].Columns, boundaries[i].Matrix, gamma).Prove();
        }

        return new RunProof(_key.Digest, _forgery.AfterGamma is null ? nonce : GrindGamma(leaves).Nonce, proofs);
    }

    private (Transcript Transcript, KoalaBear Nonce) GrindGamma(Digest[] leaves)
    {
        var t = new Transcript("zkfp gamma v3");
        t.Observe("", _key.Digest);
        t.Observe("", leaves.Length);
        t.Observe("", Root(leaves));
        return (t, Grinder.Grind(t, "", 5, s_pool));
    }

    // §7: root, width and rows of the boundary matrix, and the public values.
    private static Digest Leaf(ShardLayout layout, Digest root, KoalaBear[] publicValues)
    {
        List<KoalaBear> e = [.. root.ToArray(), layout.Class.Class.BoundaryWidth];
        foreach (TablePosition p in layout.Class.Positions)
            if (p.Air.Columns.Any(c => c.Kind == ColumnKind.Boundary)) e.Add(layout.Rows[p.Number]);
        return FieldHash.HashElements([.. e, .. publicValues]);
    }

    // §7: depth 16; behind the leaves all leaves are zero.
    private static Digest Root(Digest[] leaves)
    {
        Digest empty = default;
        Digest[] level = leaves;
        for (int depth = 0; depth < 16; depth++)
        {
            var next = new Digest[(level.Length + 1) / 2];
            for (int i = 0; i < next.Length; i++) next[i] = FieldHash.Compress(level[2 * i], 2 * i + 1 < level.Length ? level[2 * i + 1] : empty);
            empty = FieldHash.Compress(empty, empty);
            level = next;
        }

        return level[0];
    }

    private (KoalaBear[][] Columns, ReferenceMatrix? Matrix) CommitBoundary(ShardLayout layout, ShardWitness witness)
    {
        KoalaBear[][] columns = Columns(layout, witness, ColumnKind.Boundary, layout.Class.Class.BoundaryWidth);
        return (columns, columns.Length == 0 ? null : new ReferenceMatrix(columns, layout.LogHeight, ReferenceLayer.Of(layout.Class.Class.Layer).Rate));
    }

    // The matrix of a kind, each column at its slot.
    private static KoalaBear[][] Columns(ShardLayout layout, ShardWitness witness, ColumnKind kind, int width)
    {
        var result = new KoalaBear[width][];
        for (int c = 0; c < width; c++) result[c] = new KoalaBear[1 << layout.LogHeight];
        foreach (Fragment f in layout.Fragments)
        {
            FragmentTrace trace = witness.Fragments[f.Table][f.Position.Index];
            for (int c = 0; c < f.Slots.Length; c++)
            {
                if (f.Slots[c].Kind != kind) continue;
                trace.Columns[c].CopyTo(result[f.Slots[c].Column], f.Slots[c].FirstRow);
            }
        }

        return result;
    }

    /// <summary>The proof of one shard.</summary>
    private sealed partial class Shard
    {
        private readonly ReferenceProver _prover;
        private readonly Forgery _forgery;
        private readonly ShardLayout _layout;
        private readonly ShardWitness _witness;
        private readonly KoalaBear[][] _boundaryColumns;
        private readonly ReferenceMatrix? _boundary;
        private KoalaBear[][] _mainColumns;
        private ReferenceMatrix _main;
        private readonly GammaChallenges<KoalaBear, KoalaBear5> _gamma;
        private readonly ReferenceLayer _layer;
        private readonly Transcript _t;
        private readonly KoalaBear5[] _localAlpha = new KoalaBear5[Bus.MaxArity + 1];
        private KoalaBear5 _localGamma;

        // ζ, e_{t,j}, β, r and the evaluations.
        private KoalaBear5[] _zeta = [];
        private KoalaBear5[][] _weights = [];
        private KoalaBear5 _numerator;
        private KoalaBear5 _denominator;
        private KoalaBear5 _beta;
        private KoalaBear5[] _r = [];
        private KoalaBear5[] _evaluations = [];

        // How far the honest evaluations miss the last zerocheck claim.
        private KoalaBear5 _error;

        public Shard(
            ReferenceProver prover, ShardLayout layout, ShardWitness witness, KoalaBear[][] boundaryColumns, ReferenceMatrix? boundary,
            GammaChallenges<KoalaBear, KoalaBear5> gamma)
        {
            _prover = prover;
            _forgery = prover._forgery;
            _layout = layout;
            _witness = witness;
            _boundaryColumns = boundaryColumns;
            _boundary = boundary;
            _gamma = gamma;
            _layer = ReferenceLayer.Of(layout.Class.Class.Layer);
            _t = new Transcript(_layer.Domain);
            _mainColumns = Columns(layout, witness, ColumnKind.Main, layout.Class.Class.MainWidth);
            _main = new ReferenceMatrix(_mainColumns, layout.LogHeight, _layer.Rate, _forgery.CorruptMain);
        }

        public ShardProof Prove()
        {
            // 1. Key, class, public values, rows, seed.
            ProofClass c = _layout.Class.Class;
            _t.Observe("", _prover._key.Digest);
            foreach (int x in (int[])[c.MainWidth, c.BoundaryWidth, c.LogLeaves]) _t.Observe("", x);
            _t.Observe("", _witness.PublicValues);
            foreach (int n in _layout.Rows) _t.Observe("", n);
            _t.Observe("", _gamma.Seed);
            // 2. Commitments.
            Digest boundaryRoot = _boundary?.Root ?? _forgery.BoundaryRoot;
            _t.Observe("", boundaryRoot);
            if (!Free("main root")) _t.Observe("", _main.Root);
            if (_layer.IsList)
            {
                _outsidePoint = SamplePoint(c.LogWidth + c.LogHeight);
                _outside = [_forgery.Outside is null ? Value(Stacked(), _outsidePoint) : _forgery.Outside(_outsidePoint, Value(Stacked(), _outsidePoint))];
                Absorb("out of domain", _outside[0]);
            }

            // 3. Fingerprint.
            KoalaBear nonce = Grind("fingerprint", _layout.Class.LocalGrindingBits);
            _localGamma = _t.Sample("");
            for (int i = 0; i < _localAlpha.Length; i++) _localAlpha[i] = _t.Sample("");
            if (Free("main root")) BalanceUnderFingerprint();
            GkrProof gkr = Gkr();
            KoalaBear5[] zerocheck = Zerocheck();
            WhirProof whir = Whir();
            return new ShardProof(
                new Shape(c, _layout.Rows), _witness.PublicValues, boundaryRoot, _main.Root, nonce, gkr, zerocheck, _evaluations, whir)
            {
                OutOfDomain = _outside,
            };
        }

        // 2, where round 0 is decoded to lists: a point outside the domain and the stacked polynomial there.
        private KoalaBear5[] _outsidePoint = [];
        private KoalaBear5[] _outside = [];

        private KoalaBear5[] SamplePoint(int variables) => [.. Enumerable.Range(0, variables).Select(_ => _t.Sample(""))];

        private static KoalaBear5 Value(KoalaBear5[] f, KoalaBear5[] point)
        {
            foreach (KoalaBear5 x in point) f = Multilinear.Bind(f, x);
            return f[0];
        }

        // The columns of all matrices, one after the other.
        private KoalaBear5[] Stacked()
        {
            int h = _layout.LogHeight, column = 0;
            var f = new KoalaBear5[1 << (_layout.Class.Class.LogWidth + h)];
            foreach (KoalaBear[][] matrix in (KoalaBear[][][])[_mainColumns, _boundaryColumns, _prover._preprocessedColumns])
                foreach (KoalaBear[] c in matrix) Multilinear.Lift(c).CopyTo(f, column++ << h);
            return f;
        }

        private KoalaBear Grind(string label, int bits)
        {
            KoalaBear nonce = _forgery.NoWork == label ? 12345 : Grinder.Search(_t, bits, s_pool);
            _t.CheckGrind("", nonce, bits);
            return nonce;
        }

        private FragmentTrace Trace(Fragment f) => _witness.Fragments[f.Table][f.Position.Index];

        private KoalaBear5 Fingerprint(AirInteraction x, ReadOnlySpan<KoalaBear5> nodes)
        {
            bool local = x.Bus.Scope == BusScope.Local;
            KoalaBear5[] alpha = local ? _localAlpha : _gamma.Alpha;
            KoalaBear5 sum = (local ? _localGamma : _gamma.Gamma) + alpha[0] * x.Bus.Tag;
            for (int i = 0; i < x.Fields.Length; i++) sum += alpha[i + 1] * nodes[x.Fields[i]];
            return sum;
        }

        // Whether the forger may choose these messages after the challenge behind them.
        private bool Free(string label) => _forgery.Unabsorbed == label;

        private void Absorb(string label, KoalaBear5 value)
        {
            if (!Free(label)) _t.Observe("", value);
        }

        // d rounds of a weighted sumcheck of Σ_b eq(z, b) G(b) over multilinear arrays; returns messages and point, leaves the claim.
        private KoalaBear5[] WeightedSumcheck(
            string label, ReadOnlySpan<KoalaBear5> z, int degree, ref KoalaBear5 claim, List<KoalaBear5> messages, Func<int, KoalaBear5, KoalaBear5> roundSum,
            Action<KoalaBear5> bind)
        {
            var point = new KoalaBear5[z.Length];
            for (int i = 0; i < z.Length; i++)
            {
                var values = new KoalaBear5[degree + 1];
                for (int x = 0; x <= degree; x++) values[x] = roundSum(i, x);
                KoalaBear5[] c = Multilinear.Interpolate(values);
                KoalaBear5 sum = default, honest = c[0];
                for (int k = 1; k <= degree; k++)
                {
                    Absorb(label, c[k]);
                    sum += c[k];
                }

                // As the verifier derives it: for an honest claim it is the c₀ that was interpolated.
                c[0] = claim - z[i] * sum;
                point[i] = _t.Sample("");
                if (Free(label))
                {
                    // c₁ + x moves the next claim by x·(r − z): back to the truth.
                    KoalaBear5 x = (honest - c[0]) * (point[i] - z[i]).Inverse();
                    c[1] += x;
                    c[0] -= z[i] * x;
                }

                messages.AddRange(c.AsSpan(1));
                claim = Multilinear.Horner(c, point[i]);
                bind(point[i]);
            }

            return point;
        }
    }
}
