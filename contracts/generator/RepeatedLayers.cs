using System.Globalization;
using System.Numerics;
using System.Text;
using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Contracts;

/// <summary>
/// Linear layers s + c₀x₀, s + c₁x₁, … that a table has several of with the same constants (the internal rounds of a permutation): one function does each
/// of them. All x after the first lie in consecutive words, as the layer before has left them.
/// </summary>
internal sealed class RepeatedLayers
{
    /// <summary>Lanes of what a layer takes and leaves are below 8p.</summary>
    public static readonly BigInteger Bound = 8 * Lanes.P;

    private const int LeastSize = 16, LeastCount = 3;

    private readonly Dictionary<int, Layer> _byNode = [];

    /// <summary>Finds them.</summary>
    public RepeatedLayers(AirProgram air, int[] uses)
    {
        var groups = new SortedDictionary<int, List<(int Node, int Input, KoalaBear Factor)>>();
        for (int n = 0; n < air.Nodes.Count; n++)
        {
            AirNode node = air.Nodes[n];
            if (node.Kind != ExprKind.Add) continue;
            int a = (int)node.A, b = (int)node.B;
            int s = uses[a] >= uses[b] ? a : b, other = s == a ? b : a;
            if (uses[s] < LeastSize) continue;
            AirNode o = air.Nodes[other];
            (int input, KoalaBear factor) = o.Kind != ExprKind.Mul || uses[other] != 1 ? (other, KoalaBear.One)
                : air.Nodes[(int)o.A].Kind == ExprKind.Constant ? ((int)o.B, new KoalaBear(air.Nodes[(int)o.A].A))
                : air.Nodes[(int)o.B].Kind == ExprKind.Constant ? ((int)o.A, new KoalaBear(air.Nodes[(int)o.B].A)) : (other, KoalaBear.One);
            if (!groups.TryGetValue(s, out List<(int, int, KoalaBear)>? members)) groups[s] = members = [];
            members.Add((n, input, factor));
        }

        var large = groups.Where(g => g.Value.Count >= LeastSize);
        foreach (var same in large.GroupBy(g => string.Join(' ', g.Value.Select(m => m.Factor.Value))).Where(g => g.Count() >= LeastCount))
        {
            KoalaBear[] factors = [.. same.First().Value.Select(m => m.Factor)];
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{Functions.Count}");
            Functions.Add(FunctionOf(name, factors));
            foreach ((int s, List<(int Node, int Input, KoalaBear Factor)> members) in same)
            {
                var layer = new Layer(name, s, [.. members.Select(m => m.Input)], [.. members.Select(m => m.Node)]);
                foreach (int n in layer.Outputs) _byNode[n] = layer;
            }
        }
    }

    /// <summary>Outputs are s + factor · input.</summary>
    public sealed record Layer(string Function, int Sum, int[] Inputs, int[] Outputs);

    /// <summary>The functions: of s, reduced, the first input, and the places of inputs and outputs.</summary>
    public List<string> Functions { get; } = [];

    /// <summary>The layer that a node is an output of.</summary>
    public Layer? Of(int node) => _byNode.GetValueOrDefault(node);

    private static string FunctionOf(string name, KoalaBear[] factors)
    {
        var body = new StringBuilder();
        for (int i = 0; i < factors.Length; i++)
        {
            string x = i == 0 ? "x" : $"mload(add(inputs, {32 * i}))", to = i == 0 ? "outputs" : $"add(outputs, {32 * i})";
            WordValue v = Term(new WordValue(x, Bound), factors[i]);
            v = new WordValue(Op.Add("s", v.Code), v.Bound + Lanes.Reduced);
            body.Append(CodeWriter.Wrapped($"            mstore({to}, {(v.Bound <= Bound ? v.Code : Reduced(v.Code))})"));
        }

        return $$"""
                function {{name}}(uint256 s, uint256 x, uint256 inputs, uint256 outputs) private pure {
                    if (outputs == 0) return; // never: the compiler would else copy all this to each call
                    assembly ("memory-safe") {
            {{body}}        }
                }


            """;
    }

    /// <summary>factor · x for a factor that is ±2^−k, or small.</summary>
    public static WordValue Term(WordValue x, KoalaBear factor, Func<BigInteger, string>? constant = null)
    {
        constant ??= lane => Lanes.Hex(Lanes.Repeat(lane));
        long signed = Signed(factor);
        if (Math.Abs(signed) <= 16)
        {
            BigInteger bound = x.Bound * BigInteger.Abs(signed);
            string code = Op.Mul(x.Code, BigInteger.Abs(signed));
            return signed > 0 ? new WordValue(code, bound) : new WordValue(Op.Sub(constant(Above(bound)), code), Above(bound) + 1);
        }

        bool negative = Halvings(factor) is null;
        int k = Halvings(negative ? KoalaBear.Zero - factor : factor) ?? throw new NotSupportedException($"The factor {signed} in a repeated layer.");
        // With y = x mod 2^k, lane by lane, x/2^k = (x − y)/2^k − 127·2^(24−k)·y, since 127·2^24 = −1.
        string high = $"and(shr({k}, {x.Code}), {constant((BigInteger.One << Lanes.Bits - k) - 1)})";
        string low = $"mul(and({x.Code}, {constant((BigInteger.One << k) - 1)}), {Lanes.Hex(new BigInteger(127) << MostHalvings - k)})";
        BigInteger most = (x.Bound >> k) + 1, above = Above(negative ? most : Lanes.P);
        return negative ? new WordValue(Op.Add(low, Op.Sub(constant(above), high)), above + 1 + Lanes.P)
            : new WordValue(Op.Add(high, Op.Sub(constant(above), low)), most + above + 1);
    }

    /// <summary>Between −p/2 and p/2.</summary>
    public static long Signed(KoalaBear x) => x.Value > KoalaBear.P / 2 ? (long)x.Value - KoalaBear.P : x.Value;

    /// <summary>k with factor = 2^−k, or null.</summary>
    public static int? Halvings(KoalaBear factor)
    {
        for (int k = 1; k <= MostHalvings; k++)
            if (factor * new KoalaBear(1UL << k) == KoalaBear.One) return k;
        return null;
    }

    /// <summary>Whether it is ±2^−k.</summary>
    public static bool IsHalving(KoalaBear factor) => Halvings(factor) is not null || Halvings(KoalaBear.Zero - factor) is not null;

    // p − 1 is 127 · 2^24.
    private const int MostHalvings = 24;

    /// <summary>The least p · 2^k above a bound: few different ones.</summary>
    public static BigInteger Above(BigInteger bound)
    {
        BigInteger multiple = Lanes.P;
        while (multiple <= bound) multiple *= 2;
        return multiple;
    }

    // As red() of Quintic.sol.
    private static string Reduced(string x)
    {
        string low27 = Lanes.Hex(Lanes.Repeat((1 << 27) - 1)), low21 = Lanes.Hex(Lanes.Repeat((1 << 21) - 1));
        return $"sub({x}, mul(and(shr(30, mul(and(shr(24, {x}), {low27}), 8454660)), {low21}), {Lanes.P}))";
    }
}
