using System.Globalization;
using System.Numerics;
using System.Text;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Contracts;

/// <summary>Writes what contracts/src/verify/stark/StarkVerifier.sol needs to know of one key's proofs.</summary>
internal sealed class Generator
{
    private const string Head = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n\n// Written by contracts/generator. Do not edit.\n\n";

    private const int Word = 32, ExtensionBytes = 20, DigestBytes = 32;

    // A contract has at most 24,576 bytes; these many characters of Yul are less.
    private const int MostText = 110_000;

    private readonly LastProof _proof;
    private readonly ClassLayout _layout;
    private readonly Fragment[] _fragments;
    private readonly ProofClass _class;
    private readonly List<(string Name, BigInteger Value, string Note)> _constants = [];
    private readonly List<(string Text, int[] Tables)> _evaluators = [];
    private readonly Dictionary<int, int> _leaves = [];
    private readonly Dictionary<int, int> _sums = [];
    private readonly Dictionary<string, int> _memory = [];
    private int _next = 0x80;

    public Generator(LastProof proof)
    {
        _proof = proof;
        _layout = new ClassLayout(proof.Machine, proof.Shape);
        _fragments = proof.Fragments;
        _class = proof.Shape.Class;
        if (_fragments.Length != _layout.Positions.Length) throw new NotSupportedException("A position is absent.");
        if (_class.BoundaryWidth != 0 || _class.PreprocessedWidth == 0) throw new NotSupportedException("Two trees in round 0 are expected.");
        // What StarkVerifier.sol says without asking StarkShape.sol.
        WhirSchedule whir = _layout.Whir;
        bool fits = _layout.Layer.Fold == 4 && whir.Rounds.Length > 0 && whir.FinalVariables is >= 4 and <= 8 && whir.First.Queries < 256
            && ProtocolParameters.GkrLogBlock == 8 && ProtocolParameters.GkrDegree == 2 && ProtocolParameters.ZerocheckDegree == 3
            && proof.Machine.PublicValueCount == Digest.Length && (int)NodeKind.Run == 3 && (int)NodeKind.Final == 6 && FinalFile.MaxRuns == 1 << 20
            && KeccakHash.SliceBits == Lanes.Bits && ExecutionPublicValues.CommitWords == 8 && proof.BundlePlaces == 4 && _layout.Domain.Length <= Word;
        if (!fits) throw new NotSupportedException("The contract is written for other parameters.");
        int fields = proof.Machine.Tables.Concat([proof.Machine.PublicMessages]).SelectMany(t => t.Interactions).Max(i => i.Fields.Length);
        Fields = fields;
        Input = new EvaluatorLayout(fields, _class.LogHeight);
    }

    /// <summary>Most fields of a message.</summary>
    public int Fields { get; }

    /// <summary>Where evaluators find what they are called with.</summary>
    public EvaluatorLayout Input { get; }

    /// <summary>Name and text of each file.</summary>
    public IEnumerable<(string Name, string Text)> Files()
    {
        MakeEvaluators();
        MapMemory();
        string slots = Slots();
        yield return ("StarkShape.sol", Shape());
        yield return ("StarkSlots.sol", slots);
        yield return ("StarkColumns.sol", Columns());
        for (int i = 0; i < _evaluators.Count; i++) yield return ($"StarkEvaluator{i}.sol", _evaluators[i].Text);
    }

    // Tables in position order; one contract takes as many as its size allows.
    private void MakeEvaluators()
    {
        var parts = new List<int>();
        string text = "";
        for (int q = 0; q < _layout.Positions.Length; q++)
        {
            string longer = Evaluator([.. parts, q]);
            if (longer.Length > MostText && parts.Count != 0)
            {
                _evaluators.Add((text, [.. parts]));
                parts.Clear();
                longer = Evaluator([q]);
            }

            parts.Add(q);
            text = longer;
        }

        _evaluators.Add((text, [.. parts]));
    }

