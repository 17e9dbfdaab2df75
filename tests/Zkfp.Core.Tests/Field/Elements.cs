using FsCheck;
using FsCheck.Fluent;
using Zkfp.Core.Field;

namespace Zkfp.Core.Tests.Field;

/// <summary>Field elements for properties: the edges of the representation as often as any, and shrinking towards zero.</summary>
public static class Elements
{
    private static readonly uint[] s_edges = [0, 1, 2, 3, KoalaBear.P - 1, KoalaBear.P - 2, KoalaBear.P / 2, 1u << 24, (1u << 24) - 1];

    public static Arbitrary<KoalaBear> Base() => Arb.From(
        Gen.OneOf(Gen.Elements(s_edges), Gen.Choose(0, (int)KoalaBear.P - 1).Select(v => (uint)v)).Select(v => new KoalaBear(v)),
        e => from v in (uint[])[e.Value / 2, e.Value - 1] where e.Value != 0 select new KoalaBear(v));

    public static Arbitrary<KoalaBear5> Extension() => Arb.From(
        Base().Generator.ArrayOf(KoalaBear5.Degree).Select(c => KoalaBear5.FromCoefficients(c)),
        e => from i in Enumerable.Range(0, KoalaBear5.Degree) from smaller in Base().Shrinker(e[i]) select With(e, i, smaller));

    private static KoalaBear5 With(KoalaBear5 e, int index, KoalaBear value)
    {
        KoalaBear[] c = [e[0], e[1], e[2], e[3], e[4]];
        c[index] = value;
        return KoalaBear5.FromCoefficients(c);
    }
}
