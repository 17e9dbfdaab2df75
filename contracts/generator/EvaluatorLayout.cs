using System.Globalization;
using System.Numerics;
using Zkfp.Core.Air;

namespace Zkfp.Contracts;

/// <summary>
/// The words that evaluators are called with, and the memory of one. Call data: β·γ; β·α₀; of each β·α₁ … in use the lower 11, the next 11 and the upper 10
/// bits of each lane; β; the point r; the columns in the order of their evaluations. All reduced, columns canonical. It returns leaves, then sums of constraints.
/// </summary>
internal sealed class EvaluatorLayout(int fieldChallenges, int logHeight)
{
    /// <summary>Bits of the parts of a challenge that fields are multiplied by.</summary>
    public const int PartBits = 11, Parts = 3;

    // The most fields of a message, in memory from 0 on.
    private const int MostFields = 16;

    private readonly SortedDictionary<string, string> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<BigInteger, int> _constants = [];
    private readonly SortedSet<int> _tags = [];
    private readonly Dictionary<int, int> _tagPlaces = [];
    private int _next = 32 * MostFields;

    public int Fields => 0;

    public int Gamma => 0;

    public int AlphaOfTag => 32;

    public int Alpha(int field, int part) => 32 * (2 + Parts * field + part);

    public int Beta => Alpha(fieldChallenges, 0);

    public int Point(int coordinate) => Beta + 32 * (1 + coordinate);

    public int ColumnAt(int column) => Point(logHeight) + 32 * column;

    /// <summary>A word of memory that nothing else uses.</summary>
    public int Take(int words = 1)
    {
        int at = _next;
        _next += 32 * words;
        return at;
    }

    /// <summary>Bytes of memory in use.</summary>
    public int Memory => _next;

    /// <summary>The same number in every lane; in memory, since a literal of 32 bytes each time would be most of the code.</summary>
    public string Constant(BigInteger lane)
    {
        if (!_constants.TryGetValue(lane, out int at)) _constants[lane] = at = Take();
        return Op.Load(at);
    }

    /// <summary>A function that the tables' code calls.</summary>
    public void Add(string function) => _functions[function] = function;

    /// <summary>A column's value: from the evaluations, or of a virtual one from r, whose bit k of the row is coordinate h − 1 − k.</summary>
    public WordValue Column(Column column, int evaluation)
    {
        if (column.Kind != ColumnKind.Virtual) return new WordValue(Op.Input(ColumnAt(evaluation)), Lanes.P);
        if (column.Virtual != VirtualKind.IndexBits || Lanes.Reduced << column.Bits >= Lanes.Limit)
            throw new NotSupportedException($"The virtual column {column.Name}.");
        string sum = "";
        for (int i = 0; i < column.Bits; i++)
        {
            string term = Op.Shift(Op.Input(Point(logHeight - 1 - column.Shift - i)), i);
            sum = sum.Length == 0 ? term : Op.Add(term, sum);
        }

        return new WordValue(sum, Lanes.Reduced << column.Bits);
    }

    /// <summary>The function that makes a leaf of a multiplicity and those fields, in memory, that are not always zero.</summary>
    public string LeafFunction(int tag, List<int> fields)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"leaf{tag}_{string.Join('_', fields)}");
        if (_functions.ContainsKey(name)) return name;
        if (fields.Count > MostFields) throw new NotSupportedException($"A message of {fields.Count} fields.");
        if (_tags.Add(tag)) _tagPlaces[tag] = Take();
        BigInteger term = Lanes.FirstFactor << PartBits, below = 4 * term * fields.Count, offset = (below / Lanes.P + 1) * Lanes.P;
        if (offset + 6 * term * fields.Count + (Lanes.Reduced << PartBits) + 2 * Lanes.Addend >= Lanes.Limit)
            throw new NotSupportedException($"A message of {fields.Count} fields.");
        for (int part = 0; part < Parts; part++)
        {
            string sum = Lanes.Hex(Lanes.Repeat(offset));
            for (int i = 0; i < fields.Count; i++)
            {
                string product = $"mulmod({Op.Load(Fields + 32 * i)}, {Op.Input(Alpha(fields[i], part))}, n)";
                sum = $"addmod({product},\n                    {sum}, n)";
            }


            string dot = string.Create(CultureInfo.InvariantCulture, $"dot{part}_{string.Join('_', fields)}");
            _functions[dot] = $$"""
                    function {{dot}}(uint256 n) private pure returns (uint256 r) {
                        assembly ("memory-safe") {
                            r := {{sum}}
                        }
                    }


                """;
        }

        string all = string.Join('_', fields);
        _functions[name] = string.Create(CultureInfo.InvariantCulture, $$"""
                function {{name}}(uint256 m) private pure returns (uint256 r) {
                    unchecked {
                        r = red(dot1_{{all}}(N) + (red(dot2_{{all}}(N)) << {{PartBits}}));
                        r = dot0_{{all}}(N) + (r << {{PartBits}}) + m;
                    }
                    assembly ("memory-safe") {
                        r := add(r, mload({{Lanes.Hex(_tagPlaces[tag])}}))
                    }
                    return red(r);
                }


            """);
        return name;
    }

    /// <summary>All functions of messages.</summary>
    public string Functions() => string.Concat(_functions.Values);

    /// <summary>What memory must hold before tables are evaluated: β(γ + α₀·tag) of each bus.</summary>
    public string Prologue(int indent)
    {
        var s = new CodeWriter(indent, () => Take());
        foreach ((BigInteger lane, int at) in _constants) s.Store(at, Lanes.Hex(Lanes.Repeat(lane)));
        foreach (int tag in _tags) s.CallAt(_tagPlaces[tag], "red", Op.Add(Op.Input(Gamma), Op.Mul(Op.Input(AlphaOfTag), tag)));
        return s.ToString();
    }
}