    private string Evaluator(int[] positions)
    {
        var layout = new EvaluatorLayout(Fields, _class.LogHeight);
        int leaves = positions.Sum(q => _layout.Positions[q].Air.Interactions.Count);
        int sums = positions.Count(q => _layout.Positions[q].Air.Constraints.Count != 0);
        int output = layout.Take(leaves + sums), leaf = output, sum = output + Word * leaves;
        var code = new CodeWriter(8, () => layout.Take());
        foreach (int q in positions)
        {
            TablePosition p = _layout.Positions[q];
            int? constraints = p.Air.Constraints.Count == 0 ? null : sum;
            new TableCode(p.Air, layout, p.EvaluationOffset, code).Emit(leaf, constraints);
            leaf += Word * p.Air.Interactions.Count;
            if (constraints is not null) sum += Word;
        }

        string names = string.Join(", ", positions.Select(q => _layout.Positions[q].Air.Name));
        string body = $"{code}";
        return $$"""
            {{Head}}import {N, Quintic as Q} from "../Quintic.sol";

            /// Leaves and constraints of {{names}}: StarkVerifier calls it with the words that contracts/generator/EvaluatorLayout.cs names.
            contract StarkEvaluator{{_evaluators.Count}} {
                fallback() external {
                    uint256 a;
                    uint256 b;
                    uint256 c;
            {{layout.Prologue(8)}}{{body}}        // in the order of tables, then of their messages
                    assembly ("memory-safe") {
                        return({{output}}, {{Word * (leaves + sums)}})
                    }
                }

                // With the condition the compiler calls it; without, it would copy the function to each place, and the contract would be too large.
                function red(uint256 x) private pure returns (uint256) {
                    return x == 0 ? 0 : Q.red(x);
                }

            {{layout.Functions()}}}

            """;
    }

    private int At(string name, int words)
    {
        _memory[name] = _next;
        Constant(name, _next, "");
        _next += Word * words;
        return _memory[name];
    }

    private void Constant(string name, BigInteger value, string note) => _constants.Add((name, value, note));

    private void MapMemory()
    {
        WhirSchedule whir = _layout.Whir;
        int evaluations = _layout.EvaluationCount, h = _class.LogHeight, m = _class.LogLeaves, w = _class.LogWidth;
        int pending = ExtensionBytes * Math.Max(evaluations, 1 << whir.FinalVariables);
        int mostQueries = Math.Max(whir.First.Queries, whir.Rounds.ToArray().Max(r => r.Next.Queries));
        At("TRANSCRIPT", 1 + pending / Word + 2);
        Constant("PENDING", _memory["TRANSCRIPT"] + Word, "");
        At("HASHED", (4 * Math.Max(_class.MainWidth, ExtensionBytes / 4 << _layout.Layer.Fold) + Word) / Word + 2);
        At("PUBLICS", _proof.Machine.PublicValueCount);
        At("ZETA", m);
        At("NEXT_ZETA", m);
        int first = At("POINT", w + h);
        At("ROW_EQ", h + 1);
        Constant("COLUMNS_CALL_BYTES", At("TAU", 1) + Word - first, "from POINT on: what StarkColumns takes");
        At("OUTSIDE", w + h + whir.Rounds.ToArray().Sum(r => r.Variables));
        int call = At("CALL", Input.ColumnAt(evaluations) / Word);
        Constant("CALL_BYTES", Input.ColumnAt(evaluations), "");
        At("COLUMNS_END", 1); // what follows the columns
        Constant("ALPHAS", Fields + 1, "challenges alpha in use");
        Constant("ALPHA_TAG", call + Input.AlphaOfTag, "");
        Constant("ALPHA_PARTS", call + Input.Alpha(0, 0), "");
        Constant("BETA", call + Input.Beta, "");
        Constant("POINT_R", call + Input.Point(0), "");
        Constant("COLUMNS", call + Input.ColumnAt(0), "");
        At("ALPHA", Fields + 1);
        At("GAMMA", 1);
        for (int i = 0; i < _evaluators.Count; i++)
        {
            int[] tables = _evaluators[i].Tables;
            int at = _next;
            foreach (int q in tables)
            {
                _leaves[q] = _next;
                _next += Word * _layout.Positions[q].Air.Interactions.Count;
            }

            foreach (int q in tables)
            {
                if (_layout.Positions[q].Air.Constraints.Count == 0) continue;
                _sums[q] = _next;
                _next += Word;
            }

            if (i == 0) Constant("LEAVES", at, "what evaluators return, one after the other");
            Constant($"RETURNED_{i}", _next - at, "bytes");
        }

        At("EQ", 2 * Math.Max(1 << w, 1 << _layout.Layer.Fold) + 64);
        At("ROOTS", 32 * ((whir.First.LogDomain + 4) / 5));
        At("SUMS", 2);
        if (whir.First.LogDomain is <= 20 or > 25) throw new NotSupportedException("Five digits of a row's number are expected.");
        At("KEYS", mostQueries + 1);
        At("NODES", 2 * mostQueries + 2);
        At("RANKS", mostQueries);
        At("VALUES", mostQueries);
        At("QUERIED", mostQueries * (1 + whir.Rounds.Length));
        Constant("MOST_QUERIES", mostQueries, "");
        At("XI", 1 + whir.Rounds.Length);
        At("POWERS", 8 * ((h + 2) / 3 + 2 * (1 + whir.Rounds.Length)));
        At("TEMPORARY", 0);
    }

    private string Shape()
    {
        WhirSchedule whir = _layout.Whir;
        WhirMatrix[] matrices = [whir.First, .. whir.Rounds.ToArray().Select(r => r.Next)];
        if (matrices.Any(x => x.OutOfDomain != 1 || x.FoldGrindingBits == 0))
            throw new NotSupportedException("Every matrix is expected to be decoded to lists, with work for folds.");
        Constant("LOG_HEIGHT", _class.LogHeight, "h");
        Constant("LOG_LEAVES", _class.LogLeaves, "m");
        Constant("LOG_WIDTH", _class.LogWidth, "w");
        Constant("MAIN_WIDTH", _class.MainWidth, "columns");
        Constant("FIXED_WIDTH", _class.PreprocessedWidth, "preprocessed columns");
        Constant("EVALUATIONS", _layout.EvaluationCount, "");
        Constant("CHALLENGES", ProtocolParameters.FingerprintChallenges, "alphas that are sampled");
        Constant("FINGERPRINT_BITS", _layout.LocalGrindingBits, "proof of work of step 3");
        Constant("ROUNDS", whir.Rounds.Length, "committed rounds of step 7b");
        Constant("FOLD", _layout.Layer.Fold, "variables that a round of 7b folds");
        Constant("WEIGHTS_END", _memory["EQ"] + (3 * Word << _layout.Layer.Fold), "of the weights of 2^FOLD cells, three words each");
        Constant("FINAL_VARIABLES", whir.FinalVariables, "");
        Packed("MATRIX_VARIABLES", matrices, x => x.LogRows);
        Packed("MATRIX_LOG_ROWS", matrices, x => x.LogDomain);
        Packed("MATRIX_QUERIES", matrices, x => x.Queries);
        Packed("MATRIX_QUERY_BITS", matrices, x => x.QueryGrindingBits);
        Packed("MATRIX_FOLD_BITS", matrices, x => x.FoldGrindingBits);
        var root = KoalaBear.RootOfUnity(whir.First.LogDomain);
        Constant("DOMAIN_ROOT", root.Value, "generates the domain of round 0");
        string domain = _layout.Domain;
        var text = new BigInteger(Encoding.ASCII.GetBytes(domain), isUnsigned: true, isBigEndian: true);
        Constant("DOMAIN", text << 8 * (Word - domain.Length), $"\"{domain}\", from the first byte on");
        Constant("DOMAIN_BYTES", domain.Length, "");
        BigInteger key = 0;
        for (int i = 0; i < 8; i++) key = key << 32 | _proof.Key.Digest[i].Value;
        Constant("KEY_0_7", key, "digest of the key, the first eight elements");
        Constant("KEY_8", _proof.Key.Digest[8].Value, "and the last");
        Constant("FIXED_ROOT", new BigInteger(_proof.Root, isUnsigned: true, isBigEndian: true), "root of the preprocessed matrix");
        var s = new StringBuilder(Head);
        s.Append("// Shape of the proofs, their key, and where StarkVerifier keeps what in memory. Of constants named MATRIX_, byte 31 - i is of matrix i.\n");
        foreach ((string name, BigInteger value, string note) in _constants)
            s.Append(CultureInfo.InvariantCulture, $"uint256 constant {name} = {Lanes.Hex(value)};{(note.Length == 0 ? "" : " // " + note)}\n");
        return s.ToString();

        void Packed(string name, WhirMatrix[] all, Func<WhirMatrix, int> of)
        {
            BigInteger x = 0;
            for (int i = 0; i < all.Length; i++) x |= new BigInteger(of(all[i])) << 8 * i;
            Constant(name, x, "");
        }
    }

    // Sums over slots, which are constants.
    private string Slots()
    {
        int m = _class.LogLeaves;
        int temporary = _memory["TEMPORARY"];
        int Take()
        {
            temporary += Word;
            return temporary - Word;
        }

        string At(string name, int i) => Op.Load(_memory[name] + Word * i);
        string Zeta(int bit) => At("ZETA", m - 1 - bit);
        string beta = Op.Load(_memory["CALL"] + Input.Beta);

        // Step 5 and 6.
        var belowCode = new CodeWriter(8, Take);
        var below = new SlotCode(belowCode, Zeta);
        long end = _fragments.Sum(f => (long)f.LeafStarts.Length << f.LogHeight);
        string total = below.Below(end, m - 1);
        var leafCode = new CodeWriter(8, Take);
        var leaves = new SlotCode(leafCode, Zeta);
        string sum = leaves.Fold(
            _fragments.SelectMany(f => f.LeafStarts.Select((s, j) => (f.LogHeight, s >> f.LogHeight, Op.Load(_leaves[f.Position.Number] + Word * j)))), m - 1);
        var powersCode = new CodeWriter(8, Take);
        var powers = new SlotCode(powersCode, _ => "");
        powers.Tau(beta);
        string constraints = "";
        int offset = -1;
        foreach (TablePosition p in _layout.Positions.Reverse())
        {
            if (!_sums.TryGetValue(p.Number, out int at)) continue;
            constraints = constraints.Length == 0 ? Op.Load(at)
                : powersCode.Call("Q.mulAdd", constraints, powers.Power(offset - p.ConstraintOffset), Op.Load(at));
            offset = p.ConstraintOffset;
        }

        Products = (leaves.Products + powers.Products + below.Products, 0);
        return $$"""
            {{Head}}import {P2_LANES, Quintic as Q} from "../Quintic.sol";
            import {ld} from "../Words.sol";

            /// Sums over the slots of messages, which this key's proofs all have at the same places. Operands are where StarkShape.sol says.
            library StarkSlots {
                /// The part of the local leaves, at the point after its scope, that is some message's.
                function leavesInUse() internal pure returns (uint256 sum) {
                    uint256 a;
                    uint256 b;
                    uint256 c;
            {{belowCode}}        assembly ("memory-safe") {
                        sum := {{total}}
                    }
                }

                /// Leaves, each times eq of its slot.
                function leaves() internal pure returns (uint256 sum) {
                    uint256 a;
                    uint256 b;
                    uint256 c;
            {{leafCode}}        assembly ("memory-safe") {
                        sum := {{sum}}
                    }
                }

                /// Constraints, each times the power of beta of its number.
                function constraints() internal pure returns (uint256 sum) {
                    uint256 a;
                    uint256 b;
                    uint256 c;
            {{powersCode}}        assembly ("memory-safe") {
                        sum := {{constraints}}
                    }
                }
            {{Statement()}}
            {{Helpers}}            }

            """;
    }

    // The weight of columns, as a contract: with it the verifier would be too large.
    private string Columns()
    {
        int h = _class.LogHeight, w = _class.LogWidth, first = _memory["POINT"], next = 0x80;
        int Take()
        {
            next += Word;
            return next - Word;
        }

        string At(string name, int i) => Op.Input(_memory[name] - first + Word * i);
        var code = new CodeWriter(8, Take);
        var columns = new SlotCode(code, bit => At("POINT", w + h - 1 - bit));
        columns.Tau(At("TAU", 0));
        var places = new List<(int, long, int)>();
        foreach (Fragment f in _fragments)
        {
            int number = f.Position.EvaluationOffset;
            foreach (ColumnSlot c in f.Slots)
                if (c.Kind != ColumnKind.Virtual) places.Add((f.LogHeight, ((long)c.StackedColumn << h) + c.FirstRow >> f.LogHeight, number++));
        }

        string weight = columns.Columns(places, w + h, k => At("ROW_EQ", k));
        string outside = columns.Power(_layout.EvaluationCount);
        Products = (Products.Leaves, columns.Products);
        return $$"""
            {{Head}}import {P2_LANES, Quintic as Q} from "../Quintic.sol";

            /// Step 7: the weight of all column evaluations, and the power of tau after theirs. Call data: the words of StarkShape.sol from POINT to TAU.
            contract StarkColumns {
                fallback() external {
                    uint256 a;
                    uint256 b;
                    uint256 c;
            {{code}}        assembly ("memory-safe") {
                        mstore(0, {{weight}})
                        mstore(32, {{outside}})
                        return(0, 64)
                    }
                }
            {{Helpers}}}

            """;
    }

    private const string Helpers = """

            // 1 - x, reduced.
            function complement(uint256 x) private pure returns (uint256) {
                unchecked {
                    return Q.red(P2_LANES - x + 1);
                }
            }

            // a + x(b - a)
            function lerp(uint256 a, uint256 b, uint256 x) private pure returns (uint256) {
                unchecked {
                    return Q.mulAdd(x, Q.red(b + P2_LANES - a), a);
                }
            }

            // a(1 - x)
            function left(uint256 a, uint256 x) private pure returns (uint256) {
                return Q.mul(a, complement(x));
            }

        """;

    /// <summary>Products of the sums over leaves and over columns.</summary>
    public (int Leaves, int Columns) Products { get; private set; }

    private static string Word32(int place) => $"ld({Lanes.Hex(place)})";

    // The messages of the public values join n/d.
    private string Statement()
    {
        AirProgram air = _proof.Machine.PublicMessages;
        var s = new StringBuilder();
        s.Append("\n    /// n/d plus the fractions of the public messages; bad is not 0 if one has a fingerprint of zero.\n");
        s.Append("    function statement(uint256 n, uint256 d) internal pure returns (uint256, uint256, uint256 bad) {\n        uint256 f;\n");
        foreach (AirInteraction i in air.Interactions)
        {
            s.Append(CultureInfo.InvariantCulture, $"        f = Q.red({Word32(_memory["GAMMA"])} + Q.scale({Word32(_memory["ALPHA"])}, {i.Bus.Tag}));\n");
            for (int j = 0; j < i.Fields.Length; j++)
            {
                AirNode n = air.Nodes[i.Fields[j]];
                if (n.Kind == ExprKind.Constant && n.A == 0) continue;
                string value = n.Kind switch
                {
                    ExprKind.Constant => Lanes.Hex(n.A),
                    ExprKind.Public => Word32(_memory["PUBLICS"] + Word * (int)n.A),
                    _ => throw new NotSupportedException("A field of a public message is neither a constant nor a public value."),
                };
                s.Append(CultureInfo.InvariantCulture, $"        f = Q.red(f + Q.scale({Word32(_memory["ALPHA"] + Word * (1 + j))}, {value}));\n");
            }

            AirNode multiplicity = air.Nodes[i.Multiplicity];
            if (multiplicity.Kind != ExprKind.Constant) throw new NotSupportedException("The multiplicity of a public message is no constant.");
            s.Append("        if (Q.isZero(f)) bad = 1;\n");
            s.Append(CultureInfo.InvariantCulture, $"        n = Q.mulAdd(n, f, Q.scale(d, {Lanes.Hex(multiplicity.A)}));\n        d = Q.mul(d, f);\n");
        }

        return s.Append("        return (n, d, bad);\n    }\n").ToString();
    }
}
